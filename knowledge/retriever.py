"""The retriever: documents go in, passages with their sources come out; no database, no clock."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np

from knowledge import analysis
from knowledge.answering import compose
from knowledge.bm25 import Bm25Index, Entry, Floats
from knowledge.bridge import BridgeCard, CardBridge
from knowledge.duplicates import Shingles, contained, shingles
from knowledge.evidence import Evidence, Sentences
from knowledge.ports import Chunk, Document, Passage, Retrieval
from knowledge.questions import read_question
from knowledge.ranking import Weights, rank
from knowledge.refusal import judge
from knowledge.sentences import split
from knowledge.thesaurus import Thesaurus, built_in

HEADING_BOOST = 0.6
READ = 10
"""How many passages are read sentence by sentence."""
DEPTH = 40
"""How many candidates are looked at before near-duplicates and overlaps are dropped."""


@dataclass(frozen=True)
class _Shelf:
    """One consistent state; readers hold it while a writer builds the next."""

    index: Bm25Index = field(default_factory=Bm25Index)
    chunks: Mapping[str, Chunk] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    bridge: CardBridge = field(default_factory=lambda: CardBridge(()))


class Retriever:
    """Finds passages. `find` is safe at any time from any thread; writers build beside and swap."""

    def __init__(self, thesaurus: Thesaurus | None = None, *, weights: Weights | None = None) -> None:
        """Start empty; `weights` switches legs off for measuring."""
        self._thesaurus = thesaurus or built_in()
        self._weights = weights or Weights()
        self._shelf = _Shelf()
        self._writing = threading.Lock()
        self._shingles: dict[str, Shingles] = {}
        self._split: dict[str, Sentences] = {}

    @property
    def size(self) -> int:
        """How many chunks can be found."""
        return self._shelf.index.size

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Take a document in; one that was there under the same id is replaced."""
        self.add_all([(document, chunks)])

    def add_all(self, items: Sequence[tuple[Document, Sequence[Chunk]]]) -> None:
        """Take many documents in with one build."""
        with self._writing:
            shelf = self._without({document.id for document, _ in items})
            entries = (entry(d, c) for d, chunks in items for c in chunks)
            self._shelf = replace(
                shelf,
                index=shelf.index.adding(entries),
                chunks={**shelf.chunks, **{c.id: c for _, chunks in items for c in chunks}},
                documents={**shelf.documents, **{d.id: d for d, _ in items}},
            )

    def remove(self, document_id: str) -> None:
        """Take a document out of retrieval; an unknown id is no error."""
        with self._writing:
            self._shelf = self._without({document_id})

    def set_cards(self, cards: Sequence[BridgeCard]) -> None:
        """Replace the cards that lend their vocabulary."""
        bridge = CardBridge(cards)
        with self._writing:
            self._shelf = replace(self._shelf, bridge=bridge)

    def nearest_card(self, text: str) -> str | None:
        """Return the id of the card that a question clearly means, None when none does."""
        return self._shelf.bridge.nearest(read_question(text))

    def like(self, text: str, limit: int) -> list[Chunk]:
        """Return the chunks most like a text, whatever the team; for matching references."""
        shelf = self._shelf
        terms = {term: analysis.weight(term) for term in analysis.terms(analysis.fold(text))}
        return [shelf.chunks[id] for id, _ in shelf.index.search(terms, limit)]

    def passage(self, chunk_id: str, *, team_id: str | None = None) -> Passage | None:
        """Return a chunk as a passage, None when it is gone or not for this team."""
        shelf = self._shelf
        chunk = shelf.chunks.get(chunk_id)
        if chunk is None:
            return None
        document = shelf.documents[chunk.document_id]
        return _passage(chunk, document, 1.0) if _visible(document, team_id, None) else None

    def _without(self, document_ids: set[str]) -> _Shelf:
        shelf = self._shelf
        gone = {id for id, chunk in shelf.chunks.items() if chunk.document_id in document_ids}
        if not gone:
            return shelf
        for id in gone:
            self._shingles.pop(id, None)
            self._split.pop(id, None)
        return replace(
            shelf,
            index=shelf.index.removing(gone),
            chunks={id: chunk for id, chunk in shelf.chunks.items() if id not in gone},
            documents={id: d for id, d in shelf.documents.items() if id not in document_ids},
        )

    def find(
        self, query: str, *, limit: int = 10, team_id: str | None = None, on: date | None = None
    ) -> Retrieval:
        """Return the best passages, whether the material holds an answer, and the answer's lines.

        Args:
            query: the question or the customer's words as typed.
            limit: most passages returned.
            team_id: a team sees its own documents and those for everybody; None sees all.
            on: leave out documents that are not valid on this day.
        """
        shelf = self._shelf
        question = read_question(query)
        if not shelf.index.size or not question.terms:
            return Retrieval(refused=True)
        expansions = self._thesaurus.expand(question.folded)
        scores = rank(shelf.index, question, expansions, shelf.bridge.lend(question), self._weights)
        passages = self._passages(shelf, scores, max(limit, READ), team_id, on)
        exhibits = Evidence(shelf.index, question, expansions).exhibits(passages, self._sentences)
        passages = [item.passage for item in exhibits][:limit]
        verdict = judge(shelf.index, question, expansions, exhibits)
        return Retrieval(
            passages=tuple(passages),
            refused=verdict.refused,
            confidence=verdict.confidence,
            nearest=_topics(passages),
            lines=() if verdict.refused else compose(exhibits),
        )

    def _sentences(self, passage: Passage) -> Sentences:
        known = self._split.get(passage.chunk_id)
        if known is None:
            texts = split(passage.clean)
            folded = analysis.fold("\n".join(texts)).split("\n") if texts else []
            known = self._split[passage.chunk_id] = (texts, folded)
        return known

    def _passages(
        self, shelf: _Shelf, scores: Floats, limit: int, team_id: str | None, on: date | None
    ) -> list[Passage]:
        found: list[Passage] = []
        seen: list[Shingles] = []
        top = 0.0
        for id, score in shelf.index.best(scores, DEPTH + limit):
            chunk = shelf.chunks[id]
            document = shelf.documents[chunk.document_id]
            if not _visible(document, team_id, on):
                continue
            marks = self._marks(chunk)
            twin = next((i for i, other in enumerate(seen) if contained(marks, other)), None)
            if twin is not None:
                found[twin] = _also(found[twin], document.name)
                continue
            top = top or score
            found.append(_passage(chunk, document, score / top))
            seen.append(marks)
            if len(found) >= limit:
                break
        return found

    def _marks(self, chunk: Chunk) -> Shingles:
        marks = self._shingles.get(chunk.id)
        if marks is None:
            marks = self._shingles[chunk.id] = shingles(chunk.clean)
        return marks


