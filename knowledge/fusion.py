"""Fusion of legs: max-normalised scores with weights.

Ranks (RRF) let a weak leg push good passages out; scores relative to each leg's best do not, and a weight
of 0 leaves the lexical order untouched to the last digit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from knowledge.bm25 import Bm25Index, Floats


@dataclass(frozen=True, slots=True)
class Dense:
    """What the vectors found: similarity by chunk id, and how much it counts (0-1)."""

    similarity: Mapping[str, float] = field(default_factory=dict)
    weight: float = 0.0


def fuse(index: Bm25Index, lexical: Floats, dense: Dense | None) -> Floats:
    """Return (1 - weight) x lexical / best lexical + weight x similarity / best similarity.

    Args:
        index: gives the row of a chunk id; ids it does not know are left out.
        lexical: one score per row.
        dense: None or weight 0 returns `lexical` itself.
    """
    if dense is None or not dense.weight:
        return lexical
    found = {row: value for id, value in dense.similarity.items() if (row := index.row(id)) is not None}
    best = max(found.values(), default=0.0)
    if best <= 0:
        return lexical
    fused: Floats = lexical * np.float32((1 - dense.weight) / (float(lexical.max(initial=0)) or 1.0))
    for row, value in found.items():
        fused[row] += dense.weight * max(0.0, value) / best
    return fused
