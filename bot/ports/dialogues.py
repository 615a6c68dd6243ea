"""What a chat waits for, and the advice it was given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import Field, JsonValue

from crm.base import Id, Moment, Record


class Dialogue(Record):
    """The whole conversational state of one person in one chat; a row, never memory."""

    chat_id: int
    salesperson_id: Id
    pinned_customer_id: Id | None = None
    flow: str = ""
    """Name of a running dialogue (`new_customer`, `import`, …), empty when none."""
    step: str = ""
    data: dict[str, JsonValue] = Field(default_factory=dict)
    last_advice_id: Id | None = None
    updated_at: Moment


class Dialogues(Protocol):
    """Dialogue rows."""

    async def get(self, chat_id: int, salesperson_id: Id) -> Dialogue | None:
        """Return the row or None."""

    async def put(self, dialogue: Dialogue) -> None:
        """Insert or replace the row."""

    async def unpin(self, customer_id: Id) -> None:
        """Clear pins and running dialogues that concern a customer."""


class StoredAdvice(Record):
    """An advice as given, for its buttons and for not repeating a line to the same customer."""

    id: Id
    salesperson_id: Id
    customer_id: Id | None
    turn: dict[str, JsonValue]
    advice: dict[str, JsonValue]
    created_at: Moment


class AdviceTally(Record):
    """How many advices of one kind and objection a person got."""

    salesperson_id: Id
    kind: str
    objection: str
    refused: bool
    count: int


class Advices(Protocol):
    """Stored suggestions."""

    async def add(self, advice: StoredAdvice) -> None:
        """Store an advice."""

    async def get(self, id: Id, salesperson_id: Id) -> StoredAdvice | None:
        """Return an advice of that salesperson, or None."""

    async def latest(self, salesperson_id: Id, customer_id: Id, since: datetime) -> StoredAdvice | None:
        """Return the last advice a salesperson got about a customer since a moment, or None."""

    async def replace(self, advice: StoredAdvice) -> None:
        """Save an advice again under its id (another variant was asked for)."""

    async def remove(self, id: Id, salesperson_id: Id) -> None:
        """Remove an advice that another took the place of; harmless when it is gone."""

    async def lines_for(self, customer_id: Id, limit: int = 40) -> Sequence[str]:
        """Return the variant texts a customer's advices held, latest first."""

    async def tally(self, salesperson_ids: Sequence[Id], since: datetime) -> Sequence[AdviceTally]:
        """Return counts of advices since a moment, per person, kind, objection and refusal."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove a customer's advices and those containing one of the strings (erasure)."""
