"""A large shelf keeps its index on disk: opened at the next start, in step with the database."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap import SystemClock
from bot.services import shelf_index
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from knowledge.bm25 import Entry
from knowledge.factory import open_lexical
from knowledge.lexical_segments import Segment
from playbooks.load import Library

ADMIN = Actor(salesperson_id="a", team_id="north", role=Role.ADMIN)
ROOT = Path(__file__).resolve().parents[2]
LARGE = 20
"""What counts as a large shelf here."""


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_index, "KEPT_FROM", LARGE)
    monkeypatch.setattr(shelf_index, "UNSAVED", 5)
    monkeypatch.setattr(shelf_index, "PORTION", 3)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all texts that are analysed from now on."""
    seen: list[str] = []
    of = Segment.of.__func__  # type: ignore[attr-defined]

    def counting(cls: type[Segment], entries: Iterator[Entry]) -> Segment:
        read = list(entries)
        seen.extend(entry.id for entry in read)
        return of(cls, read)

    monkeypatch.setattr(Segment, "of", classmethod(counting))
    return seen


def text(number: int, lines: int = 120) -> bytes:
    body = "".join(f"第{k}条说明编号{number}的安排,按{k * number % 89}号路线送到。" for k in range(lines))
    return f"第{number}号规则\n{body}".encode()


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[ShelfService]:
    """Run a shelf as a process of its own would."""
    database = SqlDatabase(f"sqlite+aiosqlite:///{folder / 'jinju.db'}")
    await database.migrate()
    files = open_lexical(folder / "lexical")
    shelf = ShelfService(database, clock=SystemClock(), library=Library(cards={}), files=files)
    await shelf.load()
    yield shelf
    await shelf.close()
    await database.close()


async def filled(shelf: ShelfService, count: int = 5) -> list[str]:
    return [(await shelf.ingest(ADMIN, f"{n}.txt", text(n))).document.id for n in range(count)]


def everything(shelf: ShelfService) -> dict[str, object]:
    found = {n: shelf.find(f"编号{n}的安排走哪条路线") for n in range(8)}
    return {"chunks": dict(shelf.chunks), **{f"{n}": retrieval for n, retrieval in found.items()}}


async def test_the_second_start_opens_the_index_and_builds_nothing(tmp_path: Path, built: list[str]) -> None:
    async with process(tmp_path) as first:
        await filled(first)
        assert first.passage_count > LARGE
        before = everything(first)
    built.clear()
    async with process(tmp_path) as second:
        assert second.index.opened == second.passage_count == len(before["chunks"])  # type: ignore[arg-type]
        assert built == []
        assert everything(second) == before


async def test_a_reindex_builds_and_stores_what_could_have_been_opened(
    tmp_path: Path, built: list[str]
) -> None:
    async with process(tmp_path) as shelf:
        await filled(shelf)
        before = everything(shelf)
    async with process(tmp_path) as shelf:
        built.clear()
        assert await shelf.load(anew=True) == len(built) == shelf.passage_count
        assert everything(shelf)["chunks"] == before["chunks"]
    async with process(tmp_path) as shelf:
        assert shelf.index.opened == shelf.passage_count


async def test_a_small_shelf_leaves_no_files(tmp_path: Path) -> None:
    async with process(tmp_path) as shelf:
        await shelf.ingest(ADMIN, "0.txt", text(0, 3))
    assert not (tmp_path / "lexical").exists()


async def test_only_what_changed_while_the_index_lay_there_is_built(tmp_path: Path, built: list[str]) -> None:
    async with process(tmp_path) as first:
        documents = await filled(first)
    # Another process, which keeps nothing on disk, goes on working meanwhile.
    database = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}")
    other = ShelfService(database, clock=SystemClock(), library=Library(cards={}))
    await other.load()
    await other.retire(ADMIN, documents[0])
    await other.delete(ADMIN, documents[1])
    await other.set_validity(ADMIN, documents[2], None, date(2020, 1, 1))
    added = (await other.ingest(ADMIN, "7.txt", text(7))).document.id
    expected = everything(other)
    await other.close()
    await database.close()
    built.clear()
    async with process(tmp_path) as second:
        assert {id.rpartition("-")[0] for id in built} == {added, documents[2]}
        assert everything(second)["chunks"] == expected["chunks"]
        assert second.find("编号2的安排走哪条路线").passages == other.find("编号2的安排走哪条路线").passages


