"""The funnel at work: the board, moving, winning and losing, each with one effect."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.services.customers import CustomerService
from bot.services.deal_words import expected_day, read_amount, read_deal
from bot.services.pipeline import PipelineService
from bot.services.sentences import parse_customer
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.errors import NotFound
from crm.funnel import AlertKind
from crm.history import OpportunityState, Purchase, SignalKind, Stage
from crm.money import Money
from crm.ports import CustomerFile
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

Firm = tuple[PipelineService, str, str]


@pytest.fixture
async def firm(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> Firm:
    """Return the service, a customer of Li's and an opportunity of 3800 yuan."""
    service = PipelineService(database, clock, built_in(), zone=ZoneInfo("Asia/Shanghai"))
    async with database.write() as uow:
        made = await CustomerService(database, clock).create(
            uow, crew.li, parse_customer("申屠建华 13800000024", clock.now().date())
        )
        deal = await service.add(uow, crew.li, made.id, "A3电动车 3800")
        await uow.commit()
    return service, made.id, deal.id


async def test_a_sentence_becomes_an_opportunity_with_its_amount(firm: Firm, crew: "Crew") -> None:
    service, _, id = firm
    deal = await service.deal(crew.li, id)
    assert (deal.customer, deal.opportunity.title) == ("申屠建华", "A3电动车")
    assert deal.opportunity.amount == Money(amount=Decimal(3800))
    assert deal.rate == 0.05


