"""Calls of the language model as rows."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import JsonValue
from sqlalchemy import and_, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import ModelCall, ModelTotal
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_model import model_call, model_limit, model_setting
from crm.base import Id

_MICRO = -6


class SqlModelCalls:
    """Implements `bot.ports.ModelCalls`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, call: ModelCall) -> None:
        """Store a call."""
        await self._session.run(insert(model_call).values(call.model_dump()))

    async def count(self, team_id: Id, salesperson_id: Id, since: datetime) -> tuple[int, int]:
        """Return how many calls the person and the whole team made since a moment."""
        own = func.sum(case((model_call.c.salesperson_id == salesperson_id, 1), else_=0))
        wanted = select(own.label("own"), func.count().label("team")).where(
            model_call.c.team_id == team_id, model_call.c.at >= since
        )
        row = await self._session.row(wanted)
        return (int(row["own"] or 0), int(row["team"])) if row else (0, 0)

    async def kept(self, brief_key: str, since: datetime) -> ModelCall | None:
        """Return the latest call with a draft for the same brief."""
        found = and_(
            model_call.c.brief_key == brief_key, model_call.c.at >= since, model_call.c.draft.is_not(None)
        )
        latest = select(model_call).where(found).order_by(model_call.c.at.desc(), model_call.c.id.desc())
        row = await self._session.row(latest.limit(1))
        return ModelCall.model_validate(dict(row)) if row and row["draft"] else None

    async def totals(self, team_id: Id | None, since: datetime) -> Sequence[ModelTotal]:
        """Return calls, tokens and cost per person since a moment, the busiest first; None: all teams."""
        calls = func.count()
        failed = func.sum(case((model_call.c.outcome == "used", 0), else_=1))
        wanted = (
            select(
                model_call.c.salesperson_id,
                calls.label("calls"),
                failed.label("unused"),
                func.sum(model_call.c.input_tokens).label("input_tokens"),
                func.sum(model_call.c.output_tokens).label("output_tokens"),
                func.sum(case((model_call.c.estimated, 1), else_=0)).label("estimated"),
                func.sum(model_call.c.cost).label("cost"),
            )
            .where(model_call.c.at >= since, *([model_call.c.team_id == team_id] if team_id else []))
            .group_by(model_call.c.salesperson_id)
            .order_by(calls.desc(), model_call.c.salesperson_id)
        )
        return [_total(dict(row)) for row in await self._session.rows(wanted)]

    async def sends_profile(self, team_id: Id) -> bool:
        """Whether the listed minimum of a customer's record may be sent; yes unless a manager forbade it."""
        said = await self._session.scalar(
            select(model_setting.c.sends_profile).where(model_setting.c.team_id == team_id)
        )
        return said is None or bool(said)

    async def send_profile(self, team_id: Id, allowed: bool) -> None:
        """Allow or forbid it."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        await self._session.run(
            build(model_setting)
            .values(team_id=team_id, sends_profile=allowed)
            .on_conflict_do_update(index_elements=[model_setting.c.team_id], set_={"sends_profile": allowed})
        )

    async def limits(self, team_id: Id) -> tuple[int, int] | None:
        """Return the calls a day per person and for the team; None when no manager decided."""
        row = await self._session.row(select(model_limit).where(model_limit.c.team_id == team_id))
        return (int(row["per_seller"]), int(row["per_team"])) if row else None

    async def limit(self, team_id: Id, limits: tuple[int, int] | None) -> None:
        """Set them; None takes the team's own away."""
        if limits is None:
            await self._session.run(delete(model_limit).where(model_limit.c.team_id == team_id))
            return
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        values = {"per_seller": limits[0], "per_team": limits[1]}
        await self._session.run(
            build(model_limit)
            .values(team_id=team_id, **values)
            .on_conflict_do_update(index_elements=[model_limit.c.team_id], set_=values)
        )

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Empty the drafts about a customer or holding one of the strings; what they cost stays known."""
        words = [*needles, customer_id]
        found = or_(model_call.c.customer_id == customer_id, holds_any(model_call.c.draft, words))
        emptied: dict[str, JsonValue] = {"draft": None, "customer_id": None, "brief_key": ""}
        return await self._session.count(update(model_call).where(found).values(emptied))


def _total(row: dict[str, object]) -> ModelTotal:
    cost = row.pop("cost")
    numbers = {
        name: int(str(value or 0)) if name != "salesperson_id" else value for name, value in row.items()
    }
    return ModelTotal.model_validate(
        {**numbers, "cost": None if cost is None else Decimal(str(cost)).normalize()}
    )
