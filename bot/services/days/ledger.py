"""The ledger of promises: found in what was said, confirmed with one tap, reminded of, kept or moved."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database, Job, JobKind, JobState, LedgerEntry
from bot.services.days.hours import day_after, hours_of, remind_at
from bot.services.days.reminding import colleague
from crm.base import Id, new_id
from crm.errors import NotFound
from crm.history import Direction, Promise, PromiseState, Touchpoint, TouchpointKind
from crm.people import RANK, Actor, Role, Salesperson, Scope
from crm.promising import Promised, Voice, find_promises

_MOST = 3
"""Promises proposed from one text."""
SOURCE = "said"
A_PAGE = 6
"""Promises on one screen."""


class LedgerPage(NamedTuple):
    """Some of the open promises."""

    entries: tuple[LedgerEntry, ...]
    total: int
    page: int
    """From 0."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(0, self.total - 1) // A_PAGE + 1


class PromiseService:
    """Promises of the team's sellers."""

    def __init__(self, database: Database, clock: Clock, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` is the team's, for whoever set none."""
        self._database, self._clock, self._zone = database, clock, zone

    async def found(self, actor: Actor, text: str, voice: Voice) -> tuple[Promised, ...]:
        """Return what a text promises, read in the seller's own zone; at most three of ours."""
        async with self._database.read() as uow:
            zone = await self._zone_of(uow, actor.salesperson_id)
        found = find_promises(text, self._clock.now().astimezone(zone), voice)
        return tuple(one for one in found if one.by is Voice.SELLER)[:_MOST]

    async def ledger(self, actor: Actor, *, team: bool = False) -> Sequence[LedgerEntry]:
        """Return open promises: one's own, or (manager) the team's."""
        if team:
            actor.require(Role.MANAGER, "ledger")
        async with self._database.read() as uow:
            return await uow.days.ledger(actor.scope, None if team else actor.salesperson_id)

    async def page(self, actor: Actor, page: int, *, team: bool = False) -> LedgerPage:
        """Return a page of the same, the last one where there are fewer pages."""
        if team:
            actor.require(Role.MANAGER, "ledger")
        by = None if team else actor.salesperson_id
        async with self._database.read() as uow:
            total = await uow.days.owed(actor.scope, by)
            page = min(page, max(0, total - 1) // A_PAGE)
            entries = await uow.days.ledger(actor.scope, by, A_PAGE, start=page * A_PAGE)
        return LedgerPage(tuple(entries), total, page)

    async def entry(self, actor: Actor, promise_id: Id) -> LedgerEntry:
        """Return one promise or raise NotFound."""
        async with self._database.read() as uow:
            return await self._entry(uow, actor, promise_id)

    # --- writing ---

    async def propose(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, found: Sequence[Promised]
    ) -> tuple[Job, ...]:
        """Store what was found, to be confirmed; what stands in the ledger already is left out."""
        await uow.customers.get(customer_id, actor.scope)
        open_ones = {
            p.text for p in await uow.histories.promises(customer_id) if p.state is PromiseState.OPEN
        }
        jobs = tuple(
            Job(
                id=new_id(),
                kind=JobKind.PROMISE,
                state=JobState.PROPOSED,
                owner_id=actor.salesperson_id,
                customer_id=customer_id,
                text=one.text[:1000],
                due_at=one.due.astimezone(UTC) if one.due else None,
                exact=one.exact,
                created_by=actor.salesperson_id,
                created_at=self._clock.now(),
            )
            for one in found
            if one.text not in open_ones
        )
        await uow.jobs.add(jobs)
        return jobs

    async def confirm(self, uow: BotUnitOfWork, actor: Actor, job_id: Id) -> Promise | None:
        """Put a proposed promise into the ledger and let it ring in time; None when it stands there."""
        job = await self._proposed(uow, actor, job_id)
        if job.state is not JobState.PROPOSED or job.customer_id is None:
            return None
        await uow.customers.get(job.customer_id, actor.scope)
        made = Promise(
            id=new_id(),
            customer_id=job.customer_id,
            by=actor.salesperson_id,
            text=job.text,
            due_at=job.due_at,
            source=SOURCE,
            created_at=self._clock.now(),
        )
        await uow.histories.add_promises([made])
        await uow.jobs.put(job.model_copy(update={"state": JobState.DONE}))
        if job.due_at:
            await self._ring(uow, actor.salesperson_id, made, exact=job.exact)
        return made

    async def decline(self, uow: BotUnitOfWork, actor: Actor, job_id: Id) -> None:
        """Drop a proposal."""
        job = await self._proposed(uow, actor, job_id)
        if job.state is JobState.PROPOSED:
            await uow.jobs.put(job.model_copy(update={"state": JobState.DROPPED}))

    async def keep(self, uow: BotUnitOfWork, actor: Actor, promise_id: Id) -> LedgerEntry:
        """Tick a promise off; that is a contact with the customer."""
        entry = await self._close(uow, actor, promise_id, PromiseState.KEPT)
        done = Touchpoint(
            id=new_id(),
            customer_id=entry.promise.customer_id,
            by=actor.salesperson_id,
            kind=TouchpointKind.MESSAGE,
            direction=Direction.OUT,
            text=entry.promise.text,
            at=self._clock.now(),
        )
        await uow.histories.add_touchpoints([done])
        return entry

    async def withdraw(self, uow: BotUnitOfWork, actor: Actor, promise_id: Id) -> LedgerEntry:
        """Take a promise out of the ledger."""
        return await self._close(uow, actor, promise_id, PromiseState.WITHDRAWN)

    async def postpone(self, uow: BotUnitOfWork, actor: Actor, promise_id: Id, how: str) -> LedgerEntry:
        """Move a promise to the evening of another day. Raises InputRefused `old-button`."""
        entry = await self._open(uow, actor, promise_id)
        zone = await self._zone_of(uow, entry.promise.by)
        try:
            due = day_after(how, self._clock.now(), zone)
        except KeyError as error:
            raise InputRefused("old-button") from error
        return await self._moved(uow, entry, entry.promise.model_copy(update={"due_at": due}))

    async def hand_on(
        self, uow: BotUnitOfWork, actor: Actor, promise_id: Id, to: Id
    ) -> tuple[LedgerEntry, Salesperson]:
        """Give a promise to a colleague; the customer stays whose it was. Raises NotFound."""
        entry, person = await self._open(uow, actor, promise_id), await colleague(uow, actor, to)
        moved = await self._moved(uow, entry, entry.promise.model_copy(update={"by": person.id}))
        return moved._replace(seller=person.name), person

    # --- steps ---

    async def _moved(self, uow: BotUnitOfWork, entry: LedgerEntry, changed: Promise) -> LedgerEntry:
        await uow.histories.update_promise(changed)
        await self._silence(uow, changed.id)
        if changed.due_at:
            await self._ring(uow, changed.by, changed, exact=False)
        return entry._replace(promise=changed)

    async def _close(
        self, uow: BotUnitOfWork, actor: Actor, promise_id: Id, state: PromiseState
    ) -> LedgerEntry:
        entry = await self._open(uow, actor, promise_id)
        changed = entry.promise.model_copy(update={"state": state})
        await uow.histories.update_promise(changed)
        await self._silence(uow, promise_id)
        return entry._replace(promise=changed)

    async def _ring(self, uow: BotUnitOfWork, owner_id: Id, made: Promise, *, exact: bool) -> None:
        assert made.due_at is not None  # noqa: S101 (callers ask first)
        now, zone = self._clock.now(), await self._zone_of(uow, owner_id)
        ring = Job(
            id=new_id(),
            kind=JobKind.PROMISE,
            owner_id=owner_id,
            customer_id=made.customer_id,
            subject=made.id,
            text=made.text[:1000],
            due_at=remind_at(made.due_at, exact=exact, now=now, zone=zone),
            exact=exact,
            created_by=owner_id,
            created_at=now,
        )
        await uow.jobs.add([ring])

    @staticmethod
    async def _silence(uow: BotUnitOfWork, promise_id: Id) -> None:
        for job in await uow.jobs.of_subject(JobKind.PROMISE, promise_id):
            if job.state is JobState.WAITING:
                await uow.jobs.put(job.model_copy(update={"state": JobState.DROPPED}))

    async def _open(self, uow: BotUnitOfWork, actor: Actor, promise_id: Id) -> LedgerEntry:
        entry = await self._entry(uow, actor, promise_id)
        if entry.promise.state is not PromiseState.OPEN:
            raise NotFound("promise", promise_id)
        return entry

    @staticmethod
    async def _entry(uow: BotUnitOfWork, actor: Actor, promise_id: Id) -> LedgerEntry:
        """A seller sees promises of the own and those about own customers, a manager the team's."""
        scope = Scope(team_id=actor.scope.team_id, owner_id=None)
        entry = await uow.days.entry(promise_id, scope)
        own = entry and actor.salesperson_id in {entry.promise.by, entry.owner_id}
        if entry is None or not (own or RANK[actor.role] >= RANK[Role.MANAGER]):
            raise NotFound("promise", promise_id)
        return entry

    @staticmethod
    async def _proposed(uow: BotUnitOfWork, actor: Actor, job_id: Id) -> Job:
        job = await uow.jobs.get(job_id)
        if job is None or job.kind is not JobKind.PROMISE or job.owner_id != actor.salesperson_id:
            raise NotFound("promise", job_id)
        return job

    async def _zone_of(self, uow: BotUnitOfWork, salesperson_id: Id) -> ZoneInfo:
        setting = await uow.days.setting(salesperson_id)
        return hours_of(setting, salesperson_id, self._zone).zone


def is_overdue(entry: LedgerEntry, now: datetime) -> bool:
    """Whether a promise's time has passed."""
    return entry.promise.due_at is not None and entry.promise.due_at < now
