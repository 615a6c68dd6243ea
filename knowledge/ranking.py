"""Scoring: the question's own words, what the thesaurus adds, what cards lend, fused into one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge import analysis
from knowledge.bm25 import Bm25Index, Floats
from knowledge.questions import Question
from knowledge.thesaurus import Expansion


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each leg counts; 0 switches it off (that is how legs are measured)."""

    thesaurus: float = 0.8
    cards: float = 0.8


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
