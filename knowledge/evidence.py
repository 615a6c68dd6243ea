"""Evidence: how strongly each sentence of a passage speaks to a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.bm25 import Bm25Index
from knowledge.ports import Passage
from knowledge.questions import Question
from knowledge.thesaurus import Expansion

PHRASE = 3.0
"""Worth of a two-character phrase that stands for a word of the question; long ones up to twice that."""
ASKED = 1.6
"""A sentence that holds the sort of answer asked for is worth this many times more."""
CLOSENESS = 0.25
"""How much the best sentence adds to a passage's score, both relative to the best of the list."""

FURTHER = 6
"""Most sentences of the passage behind that are read with a passage."""

Sentences = tuple[list[str], list[str]]
"""The sentences of a passage as shown, and folded."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A passage with its sentences and what each is worth."""

    passage: Passage
    texts: list[str]
    worth: list[float]
    following: Passage | None = None
    """The passage behind this one, when some of its sentences are here too."""
    own: int = 0
    """How many of the sentences are the passage's own, when there is a following one."""

    @property
    def best(self) -> float:
        """The worth of the strongest sentence."""
        return max(self.worth, default=0.0)


class Evidence:
    """Weighs sentences for one question: its own rare words, and one phrase per meaning."""

    def __init__(self, index: Bm25Index, question: Question, expansions: Sequence[Expansion]) -> None:
        """Prepare weights once for all sentences."""
        self._asked = question.asked
        self._terms = [
            (term, weight * idf)
            for term, weight in question.terms.items()
            if (len(term) > 1 or term.isdigit()) and (idf := index.idf(term))
        ]
        self._meanings = [
            (sorted(item.phrases, key=len, reverse=True), item.weight * PHRASE) for item in expansions
        ]

    def worth(self, folded: str) -> float:
        """Return what a folded sentence is worth; 0 when it has nothing of the question."""
        got = sum(weight for term, weight in self._terms if term in folded)
        for phrases, weight in self._meanings:
            longest = next((len(phrase) for phrase in phrases if phrase in folded), 0)
            got += weight * min(2.0, longest / 2)
        if got and self._asked is not None and self._asked.answer.search(folded):
            got *= ASKED
        return got

    def exhibits(
        self, passages: Sequence[Passage], sentences: Callable[[Passage], Sentences]
    ) -> list[Exhibit]:
        """Return the passages in a better order: a close sentence counts beside the whole passage.

        The scores of the returned passages are 0–1, relative to the first.
        """
        found = []
        for passage in passages:
            texts, folded = sentences(passage)
            found.append(Exhibit(passage, texts, [self.worth(text) for text in folded]))
        most = max((item.best for item in found), default=0.0) or 1.0
        totals = [item.passage.score + CLOSENESS * item.best / most for item in found]
        top = max(totals, default=1.0) or 1.0
        order = sorted(range(len(found)), key=lambda i: (-totals[i], i))
        return [_rescored(found[i], totals[i] / top) for i in order]


def continued(
    exhibit: Exhibit, following: Passage, sentences: Sentences, weigh: Callable[[str], float]
) -> Exhibit:
    """Return an exhibit with the sentences that come next in the document: lists run over passages."""
    texts, folded = sentences
    known = set(exhibit.texts)
    fresh = [i for i, text in enumerate(texts) if text not in known][:FURTHER]
    return Exhibit(
        exhibit.passage,
        [*exhibit.texts, *(texts[i] for i in fresh)],
        [*exhibit.worth, *(weigh(folded[i]) for i in fresh)],
        following,
        len(exhibit.texts),
    )


def _rescored(item: Exhibit, score: float) -> Exhibit:
    passage = item.passage.model_copy(update={"score": round(score, 4)})
    return Exhibit(passage, item.texts, item.worth)
