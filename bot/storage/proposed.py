"""Answers that wait for a manager's yes, as rows."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, or_, select, update

from bot.ports.proposed import ProposedAnswer, ProposedState
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_proposed import proposed_answer
from crm.base import Id

_WAITING = proposed_answer.c.state == ProposedState.WAITING.value


class SqlProposedAnswers:
    """Implements `bot.ports.proposed.ProposedAnswers`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, proposed: ProposedAnswer) -> None:
        """Store one."""
        values = {**proposed.model_dump(), "state": proposed.state.value}
        await self._session.run(insert(proposed_answer).values(values))

    async def waiting(self, team_id: Id | None, limit: int) -> Sequence[ProposedAnswer]:
        """Return those of a team (None: of all) that wait for a decision, oldest first."""
        wanted = select(proposed_answer).where(_WAITING)
        if team_id is not None:
            wanted = wanted.where(proposed_answer.c.team_id == team_id)
        order = (proposed_answer.c.proposed_at, proposed_answer.c.id)
        rows = await self._session.rows(wanted.order_by(*order).limit(limit))
        return [ProposedAnswer.model_validate(dict(row)) for row in rows]

    async def get(self, id: Id) -> ProposedAnswer | None:
        """Return one in any state."""
        row = await self._session.row(select(proposed_answer).where(proposed_answer.c.id == id))
        return ProposedAnswer.model_validate(dict(row)) if row else None

    async def decide(self, id: Id, state: ProposedState, document_id: Id | None = None) -> bool:
        """Close a waiting one; return False when it was closed before."""
        closing = update(proposed_answer).where(proposed_answer.c.id == id, _WAITING)
        values = {"state": state.value, "document_id": document_id}
        return bool(await self._session.count(closing.values(values)))

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove those that mention one of the strings (erasure); return how many."""
        found = or_(
            holds_any(proposed_answer.c.question, needles), holds_any(proposed_answer.c.answer, needles)
        )
        return await self._session.count(delete(proposed_answer).where(found))
