"""The present moment."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The present moment; a fake stands still in tests."""

    def now(self) -> datetime:
        """Return the aware present, in UTC."""
