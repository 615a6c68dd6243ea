"""The understander for tests: trained once per change of content, then read from the ignored cache."""

from functools import cache
from pathlib import Path

from bot.services.understanding import Understander

FOLDER = Path(__file__).parents[1] / ".bench-cache" / "understanding"


@cache
def shared_understander() -> Understander:
    """Return the understander of the built-in library; safe to share, it keeps no state."""
    return Understander(cache=FOLDER)
