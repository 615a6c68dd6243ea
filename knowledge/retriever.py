"""The retriever: documents go in, passages with their sources come out; no database, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from knowledge import analysis
from knowledge.answering import EXHIBITS, compose
from knowledge.aspects import counted, wants_list
from knowledge.bm25 import Floats
from knowledge.bridge import BridgeCard
from knowledge.duplicates import Shingles, contained, shingles
from knowledge.entries import entry
from knowledge.evidence import Evidence, Exhibit, Sentences, continued
from knowledge.fusion import Dense, fuse
from knowledge.holdings import Holdings, Keeper
from knowledge.homophones import repaired
from knowledge.passages import as_passage, visible
from knowledge.ports import Chunk, Line, Passage, Retrieval
from knowledge.questions import Question, everyday, read_question
from knowledge.ranking import Weights, at_home, rank
from knowledge.refusal import judge
from knowledge.sentences import split
from knowledge.thesaurus import Expansion, Thesaurus, built_in
from knowledge.topics import topics

READ = 10
"""How many passages are read sentence by sentence."""
DEPTH = 40
"""How many candidates are looked at before near-duplicates and overlaps are dropped."""
REMEMBERED = 2048
"""Passages whose sentences and shingles are kept from one question to the next."""


class Retriever(Keeper):
    """Finds passages. `find` is safe at any time from any thread; writers build beside and swap."""

    def __init__(self, thesaurus: Thesaurus | None = None, *, weights: Weights | None = None) -> None:
        """Start empty; `weights` switches legs off for measuring."""
        super().__init__()
        self._thesaurus = thesaurus or built_in()
        self._weights = weights or Weights()
        self._read: dict[str, Chunk] = {}
        self._shingles: dict[str, Shingles] = {}
        self._split: dict[str, Sentences] = {}

    def forget(self, chunk_ids: Iterable[str]) -> None:
        """Let go of what was read of passages that are gone."""
        for id in chunk_ids:
            for kept in (self._read, self._shingles, self._split):
                kept.pop(id, None)

    def nearest_card(self, text: str) -> str | None:
        """Return the id of the card that a question clearly means, None when none does."""
        return self._shelf.bridge.nearest(read_question(text))

    def like(self, text: str, limit: int) -> list[Chunk]:
        """Return the chunks most like a text, whatever the team; for matching references."""
        shelf = self._shelf
        terms = {term: analysis.weight(term) for term in analysis.terms(analysis.fold(text))}
        return [shelf.chunks[id] for id, _ in shelf.index.search(terms, limit)]

    def passage(self, chunk_id: str, *, team_id: str | None = None, on: date | None = None) -> Passage | None:
        """Return a chunk as a passage, None when it is gone, not for this team or not valid on a day."""
        shelf = self._shelf
        chunk = shelf.chunks.get(chunk_id)
        if chunk is None:
            return None
        document = shelf.documents[chunk.document_id]
        return as_passage(chunk, document, 1.0) if visible(document, team_id, on) else None

    def find(
        self,
        query: str,
        *,
        limit: int = 10,
        team_id: str | None = None,
        on: date | None = None,
        dense: Dense | None = None,
        reranked: Dense | None = None,
    ) -> Retrieval:
        """Return the best passages, whether the material holds an answer, and the answer's lines.

        Args:
            query: the question or the customer's words as typed.
            limit: most passages returned.
            team_id: a team sees its own documents and those for everybody; None sees all.
            on: leave out documents that are not valid on this day.
            dense: what vectors found for the same query, to be fused with the words.
            reranked: what a reranker made of the candidates, fused after that.
        """
        shelf = self._shelf
        question = self._meant(shelf, query)
        if not shelf.index.size or not question.terms:
            return Retrieval(refused=True)
        expansions = self._expanded(shelf, question)
        meant = [*expansions, *counted(question.folded)]
        scores = fuse(shelf.index, self._scored(shelf, question, meant, dense), reranked)
        passages = self._passages(shelf, scores, max(limit, READ), team_id, on)
        evidence = Evidence(shelf.index, question, meant)
        exhibits = evidence.exhibits(passages, self._sentences)
        passages = [item.passage for item in exhibits][:limit]
        verdict = judge(shelf.index, question, expansions, exhibits, self._thesaurus.pairs)
        return Retrieval(
            passages=tuple(passages),
            refused=verdict.refused,
            confidence=verdict.confidence,
            nearest=topics(passages),
            lines=() if verdict.refused else self._answer(shelf, question, evidence, exhibits),
        )

    def candidates(
        self,
        query: str,
        limit: int,
        *,
        team_id: str | None = None,
        on: date | None = None,
        dense: Dense | None = None,
    ) -> list[Passage]:
        """Return the best passages without reading them: what a reranker is given. Arguments as `find`."""
        shelf = self._shelf
        question = self._meant(shelf, query)
        if not shelf.index.size or not question.terms:
            return []
        meant = [*self._expanded(shelf, question), *counted(question.folded)]
        return self._passages(shelf, self._scored(shelf, question, meant, dense), limit, team_id, on)

    def _expanded(self, shelf: Holdings, question: Question) -> list[Expansion]:
        return at_home(shelf.index, self._thesaurus.expand(question.folded))

    def _scored(
        self, shelf: Holdings, question: Question, expansions: Sequence[Expansion], dense: Dense | None
    ) -> Floats:
        lent = shelf.bridge.lend(question)
        return fuse(shelf.index, rank(shelf.index, question, expansions, lent, self._weights), dense)

    def _meant(self, shelf: Holdings, query: str) -> Question:
        """Return a question as meant: a pair of characters nobody writes is read by its sound."""
        question = read_question(query)
        if everyday(question.folded):
            return question
        words = self._thesaurus.pairs, self._thesaurus.twos
        meant = repaired(shelf.index, question.folded, question.core, *words)
        return question if meant == question.folded else read_question(meant)

    def _answer(
        self, shelf: Holdings, question: Question, evidence: Evidence, exhibits: Sequence[Exhibit]
    ) -> tuple[Line, ...]:
        """Return the lines of an answer from the best exhibits, chosen by what is asked."""
        onward = self._onward(shelf, evidence, exhibits[:EXHIBITS])
        return compose(onward, listing=wants_list(question.folded))

    def _onward(self, shelf: Holdings, evidence: Evidence, exhibits: Sequence[Exhibit]) -> list[Exhibit]:
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
            _bound(self._split)
            known = self._split[passage.chunk_id] = (texts, folded)
        return known

    def _passages(
        self, shelf: Holdings, scores: Floats, limit: int, team_id: str | None, on: date | None
    ) -> list[Passage]:
        found: list[Passage] = []
        seen: list[Shingles] = []
        top = 0.0
        for id, score in shelf.index.best(scores, DEPTH + limit):
            chunk = self._chunk(shelf, id)
            document = shelf.documents[chunk.document_id]
            if not visible(document, team_id, on):
                continue
            marks = self._marks(chunk) if self._weights.merging else frozenset()
            twin = next((i for i, other in enumerate(seen) if marks and contained(marks, other)), None)
            if twin is not None:
                found[twin] = _also(found[twin], document.name)
                continue
            top = top or score
            found.append(as_passage(chunk, document, score / top))
            seen.append(marks)
            if len(found) >= limit:
                break
        return found

    def _chunk(self, shelf: Holdings, id: str) -> Chunk:
        chunk = self._read.get(id)
        if chunk is None:
            _bound(self._read)
            chunk = self._read[id] = shelf.chunks[id]
        return chunk

    def _marks(self, chunk: Chunk) -> Shingles:
        marks = self._shingles.get(chunk.id)
        if marks is None:
            _bound(self._shingles)
            marks = self._shingles[chunk.id] = shingles(chunk.clean)
        return marks


def _bound(kept: dict[str, Any]) -> None:
    """Make room: the passages that were not asked for the longest are read again when they are."""
    if len(kept) >= REMEMBERED:
        for id in list(kept)[: REMEMBERED // 4]:
            kept.pop(id, None)


def _also(passage: Passage, name: str) -> Passage:
    return passage if name in passage.docs else passage.model_copy(update={"docs": (*passage.docs, name)})


__all__ = ["BridgeCard", "Retriever", "Weights", "as_passage", "entry", "visible"]
