"""The ports of whoever words a Brief: the playbook's realiser always, a model when one is configured."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from bot.errors import WriterFailed
from bot.services.briefs import Brief, Draft, ModelUse, Variant

HearsLine = Callable[[Variant], None]
"""Takes a line of a draft that is still being written; must neither wait nor raise."""


class Writer(Protocol):
    """Words a brief. May use nothing that does not stand in it; may raise WriterFailed."""

    def write(self, brief: Brief) -> Draft:
        """Return a draft; the gate has still to see it."""


class SlowWriter(Protocol):
    """A writer one has to wait for; the first answer is on the screen before it is asked."""

    @property
    def fingerprint(self) -> str:
        """What decides its words besides the brief: model, address, prompt and its version."""

    async def write(self, brief: Brief, *, profile: bool = True, hears: HearsLine | None = None) -> Draft:
        """Return a draft; the gate has still to see it.

        Without `profile` nothing of the customer's record leaves the house. `hears` may get lines before
        the whole is there, unchecked as well. Raises ModelFailed.
        """

    async def warm(self) -> None:
        """Load what the first call would otherwise wait for."""

    async def close(self) -> None:
        """Close connections."""


class Fault(StrEnum):
    """Why a model had nothing usable."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    MISCONFIGURED = "misconfigured"
    """Wrong key, unknown model, no such address: it will not mend by itself."""
    UNREADABLE = "unreadable"
    """An answer came, but no draft could be read from it: HTML, broken or cut JSON, no choices."""
    RESTING = "resting"
    """It failed so often that it is left alone for a while; nothing was asked."""
    REJECTED = "rejected"
    """No line passed the gate."""
    LIMIT = "limit"
    """The day's limit of the person or the team is used up; nothing was asked."""
    STALE = "stale"
    """Something newer happened in the chat."""


class ModelFailed(WriterFailed):
    """Raised when a model has no usable draft; `use` tells what was spent for nothing."""

    def __init__(
        self, fault: Fault, detail: str = "", *, use: ModelUse | None = None, retry_after: float | None = None
    ) -> None:
        """Keep the kind of failure; `retry_after` in seconds where the endpoint named it."""
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault, self.detail = fault, detail
        self.use, self.retry_after = use, retry_after
