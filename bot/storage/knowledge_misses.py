"""What was asked and not found, as rows."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import Miss, MissState
from bot.storage.knowledge_tables import unanswered
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from crm.base import Id
from crm.errors import NotFound


class SqlMisses:
    """Implements `bot.ports.Misses`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def note(self, miss: Miss) -> None:
        """Store a question, or count it again; one that was answered before is open again."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        again = {
            "times": unanswered.c.times + 1,
            "last_at": miss.last_at,
            "question": miss.question,
            "state": MissState.OPEN.value,
        }
        keys = [unanswered.c.team_id, unanswered.c.fingerprint]
        values = {**miss.model_dump(), "state": miss.state.value}
        # What a manager dismissed stays dismissed, however often it is asked.
        await self._session.run(
            build(unanswered)
            .values(values)
            .on_conflict_do_update(
                index_elements=keys, set_=again, where=unanswered.c.state != MissState.DISMISSED.value
            )
        )

    async def open(self, team_id: Id | None, limit: int) -> Sequence[Miss]:
        """Return open questions of a team (None: of all), most often asked first."""
        wanted = select(unanswered).where(unanswered.c.state == MissState.OPEN.value)
        if team_id is not None:
            wanted = wanted.where(unanswered.c.team_id == team_id)
        order = (unanswered.c.times.desc(), unanswered.c.last_at.desc(), unanswered.c.id)
        rows = await self._session.rows(wanted.order_by(*order).limit(limit))
        return [Miss.model_validate(dict(row)) for row in rows]

    async def get(self, id: Id) -> Miss | None:
        """Return a question in any state."""
        row = await self._session.row(select(unanswered).where(unanswered.c.id == id))
        return Miss.model_validate(dict(row)) if row else None

    async def close(self, id: Id, state: MissState, document_id: Id | None = None) -> None:
        """Mark as answered or dismissed. Raises NotFound."""
        values = {"state": state.value, "document_id": document_id}
        if not await self._session.count(update(unanswered).where(unanswered.c.id == id).values(values)):
            raise NotFound("question", id)

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove questions that contain one of the strings (erasure); return how many."""
        found = holds_any(unanswered.c.question, needles)
        return await self._session.count(delete(unanswered).where(found))
