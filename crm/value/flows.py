"""What is still to come from customers over the horizon: discounted orders, and who is still there."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crm.value import bgnbd
from crm.value.bgnbd import BgNbd
from crm.value.columns import Buyers, Table
from crm.value.numbers import FitUnavailable, Floats
from crm.value.thresholds import LifetimeRules

if TYPE_CHECKING:
    from crm.value.lifetime import Model

YEAR = 365.0
_AT_ONCE = 100_000
"""Customers reckoned together: the arrays in between stay small, whatever the number of customers."""


class Flow(NamedTuple):
    """What comes over the horizon, by customer."""

    orders: Floats
    """Discounted."""
    first_year: Floats
    alive: Floats
    years: float
    """Discounted length of the horizon."""
    sure: Floats


def flow(buyers: Buyers, table: Table, model: "Model", rules: LifetimeRules) -> Flow:
    """Return the flow of all customers, each by the parameters of its segment (or everybody's)."""
    orders, first_year, alive, sure = (np.zeros(len(table.x)) for _ in range(4))
    for place, segment in enumerate(buyers.segments):
        part = model.rates.get(segment, model.rates[""])
        mine = np.flatnonzero(buyers.segment == place)
        for start in range(0, len(mine), _AT_ONCE):
            rows = mine[start : start + _AT_ONCE]
            x, t_x, T = table.x[rows], table.t_x[rows], table.T[rows]  # noqa: N806
            orders[rows], first_year[rows] = _discounted(part, x, t_x, T, rules)
            alive[rows] = bgnbd.alive(part, x, t_x, T)
            sure[rows] = np.minimum(T / (T + part.alpha), (x + 1) / (x + 3))
    # Who never kept an order has no beginning from which to count.
    nothing = table.n == 0
    orders[nothing] = first_year[nothing] = alive[nothing] = sure[nothing] = 0.0
    return Flow(orders, first_year, alive, float(_discounts(rules).sum()) / rules.steps_a_year, sure)


def _discounts(rules: LifetimeRules) -> Floats:
    """Return the discount factor at the middle of each step of the horizon."""
    steps = max(1, round(rules.horizon_days / YEAR * rules.steps_a_year))
    middle = (np.arange(steps) + 0.5) / rules.steps_a_year
    factors: Floats = (1 + rules.discount_rate) ** -middle
    return factors


def _discounted(
    model: BgNbd,
    x: Floats,
    t_x: Floats,
    T: Floats,  # noqa: N803
    rules: LifetimeRules,
) -> tuple[Floats, Floats]:
    """Return discounted expected orders over the horizon, and those of the first year."""
    step = YEAR / rules.steps_a_year
    factors = _discounts(rules)
    total, before, year = np.zeros(len(x)), np.zeros(len(x)), np.zeros(len(x))
    for number, factor in enumerate(factors, 1):
        until = _expected(model, step * number, x, t_x, T)
        total += (until - before) * factor
        before = until
        if number == min(rules.steps_a_year, len(factors)):
            year = until
    return total, year


def _expected(model: BgNbd, days: float, x: Floats, t_x: Floats, T: Floats) -> Floats:  # noqa: N803
    try:
        return bgnbd.expected(model, days, x, t_x, T)
    except FitUnavailable:  # no scipy: the rate goes on, without anybody leaving later
        return bgnbd.alive(model, x, t_x, T) * (model.r + x) / (model.alpha + T) * days
