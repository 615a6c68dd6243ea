"""The published models: their own tables, and parameters recovered from simulated customers."""

import numpy as np
import pytest

from crm.value import bgnbd, contracts, gammagamma
from crm.value.numbers import FitUnavailable

pytest.importorskip("scipy")

CDNOW = bgnbd.BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
"""Parameters the paper reports for the CDNOW sample, in weeks."""
HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]
REGULAR = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1]


def simulated(model: bgnbd.BgNbd, customers: int, weeks: float, seed: int) -> bgnbd.Counts:
    """Draw customers as the model describes them: buy at an own rate, toss an own coin after each."""
    draws = np.random.default_rng(seed)
    rows = []
    for _ in range(customers):
        rate, leaves = draws.gamma(model.r, 1 / model.alpha), draws.beta(model.a, model.b)
        watched = weeks - draws.uniform(0, 12)
        now, x, last = 0.0, 0, 0.0
        while (now := now + draws.exponential(1 / max(rate, 1e-12))) <= watched:
            x, last = x + 1, now
            if draws.random() < leaves:
                break
        rows.append((float(x), last, watched))
    return bgnbd.Counts.of(rows)


def one(*values: float) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value]) for value in values)


def test_the_papers_own_customer_is_expected_to_buy_1_226_times() -> None:
    x, t_x, watched = one(2, 30.43, 38.86)
    assert bgnbd.expected(CDNOW, 39, x, t_x, watched)[0] == pytest.approx(1.226, abs=0.001)


def test_parameters_of_simulated_customers_are_recovered() -> None:
    true = bgnbd.BgNbd(r=0.8, alpha=6.0, a=0.9, b=3.0)
    data = simulated(true, 6000, 60, seed=11)
    found = bgnbd.fit(data)
    assert found.r == pytest.approx(true.r, rel=0.12)
    assert found.alpha == pytest.approx(true.alpha, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(true.a / (true.a + true.b), rel=0.12)
    at_truth = float((bgnbd.log_likelihood(true, data) * data.weight).sum())
    assert found.log_likelihood >= at_truth


def test_the_unit_of_time_does_not_change_what_is_expected() -> None:
    weeks = simulated(CDNOW, 3000, 39, seed=3)
    days = weeks._replace(t_x=weeks.t_x * 7, T=weeks.T * 7)
    by_week, by_day = bgnbd.fit(weeks), bgnbd.fit(days)
    assert by_day.alpha == pytest.approx(by_week.alpha * 7, rel=0.01)
    first = bgnbd.expected(by_week, 10, weeks.x, weeks.t_x, weeks.T)
    second = bgnbd.expected(by_day, 70, days.x, days.t_x, days.T)
    assert np.allclose(first, second, rtol=0.01)


def test_a_fit_predicts_the_purchases_of_simulated_customers_afterwards() -> None:
    true = bgnbd.BgNbd(r=0.8, alpha=6.0, a=0.9, b=3.0)
    data = simulated(true, 4000, 40, seed=5)
    own = bgnbd.expected(bgnbd.fit(data), 20, data.x, data.t_x, data.T)
    best = bgnbd.expected(true, 20, data.x, data.t_x, data.T)
    assert (own * data.weight).sum() == pytest.approx((best * data.weight).sum(), rel=0.05)


def test_a_long_silence_makes_a_frequent_buyer_less_likely_to_be_there_than_a_rare_one() -> None:
    frequent = bgnbd.alive(CDNOW, *one(12, 10, 38))[0]
    rare = bgnbd.alive(CDNOW, *one(1, 10, 38))[0]
    assert frequent < rare < 1
    assert bgnbd.alive(CDNOW, *one(0, 0, 38))[0] == 1


def test_nobody_who_bought_twice_means_no_fit() -> None:
    with pytest.raises(FitUnavailable, match="twice"):
        bgnbd.fit(bgnbd.Counts.of([(0, 0, 30)] * 50))


@pytest.mark.parametrize(("survivors", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_the_papers_two_segments_give_its_parameters(
    survivors: list[float], alpha: float, beta: float
) -> None:
    found = contracts.fit(survivors)
    assert found.alpha == pytest.approx(alpha, rel=0.005)
    assert found.beta == pytest.approx(beta, rel=0.005)
    assert np.allclose(found.survival(7) * 100, survivors, atol=2.0)


def test_who_has_renewed_often_renews_more_surely_and_is_worth_more() -> None:
    model = contracts.fit(REGULAR)
    assert model.retention(1) < model.retention(5)
    assert model.remaining(0, 10, 0.1) < model.remaining(5, 10, 0.1) < 10


def test_survivors_that_grow_are_refused() -> None:
    for bad in ([100, 110, 120], [100, 90], [100, 100, 100], [0, 0, 0]):
        with pytest.raises(FitUnavailable):
            contracts.fit(bad)


def test_order_values_of_simulated_customers_are_recovered_and_shrunk() -> None:
    true = gammagamma.GammaGamma(p=6.25, q=3.74, v=15.44)
    draws = np.random.default_rng(2)
    x = draws.integers(1, 9, 5000).astype(float)
    scale = draws.gamma(true.q, 1 / true.v, 5000)
    z = draws.gamma(true.p * x, 1 / (scale * x))
    found = gammagamma.fit(x, z)
    assert found.mean == pytest.approx(true.mean, rel=0.05)
    assert found.p == pytest.approx(true.p, rel=0.15)
    shrunk = gammagamma.expected(found, *one(1, 100))[0]
    assert found.mean < shrunk < gammagamma.expected(found, *one(8, 100))[0] < 100


def test_a_customer_without_orders_is_expected_to_spend_the_average() -> None:
    model = gammagamma.GammaGamma(p=6.25, q=3.74, v=15.44)
    assert gammagamma.expected(model, *one(0, 0))[0] == pytest.approx(model.mean)


def test_the_correlation_of_frequency_and_value_is_reported_where_it_is_defined() -> None:
    x = np.array([1.0, 2, 3, 4])
    assert gammagamma.correlation(x, x * 10) == pytest.approx(1)
    assert gammagamma.correlation(x, np.full(4, 10.0)) is None
