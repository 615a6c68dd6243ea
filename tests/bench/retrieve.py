"""`Retriever.find` at growing numbers of passages: latency, build speed, memory."""

import gc
import time
from pathlib import Path

from bot.services.shelf import bridge_card
from knowledge.retriever import Retriever
from playbooks.load import built_in
from tests.bench.figures import Figure, spread
from tests.bench.passages import documents, queries

SMALL = (1_000, 20_000)
FULL = (1_000, 20_000, 100_000)
QUESTIONS = 150
SLICE = 20
"""Documents that are handed to the index at once."""


async def retrieve(scale: str) -> list[Figure]:
    """Measure every leg of the default: words, thesaurus, cards, evidence, refusal, answer."""
    figures: list[Figure] = []
    for count in SMALL if scale == "small" else FULL:
        figures += _measured(count)
    return figures


def _measured(count: int) -> list[Figure]:
    retriever = Retriever()
    retriever.set_cards([bridge_card(card) for card in built_in().cards.values()])
    items = list(documents(count))
    gc.collect()
    before, start = _resident_mb(), time.perf_counter()
    for first in range(0, len(items), SLICE):
        retriever.add_all(items[first : first + SLICE])
    built = time.perf_counter() - start
    gc.collect()
    memory = _resident_mb() - before
    asked = queries(QUESTIONS)
    for query in asked[:10]:
        retriever.find(query)
    taken = []
    for query in asked:
        start = time.perf_counter()
        retriever.find(query)
        taken.append(time.perf_counter() - start)
    note = f"{count:,} passages of {280} characters, {QUESTIONS} questions"
    return [
        *spread(f"retrieve_{count}", taken, note),
        Figure(f"retrieve_build_{count}", count / built, "chunks/s", note),
        Figure(f"retrieve_memory_{count}", memory, "MB", "index alone; the passages themselves not counted"),
    ]


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
