"""How much of a question a piece of text covers, by its own words or by what they stand for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge import analysis
from knowledge.bm25 import Bm25Index
from knowledge.questions import Question
from knowledge.thesaurus import Expansion

UNKNOWN = 1.0
"""A word that the material never uses weighs as much as its rarest word, times this."""
BY_MEANING = 0.85
"""What a word counts when only a word of the same meaning is found."""


@dataclass(frozen=True, slots=True)
class Need:
    """The informative terms of a question with weights, and what else may stand for them."""

    weights: dict[str, float]
    stands_for: dict[str, tuple[str, ...]]
    total: float


def need_of(
    index: Bm25Index, question: Question, expansions: Sequence[Expansion], *, seams: bool = True
) -> Need:
    """Return what a text must cover: bigrams, Latin words and figures, weighted by rarity.

    Without `seams` the pairs are left out that a word of the thesaurus makes with its neighbours and
    that no text has.
    """
    rarest = index.rarest
    weights = {}
    words = set() if seams else {item.because for item in expansions}
    joints = set(_seams(question.folded, words))
    for term, weight in question.terms.items():
        if term in joints and not index.df(term):
            continue
        if len(term) > 1 or not analysis.is_chinese(term):
            weights[term] = weight * (index.idf(term) or rarest * UNKNOWN)
    stands_for: dict[str, tuple[str, ...]] = {}
    for expansion in expansions:
        for token in analysis.tokens(expansion.because):
            for term in analysis.pieces(token):
                if term in weights:
                    stands_for[term] = (*stands_for.get(term, ()), *expansion.phrases)
    return Need(weights, stands_for, sum(weights.values()) or 1.0)


def _seams(folded: str, words: Iterable[str]) -> Iterator[str]:
    """Yield the pairs that a word of the thesaurus makes with what stands before and behind it.

    有救 in 还有救没 is understood: nobody need write 救没.
    """
    for word in words:
        at = folded.find(word)
        if at >= 0:
            yield folded[max(0, at - 1) : at + 1]
            yield folded[at + len(word) - 1 : at + len(word) + 1]


def without_figures(need: Need) -> Need:
    """Return a need without its figures, the whole need when it has nothing else."""
    weights = {term: weight for term, weight in need.weights.items() if not term[0].isdigit()}
    return Need(weights, need.stands_for, sum(weights.values())) if weights else need


def covered(need: Need, folded: str) -> float:
    """Return the share (0–1) of a need that a folded text covers."""
    got = 0.0
    for term, weight in need.weights.items():
        if term in folded:
            got += weight
        elif any(phrase in folded for phrase in need.stands_for.get(term, ())):
            got += weight * BY_MEANING
    return got / need.total
