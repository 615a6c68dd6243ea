"""Units of work: what is committed stays, what is not never was."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, StorageUnavailable
from bot.ports import InboxItem
from bot.storage.database import SqlDatabase
from crm.errors import Conflict, NotFound
from crm.people import Salesperson, Team


def team(id: str, now: datetime) -> Team:
    return Team(id=id, name=f"队{id}", created_at=now)


async def names(database: SqlDatabase) -> list[str]:
    async with database.read() as unit:
        return [found.name for found in await unit.people.teams()]


async def test_leaving_without_commit_rolls_back(database: SqlDatabase, now: datetime) -> None:
    async with database.write() as unit:
        await unit.people.add_team(team("a", now))
    assert await names(database) == []


async def test_an_exception_rolls_back_and_lets_the_next_writer_in(
    database: SqlDatabase, now: datetime
) -> None:
    async def fail() -> None:
        async with database.write() as unit:
            await unit.people.add_team(team("a", now))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.write() as unit:
        await unit.people.add_team(team("b", now))
        await unit.commit()
    assert await names(database) == ["队b"]


async def test_a_cancelled_writer_leaves_nothing_and_blocks_nobody(
    database: SqlDatabase, now: datetime
) -> None:
    started = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.write() as unit:
            await unit.people.add_team(team("a", now))
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write_and_wait())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as unit:
        await unit.people.add_team(team("b", now))
        await unit.commit()
    assert await names(database) == ["队b"]


async def test_many_tasks_that_read_and_then_write_all_succeed(database: SqlDatabase, now: datetime) -> None:
    async def add_one(number: int) -> None:
        async with database.write() as unit:
            await unit.people.teams()
            await unit.people.add_team(team(f"{number:02}", now))
            await unit.commit()

    await asyncio.gather(*(add_one(number) for number in range(24)))
    assert len(await names(database)) == 24


async def test_a_reader_does_not_see_what_is_not_committed(database: SqlDatabase, now: datetime) -> None:
    async with database.write() as unit:
        await unit.people.add_team(team("a", now))
        assert await names(database) == []
        await unit.commit()
    assert await names(database) == ["队a"]


async def test_a_reading_unit_cannot_write(database: SqlDatabase, now: datetime) -> None:
    async with database.read() as unit:
        with pytest.raises(Exception, match=r"readonly|read-only"):
            await unit.people.add_team(team("a", now))
        await unit.commit()
    async with database.write() as unit:
        await unit.people.add_team(team("b", now))
        await unit.commit()
    assert await names(database) == ["队b"]


async def test_after_a_failed_statement_a_commit_is_refused_loudly(
    database: SqlDatabase, now: datetime
) -> None:
    async with database.write() as unit:
        await unit.people.add_team(team("a", now))
        with pytest.raises(Conflict):
            await unit.people.add_team(team("a", now))
        with pytest.raises(StorageUnavailable):
            await unit.commit()
    assert await names(database) == []


async def test_a_reference_to_nobody_is_not_found(database: SqlDatabase, now: datetime) -> None:
    async with database.write() as unit:
        with pytest.raises(NotFound):
            await unit.people.add(Salesperson(id="x", team_id="nowhere", name="x", created_at=now))


async def test_waiting_for_oneself_is_an_error_instead_of_a_hang(sqlite_url: str) -> None:
    database = SqlDatabase(sqlite_url)
    await database.migrate()
    async with database.write():
        with pytest.raises(RuntimeError, match="same task"):
            async with database.write():
                pass
    await database.close()


async def test_two_processes_worth_of_writers_wait_for_each_other(sqlite_url: str, now: datetime) -> None:
    first, second = SqlDatabase(sqlite_url), SqlDatabase(sqlite_url)
    await first.migrate()

    async def add(database: SqlDatabase, prefix: str) -> None:
        for number in range(10):
            async with database.write() as unit:
                await unit.people.teams()
                await unit.people.add_team(team(f"{prefix}{number}", now))
                await unit.commit()

    await asyncio.gather(add(first, "a"), add(second, "b"))
    assert len(await names(first)) == 20
    await first.close()
    await second.close()


async def test_nul_and_lone_surrogates_are_dropped_alike_on_both_databases(
    database: SqlDatabase, now: datetime
) -> None:
    item = InboxItem(bot_id=1, update_id=1, chat_id=1, raw={"\0k": ["甲\0乙", "\\u0000"]}, received_at=now)
    async with database.write() as unit:
        await unit.people.add_team(Team(id="a", name="甲\0乙", created_at=now))
        await unit.inbox.accept([item])
        await unit.inbox.bury(1, 1, "坏\0了\ud800")
        await unit.commit()
    assert await names(database) == ["甲乙"]
    async with database.read() as unit:
        (dead,) = await unit.inbox.dead()
    assert (dead.error, dead.raw) == ("坏了\ufffd", {"k": ["甲乙", "\\u0000"]})


def test_an_unknown_kind_of_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="mysql"):
        SqlDatabase("mysql+aiomysql://localhost/x")
    with pytest.raises(ConfigurationError, match="file"):
        SqlDatabase("sqlite+aiosqlite:///:memory:")


async def test_a_server_that_is_not_there_is_named_unavailable(tmp_path: Path) -> None:
    database = SqlDatabase(f"postgresql+asyncpg://nobody@/none?host={tmp_path}")
    with pytest.raises(StorageUnavailable):
        await database.migrate()
    with pytest.raises(StorageUnavailable):
        async with database.read():
            pass
    await database.close()
