"""Backing up while others write, and restoring: whole, checked, on either kind of database."""

import asyncio
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, InputRefused, SchemaTooNew, StorageUnavailable
from bot.ports import InboxItem, OutboxItem
from bot.storage.backup import backup, restore
from bot.storage.database import SqlDatabase
from crm.customers import Customer
from crm.history import Opportunity, Promise, Purchase, Touchpoint, TouchpointKind
from crm.money import Money
from crm.people import Scope, Team

Person = Callable[..., Customer]


@pytest.fixture
async def full(store: SqlDatabase, person: Person, now: datetime, tmp_path: Path) -> SqlDatabase:
    """Return a database with something in most tables, and one upload."""
    async with store.write() as unit:
        await unit.customers.add_many(
            [person("张大伯", "13800000001", tags=("老",)), person("李四", owner="wang")]
        )
        money = Money(amount=Decimal("3800.0001"))
        await unit.histories.add_purchases(
            [Purchase(id="p", customer_id="c0001", product="车", amount=money, bought_on=date(2026, 1, 2))]
        )
        await unit.histories.add_touchpoints(
            [
                Touchpoint(
                    id="t", customer_id="c0001", by="li", kind=TouchpointKind.CALL, text="一\n二", at=now
                )
            ]
        )
        await unit.histories.add_opportunities(
            [Opportunity(id="o", customer_id="c0001", title="换", created_at=now, updated_at=now)]
        )
        await unit.histories.add_promises(
            [Promise(id="v", customer_id="c0001", by="li", text="送", due_at=now, created_at=now)]
        )
        await unit.inbox.accept(
            [InboxItem(bot_id=1, update_id=9, chat_id=None, raw={"a": "“"}, received_at=now)]
        )
        await unit.outbox.add([reply("k", now)])
        await unit.commit()
    upload = tmp_path / "data" / "files" / "u" / "价目表.csv"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"a,b\r\n")
    return store


def reply(key: str, now: datetime) -> OutboxItem:
    return OutboxItem(key=key, chat_id=1, method="m", payload={"x": 1}, created_at=now)


async def contents(database: SqlDatabase) -> dict[str, object]:
    """Return what the repositories say."""
    everything = Scope(team_id=None, owner_id=None)
    async with database.read() as unit:
        return {
            "teams": await unit.people.teams(),
            "people": await unit.people.in_team("east"),
            "files": [file async for file in unit.customers.each(everything)],
            "found": [hit.name for hit in await unit.customers.search("zdb", everything)],
            "inbox": await unit.inbox.pending(1),
            "outbox": await unit.outbox.pending(),
        }


async def reopened(url: str, data: Path) -> SqlDatabase:
    database = SqlDatabase(url, data)
    await database.migrate()
    return database


async def test_a_backup_restores_to_the_same_contents(
    full: SqlDatabase, tmp_path: Path, now: datetime
) -> None:
    data, target = tmp_path / "data", tmp_path / "b" / "jinju.zip"
    before = await contents(full)
    made = await backup(full.url, data, target)
    assert made.counts["customer"] == 2
    assert [path.name for path in target.parent.iterdir()] == ["jinju.zip"]
    async with full.write() as unit:
        await unit.people.remove_team("east")
        await unit.commit()
    (data / "files" / "later.txt").write_text("x")
    await full.close()
    held = await restore(target, full.url, data, force=True)
    assert held == made
    again = await reopened(full.url, data)
    assert await contents(again) == before
    assert (data / "files" / "u" / "价目表.csv").read_bytes() == b"a,b\r\n"
    assert not (data / "files" / "later.txt").exists()
    async with again.write() as unit:
        (new,) = await unit.outbox.add([reply("new", now)])
        assert new.id > before["outbox"][0].id
        await unit.commit()
    await again.close()


@pytest.mark.postgres
async def test_a_backup_moves_between_sqlite_and_postgresql(
    full: SqlDatabase, sqlite_url: str, empty_postgres_url: str, tmp_path: Path
) -> None:
    if not full.url.startswith("sqlite"):
        pytest.skip("there and back starts from SQLite")
    elsewhere = tmp_path / "elsewhere"
    before = await contents(full)
    await backup(full.url, tmp_path / "data", tmp_path / "b.zip")
    await restore(tmp_path / "b.zip", empty_postgres_url, elsewhere)
    moved = await reopened(empty_postgres_url, elsewhere)
    assert await contents(moved) == before
    await moved.close()
    await backup(empty_postgres_url, elsewhere, tmp_path / "c.zip")
    await full.close()
    await restore(tmp_path / "c.zip", sqlite_url, tmp_path / "data", force=True)
    back = await reopened(sqlite_url, tmp_path / "data")
    assert await contents(back) == before
    await back.close()


