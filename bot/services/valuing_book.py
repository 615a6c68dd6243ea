"""What is learnt of a team's customers, and small readings of one customer's file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.ports.contracts import Held
from crm.base import Id
from crm.contracts import Contract
from crm.ports import BuyingSummary, ContactSummary, CustomerFile, Remarks, RepeatPurchase
from crm.value import tiers
from crm.value.contracts import ShiftedBetaGeometric
from crm.value.curve import Curve
from crm.value.lifetime import Model, Worth
from crm.value.orders import Line, lines_of, main_currency, net_orders
from crm.value.potential import Market, cost_to_serve
from crm.value.subscriptions import (
    Subscription,
    payments_ahead,
    periodic,
    renewal,
    split,
    worth_ahead,
)
from crm.value.thresholds import Thresholds

SILENT_LOOK = 120
"""So many of the most valuable customers are looked at for silence: the others would not make the list."""


@dataclass(frozen=True)
class Book:
    """What was learnt of the customers of a scope on a day."""

    day: date
    at: datetime
    models: Mapping[str, Model]
    """By currency."""
    curves: Mapping[str, Curve]
    """Where a value stands among all of the same currency."""
    means: Mapping[str, float]
    """Mean current value of a customer, by currency."""
    renewals: Mapping[str, ShiftedBetaGeometric]
    """How subscriptions are renewed, by currency."""
    worths: Mapping[Id, Worth]
    """Of each customer in its main currency."""
    standings: Mapping[Id, tiers.Standing]
    """Within the customers of the same currency."""
    contacts: Mapping[Id, ContactSummary]
    """At least of the most valuable `SILENT_LOOK`."""
    owners: Mapping[Id, Id]
    """Of everybody who ever bought."""
    repeats: Sequence[RepeatPurchase]
    """Of the last year: what may be running out, roughly."""
    remarks: Sequence[Remarks]
    """Of those with dates in their profile."""
    ending: Sequence[Contract] = ()
    """Contracts whose term ends about now, as of when the book was learnt."""
    currency: str = "CNY"
    """The one most customers pay in."""
    market: Market | None = None
    """What look-alikes buy; read when a portrait first needs it, for the day's list never does."""

    def on(self, day: date) -> "Book":
        """Return the book for use on a later day: values move little overnight, dates are counted anew."""
        return self if day == self.day else replace(self, day=day)

    def same_tier(self, tier: str) -> int:
        """Return how many customers stand in a tier."""
        return sum(curve.size(tier) for curve in self.curves.values())

    def standing(self, worth: Worth) -> tiers.Standing:
        """Return the kept standing, or the place on the curve when the customer's value has moved."""
        kept = self.worths.get(worth.customer_id)
        if kept and kept.currency == worth.currency and abs(kept.current - worth.current) < 0.5:
            return self.standings[worth.customer_id]
        curve = self.curves.get(worth.currency)
        if curve is None:
            return tiers.Standing("A" if worth.current > 0 else tiers.LAST_TIER, 1, 1, worth.current, 1.0)
        return curve.standing(worth.current)


def may_run_out(one: RepeatPurchase, day: date, rules: Thresholds) -> bool:
    """Say roughly, by the mean gap, whether a product may run out about now."""
    gap = (one.last_on - one.first_on).days / (one.days - 1) if one.days > 1 else 30.0
    left = gap - (day - one.last_on).days
    return -rules.ahead.look_back_days <= left <= rules.ahead.deliver_before_days + gap * 0.3


def main_currencies(buying: Sequence[BuyingSummary]) -> dict[Id, str]:
    """Return each customer's main currency: the one with most orders."""
    best: dict[Id, BuyingSummary] = {}
    for one in buying:
        known = best.get(one.customer_id)
        if known is None or one.orders > known.orders:
            best[one.customer_id] = one
    return {id: one.currency for id, one in best.items()}


