"""The funnel: the slide's own figures, the range, and what wants a hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import CurrencyMismatch
from crm.funnel import (
    AlertKind,
    alerts,
    coverage,
    currencies,
    forecast,
    outside,
    week,
    won_purchase_id,
)
from crm.history import Opportunity, OpportunityState, Purchase, Stage
from crm.money import Money
from crm.value.thresholds import built_in

RULES = built_in().funnel
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
SLIDE = {
    Stage.LEAD_IN: (5, 300),
    Stage.CONTACTED: (4, 240),
    Stage.NEED_CONFIRMED: (3, 176),
    Stage.PROPOSAL: (2, 464),
    Stage.NEGOTIATION: (2, 146),
    Stage.COMMITMENT: (2, 98),
}


def deal(number: int = 0, amount: str | None = "100", **changes: object) -> Opportunity:
    values: dict[str, object] = {
        "id": f"o{number}",
        "customer_id": "c",
        "title": "宽带",
        "amount": Money(amount=Decimal(amount)) if amount is not None else None,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Opportunity.model_validate(values | changes)


def slide() -> list[Opportunity]:
    return [
        deal(10 * rank + n, str(Decimal(total) / deals), stage=stage)
        if total % deals == 0
        else deal(10 * rank + n, str(total - deals + 1 if n == 0 else 1), stage=stage)
        for rank, (stage, (deals, total)) in enumerate(SLIDE.items())
        for n in range(deals)
    ]


def test_the_slides_own_case_gives_364_8_from_18_deals() -> None:
    view = forecast(slide(), RULES)
    assert (view.deals, view.amount, view.weighted) == (18, 1424, Decimal("364.8"))
    assert {line.stage: (line.deals, line.amount) for line in view.stages} == SLIDE


def test_closed_revenue_is_part_of_the_forecast_and_of_both_ends_of_the_range() -> None:
    open_only = forecast(slide(), RULES)
    view = forecast(slide(), RULES, closed=Money(amount=Decimal(50)))
    assert view.weighted == Decimal("414.8")
    assert (view.low, view.high) == (open_only.low + 50, open_only.high + 50)


def test_closed_revenue_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        forecast(slide(), RULES, closed=Money(amount=Decimal(50), currency="EUR"))


def test_a_foreign_deal_is_in_a_forecast_of_its_own() -> None:
    euro = deal(99, stage=Stage.COMMITMENT).model_copy(
        update={"amount": Money(amount=Decimal(10), currency="EUR")}
    )
    deals = [*slide(), euro]
    assert currencies(deals) == ("CNY", "EUR")
    assert forecast(deals, RULES).weighted == Decimal("364.8")
    assert forecast(deals, RULES, currency="EUR").weighted == 8


def test_won_and_lost_deals_are_in_no_forecast() -> None:
    closed = [deal(1, state=OpportunityState.WON), deal(2, state=OpportunityState.LOST)]
    assert forecast(closed, RULES).deals == 0


def test_a_deal_without_an_amount_is_counted_but_in_no_sum() -> None:
    view = forecast([deal(1, None), deal(2)], RULES)
    assert (view.deals, view.unpriced, view.amount) == (2, 1, 100)


def test_one_deal_at_even_odds_ranges_from_nothing_to_all_of_it() -> None:
    view = forecast([deal(1, "100", stage=Stage.NEGOTIATION)], RULES)
    assert view.exact
    assert (view.low, view.high) == (0, 100)


def test_simulation_and_counting_agree_where_both_are_possible() -> None:
    deals = [deal(n, str(10 + n), stage=Stage.NEGOTIATION) for n in range(14)]
    counted = forecast(deals, RULES)
    drawn = forecast(deals, RULES.model_copy(update={"exact_deals": 0}))
    assert counted.exact
    assert not drawn.exact
    assert float(drawn.low) == pytest.approx(float(counted.low), abs=3)
    assert float(drawn.high) == pytest.approx(float(counted.high), abs=3)


def test_the_same_seed_gives_the_same_range() -> None:
    assert forecast(slide(), RULES, seed=4) == forecast(slide(), RULES, seed=4)


@given(
    st.lists(
        st.tuples(st.integers(1, 10_000), st.sampled_from(Stage)),
        min_size=1,
        max_size=12,
    )
)
def test_the_weighted_forecast_lies_between_nothing_and_everything(
    deals: list[tuple[int, Stage]],
) -> None:
    view = forecast([deal(n, str(a), stage=s) for n, (a, s) in enumerate(deals)], RULES)
    assert 0 <= view.low <= view.high <= view.amount
    assert 0 < view.weighted < view.amount


def test_coverage_says_how_much_is_still_to_be_found() -> None:
    view = forecast(slide(), RULES, closed=Money(amount=Decimal(100)))
    cover = coverage(view, Decimal(1100), RULES)
    assert (cover.gap, cover.ratio, cover.enough) == (1000, 1.424, False)
    assert cover.missing == 3000 - 1424
    assert coverage(view, Decimal(100), RULES).enough


def test_an_opportunity_is_stuck_after_a_week_and_wants_a_next_step_after_three_days() -> None:
    def found(days: float, advance: str = "") -> list[AlertKind]:
        one = deal(1, updated_at=NOW - timedelta(days=days), next_advance=advance)
        return [alert.kind for alert in alerts([one], NOW, RULES)]

    assert found(2.9) == []
    assert found(3) == [AlertKind.NO_NEXT_STEP]
    assert found(6.9, "周五试骑") == []
    assert found(7, "周五试骑") == [AlertKind.STUCK]


def test_a_day_of_closing_that_has_passed_is_said() -> None:
    one = deal(1, expected_on=date(2026, 2, 27), next_advance="打电话")
    assert [(a.kind, a.days) for a in alerts([one], NOW, RULES)] == [(AlertKind.OVERDUE, 3)]


def test_closed_opportunities_alert_nobody() -> None:
    old = NOW - timedelta(days=90)
    assert alerts([deal(1, state=OpportunityState.WON, updated_at=old)], NOW, RULES) == ()


def test_a_sale_that_never_was_an_opportunity_stands_outside_the_funnel() -> None:
    def sale(id: str) -> Purchase:
        return Purchase(
            id=id, customer_id="c", product="x", amount=Money(amount=Decimal(1)), bought_on=NOW.date()
        )

    inside, direct = sale(won_purchase_id("o1")), sale("p1")
    assert outside([inside, direct], ["o1"]) == (direct,)


def test_the_week_counts_what_was_opened_won_and_lost_in_it_only() -> None:
    earlier = NOW - timedelta(days=10)
    deals = [
        deal(1, created_at=NOW - timedelta(days=1)),
        deal(2, created_at=earlier, state=OpportunityState.WON, updated_at=NOW - timedelta(days=2)),
        deal(3, created_at=earlier, state=OpportunityState.LOST, updated_at=NOW - timedelta(days=2)),
        deal(4, created_at=earlier, state=OpportunityState.WON, updated_at=NOW - timedelta(days=8)),
    ]
    this, last = week(deals, NOW), week(deals, NOW - timedelta(days=7))
    assert (this.opened, this.won, this.lost, this.won_amount) == (1, 1, 1, 100)
    assert (last.opened, last.won) == (3, 1)