def entry(document: Document, chunk: Chunk) -> Entry:
    """Return what is indexed of a chunk: its clean text, and the titles above it at a lower weight."""
    counts: dict[str, float] = dict(analysis.terms(analysis.fold(chunk.clean)))
    for term, count in _titles(f"{document.title} {chunk.heading}"):
        counts[term] = counts.get(term, 0.0) + count
    return Entry(chunk.id, counts)


@lru_cache(maxsize=512)
def _titles(text: str) -> tuple[tuple[str, float], ...]:
    counts = analysis.terms(analysis.fold(text))
    return tuple((term, HEADING_BOOST * min(2, count)) for term, count in counts.items())


def _visible(document: Document, team_id: str | None, on: date | None) -> bool:
    if team_id is not None and document.team_id not in (None, team_id):
        return False
    if on is None:
        return True
    return (document.valid_from or on) <= on <= (document.valid_until or on)


def _passage(chunk: Chunk, document: Document, score: float) -> Passage:
    docs = tuple(dict.fromkeys((document.name, *chunk.also_in)))
    return Passage(
        chunk_id=chunk.id,
        raw=chunk.raw,
        clean=chunk.clean,
        title=document.title,
        heading=chunk.heading,
        docs=docs,
        score=round(float(np.clip(score, 0, 1)), 4),
    )


def _also(passage: Passage, name: str) -> Passage:
    return passage if name in passage.docs else passage.model_copy(update={"docs": (*passage.docs, name)})


def _topics(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return up to three headings nearest to the question."""
    names = (p.heading.split(" › ")[-1] if p.heading else p.title for p in passages)
    return tuple(dict.fromkeys(name for name in names if name))[:3]


__all__ = ["BridgeCard", "Retriever", "Weights", "entry"]
