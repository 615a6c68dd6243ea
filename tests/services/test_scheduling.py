"""The durable scheduler: rings once, whatever restarts, replicas and clocks do."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.ringing import Ringer
from bot.handlers.sender import Sender
from bot.handlers.services import Services
from bot.ports import DaySetting, Job, JobKind, JobState, OutboxItem
from bot.ports.preferences import Preferences
from bot.services.days.bundle import DayServices
from bot.services.days.hours import digests, hours_of, is_quiet, later, remind_at
from bot.services.days.scheduling import LEASE
from bot.services.texts import PersonalTexts
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer
from crm.history import Direction, Promise, Touchpoint, TouchpointKind
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")


class Posted(Sender):
    """A sender that keeps what it is handed."""

    def __init__(self) -> None:
        self.items: list[OutboxItem] = []

    def push(self, items: object) -> None:
        self.items += cast(list[OutboxItem], list(cast(tuple[OutboxItem, ...], items)))


class Some:
    """The few services a ringer asks for."""

    def __init__(self, database: SqlDatabase, clock: "HandClock", days: DayServices) -> None:
        self.database, self.clock, self.days, self.texts = database, clock, days, PersonalTexts("zh")


def ringer(database: SqlDatabase, clock: "HandClock") -> tuple[Ringer, Posted, DayServices]:
    valuing = ValuingService(database, clock, built_in(), zone=ZONE)
    today = TodayService(database, clock, valuing, zone=ZONE)
    days = DayServices.build(database, clock, valuing, today, zone=ZONE, sample_people=True)
    posted = Posted()
    return Ringer(cast(Services, Some(database, clock, days)), posted), posted, days


async def reminder(database: SqlDatabase, due: datetime, text: str = "打电话", owner: str = "li") -> Job:
    job = Job(
        id=new_id(),
        kind=JobKind.REMINDER,
        owner_id=owner,
        text=text,
        due_at=due,
        created_by=owner,
        created_at=due - timedelta(days=1),
    )
    async with database.write() as uow:
        await uow.jobs.add([job])
        await uow.commit()
    return job


async def set_hours(database: SqlDatabase, **changes: object) -> None:
    values: dict[str, object] = {"salesperson_id": "li", **changes}
    async with database.write() as uow:
        await uow.days.put_setting(DaySetting.model_validate(values))
        await uow.commit()


async def state(database: SqlDatabase, job: Job) -> JobState:
    async with database.read() as uow:
        found = await uow.jobs.get(job.id)
    assert found
    return found.state


def texts_to(posted: Posted, chat_id: int = 1001) -> list[str]:
    return [str(item.payload["text"]) for item in posted.items if item.chat_id == chat_id]


@pytest.fixture
async def second(database: SqlDatabase, database_url: str, tmp_path: Path) -> AsyncIterator[SqlDatabase]:
    """A second process' view of the same database."""
    opened = SqlDatabase(database.url, tmp_path / "data")
    yield opened
    await opened.close()


