"""The engine against published figures: CDNOW (Fader, Hardie & Lee 2005; Fader & Hardie 2013), the slides."""

import numpy as np
import pytest

from crm.value import bgnbd, gammagamma
from crm.value.bgnbd import BgNbd, Counts
from crm.value.contracts import fit as fit_contracts
from tests.cdnow import data_file, held_out, sales, summary

pytestmark = pytest.mark.skipif(data_file("CDNOW_sample.txt") is None, reason="lifetimes is not installed")


@pytest.fixture(scope="module")
def fitted() -> BgNbd:
    return bgnbd.fit(Counts.of(summary()[:, :3]))


def test_the_sample_is_the_papers() -> None:
    assert len(summary()) == 2357
    assert len({sale.customer for sale in sales()}) == 2357


def test_cdnow_gives_the_papers_parameters_and_likelihood(fitted: BgNbd) -> None:
    found = (fitted.r, fitted.alpha, fitted.a, fitted.b, fitted.log_likelihood)
    assert found == pytest.approx((0.243, 4.414, 0.793, 2.426, -9582.4), rel=0.005)


def test_the_papers_customer_is_expected_to_buy_1_226_times_with_our_own_parameters(fitted: BgNbd) -> None:
    found = bgnbd.expected(fitted, 39, np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert found[0] == pytest.approx(1.226, rel=0.005)


def test_gamma_gamma_on_cdnow_gives_the_notes_parameters() -> None:
    x, z = summary()[:, 0], summary()[:, 3]
    found = gammagamma.fit(x[x > 0], z[x > 0])
    assert tuple(found) == pytest.approx((6.25, 3.74, 15.44), rel=0.01)
    assert gammagamma.correlation(x, z) == pytest.approx(0.11, abs=0.01)


def test_weeks_40_to_78_are_predicted_class_by_class(fitted: BgNbd) -> None:
    x, t_x, T = summary()[:, :3].T  # noqa: N806
    classes = held_out(bgnbd.expected(fitted, 39, x, t_x, T))
    assert [one.customers for one in classes] == [1411, 439, 214, 100, 62, 38, 29, 64]
    for one in classes:
        assert one.predicted == pytest.approx(one.actual, abs=0.4), one
    predicted, actual = ([getattr(one, name) for one in classes] for name in ("predicted", "actual"))
    assert predicted == sorted(predicted)
    assert np.corrcoef(predicted, actual)[0, 1] > 0.99
    total = sum(one.customers * one.predicted for one in classes)
    assert total == pytest.approx(sum(one.customers * one.actual for one in classes), rel=0.15)


@pytest.mark.parametrize(
    ("shares", "alpha", "beta"),
    [
        ((100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1), 0.668, 3.806),
        ((100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1), 0.704, 1.182),
    ],
)
def test_both_contract_segments_give_the_papers_parameters(
    shares: tuple[float, ...], alpha: float, beta: float
) -> None:
    found = fit_contracts(shares)
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), rel=0.005)
