"""Hand-overs of customers between salespeople, and how somebody wants pictures."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, select, update

from bot.ports.days import JobKind, JobState
from bot.ports.records import HandOver, PictureLook
from bot.storage.customer_rows import in_scope
from bot.storage.keys import ScopeNumbers
from bot.storage.session import Session
from bot.storage.tables_customers import customer, search_key
from bot.storage.tables_days import job
from bot.storage.tables_histories import promise
from bot.storage.tables_records import hand_over, picture_look
from crm.base import Id
from crm.errors import NotFound
from crm.history import PromiseState
from crm.people import Scope

_AT_ONCE = 500


class SqlHandOvers:
    """The part of `bot.ports.RecordKeeping` about who looks after whom."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def owned(self, owner_id: Id, scope: Scope, limit: int) -> Sequence[Id]:
        """Return ids of somebody's customers within the scope, touched last first."""
        mine = select(customer.c.id).where(in_scope(scope), customer.c.owner_id == owner_id)
        latest = mine.order_by(customer.c.touched_at.desc(), customer.c.id).limit(limit)
        return [row["id"] for row in await self._session.rows(latest)]

    async def owners(self, scope: Scope) -> Mapping[Id, int]:
        """Return how many customers each owner has."""
        counted = select(customer.c.owner_id, func.count().label("count")).where(in_scope(scope))
        rows = await self._session.rows(counted.group_by(customer.c.owner_id))
        return {row["owner_id"]: int(row["count"]) for row in rows}

    async def hand(self, ids: Sequence[Id], from_id: Id, to_id: Id, at: datetime) -> Sequence[Id]:
        """Give customers that are still `from_id`'s to `to_id`; return which.

        What `from_id` still owes them, and is to be reminded of about them, goes along. A few statements
        for hundreds of customers: names do not change, only under whom they are found.
        """
        numbers = ScopeNumbers(self._session)
        before, after = await numbers.of("owner", from_id), await numbers.of("owner", to_id)
        handed: list[Id] = []
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            mine = update(customer).where(customer.c.id.in_(some), customer.c.owner_id == from_id)
            changed = mine.values(owner_id=to_id, updated_at=at, version=customer.c.version + 1)
            rows = await self._session.rows(changed.returning(customer.c.id, customer.c.no))
            keys = update(search_key).where(
                search_key.c.owner_no == before, search_key.c.customer_no.in_([row["no"] for row in rows])
            )
            await self._session.run(keys.values(owner_no=after))
            await self._owed([row["id"] for row in rows], from_id, to_id)
            handed += [row["id"] for row in rows]
        return handed

    async def _owed(self, customer_ids: Sequence[Id], from_id: Id, to_id: Id) -> None:
        """Let open promises to customers, and what rings about them, be another's."""
        owes = and_(promise.c.by == from_id, promise.c.state == PromiseState.OPEN)
        await self._session.run(
            update(promise).where(promise.c.customer_id.in_(customer_ids), owes).values(by=to_id)
        )
        rings = and_(
            job.c.owner_id == from_id,
            job.c.kind.in_((JobKind.REMINDER, JobKind.PROMISE)),
            job.c.state.in_((JobState.WAITING, JobState.SENT)),
        )
        await self._session.run(
            update(job)
            .where(job.c.customer_id.in_(customer_ids), rings)
            .values(owner_id=to_id, claim="", claimed_until=None)
        )

    async def add_hand_over(self, new: HandOver) -> None:
        """Remember a hand-over."""
        values = new.model_dump() | {"customer_ids": list(new.customer_ids)}
        await self._session.run(insert(hand_over).values(values))

    async def hand_over(self, id: Id, scope: Scope) -> HandOver:
        """Return a hand-over of the scope's team, or raise NotFound."""
        row = await self._session.row(select(hand_over).where(hand_over.c.id == id))
        if row is None or scope.team_id not in {None, row["team_id"]}:
            raise NotFound("hand-over", id)
        return HandOver.model_validate(dict(row))

    async def hand_overs(self, scope: Scope, since: datetime, limit: int = 10) -> Sequence[HandOver]:
        """Return hand-overs that still hold, latest first."""
        statement = select(hand_over).where(hand_over.c.at >= since, hand_over.c.undone_at.is_(None))
        if scope.team_id is not None:
            statement = statement.where(hand_over.c.team_id == scope.team_id)
        latest = statement.order_by(hand_over.c.at.desc(), hand_over.c.id.desc()).limit(limit)
        return [HandOver.model_validate(dict(row)) for row in await self._session.rows(latest)]

    async def undo_hand_over(self, id: Id, at: datetime) -> bool:
        """Mark a hand-over undone; False when somebody else was faster."""
        statement = update(hand_over).where(hand_over.c.id == id, hand_over.c.undone_at.is_(None))
        return await self._session.count(statement.values(undone_at=at)) == 1

    async def look(self, salesperson_id: Id) -> PictureLook:
        """Return how somebody wants pictures: light and uncovered unless said otherwise."""
        row = await self._session.row(
            select(picture_look).where(picture_look.c.salesperson_id == salesperson_id)
        )
        return PictureLook.model_validate(dict(row)) if row else PictureLook(salesperson_id=salesperson_id)

    async def put_look(self, look: PictureLook) -> None:
        """Keep how somebody wants pictures."""
        mine = picture_look.c.salesperson_id == look.salesperson_id
        await self._session.run(delete(picture_look).where(mine))
        await self._session.run(insert(picture_look).values(look.model_dump()))
