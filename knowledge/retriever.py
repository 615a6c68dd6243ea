"""The retriever: documents go in, passages with their sources come out; no database, no clock."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np

from knowledge import analysis
from knowledge.answering import EXHIBITS, compose
from knowledge.bm25 import Bm25Index, Entry, Floats
from knowledge.bridge import BridgeCard, CardBridge
from knowledge.duplicates import Shingles, contained, shingles
from knowledge.evidence import Evidence, Exhibit, Sentences, continued
from knowledge.fusion import Dense, fuse
from knowledge.ports import Chunk, Document, Passage, Retrieval
from knowledge.questions import read_question, strip_filler
from knowledge.ranking import Weights, rank
from knowledge.refusal import judge
from knowledge.sentences import split
from knowledge.thesaurus import Thesaurus, built_in

HEADING_BOOST = 0.6
QUESTION_BOOST = 1.0
"""Worth of a word in the questions written for a passage; a word of several questions counts twice."""
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

    def refresh(self, documents: Sequence[Document]) -> None:
        """Take over what changed about documents (validity, version) without indexing them again."""
        with self._writing:
            known = self._shelf.documents
            changed = {document.id: document for document in documents if document.id in known}
            self._shelf = replace(self._shelf, documents={**known, **changed})

    def remove_all(self, document_ids: Iterable[str]) -> None:
        """Take documents out of retrieval at once; unknown ids are no error."""
        with self._writing:
            self._shelf = self._without(set(document_ids))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id, as of now."""
        return self._shelf.documents

    @property
    def chunks(self) -> Mapping[str, Chunk]:
        """The chunks by id, as of now."""
        return self._shelf.chunks

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
        return as_passage(chunk, document, 1.0) if visible(document, team_id, None) else None

    def _without(self, document_ids: set[str]) -> _Shelf:
        shelf = self._shelf
        if not document_ids & shelf.documents.keys():
            return shelf
        gone = {id for id, chunk in shelf.chunks.items() if chunk.document_id in document_ids}
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
        self,
        query: str,
        *,
        limit: int = 10,
        team_id: str | None = None,
        on: date | None = None,
        dense: Dense | None = None,
    ) -> Retrieval:
        """Return the best passages, whether the material holds an answer, and the answer's lines.

        Args:
            query: the question or the customer's words as typed.
            limit: most passages returned.
            team_id: a team sees its own documents and those for everybody; None sees all.
            on: leave out documents that are not valid on this day.
            dense: what vectors found for the same query, to be fused with the words.
        """
        shelf = self._shelf
        question = read_question(query)
        if not shelf.index.size or not question.terms:
            return Retrieval(refused=True)
        expansions = self._thesaurus.expand(question.folded)
        scores = rank(shelf.index, question, expansions, shelf.bridge.lend(question), self._weights)
        scores = fuse(shelf.index, scores, dense)
        passages = self._passages(shelf, scores, max(limit, READ), team_id, on)
        evidence = Evidence(shelf.index, question, expansions)
        exhibits = evidence.exhibits(passages, self._sentences)
        passages = [item.passage for item in exhibits][:limit]
        verdict = judge(shelf.index, question, expansions, exhibits)
        return Retrieval(
            passages=tuple(passages),
            refused=verdict.refused,
            confidence=verdict.confidence,
            nearest=_topics(passages),
            lines=() if verdict.refused else compose(self._onward(shelf, evidence, exhibits[:EXHIBITS])),
        )

    def _onward(self, shelf: _Shelf, evidence: Evidence, exhibits: Sequence[Exhibit]) -> list[Exhibit]:
        """Return exhibits with the sentences that come next in their documents."""
        found = []
        for exhibit in exhibits:
            document_id, _, position = exhibit.passage.chunk_id.rpartition("-")
            chunk = shelf.chunks.get(f"{document_id}-{int(position) + 1:05d}") if position.isdigit() else None
            if chunk is None:
                found.append(exhibit)
                continue
            following = as_passage(chunk, shelf.documents[chunk.document_id], exhibit.passage.score)
            found.append(continued(exhibit, following, self._sentences(following), evidence.worth))
        return found

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
            if not visible(document, team_id, on):
                continue
            marks = self._marks(chunk)
            twin = next((i for i, other in enumerate(seen) if contained(marks, other)), None)
            if twin is not None:
                found[twin] = _also(found[twin], document.name)
                continue
            top = top or score
            found.append(as_passage(chunk, document, score / top))
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
    """Return what is indexed of a chunk: its clean text, titles at a lower weight, questions it answers."""
    counts: dict[str, float] = dict(analysis.terms(analysis.fold(chunk.clean)))
    for term, count in _titles(f"{document.title} {chunk.heading}"):
        counts[term] = counts.get(term, 0.0) + count
    if chunk.questions:
        asked = analysis.terms(strip_filler(analysis.fold("\n".join(chunk.questions))))
        for term, times in asked.items():
            counts[term] = counts.get(term, 0.0) + QUESTION_BOOST * min(2, times)
    return Entry(chunk.id, counts)


@lru_cache(maxsize=512)
def _titles(text: str) -> tuple[tuple[str, float], ...]:
    counts = analysis.terms(analysis.fold(text))
    return tuple((term, HEADING_BOOST * min(2, count)) for term, count in counts.items())


def visible(document: Document, team_id: str | None, on: date | None) -> bool:
    """Whether a team (None: every) may see a document, on a day when one is given."""
    if team_id is not None and document.team_id not in (None, team_id):
        return False
    if on is None:
        return True
    return (document.valid_from or on) <= on <= (document.valid_until or on)


def as_passage(chunk: Chunk, document: Document, score: float = 1.0) -> Passage:
    """Return a chunk as an answer cites it."""
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


__all__ = ["BridgeCard", "Retriever", "Weights", "as_passage", "entry", "visible"]
