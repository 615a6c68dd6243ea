"""What a ringing message holds: looked up when it rings, so that nothing done meanwhile is spoken of."""

from typing import NamedTuple

from bot.ports import Clock, Database, Job, JobKind, LedgerEntry
from bot.services.days.complaining import ComplaintService, Running
from bot.services.days.ledger import PromiseService, is_overdue
from bot.services.days.scheduling import Ringing
from bot.services.today import TodayItem, TodayService
from crm.errors import NotFound
from crm.history import PromiseState
from crm.people import RANK, Role


class News(NamedTuple):
    """Everything one message tells one person."""

    digest: bool
    items: tuple[TodayItem, ...]
    reminders: tuple[Job, ...]
    promises: tuple[LedgerEntry, ...]
    complaints: tuple[Running, ...]
    team_overdue: tuple[LedgerEntry, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.items or self.reminders or self.promises or self.complaints or self.team_overdue)


class NewsService:
    """Gathers the news for a ringing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        today: TodayService,
        promises: PromiseService,
        complaints: ComplaintService,
    ) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._today = database, clock, today
        self._promises, self._complaints = promises, complaints

    async def gather(self, ringing: Ringing) -> News:
        """Return what is still true of the jobs that ring, and the day's list for a digest."""
        kinds: dict[JobKind, list[Job]] = {kind: [] for kind in JobKind}
        for job in ringing.jobs:
            kinds[job.kind].append(job)
        return News(
            digest=ringing.has_digest,
            items=tuple(await self._today.due(ringing.actor)) if ringing.has_digest else (),
            reminders=tuple(kinds[JobKind.REMINDER]),
            promises=await self._open_promises(ringing, kinds[JobKind.PROMISE]),
            complaints=await self._still_running(ringing, {job.subject for job in kinds[JobKind.COMPLAINT]}),
            team_overdue=await self._overdue(ringing) if ringing.has_digest else (),
        )

    async def _open_promises(self, ringing: Ringing, jobs: list[Job]) -> tuple[LedgerEntry, ...]:
        found: dict[str, LedgerEntry] = {}
        for job in jobs:
            try:
                entry = await self._promises.entry(ringing.actor, job.subject)
            except NotFound:
                continue
            if entry.promise.state is PromiseState.OPEN and entry.promise.by == ringing.person.id:
                found[entry.promise.id] = entry
        if ringing.has_digest:
            evening = self._clock.now().astimezone(ringing.hours.zone).replace(hour=23, minute=59)
            for entry in await self._promises.ledger(ringing.actor):
                if entry.promise.due_at and entry.promise.due_at <= evening:
                    found[entry.promise.id] = entry
        return tuple(found.values())

    async def _still_running(self, ringing: Ringing, subjects: set[str]) -> tuple[Running, ...]:
        if not subjects:
            return ()
        async with self._database.read() as uow:
            running = await self._complaints.running(uow, ringing.actor.scope)
        return tuple(one for one in running if one.clock.complaint.id in subjects)

    async def _overdue(self, ringing: Ringing) -> tuple[LedgerEntry, ...]:
        """A manager hears of the team's overdue promises where the team chose so."""
        if RANK[ringing.actor.role] < RANK[Role.MANAGER]:
            return ()
        async with self._database.read() as uow:
            if not await uow.days.tells_manager(ringing.actor.team_id):
                return ()
        now = self._clock.now()
        team = await self._promises.ledger(ringing.actor, team=True)
        return tuple(e for e in team if is_overdue(e, now) and e.promise.by != ringing.person.id)
