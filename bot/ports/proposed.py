"""Answers that salespeople propose: material only after a manager's yes."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from crm.base import Id, Moment, Record


class ProposedState(StrEnum):
    """Where a proposed answer stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class ProposedAnswer(Record):
    """An answer in a salesperson's words to a question that the material could not answer."""

    id: Id
    team_id: Id
    question: str
    answer: str
    proposed_by: Id
    proposed_at: Moment
    state: ProposedState = ProposedState.WAITING
    document_id: Id | None = None
    """The card it became."""


class ProposedAnswers(Protocol):
    """The manager's queue of answers to approve."""

    async def add(self, proposed: ProposedAnswer) -> None:
        """Store one."""

    async def waiting(self, team_id: Id | None, limit: int) -> Sequence[ProposedAnswer]:
        """Return those of a team (None: of all) that wait for a decision, oldest first."""

    async def get(self, id: Id) -> ProposedAnswer | None:
        """Return one in any state."""

    async def decide(self, id: Id, state: ProposedState, document_id: Id | None = None) -> bool:
        """Close a waiting one; return False when it was closed before."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove those that mention one of the strings (erasure); return how many."""