async def test_what_rings_is_in_the_language_that_person_chose(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    async with database.write() as uow:
        await uow.preferences.put("li", Preferences(language="en"))
        await uow.commit()
    await reminder(database, clock.now() + timedelta(minutes=10))
    await bell.look()
    clock.forward(minutes=11)
    await bell.look()
    assert any(re.search("remind", text, re.IGNORECASE) for text in texts_to(posted))


# --- once ---


async def test_a_reminder_rings_when_it_is_due_and_never_again(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    job = await reminder(database, clock.now() + timedelta(minutes=10))
    await bell.look()
    assert texts_to(posted) == []
    clock.forward(minutes=11)
    await bell.look()
    await bell.look()
    assert len(texts_to(posted)) == 1
    assert "打电话" in texts_to(posted)[0]
    assert await state(database, job) is JobState.SENT


async def test_two_runners_on_one_database_ring_each_job_once(
    database: SqlDatabase, second: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    first_bell, first, _ = ringer(database, clock)
    second_bell, other, _ = ringer(second, clock)
    for n in range(30):
        await reminder(
            database, clock.now() - timedelta(minutes=n + 1), f"第{n:02}件", ("li", "wu", "boss")[n % 3]
        )
    await asyncio.gather(*(bell.look() for bell in (first_bell, second_bell) * 3))
    told = "\n".join(str(item.payload["text"]) for item in (*first.items, *other.items))
    async with database.read() as uow:
        queued = await uow.outbox.pending()
        rest = await uow.jobs.due(clock.now(), clock.now() + LEASE)
    assert len(queued) == len(first.items) + len(other.items) == 3, "one message a person"
    assert rest == []
    assert told.count("第29件") == told.count("第28件") == told.count("第27件") == 1
    assert told.count("还有 3 件") == 3, "what does not fit one screen is said to be there"


async def test_a_runner_that_died_with_a_claim_delays_the_job_and_does_not_lose_it(
    database: SqlDatabase, second: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    _, _, dying = ringer(database, clock)
    bell, posted, _ = ringer(second, clock)
    await reminder(database, clock.now() - timedelta(minutes=1))
    (held,) = await dying.scheduler.take()
    await bell.look()
    assert texts_to(posted) == [], "it is in somebody's hands"
    clock.moment += LEASE + timedelta(seconds=1)
    await bell.look()
    assert len(texts_to(posted)) == 1
    async with database.write() as uow:
        assert not await dying.scheduler.settle(uow, held), "a claim that ran out settles nothing"


async def test_a_claim_given_by_a_clock_since_set_back_holds_nobody_up(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, days = ringer(database, clock)
    await reminder(database, clock.now() - timedelta(minutes=1))
    clock.forward(hours=5)
    await days.scheduler.take()
    clock.forward(hours=-5)
    await bell.look()
    assert len(texts_to(posted)) == 1


# --- clocks that jump ---


async def test_what_fell_due_while_nothing_ran_comes_as_one_message(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    await bell.look()  # plans tomorrow's digest
    for hours in (2, 5, 26, 50):
        await reminder(database, clock.now() + timedelta(hours=hours), f"事{hours}")
    clock.forward(days=3)
    await bell.look()
    (only,) = texts_to(posted)
    assert all(f"事{hours}" in only for hours in (2, 5, 26, 50))


async def test_a_clock_set_back_a_day_sends_nothing_twice(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    await bell.look()
    await owed(database, clock)
    await reminder(database, clock.now() + timedelta(hours=1))
    clock.forward(days=1)
    await bell.look()
    before = len(texts_to(posted))
    assert before == 1
    clock.forward(days=-1)
    for _ in range(4):
        await bell.look()
        clock.forward(hours=6)
    await bell.look()
    assert len(texts_to(posted)) == before


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC), 150, "2026-03-29T01:30"),  # 02:30 is missing
        (
            "Europe/Berlin",
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            150,
            "2026-10-25T00:30",
        ),  # 02:30 comes twice
        ("Asia/Shanghai", datetime(2026, 3, 28, 12, tzinfo=UTC), 510, "2026-03-29T00:30"),
    ],
)
def test_a_digest_comes_once_on_the_night_the_clocks_change(
    zone: str, day: datetime, at: int, utc: str
) -> None:
    hours = hours_of(DaySetting(salesperson_id="li", digest_minute=at, zone=zone), "li", ZONE)
    assert [due.isoformat()[:16] for _, due in digests(day, hours)] == [utc]


# --- quiet hours ---


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [(1290, 480, 23, True), (1290, 480, 7, True), (1290, 480, 8, False), (1290, 480, 21, False),
     (720, 840, 13, True), (720, 840, 14, False), (0, 0, 0, False), (0, 0, 13, False)],
)  # fmt: skip
def test_quiet_hours_may_pass_midnight_and_may_be_none(start: int, end: int, hour: int, quiet: bool) -> None:
    hours = hours_of(DaySetting(salesperson_id="li", quiet_from=start, quiet_until=end), "li", ZONE)
    assert is_quiet(datetime(2026, 3, 2, hour, 0, tzinfo=ZONE), hours) is quiet


async def test_what_falls_due_at_night_comes_in_the_morning_all_at_once(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    clock.moment = datetime(2026, 3, 2, 23, 0, tzinfo=ZONE).astimezone(UTC)
    await reminder(database, clock.now() - timedelta(minutes=5), "夜里一")
    await reminder(database, clock.now() + timedelta(hours=2), "夜里二")
    for _ in range(8):
        await bell.look()
        assert texts_to(posted) == []
        clock.forward(hours=1)
    clock.moment = datetime(2026, 3, 3, 8, 1, tzinfo=ZONE).astimezone(UTC)
    await bell.look()
    (only,) = texts_to(posted)
    assert "夜里一" in only
    assert "夜里二" in only


# --- the digest ---


async def owed(database: SqlDatabase, clock: "HandClock", days: float = -1) -> None:
    async with database.write() as uow:
        await uow.customers.add(
            Customer.model_validate(
                {
                    "id": "zhao", "team_id": "north", "owner_id": "li", "name": "赵敏", "address_as": "赵姐",
                    "created_at": clock.now(), "updated_at": clock.now(),
                }
            )
        )  # fmt: skip
        promise = Promise(
            id="p",
            customer_id="zhao",
            by="li",
            text="把合同发您",
            due_at=clock.now() + timedelta(days=days),
            created_at=clock.now() - timedelta(days=3),
        )
        await uow.histories.add_promises([promise])
        await uow.commit()


async def test_the_digest_comes_at_the_chosen_hour_of_the_sellers_own_zone(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await owed(database, clock)
    await set_hours(database, digest_minute=9 * 60, zone="America/New_York")
    bell, posted, _ = ringer(database, clock)
    clock.moment = datetime(2026, 3, 3, 8, 50, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    await bell.look()
    assert texts_to(posted) == []
    clock.forward(minutes=11)
    await bell.look()
    (only,) = texts_to(posted)
    assert "早上好" in only
    assert "赵姐" in only
    for _ in range(30):
        clock.forward(minutes=30)
        await bell.look()
    assert len(texts_to(posted)) == 1, "the next one comes tomorrow"


async def test_a_digest_switched_off_or_with_nothing_to_say_is_not_sent(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, days = ringer(database, clock)
    await bell.look()
    clock.forward(days=1)
    await bell.look()
    assert posted.items == [], "nothing is due for anybody"
    await owed(database, clock)
    async with database.write() as uow:
        await days.settings.change(uow, crew.li, "digest", 0)
        await uow.commit()
    clock.forward(days=2)
    await bell.look()
    assert texts_to(posted) == []


async def test_overdue_promises_reach_the_manager_only_where_the_team_chose_so(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await owed(database, clock)
    bell, posted, days = ringer(database, clock)
    await bell.look()
    clock.forward(days=1)
    await bell.look()
    assert not any("过了时间" in text for text in texts_to(posted, 1003))
    async with database.write() as uow:
        await days.settings.change(uow, crew.boss, "team", 1)
        await uow.commit()
    clock.forward(days=1)
    await bell.look()
    assert "li答应赵姐：「把合同发您」" in texts_to(posted, 1003)[-1]


async def test_a_person_who_was_removed_is_not_rung(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    bell, posted, _ = ringer(database, clock)
    await reminder(database, clock.now() - timedelta(minutes=1))
    async with database.write() as uow:
        person = await uow.people.get("li")
        await uow.people.update(person.model_copy(update={"active": False}))
        await uow.commit()
    await bell.look()
    assert posted.items == []


# --- complaints ---


async def complain(database: SqlDatabase, clock: "HandClock") -> None:
    await owed(database, clock, days=20)
    async with database.write() as uow:
        made = Touchpoint(
            id="cry",
            customer_id="zhao",
            by="li",
            kind=TouchpointKind.COMPLAINT,
            direction=Direction.IN,
            text="米里有虫",
            at=clock.now(),
        )
        await uow.histories.add_touchpoints([made])
        await uow.commit()


async def test_a_complaint_warns_its_seller_and_when_the_time_passed_its_manager(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await complain(database, clock)  # at ten: answer due at two in the afternoon
    bell, posted, _ = ringer(database, clock)
    await bell.look()
    clock.forward(hours=3, minutes=1)
    await bell.look()
    assert "赵敏" in texts_to(posted)[0]
    assert texts_to(posted, 1003) == []
    clock.forward(hours=1)
    await bell.look()
    assert "过了答应回话的时间" in texts_to(posted, 1003)[0]


async def test_a_complaint_answered_in_time_does_not_reach_the_manager(
    database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await complain(database, clock)
    bell, posted, days = ringer(database, clock)
    await bell.look()
    clock.forward(hours=1)
    async with database.write() as uow:
        await days.complaints.advance(uow, crew.li, "zhao", settled=True, text="换了一袋")
        await uow.commit()
    clock.forward(hours=5)
    await bell.look()
    assert texts_to(posted, 1003) == []


# --- small decisions ---


@pytest.mark.parametrize(
    ("due", "exact", "rings"),
    [
        ("2026-03-05T18:00", False, "2026-03-05T09:30"),
        ("2026-03-05T15:00", True, "2026-03-05T14:00"),
        ("2026-03-04T18:00", False, "2026-03-04T17:00"),
        ("2026-03-04T10:30", True, "2026-03-04T10:30"),
    ],
)
def test_a_promise_rings_that_morning_or_an_hour_ahead_of_its_hour(due: str, exact: bool, rings: str) -> None:
    now = datetime(2026, 3, 4, 10, tzinfo=ZONE)
    at = remind_at(datetime.fromisoformat(due).replace(tzinfo=ZONE), exact=exact, now=now, zone=ZONE)
    assert at.astimezone(ZONE).isoformat()[:16] == rings


def test_put_off_to_monday_is_the_next_monday_also_on_a_monday() -> None:
    monday = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    assert later("monday", monday, ZONE).astimezone(ZONE).isoformat()[:16] == "2026-03-09T09:00"


def test_an_unknown_zone_falls_back_to_the_teams() -> None:
    setting = DaySetting(salesperson_id="li", zone="Atlantis/Harbour")
    assert hours_of(setting, "li", ZONE).zone == ZONE
    assert hours_of(None, "li", ZONE).setting == replace_setting(setting)


def replace_setting(setting: DaySetting) -> DaySetting:
    return setting.model_copy(update={"zone": ""})
