"""`Retriever.find` at growing numbers of passages: latency, build speed, memory, and the second start.

ROUNDS times other questions are asked, so that nothing is remembered from the time before; of their p50 and
p95 the least is told, since other work on the machine only ever adds. `cpu` is what the asking thread itself
worked: the wall clock of a machine with nothing else to do.
"""

import gc
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.services.shelf import bridge_card
from knowledge.factory import open_lexical
from knowledge.retriever import Retriever
from playbooks.load import built_in
from tests.bench.figures import Figure, percentile
from tests.bench.passages import documents, queries

SMALL = (1_000, 20_000)
FULL = (1_000, 20_000, 100_000)
QUESTIONS = 150
ROUNDS = 3
SLICE = 100
"""Documents that are handed to the index at once, as at a start."""


async def retrieve(scale: str) -> list[Figure]:
    """Measure every leg of the default: words, thesaurus, cards, evidence, refusal, answer."""
    figures: list[Figure] = []
    for count in SMALL if scale == "small" else FULL:
        with TemporaryDirectory() as folder:
            figures += _built(count, Path(folder))
            figures += _opened(count, Path(folder))
    return figures


def _built(count: int, folder: Path) -> list[Figure]:
    """Build, measure, and store the index as a large shelf does."""
    retriever = _empty()
    built, worked, before = 0.0, 0.0, _anonymous_mb()
    stream = documents(count)
    while portion := list(islice(stream, SLICE)):
        start, begun = time.perf_counter(), time.thread_time()
        retriever.add_all(portion)
        worked += time.thread_time() - begun
        built += time.perf_counter() - start
    note = f"{count:,} passages of 280 characters with titles, {QUESTIONS} questions, best of {ROUNDS}"
    figures = [
        *_asked(f"retrieve_{count}", retriever, note),
        Figure(f"retrieve_build_{count}", count / built, "chunks/s", note),
        Figure(f"retrieve_build_{count}_cpu", count / worked, "chunks/s", note),
    ]
    gc.collect()
    index = _anonymous_mb() - before
    start = time.perf_counter()
    retriever.stored(open_lexical(folder), dict.fromkeys(retriever.documents, 1))
    stored = time.perf_counter() - start
    return [
        *figures,
        Figure(f"retrieve_memory_{count}", index, "MB", "built in memory, passages and questions' traces"),
        Figure(f"retrieve_store_{count}", stored, "s", "written to disk and synced"),
    ]


def _opened(count: int, folder: Path) -> list[Figure]:
    """Start from the stored index, as the second start of a large shelf does."""
    known = [document for document, _ in documents(count)]
    retriever = _empty()
    gc.collect()
    before, start = _anonymous_mb(), time.perf_counter()
    kept = open_lexical(folder).open()
    assert kept is not None, "the stored index could not be opened"
    retriever.take_over(kept.index, known)
    opened = time.perf_counter() - start
    figures = _asked(f"retrieve_opened_{count}", retriever, "from the mapped files")
    return [
        Figure(f"retrieve_open_{count}", opened, "s", "second start: opened, not built"),
        *figures,
        Figure(f"retrieve_opened_memory_{count}", _anonymous_mb() - before, "MB", "beside mapped files"),
    ]


def _empty() -> Retriever:
    retriever = Retriever()
    retriever.set_cards([bridge_card(card) for card in built_in().cards.values()])
    return retriever


def _asked(name: str, retriever: Retriever, note: str) -> list[Figure]:
    for query in queries(10):
        retriever.find(query)
    rounds: list[list[float]] = []
    worked: list[list[float]] = []
    for number in range(ROUNDS):
        taken, busy = [], []
        for query in queries(QUESTIONS, seed=100 + number):
            start, begun = time.perf_counter(), time.thread_time()
            retriever.find(query)
            busy.append(time.thread_time() - begun)
            taken.append(time.perf_counter() - start)
        rounds.append(taken)
        worked.append(busy)
    return [
        Figure(f"{name}{kind}_p{share}", 1000 * min(percentile(r, share / 100) for r in found), "ms", note)
        for kind, found in (("", rounds), ("_cpu", worked))
        for share in (50, 95)
    ]


def _anonymous_mb() -> float:
    """Return the memory that is this process's own: without mapped files, which the system may drop."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0