async def test_a_backup_is_one_moment_while_others_write(
    full: SqlDatabase, tmp_path: Path, now: datetime
) -> None:
    stop = asyncio.Event()

    async def write() -> int:
        number = 0
        while not stop.is_set():
            async with full.write() as unit:
                await unit.people.add_team(Team(id=f"n{number}", name="新", created_at=now))
                await unit.outbox.add([reply(f"n{number}", now)])
                await unit.commit()
            number += 1
        return number

    writer = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    made = await backup(full.url, tmp_path / "data", tmp_path / "b.zip")
    stop.set()
    written = await writer
    assert 0 < made.counts["team"] - 2 == made.counts["outbox"] - 1 <= written


async def test_data_is_not_overwritten_unless_forced(full: SqlDatabase, tmp_path: Path) -> None:
    data = tmp_path / "data"
    await backup(full.url, data, tmp_path / "b.zip")
    before = await contents(full)
    with pytest.raises(InputRefused, match="target_not_empty"):
        await restore(tmp_path / "b.zip", full.url, data)
    assert await contents(full) == before


async def test_a_backup_goes_into_an_empty_place_without_force(full: SqlDatabase, tmp_path: Path) -> None:
    await backup(full.url, tmp_path / "data", tmp_path / "b.zip")
    data = tmp_path / "new"
    url = f"sqlite+aiosqlite:///{data / 'jinju.db'}"
    await restore(tmp_path / "b.zip", url, data)
    fresh = await reopened(url, data)
    assert await contents(fresh) == await contents(full)
    await fresh.close()


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Copy a backup, passing each member through `change(name, content)`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


async def test_damaged_foreign_and_newer_backups_are_refused_and_change_nothing(
    full: SqlDatabase, tmp_path: Path
) -> None:
    data, good = tmp_path / "data", tmp_path / "b.zip"
    await backup(full.url, data, good)
    before = await contents(full)

    def newer(name: str, content: bytes) -> bytes:
        manifest = json.loads(content) if name == "manifest.json" else None
        return json.dumps({**manifest, "schema_revision": "9999"}).encode() if manifest else content

    changed = rewritten(
        good, tmp_path / "c.zip", lambda n, c: c.replace("张大伯".encode(), "张小伯".encode())
    )
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-200])
    (tmp_path / "text.zip").write_text("not a zip")
    for source, error in (
        (changed, "backup_damaged"),
        (cut, "backup_unreadable"),
        (tmp_path / "text.zip", "backup_unreadable"),
        (tmp_path / "missing.zip", "backup_unreadable"),
    ):
        with pytest.raises(InputRefused, match=error):
            await restore(source, full.url, data, force=True)
    with pytest.raises(SchemaTooNew):
        await restore(rewritten(good, tmp_path / "n.zip", newer), full.url, data, force=True)
    assert await contents(full) == before


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(store: SqlDatabase, tmp_path: Path) -> None:
    await backup(store.url, tmp_path / "data", tmp_path / "b.zip")

    def older(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["schema_revision"] = "0001"
        # What stood there then, as it stood then.
        manifest["columns"] = {table: manifest["columns"][table] for table in ("team", "salesperson")}
        return json.dumps(manifest).encode()

    data = tmp_path / "new"
    url = f"sqlite+aiosqlite:///{data / 'jinju.db'}"
    await restore(rewritten(tmp_path / "b.zip", tmp_path / "o.zip", older), url, data)
    fresh = await reopened(url, data)
    async with fresh.read() as unit:
        assert [team.id for team in await unit.people.teams()] == ["east", "west"]
        assert await unit.chunks.documents(None) == []
    await fresh.close()


async def test_an_empty_database_has_nothing_to_back_up(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(ConfigurationError):
        await backup(sqlite_url, tmp_path / "data", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


async def test_a_database_in_use_is_not_replaced(sqlite_url: str, tmp_path: Path, now: datetime) -> None:
    data = tmp_path / "data"
    running = await reopened(sqlite_url, data)
    await backup(sqlite_url, data, tmp_path / "b.zip")
    async with running.write() as unit:
        await unit.people.add_team(Team(id="t", name="t", created_at=now + timedelta(days=1)))
        await unit.commit()
    async with running.read() as unit:
        await unit.people.teams()
        with pytest.raises(StorageUnavailable, match="in use"):
            await restore(tmp_path / "b.zip", sqlite_url, data, force=True)
        assert len(await unit.people.teams()) == 1
    await running.close()
