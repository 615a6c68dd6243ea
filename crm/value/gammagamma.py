"""Gamma-Gamma: what an order of a customer is worth, shrunk to the average where orders are few.

Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value. It assumes that the value of orders does
not depend on how many there are; `correlation` says how far that holds.
"""

from typing import NamedTuple

import numpy as np

from crm.value.numbers import FitUnavailable, Floats, fitted, special


class GammaGamma(NamedTuple):
    """Shape p of orders within a customer; shape q and scale v of the scale over customers."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Mean order value over all customers; infinite for q up to 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")


def log_likelihood(model: GammaGamma, x: Floats, z: Floats) -> Floats:
    """Return the log-likelihood of each mean value z over x orders (equation 1a of the note)."""
    f = special()
    p, q, v = model
    rows: Floats = (
        f.gammaln(p * x + q)
        - f.gammaln(p * x)
        - f.gammaln(q)
        + q * np.log(v)
        + (p * x - 1) * np.log(z)
        + p * x * np.log(x)
        - (p * x + q) * np.log(v + x * z)
    )
    return rows


def fit(x: Floats, z: Floats) -> GammaGamma:
    """Return parameters from customers with x ≥ 1 orders of positive mean net value z.

    Raises FitUnavailable with fewer than ten such customers, or when the mean would be infinite.
    """
    usable = (x >= 1) & (z > 0)
    x, z = x[usable], z[usable]
    if len(x) < 10:
        raise FitUnavailable("fewer than ten customers with a positive order value")
    unit = float(np.median(z))

    def cost(parameters: Floats) -> float:
        p, q, v = parameters
        return -float(log_likelihood(GammaGamma(p, q, v), x, z / unit).mean())

    (p, q, v), _ = fitted(cost, np.array([2.0, 3.0, 1.0]))
    if q <= 1:
        raise FitUnavailable("order values have no finite mean")
    return GammaGamma(float(p), float(q), float(v) * unit)


def expected(model: GammaGamma, x: Floats, z: Floats) -> Floats:
    """Return the expected value of an order given a mean z over x orders (equation 5 of the note).

    It is the weighted mean of the customer's own and everybody's.
    """
    own = model.p * x / (model.p * x + model.q - 1)
    result: Floats = (1 - own) * model.mean + own * np.where(x > 0, z, 0.0)
    return result


def correlation(x: Floats, z: Floats) -> float | None:
    """Return Pearson's correlation of frequency and value among repeat buyers; None where undefined."""
    usable = (x > 0) & (z > 0)
    if usable.sum() < 3 or np.ptp(x[usable]) == 0 or np.ptp(z[usable]) == 0:
        return None
    return float(np.corrcoef(x[usable], z[usable])[0, 1])
