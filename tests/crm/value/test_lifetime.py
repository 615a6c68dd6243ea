"""Lifetime value: refunds, little data, cost to serve, and simulated customers."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.history import Purchase, TouchpointKind
from crm.money import Money
from crm.ports import BuyingSummary
from crm.value.lifetime import FITTED, SHRUNK, learn, values
from crm.value.orders import Line, lines_of, main_currency, net_orders, recency, rhythm
from crm.value.potential import CategorySpend, Market, cost_to_serve, potential, wallet_gap
from crm.value.thresholds import built_in

RULES = built_in().lifetime
TODAY = date(2026, 3, 2)


def buyer(
    id: str = "c", orders: int = 5, every: int = 30, silent: int = 10, **changes: object
) -> BuyingSummary:
    last = TODAY - timedelta(days=silent)
    total = float(orders * 100)
    return BuyingSummary(
        customer_id=id,
        owner_id="li",
        segment="",
        currency="CNY",
        orders=orders,
        first_on=last - timedelta(days=every * (orders - 1)),
        last_on=last,
        revenue=total,
        order_value=total,
        margin=total * 0.3,
        margin_base=total,
    )._replace(**changes)


def line(day: int, amount: float, product: str = "米", margin: float | None = None) -> Line:
    return Line(product, date(2026, 1, 1) + timedelta(days=day), amount, margin)


# --- orders ---


def test_a_refund_takes_its_order_back_and_not_another() -> None:
    book = net_orders([line(0, 100), line(10, 50, "油"), line(20, 200), line(25, -200)])
    assert [order.net for order in book.orders] == [100, 50]
    assert book.revenue == 150


def test_a_partial_refund_leaves_the_rest_of_the_order() -> None:
    book = net_orders([line(0, 100), line(3, -30)])
    assert [order.net for order in book.orders] == [70]
    assert book.unmatched == 0


def test_a_refund_of_nothing_bought_is_set_aside_for_a_person() -> None:
    book = net_orders([line(5, 100), line(0, -40)])
    assert (book.unmatched, book.revenue) == (40, 60)
    assert [order.net for order in book.orders] == [100]


def test_purchases_of_one_day_are_one_order() -> None:
    book = net_orders([line(0, 100), line(0, 50, "油"), line(30, 100)])
    found = recency(book, date(2026, 3, 2))
    assert found == (1, 30, 60)


def test_the_future_and_other_currencies_stay_out() -> None:
    def bought(day: int, currency: str) -> Purchase:
        return Purchase(
            id=f"{day}{currency}",
            customer_id="c",
            product="米",
            amount=Money(amount=Decimal(10), currency=currency),
            bought_on=TODAY + timedelta(days=day),
        )

    purchases = [bought(-1, "CNY"), bought(-2, "CNY"), bought(-3, "USD"), bought(1, "CNY")]
    assert main_currency(purchases) == "CNY"
    assert len(lines_of(purchases, "CNY", TODAY)) == 2


def test_the_rhythm_is_the_usual_gap_not_the_mean() -> None:
    assert rhythm(net_orders([line(d, 10) for d in (0, 30, 60, 90, 400)])) == 30
    assert rhythm(net_orders([line(0, 10)])) is None


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(-500, 500).filter(bool)), max_size=20))
def test_netting_never_loses_or_invents_money(rows: list[tuple[int, int]]) -> None:
    book = net_orders([line(day, float(amount)) for day, amount in rows])
    assert sum(order.net for order in book.orders) - book.unmatched == pytest.approx(book.revenue)
    assert all(order.net > 0 for order in book.orders)


# --- value ---


def test_few_customers_are_shrunk_to_the_segment_and_it_is_said_why() -> None:
    model = learn([buyer(str(n)) for n in range(8)], TODAY, RULES)
    assert model.method == SHRUNK
    assert "8 of 60" in model.why


def test_less_data_makes_less_sure() -> None:
    many, one = buyer("a", orders=20), buyer("b", orders=1)
    model = learn([many, one], TODAY, RULES)
    first, second = values([many, one], model, TODAY, RULES, {})
    assert first.sure > second.sure
    assert second.sure < RULES.sure.roughly


def test_a_long_silence_lowers_what_is_still_to_come() -> None:
    here, gone = buyer("a", silent=10), buyer("b", silent=400)
    model = learn([here, gone], TODAY, RULES)
    now, before = values([here, gone], model, TODAY, RULES, {})
    assert now.current > 3 * before.current > 0
    assert now.alive > before.alive


def test_cost_to_serve_makes_values_below_zero() -> None:
    customers = [buyer("a"), buyer("b")]
    model = learn(customers, TODAY, RULES)
    cheap, dear = values(customers, model, TODAY, RULES, {"b": 5000.0})
    assert cheap.current > 0 > dear.current
    assert dear.historical == pytest.approx(cheap.historical - 5000)


def test_a_known_loss_is_a_loss_and_not_the_teams_margin() -> None:
    losing = buyer("b", orders=40, margin=-800.0)
    model = learn([buyer("a"), losing], TODAY, RULES)
    _, worth = values([buyer("a"), losing], model, TODAY, RULES, {})
    assert worth.margin_rate < 0
    assert worth.historical == -800
    assert worth.current < 0


def test_without_any_known_margin_the_assumed_one_is_taken_and_marked() -> None:
    blind = buyer("a", margin=0.0, margin_base=0.0)
    model = learn([blind], TODAY, RULES)
    assert (model.margin_rate, model.margin_known) == (RULES.margin_rate, False)
    assert values([blind], model, TODAY, RULES, {})[0].historical == pytest.approx(500 * RULES.margin_rate)


def test_who_has_taken_everything_back_is_worth_nothing_ahead() -> None:
    returned = buyer("a", orders=0, revenue=0.0, order_value=0.0, margin=0.0, margin_base=0.0)
    model = learn([buyer("b")], TODAY, RULES)
    worth = values([returned], model, TODAY, RULES, {})[0]
    assert (worth.current, worth.historical, worth.orders_a_year) == (0, 0, 0)


def test_a_higher_discount_rate_and_a_shorter_horizon_lower_the_value() -> None:
    model = learn([buyer()], TODAY, RULES)
    base = values([buyer()], model, TODAY, RULES, {})[0].current
    for change in ({"discount_rate": 0.3}, {"horizon_days": 365}):
        rules = RULES.model_copy(update=change)
        assert 0 < values([buyer()], model, TODAY, rules, {})[0].current < base


def test_enough_repeat_buyers_are_fitted_and_the_correlation_is_reported() -> None:
    pytest.importorskip("scipy")
    draws = np.random.default_rng(1)
    customers = []
    for n in range(400):
        orders = 1 + int(draws.poisson(draws.gamma(1.2, 2.0)))
        value = float(draws.gamma(6, 1 / draws.gamma(4, 1 / 60)))
        customers.append(
            buyer(
                str(n),
                orders=orders,
                every=int(draws.integers(10, 60)),
                silent=int(draws.integers(0, 200)),
                revenue=orders * value,
                order_value=orders * value,
            )
        )
    model = learn(customers, TODAY, RULES)
    assert model.method == FITTED
    assert model.correlation is not None
    assert abs(model.correlation) < 0.3
    assert all(worth.current >= 0 for worth in values(customers, model, TODAY, RULES, {}))


# --- potential ---


def test_a_category_most_look_alikes_buy_is_a_gap() -> None:
    spends = [CategorySpend(str(n), "public", "大米", 500) for n in range(8)]
    spends += [CategorySpend(str(n), "public", "食用油", 200) for n in range(6)]
    spends += [CategorySpend("1", "public", "礼盒", 900)]
    market = Market(spends, RULES)
    assert [(gap.category, gap.spend) for gap in market.gaps("7", "public")] == [("食用油", 200)]
    assert market.gaps("0", "public") == ()


def test_too_few_look_alikes_say_nothing() -> None:
    market = Market([CategorySpend("1", "", "米", 1), CategorySpend("2", "", "米", 1)], RULES)
    assert market.gaps("1", "") == ()


def test_the_wallet_is_filled_up_to_two_thirds() -> None:
    assert wallet_gap(3000, 0.30, 2 / 3) == pytest.approx(3666.67, abs=0.01)
    assert wallet_gap(3000, 0.80, 2 / 3) == wallet_gap(3000, None, 2 / 3) == 0


def test_what_nobody_recorded_adds_nothing() -> None:
    found = potential(
        (),
        spend_a_year=1000,
        share=None,
        referrals_a_year=0,
        new_customer_value=0,
        margin_rate=0.3,
        rules=RULES,
    )
    assert found.total == 0


def test_contacts_cost_what_the_data_file_says() -> None:
    prices = RULES.cost_to_serve
    expected = 2 * float(prices[TouchpointKind.VISIT]) + 3 * float(prices[TouchpointKind.CALL])
    assert cost_to_serve({"visit": 2, "call": 3, "unheard": 9}, RULES) == expected
