"""A circuit breaker: an endpoint that keeps failing is left alone for a while, then tried once."""

import time
from collections.abc import Callable

FAILURES = 3
PAUSE = 60.0
LONGEST = 900.0
"""Seconds; an endpoint that asks for an hour of patience is tried again after a quarter of one."""


class Breaker:
    """Counts failures in a row. State is this process's own: another one finds out for itself."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open after `failures` in a row, for `pause` seconds by `clock`."""
        self._limit, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._until: float | None = None
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back just now."""
        return self._until is not None and self._clock() < self._until

    def allows(self) -> bool:
        """Whether a call may be made; after the pause exactly one, until it is known how that went."""
        if self._until is None:
            return True
        if self._clock() < self._until or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failed, self._until, self._trying = 0, None, False

    def failed(self, *, pause: float | None = None) -> None:
        """Count a failure; `pause` (seconds, as the endpoint asked) opens at once."""
        self._failed += 1
        if pause is not None or self._trying or self._failed >= self._limit:
            self._until = self._clock() + min(LONGEST, max(self._pause, pause or 0.0))
        self._trying = False

    def abandoned(self) -> None:
        """A call was given up by us and says nothing about the endpoint."""
        self._trying = False
