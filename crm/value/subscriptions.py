"""Contracts and subscriptions (D1): what is paid for period by period, and how long it will still be.

What is on record as a contract says itself what is paid, how often and until when. Besides, a subscription
is seen in the purchases: an article whose name says its period (亲情套餐月费), unless a contract names it.
Its value is margin × expected remaining payments: those of the term that runs are agreed, those after
its end are expected by the shifted beta-geometric (Fader & Hardie 2007, 2010).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from crm.contracts import Contract, ContractState
from crm.folding import fold
from crm.value.contracts import ShiftedBetaGeometric, fit_mixed
from crm.value.numbers import FitUnavailable
from crm.value.orders import Line
from crm.value.thresholds import LifetimeRules

_MONTH = 365 / 12
_GRACE = 1.5
"""Periods without a payment after which a subscription counts as ended."""


class Subscription(NamedTuple):
    """One customer's payments for one article, refunds taken off."""

    product: str
    months: int
    """Length of a period."""
    payments: int
    last_on: date
    amount: float
    """Of a payment, in the mean."""
    margin_rate: float | None
    running: bool
    due: int = 0
    """Payments the term that runs still brings, for sure."""
    term: int = 1
    """Payments in a term; it is renewed once a term."""
    stops: bool = False
    """Whether it ends with its term."""

    @property
    def renewals(self) -> int:
        """How often it was renewed."""
        return (self.payments - 1) // self.term


def months_of(product: str, rules: LifetimeRules) -> int | None:
    """Return the months of a period an article's name tells, None for other articles."""
    return next((months for word, months in rules.fees.items() if word in product), None)


def periodic(product: str, contracts: Sequence[Contract], rules: LifetimeRules) -> bool:
    """Say whether an article is paid for period by period: by its name, or because a contract names it."""
    return months_of(product, rules) is not None or any(
        _folded(product) == _folded(one.product) for one in contracts
    )


@lru_cache(maxsize=10_000)
def _folded(product: str) -> str:
    """Return an article's name for comparing; the same few names come a million times."""
    return fold(product)


def split(
    lines: Sequence[Line], until: date, rules: LifetimeRules, contracts: Sequence[Contract] = ()
) -> tuple[list[Line], tuple[Subscription, ...]]:
    """Return the lines that are no periodic payments, and the subscriptions behind the others.

    `contracts` are those in the currency of the lines; payments for one of them count once, as its own.
    """
    rest: list[Line] = []
    fees: dict[str, list[Line]] = defaultdict(list)
    paid_by_period = {name: periodic(name, contracts, rules) for name in {line.product for line in lines}}
    for line in lines:
        (fees[line.product] if paid_by_period[line.product] else rest).append(line)
    agreed = [from_contract(one, _payments_of(one, fees), until) for one in contracts]
    named = {fold(one.product) for one in contracts}
    found = (
        _subscription(product, paid, until, rules)
        for product, paid in sorted(fees.items())
        if fold(product) not in named
    )
    return rest, (*agreed, *(one for one in found if one))


def from_contract(contract: Contract, paid: Sequence[Line], until: date) -> Subscription:
    """Return a contract as a subscription; what was paid on record may tell more than its dates."""
    amount = float(contract.amount.amount)
    days = {line.on for line in paid if line.amount > 0}
    known = [line for line in paid if line.margin is not None]
    base = sum(line.amount for line in known)
    rate = sum(line.margin or 0.0 for line in known) / base if base > 0 else None
    ended = contract.ends_on or contract.updated_at.date()
    dated = until if contract.runs(until) else min(ended, until)
    return Subscription(
        product=contract.product,
        months=contract.months,
        payments=max(1, contract.paid_by(dated), len(days)),
        last_on=max(days, default=dated),
        amount=amount,
        margin_rate=float(contract.margin.amount) / amount if contract.margin else rate,
        running=contract.runs(until),
        due=contract.due_until_end(until) if contract.runs(until) else 0,
        term=contract.term_months // contract.months,
        stops=contract.state is ContractState.NOTICE,
    )


def _payments_of(contract: Contract, fees: dict[str, list[Line]]) -> list[Line]:
    name = fold(contract.product)
    return [line for product, lines in fees.items() if fold(product) == name for line in lines]


def _subscription(
    product: str, lines: Sequence[Line], until: date, rules: LifetimeRules
) -> Subscription | None:
    by_day: dict[date, float] = defaultdict(float)
    for line in lines:
        by_day[line.on] += line.amount
    days = sorted(day for day, amount in by_day.items() if amount > 0)
    count = len(days) - sum(amount < 0 for amount in by_day.values())
    if not days or count < 1:
        return None
    months = months_of(product, rules) or 1
    known = [line for line in lines if line.margin is not None]
    base = sum(line.amount for line in known)
    return Subscription(
        product=product,
        months=months,
        payments=count,
        last_on=days[-1],
        amount=sum(by_day[day] for day in days) / len(days),
        margin_rate=sum(line.margin or 0.0 for line in known) / base if base > 0 else None,
        running=(until - days[-1]).days <= months * _MONTH * _GRACE,
    )


def renewal(subscriptions: Iterable[Subscription], rules: LifetimeRules) -> ShiftedBetaGeometric:
    """Return how a team's subscriptions are renewed; the assumed model while too few have ended."""
    known = list(subscriptions)
    ended = [one.renewals for one in known if not one.running]
    prior = ShiftedBetaGeometric(rules.renewing_prior.a, rules.renewing_prior.b)
    if len(ended) < rules.fit_ended:
        return prior
    longest = max(one.renewals for one in known) + 1
    lost = np.bincount(ended, minlength=longest).astype(np.float64)
    there = [one.renewals for one in known if one.running]
    try:
        return fit_mixed(lost, np.bincount(there, minlength=longest).astype(np.float64))
    except FitUnavailable:
        return prior


def payments_ahead(one: Subscription, model: ShiftedBetaGeometric, rules: LifetimeRules) -> float:
    """Return the discounted expected number of further payments within the horizon; none for an ended one."""
    if not one.running:
        return 0.0
    discount = float((1 + rules.discount_rate) ** (one.months / 12)) - 1
    periods = max(1, round(rules.horizon_days / (one.months * _MONTH)))
    due = min(one.due, periods)
    agreed = _annuity(due, discount)
    terms = -(-(periods - due) // one.term)
    if one.stops or terms <= 0:
        return agreed
    # A term that is renewed brings its payments from its first day on; it begins when this one is over.
    begun = float((1 + discount) ** -due)
    a_term = _annuity(one.term, discount) * (1 + discount)
    renewed = model.remaining(one.renewals, terms, float((1 + discount) ** one.term) - 1)
    return agreed + begun * a_term * renewed


def _annuity(payments: int, discount: float) -> float:
    """Return what so many payments are worth now, the first a period ahead."""
    return float(sum((1 + discount) ** -n for n in range(1, payments + 1)))


def worth_ahead(
    subscriptions: Iterable[Subscription],
    model: ShiftedBetaGeometric,
    margin_rate: float,
    rules: LifetimeRules,
) -> float:
    """Return margin × expected remaining payments of all subscriptions; the known margin rate goes first."""
    return sum(
        payments_ahead(one, model, rules)
        * one.amount
        * (one.margin_rate if one.margin_rate is not None else margin_rate)
        for one in subscriptions
    )
