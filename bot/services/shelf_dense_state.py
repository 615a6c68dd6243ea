"""Where the leg of vectors stands, and how a person is told."""

from enum import StrEnum


class DenseState(StrEnum):
    """Where the leg stands; `jinju doctor` names it."""

    OFF = "off"
    """Built, but its weight is 0."""
    MISSING = "missing"
    """Never built: `jinju reindex`."""
    MISMATCH = "mismatch"
    """Embedder, chunker or analyser changed: `jinju reindex`."""
    DOWN = "down"
    """Store or endpoint cannot be used now."""
    READY = "ready"


def describe(state: DenseState, weight: float, reason: str) -> tuple[bool, str, str]:
    """Return (fine, detail, advice) for a person.

    Args:
        state: where the leg stands.
        weight: how much it counts, 0-1.
        reason: why it cannot be used, when it cannot.
    """
    detail, advice = {
        DenseState.OFF: ("vectors built, weight 0", "jinju eval CASES --tune says whether they help"),
        DenseState.MISSING: ("no vectors yet", "jinju reindex builds them"),
        DenseState.MISMATCH: (f"search by words only: {reason}", "jinju reindex builds them anew"),
        DenseState.DOWN: (f"search by words only: {reason}", "check OPENAI_BASE_URL and CHROMA_URL"),
        DenseState.READY: (f"words and vectors, weight {weight:g}", ""),
    }[state]
    return state not in (DenseState.MISMATCH, DenseState.DOWN), detail, advice
