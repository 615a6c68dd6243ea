import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import InputRefused
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.errors import NotAllowed, NotFound
from crm.people import Actor, Role
from knowledge.retriever import Retriever
from playbooks.load import Library

RULES = "退换规则\n七天内可以退换,请带上小票和完整包装。\n".encode()
ROOT = Path(__file__).resolve().parents[2]


class StillClock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def person(role: Role, team: str = "north") -> Actor:
    return Actor(salesperson_id=f"{role.value}-{team}", team_id=team, role=role)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}")
    await database.migrate()
    yield database
    await database.close()


def shelf_on(database: SqlDatabase) -> ShelfService:
    return ShelfService(database, clock=StillClock(), library=Library(cards={}), retriever=Retriever())


async def test_an_ingested_file_answers_at_once_and_after_a_restart(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    assert shelf.is_empty
    report = await shelf.ingest(person(Role.MANAGER), "rules.txt", RULES)
    assert (report.is_new, report.chunks) == (True, 1)
    again = shelf_on(database)
    assert await again.load() == 1
    for one in (shelf, again):
        assert one.find("退换要带什么", team_id="north").passages[0].docs == ("rules.txt",)


async def test_the_same_content_is_stored_once_whatever_its_name(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    first = await shelf.ingest(person(Role.MANAGER), "rules.txt", RULES)
    second = await shelf.ingest(person(Role.MANAGER), "copy.txt", RULES)
    assert not second.is_new
    assert second.document.id == first.document.id
    assert len(await shelf.documents(person(Role.MANAGER))) == 1


async def test_two_uploads_of_one_file_at_once_store_it_once(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    reports = await asyncio.gather(*(shelf.ingest(person(Role.MANAGER), f"{n}.txt", RULES) for n in range(4)))
    assert [report.is_new for report in reports].count(True) == 1
    assert len(await shelf.documents(person(Role.MANAGER))) == 1


async def test_what_everybody_has_is_not_stored_again_for_a_team(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    await shelf.ingest(person(Role.ADMIN), "rules.txt", RULES)
    assert not (await shelf.ingest(person(Role.MANAGER), "rules.txt", RULES)).is_new


async def test_a_teams_document_is_for_that_team_and_an_admins_for_all(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    await shelf.ingest(person(Role.MANAGER, "north"), "north.txt", RULES)
    await shelf.ingest(person(Role.ADMIN), "all.txt", "送货规则\n市区当天送到。".encode())
    assert [d.name for d in await shelf.documents(person(Role.SALESPERSON, "south"))] == ["all.txt"]
    assert shelf.find("退换要带什么", team_id="north").passages[0].docs == ("north.txt",)
    names = {n for p in shelf.find("退换要带什么", team_id="south").passages for n in p.docs}
    assert "north.txt" not in names


async def test_a_retired_document_leaves_answers_and_may_come_back(database: SqlDatabase) -> None:
    shelf, manager = shelf_on(database), person(Role.MANAGER)
    report = await shelf.ingest(manager, "rules.txt", RULES)
    await shelf.retire(manager, report.document.id)
    assert shelf.find("退换要带什么").passages == ()
    again = shelf_on(database)
    assert await again.load() == 0
    assert (await shelf.ingest(manager, "rules.txt", RULES)).is_new


async def test_only_a_manager_retires_and_only_what_is_the_teams(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    ours = await shelf.ingest(person(Role.MANAGER), "rules.txt", RULES)
    common = await shelf.ingest(person(Role.ADMIN), "all.txt", "送货规则\n市区当天送到。".encode())
    with pytest.raises(NotAllowed):
        await shelf.retire(person(Role.SALESPERSON), ours.document.id)
    with pytest.raises(NotAllowed):
        await shelf.retire(person(Role.MANAGER), common.document.id)
    with pytest.raises(NotFound):
        await shelf.retire(person(Role.MANAGER, "south"), ours.document.id)


async def test_a_refused_file_leaves_nothing_behind_and_names_its_reason(database: SqlDatabase) -> None:
    shelf = shelf_on(database)
    with pytest.raises(InputRefused) as caught:
        await shelf.ingest(person(Role.MANAGER), "价格.pdf", b"MZ\x90")
    assert (caught.value.reason, caught.value.detail["name"]) == ("not_what_it_says", "价格.pdf")
    assert await shelf.documents(person(Role.MANAGER)) == []


def run_until_killed(script: Path) -> int:
    """Run a script that prints numbers, kill it after the third, return the last number printed."""
    child = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    acknowledged = -1
    try:
        deadline = time.monotonic() + 30
        while acknowledged < 3 and time.monotonic() < deadline:
            acknowledged = int(child.stdout.readline())
    finally:
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split()
        child.stdout.close()
        child.wait()
    return max([acknowledged, *map(int, rest)])


async def test_a_kill_in_the_middle_of_ingesting_loses_no_acknowledged_document(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}"
    script = tmp_path / "ingest_for_ever.py"
    script.write_text(
        f"""
import asyncio
from datetime import UTC, datetime
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from playbooks.load import Library

class Clock:
    def now(self):
        return datetime.now(UTC)

async def main():
    database = SqlDatabase({url!r})
    await database.migrate()
    shelf = ShelfService(database, clock=Clock(), library=Library(cards={{}}))
    actor = Actor(salesperson_id="m", team_id="north", role=Role.MANAGER)
    for n in range(100000):
        text = f"第{{n}}号规则\\n" + "".join(f"第{{k}}条说明编号{{n}}的安排。" for k in range(200))
        await shelf.ingest(actor, f"{{n}}.txt", text.encode())
        print(n, flush=True)

asyncio.run(main())
""",
        "utf-8",
    )
    acknowledged = run_until_killed(script)
    database = SqlDatabase(url)
    await database.migrate()
    shelf = shelf_on(database)
    await shelf.load()
    documents = await shelf.documents(person(Role.MANAGER))
    async with database.read() as uow:
        rows = await uow.chunks.chunks()
    await database.close()
    assert {f"{n}.txt" for n in range(acknowledged + 1)} <= {document.name for document in documents}
    assert {document.id for document, _ in rows} == {document.id for document in documents}
    for document in documents:
        positions = [chunk.position for owner, chunk in rows if owner.id == document.id]
        assert positions == list(range(len(positions)))


async def test_a_kill_between_versions_leaves_exactly_one_of_them_live(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}"
    script = tmp_path / "replace_for_ever.py"
    script.write_text(
        f"""
import asyncio
from datetime import UTC, datetime
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from playbooks.load import Library

class Clock:
    def now(self):
        return datetime.now(UTC)

def text(n):
    lines = (f"第{{k}}项每月{{n + k}}元,从第{{n}}版起。" for k in range(150))
    return (f"第{{n}}版价格\\n" + "".join(lines)).encode()

async def main():
    database = SqlDatabase({url!r})
    await database.migrate()
    shelf = ShelfService(database, clock=Clock(), library=Library(cards={{}}))
    actor = Actor(salesperson_id="m", team_id="north", role=Role.MANAGER)
    document = (await shelf.ingest(actor, "0.txt", text(0))).document
    for n in range(1, 100000):
        document = (await shelf.replace(actor, document.id, f"{{n}}.txt", text(n))).document
        print(n, flush=True)

asyncio.run(main())
""",
        "utf-8",
    )
    acknowledged = run_until_killed(script)
    database = SqlDatabase(url)
    await database.migrate()
    shelf = shelf_on(database)
    await shelf.load()
    [live] = await shelf.documents(person(Role.MANAGER))
    lineage = await shelf.versions(person(Role.MANAGER), live.id)
    found = {name for p in shelf.find("每月多少元").passages for name in p.docs}
    await database.close()
    assert live.version >= acknowledged + 1, "an acknowledged version is gone"
    assert [document.version for document in lineage] == list(range(live.version, 0, -1))
    assert found == {live.name}
