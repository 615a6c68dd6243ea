"""Reading, cleaning, cutting and indexing files: the five documents where present, else made-up ones."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import SystemClock
from bot.services.shelf import ShelfService
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from knowledge.ingest import prepare
from knowledge.retriever import Retriever
from playbooks.load import built_in
from tests.bench.figures import Figure
from tests.bench.passages import documents
from tests.bench.stage import seed_files

Files = list[tuple[str, bytes]]
ADMIN = Actor(salesperson_id="bench", team_id="bench", role=Role.ADMIN)


async def ingest(scale: str) -> list[Figure]:
    """Measure the whole way from bytes to findable passages, with and without the database."""
    files = [(path.name, path.read_bytes()) for path in seed_files()]
    figures = [await _stored(files), _speed("ingest_files", files)] if files else []
    count = 2_000 if scale == "small" else 20_000
    made = [
        (Path(document.name).name, "\n".join(chunk.raw for chunk in chunks).encode())
        for document, chunks in documents(count)
    ]
    return [*figures, _speed("ingest_made_up", made)]


async def _stored(files: Files) -> Figure:
    """From bytes to acknowledged: stored durably, and found."""
    with TemporaryDirectory() as folder:
        database = SqlDatabase(f"sqlite+aiosqlite:///{Path(folder) / 'jinju.db'}")
        await database.migrate()
        shelf = ShelfService(database, clock=SystemClock(), library=built_in())
        await shelf.load()
        start = time.perf_counter()
        for name, data in files:
            await shelf.ingest(ADMIN, name, data)
        seconds, size = time.perf_counter() - start, shelf.passage_count
        await shelf.close()
        await database.close()
    return Figure("ingest_seeds", seconds, "s", f"{len(files)} documents, {size} passages, stored and found")


def _speed(name: str, files: Files) -> Figure:
    retriever = Retriever()
    start = time.perf_counter()
    for file, data in files:
        prepared = prepare(file, data)
        retriever.add(prepared.document, prepared.chunks)
    seconds, size = time.perf_counter() - start, retriever.size
    return Figure(name, size / seconds, "chunks/s", f"{len(files)} files, {size:,} passages, memory only")
