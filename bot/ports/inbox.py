"""The inbox: each update is stored before Telegram is told, and marked done with its effect."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import JsonValue

from crm.base import Moment, Record


class InboxState(StrEnum):
    """Where a stored update stands."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class InboxItem(Record):
    """A stored update. The raw payload is dropped (set to None) as soon as it is done."""

    bot_id: int
    update_id: int
    chat_id: int | None
    raw: dict[str, JsonValue] | None
    state: InboxState = InboxState.PENDING
    attempts: int = 0
    error: str = ""
    received_at: Moment


class Inbox(Protocol):
    """The durable queue of updates."""

    async def accept(self, items: Sequence[InboxItem]) -> Sequence[int]:
        """Store new items in one go; return the update ids not seen before, in order."""

    async def pending(self, bot_id: int) -> Sequence[InboxItem]:
        """Return unfinished items in order of update id."""

    async def done(self, bot_id: int, update_id: int) -> bool:
        """Mark done and drop the payload; False when it already was (then the effect must not happen)."""

    async def attempt(self, bot_id: int, update_id: int, error: str) -> int:
        """Count a failed attempt; return how many there were."""

    async def bury(self, bot_id: int, update_id: int, error: str) -> None:
        """Set aside as dead, keeping payload and error for a person to look at."""

    async def dead(self, limit: int = 50) -> Sequence[InboxItem]:
        """Return dead letters, latest first."""

    async def revive(self, bot_id: int, update_id: int) -> None:
        """Make a dead letter pending again with no attempts."""

    async def prune(self, before: datetime) -> int:
        """Forget done items received before a moment; return how many."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Drop payloads and errors that contain one of the strings (erasure); return how many rows."""
