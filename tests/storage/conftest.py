"""A team with two salespeople, and builders of records, for the storage tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Customer
from crm.people import Salesperson, Scope, Team

NOW = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)
LI = Scope(team_id="east", owner_id="li")
WANG = Scope(team_id="east", owner_id="wang")
EAST = Scope(team_id="east", owner_id=None)
ALL = Scope(team_id=None, owner_id=None)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def li() -> Scope:
    return LI


@pytest.fixture
def wang() -> Scope:
    return WANG


@pytest.fixture
def east() -> Scope:
    return EAST


@pytest.fixture
def everybody() -> Scope:
    return ALL


@pytest.fixture
async def store(database: SqlDatabase) -> SqlDatabase:
    """Return a database with the teams east (li, wang) and west (zhao)."""
    return await populated(database)


@pytest.fixture
def person() -> Callable[..., Customer]:
    """Return a builder of customers; each is touched a minute after the one before."""
    numbers = count(1)

    def build(name: str, *phones: str, owner: str = "li", team: str = "east", **fields: object) -> Customer:
        number = next(numbers)
        at = NOW + timedelta(minutes=number)
        values = {
            "id": f"c{number:04}",
            "team_id": team,
            "owner_id": owner,
            "name": name,
            "channels": tuple(Channel(kind=ChannelKind.PHONE, address=phone) for phone in phones),
            "created_at": at,
            "updated_at": at,
        }
        return Customer.model_validate({**values, **fields})

    return build


async def populated(database: SqlDatabase) -> SqlDatabase:
    async with database.write() as unit:
        for team, name in (("east", "华东"), ("west", "华西")):
            await unit.people.add_team(Team(id=team, name=name, created_at=NOW))
        for id, team in (("li", "east"), ("wang", "east"), ("zhao", "west")):
            await unit.people.add(Salesperson(id=id, team_id=team, name=id, created_at=NOW))
        await unit.commit()
    return database
