"""The sample team is rich, whole, invented, and leaves no trace when removed."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.sample import SampleService, customer_file, read_customers, read_team
from bot.storage.database import SqlDatabase
from crm.customers import BuyingRole, CustomerKind, Personality, Segment
from crm.history import Stage, TouchpointKind
from crm.people import Role, Scope
from crm.ports import CustomerFile

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


EVERYTHING = Scope(team_id=None, owner_id=None)


async def _load(database: SqlDatabase, clock: "HandClock") -> list[CustomerFile]:
    service = SampleService(database, clock)
    async with database.write() as uow:
        await service.load(uow)
        await uow.commit()
    async with database.read() as uow:
        return [file async for file in uow.customers.each(EVERYTHING)]


async def test_loading_twice_is_loading_once(database: SqlDatabase, clock: "HandClock") -> None:
    first = await _load(database, clock)

    assert await _load(database, clock) == first
    assert len(first) >= 40


async def test_removing_leaves_the_real_team_and_nothing_of_the_sample(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = SampleService(database, clock)
    await _load(database, clock)

    async with database.write() as uow:
        assert await service.remove(uow)
        assert not await service.remove(uow)
        await uow.commit()

    async with database.read() as uow:
        assert await uow.customers.count(EVERYTHING) == 0
        assert {team.id for team in await uow.people.teams()} == {"north", "south"}
        assert await uow.people.by_telegram(700100001) is None


async def test_it_is_wanted_only_where_nobody_works_yet(lite: SqlDatabase, clock: "HandClock") -> None:
    service = SampleService(lite, clock)
    assert await service.wanted()

    await _load(lite, clock)
    assert not await service.wanted()


async def test_it_is_not_wanted_beside_a_real_team(
    lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew"
) -> None:
    assert not await SampleService(lite, clock).wanted()


def test_the_team_has_three_sellers_and_a_manager_marked_as_sample() -> None:
    team = read_team()

    assert team.name == "示例"
    assert [p.role for p in team.people] == [Role.SALESPERSON] * 3 + [Role.MANAGER]


def test_every_number_and_name_is_from_the_reserved_range() -> None:
    entries = read_customers()
    numbers = [p for e in entries for p in e.phones] + [
        c.phone for e in entries for c in e.contacts if c.phone
    ]

    assert all(re.fullmatch(r"138000000\d\d|0571-8800000\d", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    owners = {person.id for person in read_team().people}
    assert {entry.owner for entry in entries} <= owners


@pytest.fixture
def files(clock: "HandClock") -> dict[str, CustomerFile]:
    return {entry.id: customer_file(entry, "sample-team", clock.now()) for entry in read_customers()}


def test_the_stories_are_there(files: dict[str, CustomerFile]) -> None:
    customers = {id: file.customer for id, file in files.items()}

    zhang = customers["zhang-dabo"]
    assert (zhang.name, zhang.phones, zhang.household[0].name) == ("张大伯", ("13800000001",), "小米")
    rice = [c for id, c in customers.items() if id.startswith("rice-")]
    assert all(any("每月" in tag or "小包装" in tag for tag in c.tags) for c in rice)
    assert len(rice) >= 4
    wavering = customers["sun-ayi"]
    assert wavering.observed_personality is Personality.WAVERING
    assert any(member.has_say for member in wavering.household)
    roles = {role for contact in customers["huadong"].contacts for role in contact.roles}
    assert roles == set(BuyingRole)
    notice = files["notice-garment"]
    assert any(t.kind is TouchpointKind.NOTICE for t in notice.touchpoints)
    assert any(c.do_not_contact for c in customers.values())
    assert sum(1 for c in customers.values() if c.name == "刘芳") == 2
    assert any(not c.name and c.phones for c in customers.values())
    assert any(c.segment is Segment.GROUP for c in customers.values())
    assert any(c.name.isascii() and c.name for c in customers.values())
    assert any(c.kind is CustomerKind.COMPANY for c in customers.values())
    assert len({c.observed_personality for c in customers.values()} - {None}) == 12


def test_every_stage_of_the_funnel_and_two_years_of_purchases_are_there(
    files: dict[str, CustomerFile], clock: "HandClock"
) -> None:
    stages = {o.stage for file in files.values() for o in file.opportunities}
    days = [p.bought_on for file in files.values() for p in file.purchases]

    assert stages == set(Stage)
    assert min(days) < (clock.now() - timedelta(days=680)).date()
    assert max(days) > (clock.now() - timedelta(days=30)).date()
    assert len(days) > 300


def test_nothing_happened_in_the_future(files: dict[str, CustomerFile], clock: "HandClock") -> None:
    now = clock.now()
    for file in files.values():
        assert all(t.at < now for t in file.touchpoints)
        assert all(p.bought_on < now.date() for p in file.purchases)
        assert file.customer.created_at <= min((t.at for t in file.touchpoints), default=now)


def test_the_sample_grows_no_older_with_the_day_of_loading(clock: "HandClock") -> None:
    entry = next(entry for entry in read_customers() if entry.id == "zhang-dabo")
    today = customer_file(entry, "sample-team", clock.now())
    later = customer_file(entry, "sample-team", clock.now() + timedelta(days=400))

    shifts = {b.bought_on - a.bought_on for a, b in zip(today.purchases, later.purchases, strict=True)} | {
        b.at - a.at for a, b in zip(today.touchpoints, later.touchpoints, strict=True)
    }
    assert shifts == {timedelta(days=400)}


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_promises_fall_due_at_full_hours_of_the_sellers_day_whenever_the_sample_is_loaded(hour: int) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 3, 2, hour, 37, 11, tzinfo=UTC)
    for entry in read_customers():
        made = customer_file(entry, "sample-team", now, zone).promises
        for told, promise in zip(entry.promises, made, strict=True):
            if promise.due_at is None or told.due is None:
                continue
            local = promise.due_at.astimezone(zone)
            assert (local.minute, local.second) == (0, 0)
            assert (promise.due_at > now) is (told.due >= 0)
            if told.due:
                assert local.date() == now.astimezone(zone).date() + timedelta(days=told.due)
                assert 9 <= local.hour <= 18
