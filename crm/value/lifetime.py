"""Customer lifetime value (D1): historical, current and potential, with method, horizon and sureness.

Current value = Σ over the horizon of (expected orders × order value × margin rate − cost to serve ×
probability of still being there), discounted. Expected orders are BG/NBD's (`crm.value.bgnbd`), order
values Gamma-Gamma's (`crm.value.gammagamma`). With little data the same formulas run on assumed
parameters around the segment's mean rate, which is what shrinking means for a gamma prior.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from crm.ports import BuyingSummary
from crm.value import bgnbd, gammagamma
from crm.value.bgnbd import BgNbd, Counts
from crm.value.gammagamma import GammaGamma
from crm.value.numbers import FitUnavailable, Floats
from crm.value.thresholds import LifetimeRules

YEAR = 365.0
FITTED, SHRUNK = "BG/NBD + Gamma-Gamma", "BG/NBD，向同类客户的平均收缩"


class Model(NamedTuple):
    """What was learnt from all customers of a team in one currency."""

    method: str
    rates: dict[str, BgNbd]
    """Parameters by segment; "" for everybody."""
    orders: GammaGamma | None
    order_values: dict[str, float]
    """Usual order value by segment; "" for everybody."""
    margin_rate: float
    margin_known: bool
    correlation: float | None
    """Of frequency and value; Gamma-Gamma assumes none."""
    customers: int
    why: str = ""
    """Why nothing was fitted."""


class Worth(NamedTuple):
    """What one customer is worth in one currency; money as floats, these are estimates."""

    customer_id: str
    currency: str
    historical: float
    current: float
    alive: float
    """Probability of still buying at all."""
    orders_a_year: float
    order_value: float
    margin_rate: float
    cost_a_year: float
    sure: float
    """Share of own data in the estimate, 0–1."""
    method: str
    horizon_days: int
    discount_rate: float
    orders: int
    last_on: date


def learn(buyers: Sequence[BuyingSummary], until: date, rules: LifetimeRules) -> Model:
    """Return the model of the buyers of one currency. Never raises: too little data means shrinking."""
    bought = [one for one in buyers if one.orders > 0]
    table = _Table.of(bought, until)
    rate, known = _team_margin(buyers, rules)
    common = {
        "order_values": _usual_orders(bought),
        "margin_rate": rate,
        "margin_known": known,
        "correlation": gammagamma.correlation(table.n, table.z),
        "customers": len(bought),
    }
    repeat = int((table.x > 0).sum())
    if repeat >= rules.fit_customers:
        try:
            return _fitted(table, common)
        except FitUnavailable as error:
            why = str(error)
    else:
        why = f"{repeat} of {rules.fit_customers} repeat buyers"
    return Model(method=SHRUNK, rates=_priors(bought, until, rules), orders=None, why=why, **common)  # type: ignore[arg-type]


def values(
    buyers: Sequence[BuyingSummary],
    model: Model,
    until: date,
    rules: LifetimeRules,
    costs: Mapping[str, float],
) -> list[Worth]:
    """Return what each buyer is worth; `costs` is the cost to serve so far by customer, in the currency."""
    if not buyers:
        return []
    table = _Table.of(buyers, until)
    spent = np.array([costs.get(one.customer_id, 0.0) for one in buyers])
    margins = _margin_rates(buyers, table, model, rules)
    z = _order_values(buyers, table, model, rules)
    flow = _Flow.of(table, [one.segment for one in buyers], model, rules)
    yearly_cost = spent / np.maximum(table.T / YEAR, 1.0)
    current = flow.orders * z * margins - flow.years * flow.alive * yearly_cost
    known = np.array([one.margin for one in buyers])
    rest = np.array([one.revenue - one.margin_base for one in buyers])
    historical = known + rest * margins - spent
    return [
        Worth(
            customer_id=one.customer_id,
            currency=one.currency,
            historical=float(historical[n]),
            current=float(current[n]),
            alive=float(flow.alive[n]),
            orders_a_year=float(flow.first_year[n]),
            order_value=float(z[n]),
            margin_rate=float(margins[n]),
            cost_a_year=float(yearly_cost[n]),
            sure=float(flow.sure[n]),
            method=model.method,
            horizon_days=rules.horizon_days,
            discount_rate=rules.discount_rate,
            orders=one.orders,
            last_on=one.last_on,
        )
        for n, one in enumerate(buyers)
    ]


# --- tables ---


class _Table(NamedTuple):
    x: Floats
    t_x: Floats
    T: Floats
    n: Floats
    z: Floats

    @staticmethod
    def of(buyers: Sequence[BuyingSummary], until: date) -> "_Table":
        today = until.toordinal()
        first = np.array([b.first_on.toordinal() for b in buyers], dtype=np.float64)
        last = np.array([b.last_on.toordinal() for b in buyers], dtype=np.float64)
        n = np.array([b.orders for b in buyers], dtype=np.float64)
        total = np.array([b.order_value for b in buyers], dtype=np.float64)
        return _Table(
            x=np.maximum(n - 1, 0),
            t_x=last - first,
            T=np.maximum(today - first, 0.0),
            n=n,
            z=np.where(n > 0, total / np.maximum(n, 1), 0.0),
        )


class _Flow(NamedTuple):
    """What comes over the horizon, by customer."""

    orders: Floats
    """Discounted."""
    first_year: Floats
    alive: Floats
    years: float
    """Discounted length of the horizon."""
    sure: Floats

    @staticmethod
    def of(table: _Table, segments: Sequence[str], model: Model, rules: LifetimeRules) -> "_Flow":
        size = len(table.x)
        orders, first_year, alive, sure = (np.zeros(size) for _ in range(4))
        groups: dict[str, list[int]] = defaultdict(list)
        for n, segment in enumerate(segments):
            groups[segment if segment in model.rates else ""].append(n)
        for segment, places in groups.items():
            rows = np.array(places)
            part = model.rates[segment]
            x, t_x, T = table.x[rows], table.t_x[rows], table.T[rows]  # noqa: N806
            orders[rows], first_year[rows] = _discounted(part, x, t_x, T, rules)
            alive[rows] = bgnbd.alive(part, x, t_x, T)
            sure[rows] = np.minimum(T / (T + part.alpha), (x + 1) / (x + 3))
        # Who never kept an order has no beginning from which to count.
        nothing = table.n == 0
        orders[nothing] = first_year[nothing] = alive[nothing] = sure[nothing] = 0.0
        return _Flow(orders, first_year, alive, float(_discounts(rules).sum()) / rules.steps_a_year, sure)


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
    rows, places = np.unique(np.column_stack([x, t_x, T]), axis=0, return_inverse=True)
    step = YEAR / rules.steps_a_year
    factors = _discounts(rules)
    total, before, year = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for number, factor in enumerate(factors, 1):
        until = _expected(model, step * number, rows[:, 0], rows[:, 1], rows[:, 2])
        total += (until - before) * factor
        before = until
        if number == min(rules.steps_a_year, len(factors)):
            year = until
    places = places.reshape(-1)
    return total[places], year[places]


def _expected(model: BgNbd, days: float, x: Floats, t_x: Floats, T: Floats) -> Floats:  # noqa: N803
    try:
        return bgnbd.expected(model, days, x, t_x, T)
    except FitUnavailable:  # no scipy: the rate goes on, without anybody leaving later
        return bgnbd.alive(model, x, t_x, T) * (model.r + x) / (model.alpha + T) * days


# --- learning ---


def _fitted(table: _Table, common: Mapping[str, object]) -> Model:
    model = bgnbd.fit(Counts.of(list(zip(table.x, table.t_x, table.T, strict=True))))
    orders = gammagamma.fit(table.n, table.z)
    return Model(method=FITTED, rates={"": model}, orders=orders, **common)  # type: ignore[arg-type]


def _priors(buyers: Sequence[BuyingSummary], until: date, rules: LifetimeRules) -> dict[str, BgNbd]:
    """Return for each segment a gamma prior around its rate, weighing `shrink_days` of observation."""
    groups: dict[str, list[BuyingSummary]] = defaultdict(list)
    for one in buyers:
        groups[""].append(one)
        if one.segment:
            groups[one.segment].append(one)
    priors = {"": _prior(groups[""], until, rules)}
    for segment, members in groups.items():
        if segment and len(members) >= rules.look_alikes:
            priors[segment] = _prior(members, until, rules)
    return priors


def _prior(buyers: Sequence[BuyingSummary], until: date, rules: LifetimeRules) -> BgNbd:
    orders = sum(max(one.orders - 1, 0) for one in buyers)
    days = sum(max((until - one.first_on).days, 0) for one in buyers)
    # One order in two years where nothing is known yet: cautious, and soon outweighed.
    rate = (orders + 0.5) / (days + YEAR)
    weight = float(rules.shrink_days)
    return BgNbd(r=rate * weight, alpha=weight, a=rules.leaving_prior.a, b=rules.leaving_prior.b)


def _usual_orders(buyers: Sequence[BuyingSummary]) -> dict[str, float]:
    """Return the median over customers of their mean order: a few large firms must not set it for all."""
    means: dict[str, list[float]] = defaultdict(list)
    for one in buyers:
        for key in {"", one.segment}:
            means[key].append(one.order_value / one.orders)
    return {key: float(np.median(found)) for key, found in means.items()}


def _order_values(
    buyers: Sequence[BuyingSummary], table: _Table, model: Model, rules: LifetimeRules
) -> Floats:
    if model.orders is not None:
        return gammagamma.expected(model.orders, table.n, table.z)
    everybody = model.order_values.get("", 0.0)
    usual = np.array([model.order_values.get(one.segment, everybody) for one in buyers])
    weight = rules.order_prior
    shrunk: Floats = (table.n * table.z + weight * usual) / (table.n + weight)
    return shrunk


def _team_margin(buyers: Sequence[BuyingSummary], rules: LifetimeRules) -> tuple[float, bool]:
    base = sum(one.margin_base for one in buyers)
    return (sum(one.margin for one in buyers) / base, True) if base > 0 else (rules.margin_rate, False)


def _margin_rates(
    buyers: Sequence[BuyingSummary], table: _Table, model: Model, rules: LifetimeRules
) -> Floats:
    """Return each customer's margin rate, shrunk to the team's by `margin_prior` of its own orders."""
    weights = rules.margin_prior * np.maximum(table.z, 1e-9)
    margins = np.array([one.margin for one in buyers])
    bases = np.array([max(one.margin_base, 0.0) for one in buyers])
    rates: Floats = (margins + weights * model.margin_rate) / (bases + weights)
    return rates
