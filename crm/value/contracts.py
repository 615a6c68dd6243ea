"""Contracts and subscriptions: how long they will still run, by the shifted beta-geometric.

Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1).
Each customer ends at each renewal with a probability of its own, spread as beta(alpha, beta).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crm.value.numbers import FitUnavailable, Floats, fitted, special


class ShiftedBetaGeometric(NamedTuple):
    """Fitted parameters."""

    alpha: float
    beta: float
    log_likelihood: float = 0.0

    def survival(self, periods: int) -> Floats:
        """Return S(0) … S(periods), the share still there after each renewal.

        By the recursion S(t) = S(t-1) (β + t - 1) / (α + β + t - 1).
        """
        t = np.arange(1, periods + 1, dtype=np.float64)
        rates = (self.beta + t - 1) / (self.alpha + self.beta + t - 1)
        return np.concatenate([np.ones(1), np.cumprod(rates)])

    def retention(self, period: int) -> float:
        """Return the share of those there at the period's start who renew: rising with age."""
        return (self.beta + period - 1) / (self.alpha + self.beta + period - 1)

    def remaining(self, renewals: int, periods: int, discount: float) -> float:
        """Return the discounted expected number of further payments within `periods`.

        For a customer who has renewed `renewals` times and whose next payment falls due now
        (Fader & Hardie 2010, Customer-Base Valuation in a Contractual Setting, equation 8, cut off at
        the horizon). `discount` is a rate per period.
        """
        survival = self.survival(renewals + periods)
        ahead = survival[renewals + 1 :] / survival[renewals]
        return float((ahead / (1 + discount) ** np.arange(len(ahead))).sum())


def fit(survivors: Sequence[float]) -> ShiftedBetaGeometric:
    """Return parameters from the number (or share) still there at the start and after each renewal.

    Raises FitUnavailable with fewer than two renewals, growing numbers, or when nobody ever left.
    """
    alive = np.asarray(survivors, dtype=np.float64)
    lost = -np.diff(alive)
    if len(alive) < 3 or alive[0] <= 0 or (lost < 0).any() or lost.sum() <= 0:
        raise FitUnavailable("survivors must fall over at least two renewals")
    lost, last = lost / alive[0], float(alive[-1] / alive[0])

    def cost(parameters: Floats) -> float:
        return -_log_likelihood(float(parameters[0]), float(parameters[1]), lost, last)

    (alpha, beta), value = fitted(cost, np.array([1.0, 2.0]))
    return ShiftedBetaGeometric(float(alpha), float(beta), value * float(alive[0]))


def fit_mixed(lost: Floats, there: Floats) -> ShiftedBetaGeometric:
    """Return parameters from customers who began at different times.

    `lost[n]` is how many ended after n renewals, `there[n]` how many run on and were renewed n times.
    Raises FitUnavailable when nobody ever left.
    """
    if lost.sum() <= 0:
        raise FitUnavailable("nobody ever left")
    renewals = np.arange(len(lost))
    customers = float(lost.sum() + there.sum())

    def cost(parameters: Floats) -> float:
        f = special()
        alpha, beta = float(parameters[0]), float(parameters[1])
        end = f.betaln(alpha + 1, beta + renewals) - f.betaln(alpha, beta)
        stay = f.betaln(alpha, beta + renewals) - f.betaln(alpha, beta)
        return -float((lost * end).sum() + (there * stay).sum()) / customers

    (alpha, beta), value = fitted(cost, np.array([1.0, 2.0]))
    return ShiftedBetaGeometric(float(alpha), float(beta), value * customers)


def _log_likelihood(alpha: float, beta: float, lost: Floats, last: float) -> float:
    f = special()
    t = np.arange(1, len(lost) + 1)
    end = f.betaln(alpha + 1, beta + t - 1) - f.betaln(alpha, beta)
    stay = f.betaln(alpha, beta + len(lost)) - f.betaln(alpha, beta)
    return float((lost * end).sum() + last * stay)