async def test_the_board_weighs_each_opportunity_by_its_stage(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    service, _, id = firm
    async with database.write() as uow:
        await service.move(uow, crew.li, id, Stage.NEGOTIATION)
        await uow.commit()
    board = await service.board(crew.li)
    assert board.forecasts[0].weighted == 1900
    assert [deal.opportunity.stage for deal in board.deals] == [Stage.NEGOTIATION]
    assert board.this_week.opened == 1


async def test_moving_twice_to_the_same_stage_is_noted_once(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    service, customer_id, id = firm
    for _ in range(2):
        async with database.write() as uow:
            await service.move(uow, crew.li, id, Stage.PROPOSAL)
            await uow.commit()
    async with database.read() as uow:
        moves = await uow.books.signals(customer_id, SignalKind.STAGE_MOVED)
    assert sorted(signal.text for signal in moves) == ["lead_in", "proposal"]


async def test_a_won_opportunity_becomes_one_purchase_however_often_it_is_pressed(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, customer_id, id = firm
    async with database.write() as uow:
        await service.win(uow, crew.li, id)
        await uow.commit()
    async with database.write() as uow:
        with pytest.raises(InputRefused, match="deal-closed"):
            await service.win(uow, crew.li, id)
    async with database.read() as uow:
        bought = await uow.histories.purchases(customer_id)
    assert [(p.product, p.amount.amount, p.bought_on) for p in bought] == [
        ("A3电动车", 3800, clock.now().date())
    ]
    board = await service.board(crew.li)
    assert (board.forecasts[0].closed, board.this_week.won, board.outside_deals) == (3800, 1, 0)


async def test_a_won_opportunity_values_its_customer_anew_in_the_same_transaction(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    _, customer_id, id = firm
    zone = ZoneInfo("Asia/Shanghai")
    valuing = ValuingService(database, clock, built_in(), zone=zone)
    service = PipelineService(database, clock, built_in(), zone=zone, renew=valuing.renew_in)
    async with database.write() as uow:
        await service.win(uow, crew.li, id)
        stored = await uow.values.get(customer_id)
        await uow.commit()
    assert stored
    assert stored.worth.orders == 1
    assert stored.view


async def test_a_sale_nobody_had_in_the_funnel_is_counted_outside_it(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, customer_id, _ = firm
    sale = Purchase(
        id="direct",
        customer_id=customer_id,
        product="雨披",
        amount=Money(amount=Decimal(59)),
        bought_on=clock.now().date(),
    )
    async with database.write() as uow:
        await uow.histories.add_purchases([sale])
        await uow.commit()
    board = await service.board(crew.li)
    assert (board.outside_deals, board.outside_amount) == (1, 59)


async def test_a_lost_opportunity_keeps_its_reason_and_can_be_taken_up_again(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    service, customer_id, id = firm
    async with database.write() as uow:
        await service.lose(uow, crew.li, id, "price")
        await uow.commit()
    async with database.read() as uow:
        reasons = await uow.books.signals(customer_id, SignalKind.CHURN_REASON)
    assert [(s.text, s.subject) for s in reasons] == [("price", id)]
    async with database.write() as uow:
        opened = await service.reopen(uow, crew.li, id)
        await uow.commit()
    assert opened.state is OpportunityState.OPEN


async def test_winning_without_an_amount_asks_for_it_first(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    service, customer_id, _ = firm
    async with database.write() as uow:
        vague = await service.add(uow, crew.li, customer_id, "换一台新的")
        with pytest.raises(InputRefused, match="deal-no-amount"):
            await service.win(uow, crew.li, vague.id)
        await service.set_amount(uow, crew.li, vague.id, "1.2万")
        assert (await service.win(uow, crew.li, vague.id)).amount.amount == 12000


async def test_a_colleagues_opportunity_does_not_exist(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    service, customer_id, id = firm
    for person in (crew.wu, crew.stranger_team):
        assert (await service.board(person)).deals == ()
        async with database.write() as uow:
            with pytest.raises(NotFound):
                await service.move(uow, person, id, Stage.PROPOSAL)
            with pytest.raises(NotFound):
                await service.add(uow, person, customer_id, "偷单 1")
    assert len((await service.board(crew.boss)).deals) == 1


async def test_an_agreed_next_step_ends_the_alert(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, _, id = firm
    clock.forward(days=4)
    assert [a.kind for a in (await service.deal(crew.li, id)).alerts] == [AlertKind.NO_NEXT_STEP]
    async with database.write() as uow:
        await service.set_next(uow, crew.li, id, "周六来店试骑")
        await uow.commit()
    assert (await service.deal(crew.li, id)).alerts == ()


async def test_the_target_is_compared_with_what_is_open(firm: Firm, crew: "Crew") -> None:
    service, _, _ = firm
    cover = (await service.board(crew.li, Decimal(1900))).cover
    assert cover is not None
    assert (cover.ratio, cover.missing) == (2.0, 1900)


async def test_the_month_begins_at_midnight_of_the_sellers_own_zone(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, _, id = firm
    clock.moment = clock.moment.replace(month=3, day=31, hour=17)  # the 1st of April in Shanghai
    async with database.write() as uow:
        purchase = await service.win(uow, crew.li, id)
        await uow.commit()
    assert (purchase.bought_on.month, purchase.bought_on.day) == (4, 1)
    clock.forward(days=31)
    assert (await service.board(crew.li)).forecasts[0].closed == 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3800", "3800"),
        ("3,800元", "3800"),
        ("1.2万", "12000"),
        ("A3电动车", None),
        ("0", None),
        ("-5", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str | None) -> None:
    assert read_amount(text) == (Decimal(amount) if amount else None)


def test_a_number_that_belongs_to_the_name_is_no_amount() -> None:
    assert read_deal("换A3") == ("换A3", None)
    assert read_deal("A3电动车，3800元") == ("A3电动车", Money(amount=Decimal(3800)))


@pytest.mark.parametrize("days", [0, 8])
async def test_the_weeks_are_told_apart(firm: Firm, crew: "Crew", clock: "HandClock", days: int) -> None:
    service, _, _ = firm
    clock.moment += timedelta(days=days)
    board = await service.board(crew.li)
    assert (board.this_week.opened, board.last_week.opened) == ((0, 1) if days else (1, 0))


async def test_an_erased_customer_takes_the_moves_along(
    firm: Firm, database: SqlDatabase, crew: "Crew"
) -> None:
    _, customer_id, _ = firm
    async with database.write() as uow:
        file = await uow.customers.erase(customer_id, crew.li.scope)
        await uow.commit()
    assert [signal.text for signal in file.signals] == ["lead_in"]
    async with database.read() as uow:
        assert await uow.books.signals(customer_id) == []


async def test_moves_survive_the_json_of_a_customer(firm: Firm, database: SqlDatabase, crew: "Crew") -> None:
    _, customer_id, _ = firm
    async with database.read() as uow:
        (file,) = await uow.books.files([customer_id], crew.li.scope)
    assert file.signals
    assert CustomerFile.model_validate_json(file.model_dump_json()) == file


async def test_a_new_day_of_closing_ends_the_alert_that_the_old_one_passed(
    firm: Firm, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, _, id = firm

    async def expect(choice: str) -> date | None:
        async with database.write() as uow:
            record = await service.set_expected(uow, crew.li, id, choice)
            await uow.commit()
        return record.expected_on

    assert await expect("week") == date(2026, 3, 9)
    clock.forward(days=10)
    kinds = {alert.kind for alert in (await service.deal(crew.li, id)).alerts}
    assert AlertKind.OVERDUE in kinds
    assert await expect("month") == date(2026, 3, 31)
    kinds = {alert.kind for alert in (await service.deal(crew.li, id)).alerts}
    assert AlertKind.OVERDUE not in kinds
    assert await expect("open") is None
    with pytest.raises(InputRefused):
        await expect("someday")


@pytest.mark.parametrize(
    ("choice", "today", "day"),
    [
        ("month", date(2026, 2, 28), date(2026, 2, 28)),
        ("next", date(2026, 12, 31), date(2027, 1, 31)),
        ("quarter", date(2026, 11, 30), date(2027, 2, 28)),
        ("open", date(2026, 1, 1), None),
    ],
)
def test_about_when_is_a_day_of_the_calendar(choice: str, today: date, day: date | None) -> None:
    assert expected_day(choice, today) == day
