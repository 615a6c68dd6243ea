"""What became of the lines: sent, liked, disliked, and how the customer answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crm.base import Id, Moment, Record


class UseKind(StrEnum):
    """One thing that happened to a line."""

    CHOSEN = "chosen"
    """Picked from the inline list and sent by it."""
    SENT = "sent"
    """Sent as it was, through the salesperson's own account."""
    EDITED = "edited"
    """Sent through the salesperson's own account after a change."""
    LIKED = "liked"
    DISLIKED = "disliked"
    REPLIED = "replied"
    WON = "won"
    SILENT = "silent"


OUTCOMES = (UseKind.REPLIED, UseKind.WON, UseKind.SILENT)
"""How the customer answered, as the salesperson tells later with one tap."""


class LineUse(Record):
    """One use or judgement. The line's text is not kept: card, move and line name it.

    `advice_id` is empty where no advice was stored (inline). `reason` is one of a few fixed words.
    """

    id: Id
    team_id: Id
    salesperson_id: Id
    customer_id: Id | None = None
    advice_id: Id | None = None
    card_id: str = ""
    move_id: str = ""
    line_id: str = ""
    kind: UseKind
    reason: str = ""
    at: Moment


class UseCount(Record):
    """How often one kind of use happened to one card's lines."""

    card_id: str
    kind: UseKind
    count: int


class LineUses(Protocol):
    """The record of uses; the learning comes later."""

    async def add(self, use: LineUse) -> bool:
        """Store a use; the same kind for the same advice and line counts once (False for a repetition)."""

    async def counts(self, team_id: Id, since: datetime) -> Sequence[UseCount]:
        """Return counts per card and kind of a team since a moment."""

    async def by_kind(self, team_id: Id, since: datetime) -> Mapping[UseKind, int]:
        """Return how often each kind of use happened: one tap below two lines is once."""

    async def scrub(self, customer_id: Id) -> int:
        """Forget of which customer and advice uses were (erasure); the counts stay."""
