"""The durable queue of updates."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.ports import InboxItem, InboxState
from bot.storage.people import insert_new
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_bot import inbox

_DONE = (
    update(inbox)
    .where(
        inbox.c.bot_id == bindparam("bot"),
        inbox.c.update_id == bindparam("number"),
        inbox.c.state != InboxState.DONE,
    )
    .values(state=InboxState.DONE, raw=None, error="")
)


class SqlInbox:
    """Implements `bot.ports.Inbox`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def accept(self, items: Sequence[InboxItem]) -> Sequence[int]:
        """Store new items in one go; return the update ids not seen before, in order."""
        if not items:
            return []
        statement = insert_new(self._session, inbox).returning(inbox.c.bot_id, inbox.c.update_id)
        stored = await self._session.run(statement, [item.model_dump() for item in items], quick=True)
        new = {(row.bot_id, row.update_id) for row in stored}
        return list(dict.fromkeys(item.update_id for item in items if (item.bot_id, item.update_id) in new))

    async def pending(self, bot_id: int) -> Sequence[InboxItem]:
        """Return unfinished items in order of update id."""
        statement = select(inbox).where(inbox.c.bot_id == bot_id, inbox.c.state == InboxState.PENDING)
        rows = await self._session.rows(statement.order_by(inbox.c.update_id))
        return [InboxItem.model_validate(dict(row)) for row in rows]

    async def done(self, bot_id: int, update_id: int) -> bool:
        """Mark done and drop the payload; False when it already was (then the effect must not happen)."""
        return await self._session.count(_DONE, {"bot": bot_id, "number": update_id}, quick=True) == 1

    async def attempt(self, bot_id: int, update_id: int, error: str) -> int:
        """Count a failed attempt; return how many there were (0 for an unknown item)."""
        statement = (
            update(inbox)
            .where(_is(bot_id, update_id))
            .values(attempts=inbox.c.attempts + 1, error=error)
            .returning(inbox.c.attempts)
        )
        attempts = await self._session.scalar(statement)
        return attempts if isinstance(attempts, int) else 0

    async def bury(self, bot_id: int, update_id: int, error: str) -> None:
        """Set aside as dead, keeping payload and error for a person to look at."""
        statement = update(inbox).where(_is(bot_id, update_id), inbox.c.state != InboxState.DONE)
        await self._session.run(statement.values(state=InboxState.DEAD, error=error))

    async def dead(self, limit: int = 50) -> Sequence[InboxItem]:
        """Return dead letters, latest first."""
        statement = select(inbox).where(inbox.c.state == InboxState.DEAD)
        latest = statement.order_by(inbox.c.received_at.desc(), inbox.c.update_id.desc()).limit(limit)
        return [InboxItem.model_validate(dict(row)) for row in await self._session.rows(latest)]

    async def revive(self, bot_id: int, update_id: int) -> None:
        """Make a dead letter pending again with no attempts."""
        statement = update(inbox).where(_is(bot_id, update_id), inbox.c.state == InboxState.DEAD)
        await self._session.run(statement.values(state=InboxState.PENDING, attempts=0, error=""))

    async def prune(self, before: datetime) -> int:
        """Forget done items received before a moment; return how many."""
        return await self._session.count(
            delete(inbox).where(inbox.c.state == InboxState.DONE, inbox.c.received_at < before)
        )

    async def scrub(self, needles: Sequence[str]) -> int:
        """Drop payloads and errors that contain one of the strings (erasure); return how many rows.

        An unfinished item without its payload cannot be worked on any more: it counts as done.
        """
        if not any(needles):
            return 0
        found = or_(holds_any(inbox.c.raw, needles), holds_any(inbox.c.error, needles))
        return await self._session.count(
            update(inbox).where(found).values(raw=None, error="", state=InboxState.DONE)
        )


def _is(bot_id: int, update_id: int) -> ColumnElement[bool]:
    return (inbox.c.bot_id == bot_id) & (inbox.c.update_id == update_id)
