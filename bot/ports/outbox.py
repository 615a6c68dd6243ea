"""The outbox: replies are stored with the effect, then sent."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import Field, JsonValue

from crm.base import Id, Moment, Record


class OutboxState(StrEnum):
    """Where a reply stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class OutboxItem(Record):
    """One Bot API call to make. `key` is unique: the same update and step is queued once.

    `payload` holds the call's parameters as JSON; a value {"@file": path} stands for a file in
    DATA_DIR to upload. It is emptied once sent.
    """

    id: int | None = None
    key: str = Field(max_length=120)
    chat_id: int
    method: str
    payload: dict[str, JsonValue]
    customer_id: Id | None = None
    advice_id: Id | None = None
    """The advice that stands in the message."""
    state: OutboxState = OutboxState.PENDING
    attempts: int = 0
    error: str = ""
    message_id: int | None = None
    not_before: Moment | None = None
    created_at: Moment


class Outbox(Protocol):
    """The durable queue of replies, first in first out per chat."""

    async def add(self, items: Sequence[OutboxItem]) -> Sequence[OutboxItem]:
        """Store replies whose key is new; return those stored, with ids."""

    async def pending(self, limit: int = 500) -> Sequence[OutboxItem]:
        """Return unsent replies in order of id."""

    async def sent(self, results: Sequence[tuple[int, int | None]]) -> None:
        """Mark (id, message_id) pairs sent and empty their payloads, all at once."""

    async def failed(self, id: int, error: str, *, final: bool) -> None:
        """Count a failure; `final` gives up on it."""

    async def message_id(self, key: str) -> int | None:
        """Return the message a sent reply became."""

    async def advice_in(self, chat_id: int, message_id: int) -> Id | None:
        """Return the advice that stands in a sent message, None when none does."""

    async def prune(self, before: datetime) -> int:
        """Forget sent replies created before a moment; return how many."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove replies about a customer or containing one of the strings (erasure)."""
