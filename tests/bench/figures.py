"""A measured figure, and percentiles."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table. `note` says at which scale it was measured."""

    name: str
    value: float
    unit: str
    note: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0–1) of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(name: str, seconds: Sequence[float], note: str) -> list[Figure]:
    """Return median and 95th percentile of timings, in milliseconds."""
    return [
        Figure(f"{name}_p50", percentile(seconds, 0.5) * 1000, "ms", note),
        Figure(f"{name}_p95", percentile(seconds, 0.95) * 1000, "ms", note),
    ]