@pytest.mark.parametrize("damage", ["cut", "gone", "other make"])
async def test_an_index_in_doubt_is_built_anew(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with process(tmp_path) as first:
        await filled(first)
        before = everything(first)
    path = next((tmp_path / "lexical").glob("segment-*/payloads"))
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "gone":
        path.unlink()
    else:
        monkeypatch.setattr("knowledge.analysis.VERSION", "of tomorrow")
    async with process(tmp_path) as second:
        assert second.index.opened == 0
        assert everything(second)["chunks"] == before["chunks"]
    async with process(tmp_path) as third:
        assert third.index.opened == third.passage_count, "what was built anew was stored again"


async def test_nothing_of_a_deleted_document_stays_on_disk(tmp_path: Path) -> None:
    async with process(tmp_path) as shelf:
        await filled(shelf)
        secret = (await shelf.ingest(ADMIN, "s.txt", "内部底价\n底价是绝密编号八八七。".encode())).document
        await shelf.index.keep(least=1)
        needle = "绝密编号八八七".encode()
        assert any(needle in path.read_bytes() for path in tmp_path.glob("lexical/*/payloads"))
        await shelf.delete(ADMIN, secret.id)
        assert not any(needle in path.read_bytes() for path in tmp_path.glob("lexical/*/payloads"))


async def test_questions_are_answered_while_documents_come_in_and_are_stored(tmp_path: Path) -> None:
    async with process(tmp_path) as shelf:
        await filled(shelf, 3)
        wanted = shelf.find("编号1的安排走哪条路线").passages[0].docs
        going = True

        def ask() -> int:
            asked = 0
            while going or not asked:
                found = shelf.find("编号1的安排走哪条路线")
                assert found.passages[0].docs == wanted
                asked += 1
            return asked

        asking = asyncio.create_task(asyncio.to_thread(ask))
        for number in range(10, 22):
            await shelf.ingest(ADMIN, f"{number}.txt", text(number))
        going = False
        assert await asking > 5


SCRIPT = """
import asyncio, sys
from pathlib import Path
from bot.bootstrap import SystemClock
from bot.services import shelf_index
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from knowledge.factory import open_lexical
from playbooks.load import Library

shelf_index.KEPT_FROM, shelf_index.UNSAVED = 20, 5
folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

async def main():
    database = SqlDatabase(f"sqlite+aiosqlite:///{folder / 'jinju.db'}")
    await database.migrate()
    files = open_lexical(folder / "lexical")
    shelf = ShelfService(database, clock=SystemClock(), library=Library(cards={}), files=files)
    await shelf.load()
    actor = Actor(salesperson_id="a", team_id="north", role=Role.ADMIN)
    for n in range(first, first + count):
        body = "".join(f"第{k}条说明编号{n}的安排,按{k * n % 89}号路线送到。" for k in range(120))
        await shelf.ingest(actor, f"{n}.txt", f"第{n}号规则\\n{body}".encode())
        print(n, flush=True)
    await shelf.close()
    await database.close()

asyncio.run(main())
"""


def started(folder: Path, first: int, count: int) -> "subprocess.Popen[bytes]":
    script = folder / "ingest.py"
    script.write_text(SCRIPT, "utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), str(first), str(count)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def consistent(folder: Path, names: set[str]) -> None:
    """Check that a start finds all these files, and exactly what the database holds."""
    async with process(folder) as shelf:
        documents = await shelf.documents(ADMIN)
        assert names <= {document.name for document in documents}
        async with shelf._database.read() as uow:
            rows = {chunk.id: chunk for _, chunk in await uow.chunks.chunks()}
        assert dict(shelf.chunks) == rows
        assert shelf.passage_count == len(rows)
        for document in documents:
            number = document.name.removesuffix(".txt")
            found = shelf.find(f"编号{number}的安排", limit=3).passages
            assert document.name in {name for passage in found for name in passage.docs}


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05])
async def test_a_kill_while_documents_come_in_loses_none_and_leaves_an_index_in_step(
    tmp_path: Path, wait: float
) -> None:
    child = started(tmp_path, 0, 100_000)
    assert child.stdout is not None
    acknowledged = -1
    while acknowledged < 6:
        acknowledged = int(child.stdout.readline())
    await asyncio.sleep(wait)
    child.send_signal(signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, child.stdout.read().split())])
    child.stdout.close()
    child.wait()
    assert (tmp_path / "lexical" / "index.json").exists(), "nothing was stored before the kill"
    await consistent(tmp_path, {f"{n}.txt" for n in range(acknowledged + 1)})


async def test_two_processes_that_ingest_and_store_at_once_corrupt_nothing(tmp_path: Path) -> None:
    children = [started(tmp_path, first, 12) for first in (0, 100)]
    for child in children:
        await asyncio.to_thread(child.communicate)
        assert child.returncode == 0
    await consistent(tmp_path, {f"{n}.txt" for first in (0, 100) for n in range(first, first + 12)})
