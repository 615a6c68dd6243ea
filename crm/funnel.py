"""The funnel (D28): weighted forecast with a range, coverage, alerts, sales outside it, week on week.

Forecast = revenue already closed + Σ amount × win rate of the stage. The slide's own case
(5 deals of together 300, 4 of 240, 3 of 176, 2 of 464, 2 of 146, 2 of 98 ten thousand euro) gives 364.8.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from crm.base import Id, Record
from crm.history import Opportunity, OpportunityState, Purchase, Stage
from crm.money import Currency, Money
from crm.value.thresholds import FunnelRules

_ZERO = Decimal(0)


class StageLine(Record):
    """One stage of the board: how many deals, for how much, and what that weighs."""

    stage: Stage
    rate: float
    deals: int
    amount: Decimal
    weighted: Decimal


class Forecast(Record):
    """What may come in, in one currency. `low`–`high` holds `interval` of all outcomes."""

    currency: Currency
    closed: Decimal
    weighted: Decimal
    """Closed revenue + Σ amount × win rate."""
    low: Decimal
    high: Decimal
    interval: float
    exact: bool
    """Whether every outcome was counted; otherwise simulated with a fixed seed."""
    deals: int
    amount: Decimal
    """Of all open opportunities, unweighted."""
    unpriced: int
    """Open opportunities without an amount: they are in no sum."""
    stages: tuple[StageLine, ...]


def forecast(
    opportunities: Iterable[Opportunity],
    rules: FunnelRules,
    *,
    closed: Money | None = None,
    currency: Currency = "CNY",
    seed: int = 0,
) -> Forecast:
    """Return the weighted forecast of the open opportunities in one currency.

    Opportunities in another currency are left to a forecast of their own (see `currencies`).
    Raises CurrencyMismatch when `closed` is in another currency.
    """
    mine = [o for o in opportunities if o.state is OpportunityState.OPEN and _currency(o) in (currency, "")]
    lines = tuple(_line(stage, mine, rules) for stage in Stage)
    already = (Money(amount=_ZERO, currency=currency) + closed).amount if closed else _ZERO
    priced = [(o.amount.amount, rules.win_rates[o.stage]) for o in mine if o.amount]
    exact = len(priced) <= rules.exact_deals
    low, high = _range(priced, rules, seed, exact=exact)
    return Forecast(
        currency=currency,
        closed=already,
        weighted=already + sum((line.weighted for line in lines), _ZERO),
        low=already + low,
        high=already + high,
        interval=rules.interval,
        exact=exact,
        deals=len(mine),
        amount=sum((line.amount for line in lines), _ZERO),
        unpriced=len(mine) - len(priced),
        stages=lines,
    )


def currencies(opportunities: Iterable[Opportunity]) -> tuple[Currency, ...]:
    """Return the currencies of open opportunities, most frequent first."""
    counts: dict[str, int] = {}
    for opportunity in opportunities:
        if opportunity.state is OpportunityState.OPEN and (currency := _currency(opportunity)):
            counts[currency] = counts.get(currency, 0) + 1
    return tuple(sorted(counts, key=lambda c: (-counts[c], c)))


def _currency(opportunity: Opportunity) -> str:
    return opportunity.amount.currency if opportunity.amount else ""


def _line(stage: Stage, opportunities: Sequence[Opportunity], rules: FunnelRules) -> StageLine:
    here = [o for o in opportunities if o.stage is stage]
    amount = sum((o.amount.amount for o in here if o.amount), _ZERO)
    rate = rules.win_rates[stage]
    return StageLine(
        stage=stage, rate=rate, deals=len(here), amount=amount, weighted=amount * Decimal(str(rate))
    )


# --- the range: each deal is won as a whole or not at all ---


def _range(
    deals: Sequence[tuple[Decimal, float]], rules: FunnelRules, seed: int, *, exact: bool
) -> tuple[Decimal, Decimal]:
    if not deals:
        return _ZERO, _ZERO
    amounts = np.array([float(amount) for amount, _ in deals])
    rates = np.array([rate for _, rate in deals])
    sums, weights = _all_outcomes(amounts, rates) if exact else _simulated(amounts, rates, rules, seed)
    tail = (1 - rules.interval) / 2
    order = np.argsort(sums, kind="stable")
    passed = np.cumsum(weights[order])
    low, high = (_at(sums[order], passed, share) for share in (tail, 1 - tail))
    return _money(low), _money(high)


def _all_outcomes(
    amounts: npt.NDArray[np.float64], rates: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return every possible revenue with its probability (convolution of two-point distributions)."""
    sums, weights = np.zeros(1), np.ones(1)
    for amount, rate in zip(amounts, rates, strict=True):
        sums = np.concatenate([sums, sums + amount])
        weights = np.concatenate([weights * (1 - rate), weights * rate])
    return sums, weights


