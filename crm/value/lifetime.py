"""Customer lifetime value (D1): historical, current and potential, with method, horizon and sureness.

Current value = Σ over the horizon of (expected orders × order value × margin rate − cost to serve ×
probability of still being there), discounted. Expected orders are BG/NBD's (`crm.value.bgnbd`), order
values Gamma-Gamma's (`crm.value.gammagamma`). With little data the same formulas run on assumed
parameters around the segment's mean rate, which is what shrinking means for a gamma prior.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from crm.ports import BuyingSummary
from crm.value import bgnbd, gammagamma
from crm.value.bgnbd import BgNbd, Counts
from crm.value.columns import Buyers, Table, Worths
from crm.value.flows import YEAR, flow
from crm.value.gammagamma import GammaGamma
from crm.value.numbers import FitUnavailable, Floats
from crm.value.thresholds import LifetimeRules

FIT_SAMPLE = 20_000
"""A model is fitted on at most so many customers, evenly taken: more would not change the third digit."""
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
    return learn_from(Buyers.of(buyers), until, rules)


def learn_from(buyers: Buyers, until: date, rules: LifetimeRules) -> Model:
    """Return the model of customers given as columns; the same as `learn`."""
    rate, known = _team_margin(buyers, rules)
    bought = buyers.only(buyers.orders > 0)
    table = bought.table(until)
    common = {
        "order_values": _usual_orders(bought, table),
        "margin_rate": rate,
        "margin_known": known,
        "correlation": gammagamma.correlation(table.n, table.z),
        "customers": len(table.n),
    }
    repeat = int((table.x > 0).sum())
    if repeat >= rules.fit_customers:
        try:
            return _fitted(table, common)
        except FitUnavailable as error:
            why = str(error)
    else:
        why = f"{repeat} of {rules.fit_customers} repeat buyers"
    return Model(method=SHRUNK, rates=_priors(bought, table, rules), orders=None, why=why, **common)  # type: ignore[arg-type]


def values(
    buyers: Sequence[BuyingSummary],
    model: Model,
    until: date,
    rules: LifetimeRules,
    costs: Mapping[str, float],
) -> list[Worth]:
    """Return what each buyer is worth; `costs` is the cost to serve so far by customer, in the currency."""
    spent = np.array([costs.get(one.customer_id, 0.0) for one in buyers], dtype=np.float64)
    found = worths(Buyers.of(buyers), model, until, rules, spent)
    return [
        Worth(
            customer_id=one.customer_id,
            currency=one.currency,
            historical=float(found.historical[n]),
            current=float(found.current[n]),
            alive=float(found.alive[n]),
            orders_a_year=float(found.orders_a_year[n]),
            order_value=float(found.order_value[n]),
            margin_rate=float(found.margin_rate[n]),
            cost_a_year=float(found.cost_a_year[n]),
            sure=float(found.sure[n]),
            method=model.method,
            horizon_days=rules.horizon_days,
            discount_rate=rules.discount_rate,
            orders=one.orders,
            last_on=one.last_on,
        )
        for n, one in enumerate(buyers)
    ]


def worths(buyers: Buyers, model: Model, until: date, rules: LifetimeRules, spent: Floats) -> Worths:
    """Return what customers given as columns are worth; `spent` is each one's cost to serve so far."""
    table = buyers.table(until)
    margins = _margin_rates(buyers, table, model, rules)
    z = _order_values(buyers, table, model, rules)
    ahead = flow(buyers, table, model, rules)
    yearly_cost = spent / np.maximum(table.T / YEAR, 1.0)
    return Worths(
        historical=buyers.margin + (buyers.revenue - buyers.margin_base) * margins - spent,
        current=ahead.orders * z * margins - ahead.years * ahead.alive * yearly_cost,
        alive=ahead.alive,
        orders_a_year=ahead.first_year,
        order_value=z,
        margin_rate=margins,
        cost_a_year=yearly_cost,
        sure=ahead.sure,
    )


# --- learning ---


def _fitted(table: Table, common: Mapping[str, object]) -> Model:
    x, t_x, T, n, z = (column[:: max(1, -(-len(table.x) // FIT_SAMPLE))] for column in table)  # noqa: N806
    model = bgnbd.fit(Counts.of(np.column_stack([x, t_x, T])))
    orders = gammagamma.fit(n, z)
    return Model(method=FITTED, rates={"": model}, orders=orders, **common)  # type: ignore[arg-type]


def _priors(buyers: Buyers, table: Table, rules: LifetimeRules) -> dict[str, BgNbd]:
    """Return for each segment a gamma prior around its rate, weighing `shrink_days` of observation."""
    priors = {"": _prior(table.x, table.T, rules)}
    for place, segment in enumerate(buyers.segments):
        mine = buyers.segment == place
        if segment and mine.sum() >= rules.look_alikes:
            priors[segment] = _prior(table.x[mine], table.T[mine], rules)
    return priors


def _prior(repeats: Floats, days: Floats, rules: LifetimeRules) -> BgNbd:
    # One order in two years where nothing is known yet: cautious, and soon outweighed.
    rate = (float(repeats.sum()) + 0.5) / (float(days.sum()) + YEAR)
    weight = float(rules.shrink_days)
    return BgNbd(r=rate * weight, alpha=weight, a=rules.leaving_prior.a, b=rules.leaving_prior.b)


def _usual_orders(buyers: Buyers, table: Table) -> dict[str, float]:
    """Return the median over customers of their mean order: a few large firms must not set it for all."""
    if not len(table.z):
        return {}
    usual = {"": float(np.median(table.z))}
    for place, segment in enumerate(buyers.segments):
        mine = table.z[buyers.segment == place]
        if len(mine):
            usual[segment] = float(np.median(mine)) if segment else usual[""]
    return usual


def _order_values(buyers: Buyers, table: Table, model: Model, rules: LifetimeRules) -> Floats:
    if model.orders is not None:
        return gammagamma.expected(model.orders, table.n, table.z)
    everybody = model.order_values.get("", 0.0)
    by_segment = np.array([model.order_values.get(name, everybody) for name in buyers.segments] or [0.0])
    usual = by_segment[buyers.segment]
    weight = rules.order_prior
    shrunk: Floats = (table.n * table.z + weight * usual) / (table.n + weight)
    return shrunk


def _team_margin(buyers: Buyers, rules: LifetimeRules) -> tuple[float, bool]:
    base = float(buyers.margin_base.sum())
    return (float(buyers.margin.sum()) / base, True) if base > 0 else (rules.margin_rate, False)


def _margin_rates(buyers: Buyers, table: Table, model: Model, rules: LifetimeRules) -> Floats:
    """Return each customer's margin rate, shrunk to the team's by `margin_prior` of its own orders."""
    weights = rules.margin_prior * np.maximum(table.z, 1e-9)
    bases = np.maximum(buyers.margin_base, 0.0)
    rates: Floats = (buyers.margin + weights * model.margin_rate) / (bases + weights)
    return rates
