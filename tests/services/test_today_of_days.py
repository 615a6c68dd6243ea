"""Days people keep, as they stand on the day's list: paydays, birthdays by either calendar, festivals."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.today import TodayItem, TodayService
from bot.services.today_lines import opening_lines
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.customers import Customer, HouseholdMember, Relation
from crm.value.priorities import Cause
from crm.value.thresholds import built_in
from playbooks.load import built_in as built_in_library

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
LIBRARY = built_in_library()


@pytest.fixture
def today(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> TodayService:
    valuing = ValuingService(database, clock, built_in(), zone=ZONE)
    return TodayService(database, clock, valuing, zone=ZONE)


def morning(day: date) -> datetime:
    """Nine o'clock of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


async def keep(database: SqlDatabase, **more: object) -> Customer:
    values: dict[str, object] = {
        "id": "zhao",
        "team_id": "north",
        "owner_id": "li",
        "name": "赵敏",
        "address_as": "赵姐",
        "created_at": datetime(2025, 6, 1, tzinfo=UTC),
        "updated_at": datetime(2025, 6, 1, tzinfo=UTC),
    }
    customer = Customer.model_validate(values | more)
    async with database.write() as uow:
        await uow.customers.add(customer)
        await uow.commit()
    return customer


async def on_day(today: TodayService, clock: "HandClock", crew: "Crew", day: date) -> tuple[TodayItem, ...]:
    clock.moment = morning(day)
    return await today.due(crew.li)


async def test_the_account_is_settled_on_the_day_after_payday_and_on_no_other(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await keep(database, tags=("10号发工资", "米钱月结"))
    assert await on_day(today, clock, crew, date(2026, 3, 10)) == ()
    (item,) = await on_day(today, clock, crew, date(2026, 3, 11))
    assert (item.cause, item.texts) == (Cause.PAYDAY, ("10号发工资，今天可以对账",))
    assert await on_day(today, clock, crew, date(2026, 3, 12)) == ()


async def test_a_payday_at_the_end_of_a_short_month_is_settled_on_the_first_of_the_next(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await keep(database, tags=("31号发工资，赊账",))
    assert await on_day(today, clock, crew, date(2026, 2, 28)) == ()
    (item,) = await on_day(today, clock, crew, date(2026, 3, 1))
    assert item.cause is Cause.PAYDAY


async def test_who_owes_nothing_is_not_reminded_of_payday(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await keep(database, tags=("10号发工资",))
    assert await on_day(today, clock, crew, date(2026, 3, 11)) == ()


async def test_a_birthday_stands_there_from_a_week_before_until_its_day(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await keep(database, birthday=date(1980, 3, 20))
    seen = {
        day: [text for item in await on_day(today, clock, crew, date(2026, 3, day)) for text in item.texts]
        for day in (12, 13, 20, 21)
    }
    assert seen == {12: [], 13: ["7天后是生日"], 20: ["今天是生日"], 21: []}


async def test_a_birthday_on_the_29th_of_february_is_kept_on_the_28th_of_a_common_year(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await keep(database, birthday=date(1984, 2, 29))
    (item,) = await on_day(today, clock, crew, date(2026, 2, 28))
    assert item.on_day


@pytest.mark.parametrize("day", [date(2026, 9, 13), date(2027, 9, 3)])
async def test_a_lunar_birthday_moves_with_the_year(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock", day: date
) -> None:
    await keep(database, tags=("农历八月初三生日",))
    (item,) = [one for one in await on_day(today, clock, crew, day) if one.cause is Cause.BIRTHDAY]
    assert item.texts == ("今天是生日",)


async def test_the_mothers_lunar_birthday_is_not_wished_to_the_customer(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    customer = await keep(database, tags=("妈妈农历八月初三生日",))
    (item,) = await on_day(today, clock, crew, date(2026, 9, 13))
    assert item.texts == ("今天是妈妈生日",)
    lines = opening_lines(customer, item.cause, item.subject, date(2026, 9, 13), LIBRARY, on_day=item.on_day)
    assert len(lines) == 2
    assert all("妈妈" in line for line in lines)


async def test_a_child_and_the_customer_with_birthdays_of_the_same_week_are_one_line(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    child = HouseholdMember(id="m", relation=Relation.SON, name="壮壮", birthday=date(2018, 3, 22))
    await keep(database, birthday=date(1985, 3, 20), household=(child,))
    (item,) = await on_day(today, clock, crew, date(2026, 3, 20))
    assert set(item.texts) == {"今天是生日", "2天后是壮壮生日"}


@pytest.mark.parametrize(("cause", "subject"), [(Cause.BIRTHDAY, "壮壮"), (Cause.FESTIVAL, "中秋")])
async def test_wishes_on_the_day_itself_are_not_said_ahead(
    cause: Cause, subject: str, database: SqlDatabase, crew: "Crew"
) -> None:
    customer = await keep(database)
    before = opening_lines(customer, cause, subject, date(2026, 9, 24), LIBRARY)
    on_it = opening_lines(customer, cause, subject, date(2026, 9, 25), LIBRARY, on_day=True)
    assert len(before) == len(on_it) == 2
    assert any("提前" in line for line in before)
    assert not [line for line in on_it if "提前" in line or "快到" in line or "快过" in line]


async def test_english_wishes_name_the_festival_in_english_and_never_wish_the_family_as_the_customer(
    database: SqlDatabase, crew: "Crew"
) -> None:
    customer = await keep(database, name="Wang", address_as="Mr. Wang")
    day = date(2026, 9, 25)
    festival = opening_lines(customer, Cause.FESTIVAL, "中秋", day, LIBRARY, "en")
    family = opening_lines(customer, Cause.BIRTHDAY, "妈妈", day, LIBRARY, "en")
    assert festival
    assert family
    assert all("中秋" not in line for line in festival)
    assert not [line for line in family if "happy birthday" in line or "妈妈" in line]