def subscriptions_of(
    file: CustomerFile, currency: str, day: date, rules: Thresholds
) -> tuple[Subscription, ...]:
    """Return a customer's subscriptions in one currency, from its file."""
    contracts = contracts_of(file.contracts, currency)
    return split(lines_of(file.purchases, currency, day), day, rules.lifetime, contracts)[1]


def summary_of(file: CustomerFile, currency: str, day: date, rules: Thresholds) -> BuyingSummary:
    """Return what a customer bought in one currency, from its file.

    Periodic payments are in the revenue but are no orders: what comes of them is reckoned apart.
    """
    lines = lines_of(file.purchases, currency, day)
    contracts = contracts_of(file.contracts, currency)
    rest, _ = split(lines, day, rules.lifetime, contracts)
    return with_fees(_summary(file, currency, day, rest), lines, rules, contracts)


def without_fees(
    one: BuyingSummary,
    lines: Sequence[Line],
    day: date,
    rules: Thresholds,
    contracts: Sequence[Contract] = (),
) -> BuyingSummary:
    """Return a stored summary with the periodic payments among its lines taken out of the orders."""
    book = net_orders(split(lines, day, rules.lifetime, contracts)[0])
    orders = book.orders
    rest = one._replace(
        orders=len(orders),
        first_on=orders[0].on if orders else day,
        last_on=orders[-1].on if orders else day,
        revenue=book.revenue,
        order_value=sum(order.net for order in orders),
        margin=book.margin,
        margin_base=book.margin_base,
    )
    return with_fees(rest, lines, rules, contracts)


def currency_of(file: CustomerFile) -> str:
    """Return a customer's main currency; where nothing was bought, that of a contract."""
    if not file.purchases and file.contracts:
        return file.contracts[0].amount.currency
    return main_currency(file.purchases)


def only_contracts(held: Iterable[Held], known: Iterable[BuyingSummary], day: date) -> list[BuyingSummary]:
    """Return empty summaries of customers who have a contract and bought nothing in its currency."""
    seen = {(one.customer_id, one.currency) for one in known}
    missing = {}
    for contract, owner_id, segment in held:
        who = (contract.customer_id, contract.amount.currency)
        if who not in seen:
            missing[who] = BuyingSummary(who[0], owner_id, segment, who[1], 0, day, day, 0.0, 0.0, 0.0, 0.0)
    return list(missing.values())


def contracts_of(contracts: Iterable[Contract], currency: str) -> tuple[Contract, ...]:
    """Return the contracts in one currency."""
    return tuple(one for one in contracts if one.amount.currency == currency)


def paid_ahead(
    worths: Sequence[Worth],
    fees: Mapping[tuple[Id, str], Sequence[Line]],
    day: date,
    rules: Thresholds,
    contracts: Mapping[tuple[Id, str], Sequence[Contract]],
) -> tuple[list[Worth], ShiftedBetaGeometric]:
    """Return worths of one currency with what subscriptions still bring, and how those are renewed."""
    subscriptions = {
        who[0]: split(fees.get(who, ()), day, rules.lifetime, contracts.get(who, ()))[1]
        for who in ((worth.customer_id, worth.currency) for worth in worths)
        if who in fees or who in contracts
    }
    model = renewal((one for held in subscriptions.values() for one in held), rules.lifetime)
    found = []
    for worth in worths:
        held = subscriptions.get(worth.customer_id, ())
        ahead = worth_ahead(held, model, worth.margin_rate, rules.lifetime)
        last = max((one.last_on for one in held), default=day)
        found.append(with_subscriptions(worth, ahead, sum(one.payments for one in held), last))
    return found, model


def with_fees(
    one: BuyingSummary, lines: Sequence[Line], rules: Thresholds, contracts: Sequence[Contract] = ()
) -> BuyingSummary:
    """Return the summary of other lines with the periodic payments added to revenue and known margin."""
    fees = [line for line in lines if periodic(line.product, contracts, rules.lifetime)]
    known = [line for line in fees if line.margin is not None]
    return one._replace(
        revenue=one.revenue + sum(line.amount for line in fees),
        margin=one.margin + sum(line.margin or 0.0 for line in known),
        margin_base=one.margin_base + sum(line.amount for line in known),
    )


