"""What was asked and not found: the manager's queue."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from crm.base import Id, Moment, Record


class MissState(StrEnum):
    """Where a question stands that the material could not answer."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class Miss(Record):
    """A question of a team that the material could not answer; asked again, it counts."""

    id: Id
    team_id: Id
    fingerprint: str
    question: str
    asked_by: Id
    times: int = 1
    first_at: Moment
    last_at: Moment
    state: MissState = MissState.OPEN
    document_id: Id | None = None
    """The card that answers it."""


class Misses(Protocol):
    """The manager's queue of unanswered questions."""

    async def note(self, miss: Miss) -> None:
        """Store a question, or count it again; an answered one is open again, a dismissed one stays."""

    async def open(self, team_id: Id | None, limit: int) -> Sequence[Miss]:
        """Return open questions of a team (None: of all), most often asked first."""

    async def get(self, id: Id) -> Miss | None:
        """Return a question in any state."""

    async def close(self, id: Id, state: MissState, document_id: Id | None = None) -> None:
        """Mark as answered or dismissed. Raises NotFound."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove questions that contain one of the strings (erasure); return how many."""
