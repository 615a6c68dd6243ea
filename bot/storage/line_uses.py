"""What became of the lines, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import LineUse, UseCount, UseKind
from bot.storage.session import Session
from bot.storage.tables_line_uses import line_use
from crm.base import Id


class SqlLineUses:
    """Implements `bot.ports.LineUses`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, use: LineUse) -> bool:
        """Store a use; the same kind for the same advice and line counts once (False for a repetition)."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        return bool(
            await self._session.count(build(line_use).values(use.model_dump()).on_conflict_do_nothing())
        )

    async def counts(self, team_id: Id, since: datetime) -> Sequence[UseCount]:
        """Return counts per card and kind of a team since a moment, the most frequent first."""
        number = func.count().label("count")
        wanted = (
            select(line_use.c.card_id, line_use.c.kind, number)
            .where(line_use.c.team_id == team_id, line_use.c.at >= since)
            .group_by(line_use.c.card_id, line_use.c.kind)
            .order_by(number.desc(), line_use.c.card_id, line_use.c.kind)
        )
        return [UseCount.model_validate(dict(row)) for row in await self._session.rows(wanted)]

    async def by_kind(self, team_id: Id, since: datetime) -> Mapping[UseKind, int]:
        """Return how often each kind of use happened: one tap below two lines is once."""
        taps = func.count(func.coalesce(line_use.c.advice_id, line_use.c.id).distinct()).label("count")
        wanted = (
            select(line_use.c.kind, taps)
            .where(line_use.c.team_id == team_id, line_use.c.at >= since)
            .group_by(line_use.c.kind)
        )
        return {UseKind(row["kind"]): int(row["count"]) for row in await self._session.rows(wanted)}

    async def scrub(self, customer_id: Id) -> int:
        """Forget of which customer and advice uses were (erasure); the counts stay."""
        mine = update(line_use).where(line_use.c.customer_id == customer_id)
        return await self._session.count(mine.values(customer_id=None, advice_id=None))
