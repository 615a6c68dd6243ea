"""The durable queue of replies."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import OutboxItem, OutboxState
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_bot import outbox
from crm.base import Id

_VALUES: dict[str, object] = {
    column.name: bindparam(column.name) for column in outbox.c if column.name != "id"
}
_ADD = sqlite.insert(outbox).values(_VALUES).on_conflict_do_nothing().returning(outbox.c.id)
_ADD_ON_POSTGRESQL = postgresql.insert(outbox).values(_VALUES).on_conflict_do_nothing().returning(outbox.c.id)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state=OutboxState.SENT, payload={}, error="", message_id=bindparam("message"))
)


class SqlOutbox:
    """Implements `bot.ports.Outbox`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, items: Sequence[OutboxItem]) -> Sequence[OutboxItem]:
        """Store replies whose key is new; return those stored, with ids, in the order given."""
        if not items:
            return []
        statement = _ADD_ON_POSTGRESQL if self._session.is_postgresql else _ADD
        stored = []
        # One by one: the ids must follow the order of the items, and there are rarely more than three.
        for item in items:
            values = item.model_dump(exclude={"id"})
            row = await self._session.row(statement, values, quick=True)
            if row is not None:
                stored.append(item.model_copy(update={"id": row["id"]}))
        return stored

    async def pending(self, limit: int = 500) -> Sequence[OutboxItem]:
        """Return unsent replies in order of id."""
        statement = select(outbox).where(outbox.c.state == OutboxState.PENDING)
        return [_item(row) for row in await self._session.rows(statement.order_by(outbox.c.id).limit(limit))]

    async def sent(self, results: Sequence[tuple[int, int | None]]) -> None:
        """Mark (id, message_id) pairs sent and empty their payloads, all at once."""
        if not results:
            return
        await self._session.run(_SENT, [{"row": id, "message": message} for id, message in results])

    async def failed(self, id: int, error: str, *, final: bool) -> None:
        """Count a failure; `final` gives up on it."""
        state = OutboxState.FAILED if final else OutboxState.PENDING
        statement = update(outbox).where(outbox.c.id == id, outbox.c.state == OutboxState.PENDING)
        await self._session.run(statement.values(attempts=outbox.c.attempts + 1, error=error, state=state))

    async def message_id(self, key: str) -> int | None:
        """Return the message a sent reply became."""
        found = await self._session.scalar(select(outbox.c.message_id).where(outbox.c.key == key), quick=True)
        return found if isinstance(found, int) else None

    async def advice_in(self, chat_id: int, message_id: int) -> Id | None:
        """Return the advice that stands in a sent message, None when none does."""
        found = select(outbox.c.advice_id).where(
            outbox.c.chat_id == chat_id, outbox.c.message_id == message_id
        )
        shown = await self._session.scalar(found.order_by(outbox.c.id.desc()).limit(1))
        return str(shown) if shown else None

    async def prune(self, before: datetime) -> int:
        """Forget sent replies created before a moment; return how many."""
        return await self._session.count(
            delete(outbox).where(outbox.c.state == OutboxState.SENT, outbox.c.created_at < before)
        )

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove replies about a customer or containing one of the strings (erasure)."""
        found = or_(
            outbox.c.customer_id == customer_id,
            holds_any(outbox.c.payload, [*needles, customer_id]),
            holds_any(outbox.c.error, needles),
        )
        return await self._session.count(delete(outbox).where(found))


def _item(row: RowMapping) -> OutboxItem:
    return OutboxItem.model_validate(dict(row))
