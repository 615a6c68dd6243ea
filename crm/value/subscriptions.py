"""Contracts and subscriptions (D1): what is paid for period by period, and how long it will still be.

A subscription is seen in the purchases themselves: an article whose name says its period (亲情套餐月费).
Its value is margin × expected remaining payments by the shifted beta-geometric (Fader & Hardie 2007, 2010).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

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

    @property
    def renewals(self) -> int:
        """How often it was renewed."""
        return self.payments - 1


def months_of(product: str, rules: LifetimeRules) -> int | None:
    """Return the months of a period an article's name tells, None for other articles."""
    return next((months for word, months in rules.fees.items() if word in product), None)


def split(
    lines: Sequence[Line], until: date, rules: LifetimeRules
) -> tuple[list[Line], tuple[Subscription, ...]]:
    """Return the lines that are no periodic payments, and the subscriptions behind the others."""
    rest: list[Line] = []
    fees: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        (fees[line.product] if months_of(line.product, rules) else rest).append(line)
    found = (_subscription(product, paid, until, rules) for product, paid in sorted(fees.items()))
    return rest, tuple(one for one in found if one)


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
    periods = max(1, round(rules.horizon_days / (one.months * _MONTH)))
    discount = (1 + rules.discount_rate) ** (one.months / 12) - 1
    return model.remaining(one.renewals, periods, discount)


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
