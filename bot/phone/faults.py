"""Faults a test can order: refusals, rubbish, dropped connections, slow answers."""

from dataclasses import dataclass
from typing import Literal

from bot.phone.wire import Refused

Drop = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` calls of a method (`*` for any), after letting `skip` pass.

    `retry_after` (seconds) makes a 429. `status` makes another refusal with `description`.
    `html` answers a page instead of JSON, with `status` (default 502). `drop` closes the
    connection before or after the effect. `delay` (seconds) holds the answer back and may be
    combined with the others; alone, the call then succeeds. With `status`, `retry_after` and
    `html` the effect does not happen.
    """

    method: str
    times: int = 1
    skip: int = 0
    status: int | None = None
    description: str = ""
    retry_after: int | None = None
    html: bool = False
    drop: Drop | None = None
    delay: float = 0.0

    def refusal(self) -> Refused | None:
        """Return the refusal it makes, if any."""
        if self.retry_after is not None:
            words = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return Refused(429, words, retry_after=self.retry_after)
        if self.status is not None:
            return Refused(self.status, self.description or _PHRASES.get(self.status, "Bad Request"))
        return None


_PHRASES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 401: "Unauthorized"}


class Faults:
    """The faults in order; each is used up."""

    def __init__(self) -> None:
        """Start without any."""
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget those not used."""
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call, counting it."""
        for fault in self._faults:
            if fault.method.lower() not in {"*", method.lower()}:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                return None
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
            return fault
        return None
