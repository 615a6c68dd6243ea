"""Jobs of the scheduler, sellers' own hours, and the ledger of promises."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import RowMapping, Select, and_, case, delete, false, func, not_, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from bot.ports.days import DaySetting, Job, JobKind, JobState, LedgerEntry, PromiseCounts
from bot.storage.customer_rows import in_scope
from bot.storage.people import insert_new
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_days import day_setting, day_team, job
from bot.storage.tables_histories import promise
from bot.storage.tables_people import salesperson
from crm.base import Id
from crm.history import Promise, PromiseState
from crm.people import Scope

_LIVE = (JobState.WAITING, JobState.SENT)


class SqlJobs:
    """Implements `bot.ports.days.Jobs`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, jobs: Sequence[Job]) -> int:
        """Store jobs whose id is new; return how many were."""
        stored = 0
        for one in jobs:
            stored += await self._session.count(insert_new(self._session, job).values(one.model_dump()))
        return stored

    async def get(self, id: Id) -> Job | None:
        """Return a job in any state, or None."""
        row = await self._session.row(select(job).where(job.c.id == id))
        return _job(row) if row else None

    async def put(self, changed: Job) -> bool:
        """Replace a job; False when it is gone."""
        statement = update(job).where(job.c.id == changed.id).values(changed.model_dump())
        return bool(await self._session.count(statement))

    async def of(self, owner_id: Id, kind: JobKind, limit: int = 20) -> Sequence[Job]:
        """Return the jobs of a kind that wait for or were sent to somebody, soonest first."""
        found = select(job).where(job.c.owner_id == owner_id, job.c.kind == kind, job.c.state.in_(_LIVE))
        rows = await self._session.rows(found.order_by(job.c.due_at, job.c.id).limit(limit))
        return [_job(row) for row in rows]

    async def of_subject(self, kind: JobKind, subject: str) -> Sequence[Job]:
        """Return the jobs about a promise or a complaint."""
        found = select(job).where(job.c.kind == kind, job.c.subject == subject)
        return [_job(row) for row in await self._session.rows(found.order_by(job.c.id))]

    async def due(self, now: datetime, lease: datetime, limit: int = 500) -> Sequence[Job]:
        """Return waiting jobs that are due and not claimed by somebody at work."""
        found = select(job).where(_free(now, lease)).order_by(job.c.due_at, job.c.id).limit(limit)
        return [_job(row) for row in await self._session.rows(found)]

    async def claim(self, ids: Sequence[Id], claim: str, now: datetime, lease: datetime) -> Sequence[Id]:
        """Claim free jobs until `lease`; return those obtained.

        One statement each: a replica that comes second waits for the first one's commit, looks at the
        row again, and gets nothing.
        """
        statement = update(job).values(claim=claim, claimed_until=lease)
        return [
            id
            for id in sorted(ids)
            if await self._session.count(statement.where(job.c.id == id, _free(now, lease)))
        ]

    async def sent(self, ids: Sequence[Id], claim: str) -> int:
        """Mark jobs held under a claim as sent; return how many were still held."""
        held = and_(job.c.id.in_(ids), job.c.claim == claim, job.c.state == JobState.WAITING)
        return await self._session.count(
            update(job).where(held).values(state=JobState.SENT, claim="", claimed_until=None)
        )

    async def drop_waiting(self, owner_id: Id, kind: JobKind) -> int:
        """Remove a person's waiting jobs of a kind; return how many."""
        return await self._session.count(
            delete(job).where(job.c.owner_id == owner_id, job.c.kind == kind, job.c.state == JobState.WAITING)
        )

    async def prune(self, before: datetime) -> int:
        """Forget jobs created before a moment that are neither proposed nor waiting; return how many."""
        over = job.c.state.in_((JobState.SENT, JobState.DONE, JobState.DROPPED))
        mechanical = job.c.kind.in_((JobKind.DIGEST, JobKind.COMPLAINT))
        settled = job.c.state.in_((JobState.DONE, JobState.DROPPED))
        return await self._session.count(
            delete(job).where(job.c.created_at < before, over, or_(mechanical, settled))
        )

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove jobs whose words contain one of the strings (erasure); return how many."""
        if not needles:
            return 0
        return await self._session.count(delete(job).where(holds_any(job.c.text, needles)))


class SqlDays:
    """Implements `bot.ports.days.Days`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def setting(self, salesperson_id: Id) -> DaySetting | None:
        """Return a person's own hours, None while the defaults hold."""
        found = select(day_setting).where(day_setting.c.salesperson_id == salesperson_id)
        row = await self._session.row(found)
        return DaySetting.model_validate(dict(row)) if row else None

    async def put_setting(self, setting: DaySetting) -> None:
        """Insert or replace."""
        values = setting.model_dump()
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        statement = build(day_setting).values(values)
        await self._session.run(
            statement.on_conflict_do_update(index_elements=[day_setting.c.salesperson_id], set_=values)
        )

    async def tells_manager(self, team_id: Id) -> bool:
        """Whether overdue promises of a team go into its manager's digest."""
        found = select(day_team.c.tells_manager).where(day_team.c.team_id == team_id)
        return bool(await self._session.scalar(found))

    async def tell_manager(self, team_id: Id, allowed: bool) -> None:
        """Set it."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        values = {"team_id": team_id, "tells_manager": allowed}
        statement = build(day_team).values(values)
        await self._session.run(
            statement.on_conflict_do_update(index_elements=[day_team.c.team_id], set_=values)
        )

    async def ledger(
        self, scope: Scope, by: Id | None, limit: int = 50, *, start: int = 0
    ) -> Sequence[LedgerEntry]:
        """Return open promises of a team (`by`: of one person), earliest due first."""
        found = _entries(scope).where(promise.c.state == PromiseState.OPEN, _of(by))
        ordered = found.order_by(promise.c.due_at.asc().nulls_last(), promise.c.id)
        return [_entry(row) for row in await self._session.rows(ordered.limit(limit).offset(start))]

    async def owed(self, scope: Scope, by: Id | None) -> int:
        """Return how many open promises there are in all."""
        found = _entries(scope).where(promise.c.state == PromiseState.OPEN, _of(by)).subquery()
        return int(cast(int, await self._session.scalar(select(func.count()).select_from(found)) or 0))

    async def promised(self, scope: Scope, since: datetime, now: datetime) -> PromiseCounts:
        """Count a team's promises: kept (made or due since then), open in time, and overdue."""
        is_open = promise.c.state == PromiseState.OPEN
        late = and_(is_open, promise.c.due_at <= now)
        recent = or_(promise.c.due_at >= since, promise.c.created_at >= since)
        kept = and_(promise.c.state == PromiseState.KEPT, recent)
        counted = (kept, and_(is_open, not_(func.coalesce(promise.c.due_at <= now, false()))), late)
        team = in_scope(Scope(team_id=scope.team_id, owner_id=None))
        row = await self._session.row(
            select(*(func.count(case((which, 1))).label(f"n{n}") for n, which in enumerate(counted)))
            .select_from(promise)
            .join(customer, customer.c.id == promise.c.customer_id)
            .where(team)
        )
        return PromiseCounts(*(int(row[f"n{n}"]) for n in range(3))) if row else PromiseCounts(0, 0, 0)

    async def entry(self, promise_id: Id, scope: Scope) -> LedgerEntry | None:
        """Return a promise of a team in any state."""
        row = await self._session.row(_entries(scope).where(promise.c.id == promise_id))
        return _entry(row) if row else None


