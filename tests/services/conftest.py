"""A standing clock and a small firm for the tests of the services."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import SqlDatabase
from crm.people import Actor, Role, Salesperson, Team


@dataclass
class HandClock:
    """A clock moved by hand."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def forward(self, **distance: float) -> None:
        self.moment += timedelta(**distance)


@dataclass(frozen=True)
class Crew:
    """Two sellers and a manager of one team, a seller of another team, an admin."""

    li: Actor
    wu: Actor
    boss: Actor
    stranger_team: Actor
    admin: Actor


def _actor(id: str, team: str, role: Role) -> Actor:
    return Actor(salesperson_id=id, team_id=team, role=role, name=id)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[SqlDatabase]:
    """Yield a migrated SQLite database."""
    opened = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'jinju.db'}", tmp_path / "data")
    await opened.migrate()
    yield opened
    await opened.close()


async def add_crew(database: SqlDatabase, now: datetime) -> Crew:
    """Store the firm."""
    actors = {
        "li": _actor("li", "north", Role.SALESPERSON),
        "wu": _actor("wu", "north", Role.SALESPERSON),
        "boss": _actor("boss", "north", Role.MANAGER),
        "stranger_team": _actor("zhu", "south", Role.SALESPERSON),
        "admin": _actor("root", "north", Role.ADMIN),
    }
    async with database.write() as uow:
        for team in ("north", "south"):
            await uow.people.add_team(Team(id=team, name=team, created_at=now))
        for number, actor in enumerate(actors.values(), 1):
            await uow.people.add(
                Salesperson(
                    id=actor.salesperson_id,
                    team_id=actor.team_id,
                    name=actor.name,
                    role=actor.role,
                    telegram_id=1000 + number,
                    created_at=now,
                )
            )
        await uow.commit()
    return Crew(**actors)


@pytest.fixture
async def crew(database: SqlDatabase, clock: HandClock) -> Crew:
    """The firm in the database of either kind."""
    return await add_crew(database, clock.now())


@pytest.fixture
async def lite_crew(lite: SqlDatabase, clock: HandClock) -> Crew:
    """The firm in SQLite."""
    return await add_crew(lite, clock.now())
