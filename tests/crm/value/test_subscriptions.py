"""Subscriptions seen in purchases, and how long they are still paid for."""

from datetime import date, timedelta

import numpy as np
import pytest

from crm.value.contracts import ShiftedBetaGeometric, fit, fit_mixed
from crm.value.orders import Line
from crm.value.subscriptions import payments_ahead, renewal, split, worth_ahead
from crm.value.thresholds import built_in

RULES = built_in().lifetime
TODAY = date(2026, 3, 1)


def paid(
    times: int, last: int = 10, product: str = "宽带月费", amount: float = 99, every: int = 30
) -> list[Line]:
    return [Line(product, TODAY - timedelta(days=last + every * k), amount) for k in range(times)]


def test_periodic_payments_are_told_from_other_purchases() -> None:
    rest, (found,) = split([*paid(6), Line("路由器", TODAY, 300)], TODAY, RULES)
    assert [line.product for line in rest] == ["路由器"]
    assert (found.payments, found.renewals, found.months, found.amount, found.running) == (6, 5, 1, 99, True)


def test_a_missed_payment_ends_it_and_an_ended_one_brings_nothing() -> None:
    _, (found,) = split(paid(6, last=60), TODAY, RULES)
    assert not found.running
    assert payments_ahead(found, renewal((), RULES), RULES) == 0


def test_a_yearly_fee_is_not_missed_after_two_months() -> None:
    _, (found,) = split(paid(2, last=60, product="会员年费", every=365), TODAY, RULES)
    assert (found.months, found.running) == (12, True)


def test_a_refunded_period_does_not_count_and_a_wholly_refunded_one_is_none() -> None:
    lines = paid(3)
    _, (found,) = split([*lines, Line("宽带月费", TODAY, -99)], TODAY, RULES)
    assert found.payments == 2
    assert split([lines[0], Line("宽带月费", TODAY, -99)], TODAY, RULES)[1] == ()


def test_who_has_renewed_longer_is_worth_more_and_never_more_than_the_horizon() -> None:
    model = renewal((), RULES)
    young, old = (split(paid(n), TODAY, RULES)[1][0] for n in (1, 30))
    most = RULES.horizon_days / 30
    assert 0 < payments_ahead(young, model, RULES) < payments_ahead(old, model, RULES) < most
    assert worth_ahead([old], model, 0.2, RULES) == pytest.approx(
        payments_ahead(old, model, RULES) * 99 * 0.2
    )


def test_a_mixed_base_gives_the_same_parameters_as_one_cohort() -> None:
    survivors = [1000, 869, 743, 653, 593, 551, 517, 491]
    cohort = fit(survivors)
    lost = np.append(-np.diff(np.array(survivors, dtype=float)), 0)
    there = np.zeros(8)
    there[7] = 491
    mixed = fit_mixed(lost, there)
    assert (mixed.alpha, mixed.beta) == pytest.approx((cohort.alpha, cohort.beta), rel=0.01)


def test_enough_ended_subscriptions_are_fitted_and_few_are_not() -> None:
    def ended(times: int) -> object:
        return split(paid(times, last=90), TODAY, RULES)[1][0]

    few = renewal([ended(2)], RULES)  # type: ignore[list-item]
    assert few == ShiftedBetaGeometric(RULES.renewing_prior.a, RULES.renewing_prior.b)
    many = renewal(
        [*(ended(n % 5 + 1) for n in range(60)), *(split(paid(9), TODAY, RULES)[1][0],) * 40], RULES
    )  # type: ignore[list-item]
    assert many != few
    assert 0.5 < many.retention(1) < 1