def _free(now: datetime, lease: datetime) -> ColumnElement[bool]:
    """Due, and in nobody's hands. A lease beyond the longest one was given by a clock since set back."""
    unheld = or_(job.c.claimed_until.is_(None), job.c.claimed_until <= now, job.c.claimed_until > lease)
    return and_(job.c.state == JobState.WAITING, job.c.due_at <= now, unheld)


def _of(by: Id | None) -> ColumnElement[bool]:
    return promise.c.by == by if by else true()


def _entries(scope: Scope) -> Select[tuple[object, ...]]:
    team = Scope(team_id=scope.team_id, owner_id=None)
    return (
        select(
            *promise.c,
            customer.c.name.label("customer_name"),
            customer.c.address_as.label("customer_called"),
            customer.c.owner_id.label("customer_owner"),
            salesperson.c.name.label("seller_name"),
        )
        .join(customer, customer.c.id == promise.c.customer_id)
        .outerjoin(salesperson, salesperson.c.id == promise.c.by)
        .where(in_scope(team))
    )


def _entry(row: RowMapping) -> LedgerEntry:
    values = dict(row)
    name, called = values.pop("customer_name"), values.pop("customer_called")
    owner, seller = values.pop("customer_owner"), values.pop("seller_name")
    return LedgerEntry(Promise.model_validate(values), called or name, seller or "", owner)


def _job(row: RowMapping) -> Job:
    return Job.model_validate(dict(row))
