"""Scoring: the question's own words, what the thesaurus adds, what cards lend, fused into one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from knowledge import analysis
from knowledge.bm25 import Bm25Index, Floats
from knowledge.questions import Question
from knowledge.thesaurus import Expansion

AT_HOME = 5
"""Texts, or the share below if that is more, in which a word of the question stands by itself"""
AT_HOME_SHARE = 1 / 70
"""to be at home in the material: its own places speak for it,"""
AT_HOME_WEIGHT = 0.75
"""and what else it may mean counts this many times."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each leg counts; 0 switches it off (that is how legs are measured)."""

    thesaurus: float = 0.8
    cards: float = 0.8
    merging: bool = True
    """Whether near-duplicate passages are shown once; short lines of their own are no duplicates."""


def at_home(index: Bm25Index, expansions: Sequence[Expansion]) -> list[Expansion]:
    """Return expansions, those of a word that the material itself uses at a lower weight."""
    limit = max(AT_HOME, AT_HOME_SHARE * len(index.ids))
    return [
        item.model_copy(update={"weight": item.weight * AT_HOME_WEIGHT})
        if _places(index, item.because) > limit
        else item
        for item in expansions
    ]


def _places(index: Bm25Index, word: str) -> int:
    """Return in how many texts a word may stand: those of its rarest pair of characters."""
    pairs = map("".join, pairwise(word)) if analysis.is_chinese(word) else [word]
    return min(map(index.df, pairs), default=0)


def expansion_scores(index: Bm25Index, expansions: Sequence[Expansion]) -> Floats:
    """Return the sum over expansions of their best phrase: synonyms never add up."""
    return index.loudest(
        ([_phrase(phrase) for phrase in expansion.phrases], expansion.weight) for expansion in expansions
    )


def rank(
    index: Bm25Index,
    question: Question,
    expansions: Sequence[Expansion],
    lent: Sequence[Expansion],
    weights: Weights,
) -> Floats:
    """Return the fused score of every text."""
    scores = index.scores(question.terms)
    if expansions and weights.thesaurus:
        scores = scores + np.float32(weights.thesaurus) * expansion_scores(index, expansions)
    if lent and weights.cards:
        scores = scores + np.float32(weights.cards) * expansion_scores(index, lent)
    return scores


@lru_cache(maxsize=8192)
def _phrase(folded: str) -> dict[str, float]:
    """Return the terms of a phrase without single characters; long phrases do not outweigh short ones."""
    counts = [t for t in analysis.terms(folded) if len(t) > 1 or not analysis.is_chinese(t)]
    return {t: analysis.weight(t) / max(1.0, len(counts) ** 0.5) for t in counts}
