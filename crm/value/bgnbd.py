"""BG/NBD: how often a customer without a contract will buy, and whether it still does.

Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD
Model, Marketing Science 24(2). Customers buy at a Poisson rate (gamma over customers: r, alpha) and may
leave after each purchase with a probability (beta over customers: a, b).
"""

from typing import NamedTuple

import numpy as np

from crm.value.numbers import FitUnavailable, Floats, fitted, special


class BgNbd(NamedTuple):
    """Fitted parameters; `alpha` is in the unit of time of the data (days here, weeks in the paper)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0


class Counts(NamedTuple):
    """Customers as arrays: x repeat purchases, the last at t_x, watched for T; `weight` of them alike."""

    x: Floats
    t_x: Floats
    T: Floats
    weight: Floats

    @staticmethod
    def of(rows: "list[tuple[float, float, float]] | Floats") -> "Counts":
        """Return rows of (x, t_x, T) with equal ones merged, which makes a fit of a million cheap."""
        table = np.asarray(rows, dtype=np.float64).reshape(-1, 3)
        unique, weight = np.unique(table, axis=0, return_counts=True)
        return Counts(unique[:, 0], unique[:, 1], unique[:, 2], weight.astype(np.float64))


def log_likelihood(model: BgNbd, data: Counts) -> Floats:
    """Return the log-likelihood of each row, unweighted (equation 6 of the paper, in logarithms)."""
    f = special()
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    base = f.gammaln(r + data.x) - f.gammaln(r) + r * np.log(alpha)
    alive = f.betaln(a, b + data.x) - f.betaln(a, b) - (r + data.x) * np.log(alpha + data.T)
    bought = np.maximum(data.x, 1)  # the term below is only used for x > 0
    gone = f.betaln(a + 1, b + bought - 1) - f.betaln(a, b) - (r + data.x) * np.log(alpha + data.t_x)
    both = np.where(data.x > 0, np.logaddexp(alive, gone), alive)
    total: Floats = base + both
    return total


def fit(data: Counts) -> BgNbd:
    """Return maximum-likelihood parameters. Raises FitUnavailable (no repeat buyer, no scipy, no optimum)."""
    if not (data.x > 0).any() or not (data.T > 0).any():
        raise FitUnavailable("nobody bought twice")
    # Time in units of its mean keeps the four parameters of one size, whatever days or weeks.
    unit = float(np.average(data.T, weights=data.weight))
    scaled = Counts(data.x, data.t_x / unit, data.T / unit, data.weight)
    customers = float(data.weight.sum())

    def cost(p: Floats) -> float:
        rows = log_likelihood(BgNbd(p[0], p[1], p[2], p[3]), scaled)
        return -float((rows * data.weight).sum()) / customers

    (r, alpha, a, b), _ = fitted(cost, np.array([0.5, 0.5, 1.0, 2.0]))
    model = BgNbd(float(r), float(alpha) * unit, float(a), float(b))
    total = float((log_likelihood(model, data) * data.weight).sum())
    return model._replace(log_likelihood=total)


def alive(model: BgNbd, x: Floats, t_x: Floats, T: Floats) -> Floats:  # noqa: N803
    """Return the probability that a customer still buys (Fader, Hardie & Lee 2008, note on P(alive))."""
    power = (model.r + x) * (np.log(model.alpha + T) - np.log(model.alpha + t_x))
    bought = np.maximum(x, 1)
    odds = model.a / (model.b + bought - 1) * np.exp(np.minimum(power, 700))
    result: Floats = np.where(x > 0, 1 / (1 + odds), 1.0)
    return result


def expected(model: BgNbd, days: float, x: Floats, t_x: Floats, T: Floats) -> Floats:  # noqa: N803
    """Return the expected number of purchases in the next `days` (equation 10 of the paper).

    Raises FitUnavailable without scipy.
    """
    r, alpha, b = model.r, model.alpha, model.b
    a = model.a if abs(model.a - 1) > 1e-6 else 1 + 1e-6  # the formula's own removable hole
    z = days / (alpha + T + days)
    hyper = special().hyp2f1(r + x, b + x, a + b + x - 1, z)
    shrink = np.exp((r + x) * (np.log(alpha + T) - np.log(alpha + T + days)))
    total: Floats = (a + b + x - 1) / (a - 1) * (1 - shrink * hyper) * alive(model, x, t_x, T)
    return np.maximum(total, 0.0)
