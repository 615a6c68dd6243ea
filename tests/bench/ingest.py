"""Reading, cleaning, cutting and indexing files: the five documents where present, else made-up ones."""

import time
from pathlib import Path

from knowledge.ingest import prepare
from knowledge.retriever import Retriever
from tests.bench.figures import Figure
from tests.bench.passages import documents
from tests.bench.stage import SEEDS


async def ingest(scale: str) -> list[Figure]:
    """Measure the whole way from bytes to findable passages, without the database."""
    files = [(path.name, path.read_bytes()) for path in sorted(SEEDS.glob("*"))] if SEEDS.is_dir() else []
    figures = [_measured("ingest_seeds", files)] if files else []
    count = 2_000 if scale == "small" else 20_000
    made = [
        (Path(document.name).name, "\n".join(chunk.raw for chunk in chunks).encode())
        for document, chunks in documents(count)
    ]
    return [*figures, *([_speed("ingest_files", files)] if files else []), _speed("ingest_made_up", made)]


def _run(files: list[tuple[str, bytes]]) -> tuple[float, int]:
    retriever = Retriever()
    start = time.perf_counter()
    for name, data in files:
        prepared = prepare(name, data)
        retriever.add(prepared.document, prepared.chunks)
    return time.perf_counter() - start, retriever.size


def _measured(name: str, files: list[tuple[str, bytes]]) -> Figure:
    seconds, size = _run(files)
    return Figure(name, seconds, "s", f"{len(files)} documents, {size} passages, first run")


def _speed(name: str, files: list[tuple[str, bytes]]) -> Figure:
    seconds, size = _run(files)
    return Figure(name, size / seconds, "chunks/s", f"{len(files)} files, {size:,} passages")