def _simulated(
    amounts: npt.NDArray[np.float64], rates: npt.NDArray[np.float64], rules: FunnelRules, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return simulated revenues; the same deals and seed give the same range on every screen."""
    draws = np.random.default_rng(seed)
    sums = np.zeros(rules.simulations)
    for amount, rate in zip(amounts, rates, strict=True):
        sums += amount * (draws.random(rules.simulations) < rate)
    return sums, np.full(rules.simulations, 1 / rules.simulations)


def _at(ordered: npt.NDArray[np.float64], passed: npt.NDArray[np.float64], share: float) -> float:
    # A hair below, or rounding in the running sum would push an exact hit to the next outcome.
    place = int(np.searchsorted(passed, share - 1e-12))
    return float(ordered[min(place, len(ordered) - 1)])


def _money(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


# --- are there enough opportunities? ---


class Coverage(Record):
    """Whether the open opportunities can fill the gap to a target."""

    gap: Decimal
    """Target less what is closed; zero when reached."""
    ratio: float | None
    """Open amount over the gap; None when nothing is missing."""
    weighted_ratio: float | None
    enough: bool
    missing: Decimal
    """Open amount still to be found to reach the wanted coverage."""


def coverage(view: Forecast, target: Decimal, rules: FunnelRules) -> Coverage:
    """Return how well the open amount covers what is missing to the target (same currency)."""
    gap = max(_ZERO, target - view.closed)
    if not gap:
        return Coverage(gap=gap, ratio=None, weighted_ratio=None, enough=True, missing=_ZERO)
    wanted = gap * Decimal(str(rules.coverage_wanted))
    return Coverage(
        gap=gap,
        ratio=float(view.amount / gap),
        weighted_ratio=float((view.weighted - view.closed) / gap),
        enough=view.amount >= wanted,
        missing=max(_ZERO, wanted - view.amount),
    )


# --- alerts ---


class AlertKind(StrEnum):
    """What is wrong with an open opportunity."""

    STUCK = "stuck"
    NO_NEXT_STEP = "no_next_step"
    OVERDUE = "overdue"
    """The expected day of closing has passed."""


class Alert(Record):
    """An opportunity that wants a hand today."""

    opportunity_id: Id
    customer_id: Id
    kind: AlertKind
    days: int


def alerts(opportunities: Iterable[Opportunity], now: datetime, rules: FunnelRules) -> tuple[Alert, ...]:
    """Return what is stuck, has no next advance, or is past its day; longest first."""
    found: list[Alert] = []
    for one in opportunities:
        if one.state is OpportunityState.OPEN:
            found += [
                Alert(opportunity_id=one.id, customer_id=one.customer_id, kind=kind, days=days)
                for kind, days in _troubles(one, now, rules)
            ]
    return tuple(sorted(found, key=lambda a: (-a.days, a.opportunity_id)))


def _troubles(one: Opportunity, now: datetime, rules: FunnelRules) -> list[tuple[AlertKind, int]]:
    still = (now - one.updated_at).days
    troubles: list[tuple[AlertKind, int]] = []
    if still >= rules.stuck_days:
        troubles.append((AlertKind.STUCK, still))
    if not one.next_advance and still >= rules.no_next_step_days:
        troubles.append((AlertKind.NO_NEXT_STEP, still))
    late = (now.date() - one.expected_on).days if one.expected_on else 0
    if late > 0:
        troubles.append((AlertKind.OVERDUE, late))
    return troubles


# --- outside the funnel, and week on week ---


def won_purchase_id(opportunity_id: Id) -> Id:
    """Return the identity of the purchase an opportunity becomes: winning twice is winning once."""
    return f"won-{opportunity_id}"[:64]


def outside(purchases: Iterable[Purchase], won_ids: Iterable[Id]) -> tuple[Purchase, ...]:
    """Return the sales that never stood in the funnel (D28 asks for them each week)."""
    inside = {won_purchase_id(id) for id in won_ids}
    return tuple(p for p in purchases if p.id not in inside)


class Week(Record):
    """What moved in seven days."""

    opened: int
    won: int
    lost: int
    opened_amount: Decimal
    won_amount: Decimal


def week(
    opportunities: Iterable[Opportunity], until: datetime, currency: Currency = "CNY", days: int = 7
) -> Week:
    """Return what was opened, won and lost in the `days` before `until`, by the records' own times.

    A closed opportunity does not change any more, so its last change is the day it closed.
    """
    since = until - timedelta(days=days)
    mine = [o for o in opportunities if _currency(o) in (currency, "")]
    opened = [o for o in mine if since < o.created_at <= until]
    closed = [o for o in mine if o.state is not OpportunityState.OPEN and since < o.updated_at <= until]
    won = [o for o in closed if o.state is OpportunityState.WON]
    return Week(
        opened=len(opened),
        won=len(won),
        lost=len(closed) - len(won),
        opened_amount=sum((o.amount.amount for o in opened if o.amount), _ZERO),
        won_amount=sum((o.amount.amount for o in won if o.amount), _ZERO),
    )
