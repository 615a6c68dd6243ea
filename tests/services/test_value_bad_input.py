"""Odd shops: nothing sold, everybody once, only refunds, days to come, a stage that does not exist."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.importing.cells import BadCell, day_of
from bot.services.pipeline import PipelineService
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from bot.services.valuing_bulk import recompute
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer
from crm.history import Opportunity, Purchase, Stage
from crm.value.lifetime import SHRUNK
from crm.value.thresholds import built_in
from crm.value.tiers import Standing, rank, table

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

RULES = built_in()
ZONE = ZoneInfo("Asia/Shanghai")


async def shop(database: SqlDatabase, clock: "HandClock", *lines: tuple[str, int, str]) -> ValuingService:
    """Store three customers of Li's and lines of (customer, days ago, amount)."""
    today = clock.now().date()
    async with database.write() as uow:
        for id in ("a", "b", "c"):
            await uow.customers.add(
                Customer(
                    id=id, team_id="north", owner_id="li", created_at=clock.now(), updated_at=clock.now()
                )
            )
        await uow.histories.add_purchases(
            [
                Purchase.model_validate(
                    {
                        "id": new_id(),
                        "customer_id": id,
                        "product": "大米",
                        "amount": {"amount": amount},
                        "bought_on": today - timedelta(days=ago),
                    }
                )
                for id, ago, amount in lines
            ]
        )
        await uow.commit()
    return ValuingService(database, clock, RULES, zone=ZONE)


async def everywhere(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", valuing: ValuingService
) -> None:
    """Whatever was stored: bulk, the list, and every portrait come out, with reasons and finite figures."""
    await recompute(database, clock, valuing.today, RULES, lambda *_: None)
    await TodayService(database, clock, valuing, zone=ZONE).due(crew.li)
    for id in ("a", "b", "c"):
        seen = await valuing.portrait(crew.li, id)
        assert abs(seen.worth.current) < 1e9
        assert 0 <= seen.churn_risk < 1
        assert all(part.reasons for part in (seen.tier, seen.kind, seen.quadrant, seen.stage, seen.churn))


async def test_nobody_bought_anything(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> None:
    valuing = await shop(database, clock)
    await everywhere(database, clock, crew, valuing)
    seen = await valuing.portrait(crew.li, "a")
    assert (seen.stage.value, seen.worth.current, seen.sureness) == ("prospect", 0, "只能参考")


async def test_everybody_bought_once_is_shrunk_and_says_so(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    valuing = await shop(database, clock, ("a", 20, "100"), ("b", 90, "900"), ("c", 300, "50"))
    await everywhere(database, clock, crew, valuing)
    seen = await valuing.portrait(crew.li, "b")
    assert (seen.worth.method, seen.worth.orders) == (SHRUNK, 1)
    assert any("回头客还不够多" in reason for reason in seen.value_reasons)
    assert seen.stage.value == "first_time"


async def test_only_refunds_are_no_orders_and_a_value_below_zero(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    valuing = await shop(database, clock, ("a", 20, "-100"), ("b", 10, "500"), ("b", 5, "-500"))
    await everywhere(database, clock, crew, valuing)
    seen = await valuing.portrait(crew.li, "a")
    assert seen.worth.orders == 0
    assert seen.worth.historical < 0
    assert seen.tier.value == "E"


async def test_a_purchase_to_come_has_not_happened(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    valuing = await shop(database, clock, ("a", -30, "9999"), ("b", 10, "500"))
    await everywhere(database, clock, crew, valuing)
    assert (await valuing.portrait(crew.li, "a")).worth.orders == 0


@pytest.mark.parametrize("text", ["农历八月初三", "腊月廿三", "正月初一", "2025年闰六月初一"])
def test_a_day_in_lunar_words_is_returned_with_the_form_that_is_read_not_guessed(text: str) -> None:
    with pytest.raises(BadCell, match="2025-03-01"):
        day_of(text)


def test_a_stage_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="need_confirmed"):
        Opportunity.model_validate({"stage": "dreaming"})


# --- the slides, from data ---

SLIDE_DEALS = {
    Stage.LEAD_IN: (5, 300),
    Stage.CONTACTED: (4, 240),
    Stage.NEED_CONFIRMED: (3, 176),
    Stage.PROPOSAL: (2, 464),
    Stage.NEGOTIATION: (2, 146),
    Stage.COMMITMENT: (2, 98),
}


async def test_the_slides_funnel_in_the_store_gives_364_8_on_the_board(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    await shop(database, clock)
    deals = []
    for stage, (count, total) in SLIDE_DEALS.items():
        for n in range(count):
            share = Decimal(total) - (count - 1) * (total // count) if n == 0 else Decimal(total // count)
            deals.append(
                Opportunity.model_validate(
                    {
                        "id": f"{stage}{n}",
                        "customer_id": "a",
                        "title": "t",
                        "stage": stage,
                        "amount": {"amount": share, "currency": "EUR"},
                        "created_at": clock.now(),
                        "updated_at": clock.now(),
                    }
                )
            )
    async with database.write() as uow:
        await uow.histories.add_opportunities(deals)
        await uow.commit()
    board = await PipelineService(database, clock, RULES, zone=ZONE).board(crew.li)
    (view,) = board.forecasts
    assert (view.deals, view.amount, view.currency) == (18, 1424, "EUR")
    assert view.weighted == Decimal("364.8")
    assert view.low < view.weighted < view.high


def test_the_slides_tiers_come_out_of_2126_single_customers() -> None:
    rows = {"VIP": (21, 114_000, 45_600), "large": (85, 31_600, 9_480), "medium": (319, 9_100, 1_820)}
    rows["small"] = (1_701, 1_160, -522)
    profit = {f"{name}{n:04}": float(made) for name, (count, _, made) in rows.items() for n in range(count)}
    sales = {f"{name}{n:04}": float(sold) for name, (count, sold, _) in rows.items() for n in range(count)}
    ranked = rank(profit, RULES.tiers)
    named = {id: Standing(id.rstrip("0123456789"), *standing[1:]) for id, standing in ranked.items()}
    found = table(named, sales)
    assert [(row.name, row.customers, row.sales, row.profit) for row in found.rows] == [
        (name, count, sold, made) for name, (count, sold, made) in rows.items()
    ]
    assert found.average_profit == pytest.approx(684.9, abs=0.05)
    assert found.shares()[2] > 1
    assert "前425位客户（占20%）创造了161%的利润" in found.pareto(3)
    assert {standing.tier for id, standing in ranked.items() if id.startswith("small")} == {"E"}
