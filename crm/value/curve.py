"""The Pareto curve of a team's values, kept small: where one customer stands without ranking all again."""

from typing import NamedTuple

import numpy as np

from crm.value.columns import Ints
from crm.value.numbers import Floats
from crm.value.thresholds import TierRules
from crm.value.tiers import LAST_TIER, REST_TIER, Standing

POINTS = 512
"""Values kept of a curve; ranks in between are interpolated."""


class Curve(NamedTuple):
    """A team's values in one currency, from the highest to the lowest."""

    customers: int
    cuts: tuple[tuple[str, float], ...]
    """Tier and the lowest value in it, best first; what is lower and positive is the rest."""
    sizes: tuple[tuple[str, int], ...]
    """How many customers stand in each tier."""
    points: tuple[tuple[float, float, float], ...]
    """Value (falling), rank and cumulative share of all positive value."""

    @staticmethod
    def of(values: Floats, rules: TierRules) -> "tuple[Curve, Ints]":
        """Return the curve of many values, and the rank of each (1 for the highest)."""
        order = np.argsort(-values, kind="stable")
        falling = values[order]
        positive = np.cumsum(np.maximum(falling, 0))
        total = float(positive[-1]) if len(values) else 0.0
        shares = np.minimum(positive / total, 1.0) if total > 0 else np.zeros(len(values))
        rank = np.empty(len(values), dtype=np.int32)
        rank[order] = np.arange(1, len(values) + 1)
        places = np.unique(np.linspace(0, max(len(values) - 1, 0), POINTS).astype(np.int64))
        points = tuple((float(falling[n]), float(n + 1), float(shares[n])) for n in places[: len(values)])
        bare = Curve(len(values), _cuts(falling, shares, rules), (), points)
        names, counts = np.unique(bare.tiers(values), return_counts=True)
        sizes = tuple(zip(names.tolist(), counts.tolist(), strict=True))
        return bare._replace(sizes=sizes), rank

    def size(self, tier: str) -> int:
        """Return how many customers stand in a tier."""
        return dict(self.sizes).get(tier, 0)

    def tiers(self, values: Floats) -> "np.typing.NDArray[np.str_]":
        """Return the tier of each value."""
        found = np.where(values > 0, REST_TIER, LAST_TIER)
        for tier, lowest in reversed(self.cuts):
            found = np.where((values > 0) & (values >= lowest), tier, found)
        return found

    def standing(self, value: float) -> Standing:
        """Return where a value stands; rank and share are interpolated between the points kept."""
        tier = str(self.tiers(np.array([value]))[0])
        if not self.points:
            return Standing(tier, 1, 1, value, 1.0)
        falling, ranks, shares = (np.array(column) for column in zip(*self.points, strict=True))
        place = float(np.interp(-value, -falling, ranks))
        share = float(np.interp(-value, -falling, shares))
        return Standing(tier, max(1, round(place)), self.customers, value, share)


def _cuts(falling: Floats, shares: Floats, rules: TierRules) -> tuple[tuple[str, float], ...]:
    """Return the lowest value of each tier; who begins below a cut belongs above it, as in `tiers.rank`."""
    before = np.concatenate([np.zeros(1), shares[:-1]]) if len(shares) else shares
    cuts = []
    for tier, share in sorted(rules.cumulative.items(), key=lambda cut: cut[1]):
        inside = np.flatnonzero((before < share - 1e-12) & (falling > 0))
        if len(inside):
            cuts.append((tier, float(falling[inside[-1]])))
    return tuple(cuts)
