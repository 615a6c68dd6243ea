"""Our driver of SQLite: few trips to its thread, and transactions that stay apart all the same."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import func, select

from bot.errors import StorageUnavailable
from bot.ports import InboxItem, OutboxItem
from bot.storage import engines
from bot.storage.database import SqlDatabase
from bot.storage.engines import sqlite_path
from crm.people import Salesperson, Team


@pytest.fixture
async def kept(sqlite_url: str) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(sqlite_url)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with every trip to a driver's thread."""
    made: list[object] = []
    original = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, job: Any, *args: Any, **options: Any) -> object:
        made.append(job)
        return await original(self, job, *args, **options)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


def file_of(database: SqlDatabase) -> Path:
    path = sqlite_path(database.url)
    assert path is not None
    return path


def team(id: str, now: datetime) -> Team:
    return Team(id=id, name=f"队{id}", created_at=now)


async def names(database: SqlDatabase) -> list[str]:
    async with database.read() as unit:
        return [found.name for found in await unit.people.teams()]


async def test_an_update_costs_two_trips_its_storage_and_its_effect(
    kept: SqlDatabase, trips: list[object], now: datetime
) -> None:
    item = InboxItem(bot_id=1, update_id=1, chat_id=1, raw={"a": 1}, received_at=now)
    reply = OutboxItem(key="1", chat_id=1, method="sendMessage", payload={}, created_at=now)
    await names(kept)  # connections are opened
    async with kept.write() as unit:
        await unit.people.add_team(team("a", now))
        await unit.people.add(Salesperson(id="li", team_id="a", name="李", telegram_id=7, created_at=now))
        await unit.commit()
    trips.clear()
    async with kept.write() as unit:
        assert await unit.inbox.accept([item]) == [1]
        await unit.commit()
    async with kept.read() as unit:
        assert await unit.people.by_telegram(7) is not None
        assert await unit.dialogues.get(1, "li") is None
    async with kept.write() as unit:
        assert await unit.inbox.done(1, 1)
        assert await unit.outbox.add([reply])
        await unit.commit()
    assert len(trips) == 2


async def test_a_statement_is_one_trip_with_its_rows(kept: SqlDatabase, trips: list[object]) -> None:
    await names(kept)
    trips.clear()
    assert await names(kept) == []
    assert len(trips) == 1


async def test_a_unit_that_did_nothing_makes_no_trip(kept: SqlDatabase, trips: list[object]) -> None:
    async with kept.write() as unit:
        await unit.commit()
    trips.clear()
    async with kept.write() as unit:
        await unit.commit()
    assert trips == []


async def test_a_writer_that_waits_for_another_process_leaves_the_loop_free(
    kept: SqlDatabase, now: datetime
) -> None:
    with closing(sqlite3.connect(file_of(kept), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def write() -> None:
            async with kept.write() as unit:
                await unit.inbox.done(1, 1)  # runs on the loop's own thread
                await unit.people.add_team(team("a", now))
                await unit.commit()

        waiting = asyncio.create_task(write())
        for _ in range(20):  # the loop turns while the writer waits
            await asyncio.sleep(0.001)
        assert not waiting.done()
        other.execute("COMMIT")
        await waiting
    assert await names(kept) == ["队a"]


async def test_a_lock_that_is_never_given_back_is_named_and_nothing_is_written(
    sqlite_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    database = SqlDatabase(sqlite_url)
    await database.migrate()
    with closing(sqlite3.connect(file_of(database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with database.write() as unit:
            with pytest.raises(StorageUnavailable):
                await unit.inbox.done(1, 1)
            other.execute("COMMIT")
            await unit.people.add_team(team("a", now))  # must not slip in outside a transaction
            with pytest.raises(StorageUnavailable):
                await unit.commit()
    assert await names(database) == []
    await database.close()


async def test_a_statement_cancelled_on_its_way_never_commits_by_itself(
    kept: SqlDatabase, now: datetime
) -> None:
    """Its rollback and the next writer's transaction stand in the queue behind it."""

    async def write() -> None:
        async with kept.write() as unit:
            await unit.people.add_team(team("a", now))
            await unit.commit()

    for steps in range(12):  # cancelled at every place where it can be
        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with kept.write() as unit:
            for found in await unit.people.teams():
                await unit.people.remove_team(found.id)
            await unit.commit()
    async with kept.write() as unit:
        await unit.people.add_team(team("b", now))
        # Left without commit: were a cancelled opening still about, this would be stored.
    assert await names(kept) == []


async def test_a_reader_keeps_its_moment_while_others_write(kept: SqlDatabase, now: datetime) -> None:
    async with kept.read() as unit:
        assert await unit.people.by_telegram(7) is None  # a quick statement begins the transaction too
        async with kept.write() as writer:
            await writer.people.add_team(team("a", now))
            await writer.commit()
        assert await unit.people.teams() == []
    assert await names(kept) == ["队a"]


async def test_a_commit_still_waits_for_the_disk(kept: SqlDatabase) -> None:
    async with kept.write() as unit:
        await unit.session.scalar(select(func.max(1)))
        found = await unit.session.connection.exec_driver_sql("PRAGMA synchronous")
        assert found.scalar() == 2  # FULL
