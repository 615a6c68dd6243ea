"""Stored suggestions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, Text, cast, delete, func, insert, or_, select, type_coerce, update

from bot.ports import AdviceTally, StoredAdvice
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_bot import advice
from crm.base import Id
from crm.errors import NotFound


class SqlAdvices:
    """Implements `bot.ports.Advices`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, new: StoredAdvice) -> None:
        """Store an advice."""
        await self._session.run(insert(advice).values(new.model_dump()))

    async def get(self, id: Id, salesperson_id: Id) -> StoredAdvice | None:
        """Return an advice of that salesperson, or None."""
        row = await self._session.row(
            select(advice).where(advice.c.id == id, advice.c.salesperson_id == salesperson_id)
        )
        return StoredAdvice.model_validate(dict(row)) if row else None

    async def latest(self, salesperson_id: Id, customer_id: Id, since: datetime) -> StoredAdvice | None:
        """Return the last advice a salesperson got about a customer since a moment, or None."""
        mine = advice.c.salesperson_id == salesperson_id
        about = advice.c.customer_id == customer_id
        found = select(advice).where(mine, about, advice.c.created_at >= since)
        row = await self._session.row(found.order_by(advice.c.created_at.desc(), advice.c.id.desc()).limit(1))
        return StoredAdvice.model_validate(dict(row)) if row else None

    async def replace(self, changed: StoredAdvice) -> None:
        """Save an advice again under its id; raises NotFound when it is gone or another person's."""
        statement = update(advice).where(
            advice.c.id == changed.id, advice.c.salesperson_id == changed.salesperson_id
        )
        if not await self._session.count(statement.values(changed.model_dump())):
            raise NotFound("advice", changed.id)

    async def remove(self, id: Id, salesperson_id: Id) -> None:
        """Remove an advice that another took the place of; harmless when it is gone."""
        mine = (advice.c.id == id, advice.c.salesperson_id == salesperson_id)
        await self._session.run(delete(advice).where(*mine))

    async def lines_for(self, customer_id: Id, limit: int = 40) -> Sequence[str]:
        """Return the variant texts a customer's advices held, latest first."""
        statement = select(advice.c.advice).where(advice.c.customer_id == customer_id)
        latest = statement.order_by(advice.c.created_at.desc(), advice.c.id.desc()).limit(limit)
        lines = [line for row in await self._session.rows(latest) for line in _lines(row["advice"])]
        return list(dict.fromkeys(lines))[:limit]

    async def tally(self, salesperson_ids: Sequence[Id], since: datetime) -> Sequence[AdviceTally]:
        """Return counts of advices since a moment, per person, kind, objection and refusal."""
        kind, objection = self._field("kind"), self._field("objection", "primary")
        refused = self._field("refused")
        wanted = (
            select(
                advice.c.salesperson_id,
                kind.label("kind"),
                func.coalesce(objection, "").label("objection"),
                refused.label("refused"),
                func.count().label("count"),
            )
            .where(advice.c.salesperson_id.in_(salesperson_ids), advice.c.created_at >= since)
            .group_by(advice.c.salesperson_id, kind, objection, refused)
        )
        rows = await self._session.rows(wanted)
        return [
            AdviceTally.model_validate({**row, "refused": str(row["refused"]).lower() in {"1", "true"}})
            for row in rows
        ]

    def _field(self, *path: str) -> ColumnElement[str]:
        """Return the expression of a field inside the stored JSON, as text."""
        stored = type_coerce(advice.c.advice, Text())
        if not self._session.is_postgresql:
            return func.json_extract(stored, "$." + ".".join(path), type_=Text())
        return func.json_extract_path_text(cast(stored, JSON()), *path, type_=Text())

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove a customer's advices and those containing one of the strings (erasure)."""
        words = [*needles, customer_id]
        found = or_(
            advice.c.customer_id == customer_id,
            holds_any(advice.c.turn, words),
            holds_any(advice.c.advice, words),
        )
        return await self._session.count(delete(advice).where(found))


def _lines(stored: dict[str, object]) -> list[str]:
    variants = stored.get("variants")
    if not isinstance(variants, list | tuple):
        return []
    return [str(variant["text"]) for variant in variants if isinstance(variant, dict) and variant.get("text")]
