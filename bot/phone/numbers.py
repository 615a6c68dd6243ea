"""Ids that grow: never given out twice, by a restarted process or by two phones of one process."""

import time
from datetime import UTC, datetime
from typing import ClassVar

_EPOCH = datetime(2025, 1, 1, tzinfo=UTC).timestamp()


class Numbers:
    """A row of growing ids for one purpose.

    It begins at a number that grows with time. A second row for the same purpose in this process
    begins above the first, for within one moment the clock alone would give the same ids again,
    and a bot takes an id that it has seen for something it has already answered.
    """

    _highest: ClassVar[dict[str, int]] = {}

    def __init__(self, purpose: str, per_second: int) -> None:
        """`per_second`: by how much the first id grows with each second since 2025."""
        self._purpose = purpose
        begin = int((time.time() - _EPOCH) * per_second)
        self.last = max(1, begin, self._highest.get(purpose, 0))

    def next(self) -> int:
        """Return the next id."""
        self.last += 1
        self._highest[self._purpose] = max(self.last, self._highest.get(self._purpose, 0))
        return self.last
