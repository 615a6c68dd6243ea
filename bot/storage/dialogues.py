"""Dialogue rows."""

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import Dialogue
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_bot import dialogue
from crm.base import Id

# Built once: putting a statement together costs more than running it.
_GET = select(dialogue).where(
    dialogue.c.chat_id == bindparam("chat"), dialogue.c.salesperson_id == bindparam("salesperson")
)


class SqlDialogues:
    """Implements `bot.ports.Dialogues`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def get(self, chat_id: int, salesperson_id: Id) -> Dialogue | None:
        """Return the row or None."""
        values = {"chat": chat_id, "salesperson": salesperson_id}
        row = await self._session.row(_GET, values, quick=True)
        return Dialogue.model_validate(dict(row)) if row else None

    async def put(self, state: Dialogue) -> None:
        """Insert or replace the row."""
        values = state.model_dump()
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        changes = {name: values[name] for name in values.keys() - {"chat_id", "salesperson_id"}}
        keys = [dialogue.c.chat_id, dialogue.c.salesperson_id]
        await self._session.run(
            build(dialogue).values(values).on_conflict_do_update(index_elements=keys, set_=changes),
            quick=True,
        )

    async def unpin(self, customer_id: Id) -> None:
        """Clear pins and running dialogues that concern a customer.

        The whole row goes: a flow may hold the customer's words without naming the customer.
        """
        concerns = or_(
            dialogue.c.pinned_customer_id == customer_id, holds_any(dialogue.c.data, [customer_id])
        )
        await self._session.run(delete(dialogue).where(concerns))
