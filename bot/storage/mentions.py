"""Where others' notes and recorded contacts mention somebody, and taking that out."""

from collections.abc import Sequence

from sqlalchemy import select, update

from bot.storage.customer_rows import in_scope
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import touchpoint
from crm.base import Id
from crm.people import Scope


class SqlMentions:
    """The part of `bot.ports.RecordKeeping` about names in other customers' records."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def mentioning(self, needles: Sequence[str], scope: Scope, but_id: Id) -> Sequence[Id]:
        """Return the other customers in a scope whose profile or contacts hold one of the strings."""
        if not needles:
            return []
        others = (in_scope(scope), customer.c.id != but_id)
        noted = select(customer.c.id).where(*others, holds_any(customer.c.profile, needles))
        told = (
            select(customer.c.id)
            .join(touchpoint, touchpoint.c.customer_id == customer.c.id)
            .where(*others, holds_any(touchpoint.c.text, needles))
        )
        rows = [*await self._session.rows(noted), *await self._session.rows(told)]
        return sorted({row["id"] for row in rows})

    async def redact_contacts(self, ids: Sequence[Id], needles: Sequence[str], mark: str) -> int:
        """Put a mark in place of the strings in the recorded contacts of some customers."""
        mine = touchpoint.c.customer_id.in_(ids)
        wanted = select(touchpoint.c.id, touchpoint.c.text).where(mine, holds_any(touchpoint.c.text, needles))
        rows = await self._session.rows(wanted)
        for row in rows:
            text = row["text"]
            for needle in needles:
                text = text.replace(needle, mark)
            await self._session.run(update(touchpoint).where(touchpoint.c.id == row["id"]).values(text=text))
        return len(rows)
