"""Win rates a team sets for itself: used at once, only by managers, with their history."""

from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.services.pipeline import PipelineService
from bot.services.win_rates import WinRateService
from bot.storage.database import SqlDatabase
from crm.customers import Customer
from crm.errors import NotAllowed
from crm.history import Opportunity, Stage
from crm.money import Money
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
FUNNEL = built_in().funnel


@pytest.fixture
async def rates(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> WinRateService:
    now = clock.now()
    deal = Opportunity(
        id="deal",
        customer_id="c",
        title="专线",
        stage=Stage.PROPOSAL,
        amount=Money(amount=Decimal(1000)),
        created_at=now,
        updated_at=now,
    )
    async with database.write() as uow:
        await uow.customers.add(
            Customer(id="c", team_id="north", owner_id="li", name="赵敏", created_at=now, updated_at=now)
        )
        await uow.histories.add_opportunities([deal])
        await uow.commit()
    return WinRateService(database, clock, FUNNEL)


async def test_a_changed_rate_changes_the_forecast_of_the_whole_team(
    rates: WinRateService, database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    board = PipelineService(database, clock, built_in(), zone=ZONE)
    before = (await board.board(crew.li)).forecasts[0].weighted
    async with database.write() as uow:
        await rates.set(uow, crew.boss, Stage.PROPOSAL, 45)
        await uow.commit()
    assert before == 300
    assert (await board.board(crew.li)).forecasts[0].weighted == 450
    assert (await board.deal(crew.li, "deal")).rate == 0.45


async def test_the_history_tells_who_changed_what_and_survives_going_back(
    rates: WinRateService, database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    for percent in (40, 40, 45):
        async with database.write() as uow:
            await rates.set(uow, crew.boss, Stage.PROPOSAL, percent)
            await uow.commit()
        clock.forward(minutes=1)
    async with database.write() as uow:
        await rates.reset(uow, crew.boss)
        await uow.commit()
    view = await rates.view(crew.li)
    assert view.rates == view.usual
    assert [(one.before, one.after) for one in view.changes] == [(0.45, 0.3), (0.4, 0.45), (0.3, 0.4)]
    assert {one.by for one in view.changes} == {crew.boss.name}


async def test_only_managers_change_rates_and_only_within_a_hundred_percent(
    rates: WinRateService, database: SqlDatabase, crew: "Crew"
) -> None:
    async with database.write() as uow:
        with pytest.raises(NotAllowed):
            await rates.set(uow, crew.li, Stage.PROPOSAL, 90)
        with pytest.raises(NotAllowed):
            await rates.reset(uow, crew.li)
        with pytest.raises(InputRefused):
            await rates.set(uow, crew.boss, Stage.PROPOSAL, 101)
