"""What is learnt of a team's customers, and small readings of one customer's file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.base import Id
from crm.ports import BuyingSummary, ContactSummary, CustomerFile, Remarks, RepeatPurchase
from crm.value import tiers
from crm.value.lifetime import Model, Worth
from crm.value.orders import lines_of, net_orders
from crm.value.potential import Market, cost_to_serve
from crm.value.thresholds import Thresholds


@dataclass(frozen=True)
class Book:
    """What was learnt of the customers of a scope on a day."""

    day: date
    at: datetime
    models: Mapping[str, Model]
    """By currency."""
    worths: Mapping[Id, Worth]
    """Of each customer in its main currency."""
    standings: Mapping[Id, tiers.Standing]
    """Within the customers of the same currency."""
    contacts: Mapping[Id, ContactSummary]
    market: Market
    owners: Mapping[Id, Id]
    """Of everybody who ever bought."""
    repeats: Sequence[RepeatPurchase]
    """Of the last year: what may be running out, roughly."""
    remarks: Sequence[Remarks]
    """Of those with dates in their profile."""

    def same_tier(self, tier: str) -> int:
        """Return how many customers stand in a tier."""
        return sum(standing.tier == tier for standing in self.standings.values())


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


def summary_of(file: CustomerFile, currency: str, day: date) -> BuyingSummary:
    """Return what a customer bought in one currency, from its file."""
    book = net_orders(lines_of(file.purchases, currency, day))
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
