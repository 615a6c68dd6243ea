"""Sales vocabulary must not hurt text that has nothing to do with sales: the Chinese manual pages.

Skipped where they are missing (Debian: `apt-get install manpages-zh`, or JINJU_MANPAGES on an unpacked
folder of pages). Questions are made from the pages, the same ones each time: short descriptions and
sentences of which three of five words are forgotten.
"""

import gzip
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.services.shelf import bridge_card
from knowledge import analysis
from knowledge.bm25 import Bm25Index, Entry
from knowledge.cleaning import clean
from knowledge.ingest import prepare
from knowledge.ports import Chunk, Document
from knowledge.retriever import Retriever
from playbooks.load import built_in

PAGES = Path(os.environ.get("JINJU_MANPAGES", "/usr/share/man/zh_CN"))
LEAST_PASSAGES = 3_000
MOST_PASSAGES = 4_000
QUESTIONS = 300
FORGOTTEN = 0.6
LEAST_WORDS = 3
COST = 0.01
"""What the bridging may cost of hit@5."""

_FONT = re.compile(r"\\f(?:\[\w*\]|\(\w\w|\w)|\\s[+-]?\d|\\[&/|^]")
_MACRO = re.compile(r"^[.'](\w+)?\s*(.*)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]")

Question = tuple[str, str]
"""What is asked and the words that a passage which answers holds (some pages exist under several names)."""


def plain(roff: str) -> str:
    """Return the words of a manual page; headings become headings."""
    lines = []
    for line in roff.splitlines():
        if line.startswith((".\\", "'\\", ".TH", ".nr", ".de", ".ds", ".if", ".ie", ".el")):
            continue
        macro = _MACRO.match(line)
        words = macro.group(2) if macro else line
        if macro and macro.group(1) == "SH":
            words = f"\n# {words}"
        lines.append(_FONT.sub("", words).replace("\\-", "-").replace("\\e", "\\").replace('"', ""))
    return "\n".join(line for line in lines if line.strip())


def pages() -> Iterator[tuple[str, str]]:
    for path in sorted(PAGES.glob("man[1578]/*.gz")):
        text = plain(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))
        if len(_CHINESE.findall(text)) > 0.2 * len(text):
            yield path.name.removesuffix(".gz"), text


@pytest.fixture(scope="module")
def manual() -> list[tuple[Document, tuple[Chunk, ...], str]]:
    if not PAGES.is_dir():
        pytest.skip("no Chinese manual pages (JINJU_MANPAGES)")
    found, passages = [], 0
    for name, text in pages():
        if passages >= MOST_PASSAGES:
            break
        prepared = prepare(f"{name}.txt", text.encode())
        found.append((prepared.document, prepared.chunks, text))
        passages += len(prepared.chunks)
    if passages < LEAST_PASSAGES:
        pytest.skip(f"only {passages} passages of Chinese manual pages in {PAGES}")
    return found


def half_remembered(sentence: str, chance: random.Random) -> str:
    """Return a sentence of which pairs of characters were forgotten, some always being left."""
    words = re.findall(r"[\u3400-\u9fff]{1,2}|[A-Za-z0-9_-]+", sentence)
    kept = [word for word in words if chance.random() >= FORGOTTEN]
    return " ".join(kept if len(kept) >= LEAST_WORDS else words)


def questions(manual: list[tuple[Document, tuple[Chunk, ...], str]]) -> list[Question]:
    chance = random.Random(7)
    described: list[Question] = []
    remembered: list[Question] = []
    for _, chunks, text in manual:
        name = re.search(r"^# NAME[^\n]*\n.*? - (.{6,60})$", text, re.MULTILINE)
        if name and len(_CHINESE.findall(name.group(1))) >= 6:
            described.append((half_remembered(name.group(1), chance), clean(name.group(1))))
        for chunk in chance.sample(chunks, min(2, len(chunks))):
            sentences = [s for s in re.split(r"[。\n]", chunk.clean) if 14 <= len(_CHINESE.findall(s)) <= 45]
            if sentences:
                sentence = chance.choice(sentences)
                remembered.append((half_remembered(sentence, chance), sentence))
    chance.shuffle(described)
    chance.shuffle(remembered)
    found = described[: QUESTIONS // 3]
    return found + remembered[: QUESTIONS - len(found)]


def test_bridging_does_not_cost_more_than_a_point_on_other_text(
    manual: list[tuple[Document, tuple[Chunk, ...], str]],
) -> None:
    retriever = Retriever()
    retriever.set_cards([bridge_card(card) for card in built_in().cards.values()])
    retriever.add_all([(document, chunks) for document, chunks, _ in manual])
    index = Bm25Index().adding(
        Entry(chunk.id, dict(analysis.terms(analysis.fold(chunk.clean))))
        for _, chunks, _ in manual
        for chunk in chunks
    )
    asked = questions(manual)
    assert len(asked) == QUESTIONS
    texts = {chunk.id: chunk.clean for _, chunks, _ in manual for chunk in chunks}
    full = words = 0
    for query, answer in asked:
        full += any(answer in passage.clean for passage in retriever.find(query, limit=5).passages[:5])
        terms = {t: analysis.weight(t) for t in analysis.terms(analysis.fold(query))}
        words += any(answer in texts[id] for id, _ in index.search(terms, 5))
    print(f"\n{index.size} passages, hit@5 {full / QUESTIONS:.3f}, BM25 alone {words / QUESTIONS:.3f}")
    assert full >= words - COST * QUESTIONS