def with_subscriptions(worth: Worth, ahead: float, orders: int, last_on: date) -> Worth:
    """Return a worth with what subscriptions still bring."""
    if not orders:
        return worth
    return worth._replace(
        current=worth.current + ahead,
        orders=worth.orders + orders,
        last_on=max(worth.last_on, last_on) if worth.orders else last_on,
        alive=max(worth.alive, 1.0 if ahead > 0 else 0.0),
        sure=max(worth.sure, orders / (orders + 12)),
        method=f"{worth.method} + sBG" if worth.method else "",
    )


def figures(
    rest: Sequence[Line],
    lines: Sequence[Line],
    day: date,
    rules: Thresholds,
    contracts: Sequence[Contract],
) -> tuple[float, ...]:
    """Return the columns of `Buyers` for a customer reckoned line by line; `rest` are its orders' lines."""
    book = net_orders(rest)
    days = [order.on for order in book.orders] or [line.on for line in rest] or [day]
    fees = [line for line in lines if periodic(line.product, contracts, rules.lifetime)]
    known = [line for line in fees if line.margin is not None]
    return (
        len(book.orders),
        min(days).toordinal(),
        max(days).toordinal(),
        sum(order.net for order in book.orders),
        book.revenue + sum(line.amount for line in fees),
        book.margin + sum(line.margin or 0.0 for line in known),
        book.margin_base + sum(line.amount for line in known),
    )


def _summary(file: CustomerFile, currency: str, day: date, lines: Sequence[Line]) -> BuyingSummary:
    book = net_orders(lines)
    return BuyingSummary(
        customer_id=file.customer.id,
        owner_id=file.customer.owner_id,
        segment=file.customer.segment.value if file.customer.segment else "",
        currency=currency,
        orders=len(book.orders),
        first_on=book.orders[0].on if book.orders else day,
        last_on=book.orders[-1].on if book.orders else day,
        revenue=book.revenue,
        order_value=sum(order.net for order in book.orders),
        margin=book.margin,
        margin_base=book.margin_base,
    )


def kinds_of(file: CustomerFile) -> dict[str, int]:
    """Return how often each kind of contact happened."""
    kinds: dict[str, int] = defaultdict(int)
    for touchpoint in file.touchpoints:
        kinds[touchpoint.kind.value] += 1
    return kinds


def cost_of(kinds: Mapping[str, int], currency: str, rules: Thresholds) -> float:
    """Return the cost to serve; nothing is subtracted from values in another currency."""
    return cost_to_serve(kinds, rules.lifetime) if currency == rules.lifetime.cost_currency else 0.0


def model_reasons(model: Model, rules: Thresholds) -> tuple[str, ...]:
    """Return what has to be known about a model when reading a value."""
    reasons = []
    if not model.margin_known:
        reasons.append(f"没有记过毛利，先按{rules.lifetime.margin_rate:.0%}估")
    if model.why:
        reasons.append(f"团队里回头客还不够多，买的频率先按同类客户的平均来靠（{model.customers}位）")
    if model.correlation is not None and abs(model.correlation) > 0.3:
        reasons.append(f"买得勤和买得多有关联（{model.correlation:.2f}），金额估计要打个折扣看")
    return tuple(reasons)


def subscription_reasons(
    subscriptions: Sequence[Subscription], model: ShiftedBetaGeometric, rules: Thresholds
) -> tuple[str, ...]:
    """Return what each subscription adds, in words."""
    return tuple(
        f"{one.product}已付{one.payments}期，"
        + (f"预计还有约{payments_ahead(one, model, rules.lifetime):.0f}期" if one.running else "已经停了")
        for one in subscriptions
    )
