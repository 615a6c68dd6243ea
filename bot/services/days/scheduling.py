"""The durable scheduler: what is due is claimed, gathered per person, and marked sent with its message.

A job rings once although several replicas look: claiming is one statement in one transaction, and a
claim is only good until its lease ends. The message goes into the outbox in the transaction that
marks the jobs sent; whoever lost the claim in between marks nothing and sends nothing. Everything due
for one person at a look is one message, so a late start, a quiet night or a clock set forward give one.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database, Job, JobKind
from bot.services.days.complaining import ComplaintService
from bot.services.days.hours import Hours, digests, hours_of, is_quiet
from crm.base import new_id
from crm.people import RANK, Actor, Role, Salesperson, Scope, Team

LEASE = timedelta(minutes=2)
"""How long a claim holds; a replica that dies in between delays its jobs by no more."""
_KEEP = timedelta(days=90)
_MOST = 5000
"""Due jobs looked at together; the rest comes with the next look."""


class Ringing(NamedTuple):
    """What rings for one person now, held under a claim."""

    person: Salesperson
    actor: Actor
    chat_id: int
    hours: Hours
    jobs: tuple[Job, ...]
    claim: str

    @property
    def has_digest(self) -> bool:
        """Whether the morning digest is among them."""
        return any(job.kind is JobKind.DIGEST for job in self.jobs)


class Scheduler:
    """Plans, claims and settles jobs; it never speaks to anybody itself."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        complaints: ComplaintService,
        *,
        zone: ZoneInfo,
        sample_people: bool = True,
    ) -> None:
        """Keep the collaborators. `sample_people`: the sample team lives on the local phone."""
        self._database, self._clock, self._complaints = database, clock, complaints
        self._zone, self._sample_people = zone, sample_people

    async def plan(self) -> int:
        """Make sure that coming digests and clocks stand as jobs; return how many were new.

        Ids are made of what the job is for, so that planning twice, or by two replicas, plans once, and
        no day has two digests whatever the clock does.
        """
        async with self._database.read() as uow:
            jobs = [job for team in await self._teams(uow) for job in await self._planned(uow, team)]
            new = [job for job in jobs if await uow.jobs.get(job.id) is None]
        if not new:
            return 0
        async with self._database.write() as uow:
            added = await uow.jobs.add(new)
            await uow.jobs.prune(self._clock.now() - _KEEP)
            await uow.commit()
        return added

    async def replan(self, uow: BotUnitOfWork, person: Salesperson) -> None:
        """Plan somebody's digests anew, after their hours changed."""
        await uow.jobs.drop_waiting(person.id, JobKind.DIGEST)
        if person.telegram_id:
            await uow.jobs.add(await self._digests(uow, person))

    async def take(self) -> tuple[Ringing, ...]:
        """Claim what is due for everybody who may be rung now."""
        now = self._clock.now()
        async with self._database.read() as uow:
            waiting = await self._may_ring(uow, await uow.jobs.due(now, now + LEASE, _MOST), now)
        if not waiting:
            return ()
        held = []
        async with self._database.write() as uow:
            for one in sorted(waiting, key=lambda ringing: ringing.person.id):  # no two wait for each other
                got = set(await uow.jobs.claim([job.id for job in one.jobs], one.claim, now, now + LEASE))
                if jobs := tuple(job for job in one.jobs if job.id in got):
                    held.append(one._replace(jobs=jobs))
            await uow.commit()
        return tuple(held)

    async def settle(self, uow: BotUnitOfWork, ringing: Ringing) -> bool:
        """Mark the jobs sent; False when the claim was lost, and then nothing may be sent."""
        return await uow.jobs.sent([job.id for job in ringing.jobs], ringing.claim) == len(ringing.jobs)

    # --- steps ---

    async def _teams(self, uow: BotUnitOfWork) -> list[Team]:
        return [team for team in await uow.people.teams() if self._sample_people or not team.is_sample]

    async def _planned(self, uow: BotUnitOfWork, team: Team) -> list[Job]:
        people = [p for p in await uow.people.in_team(team.id) if p.active and p.telegram_id]
        jobs = [job for person in people for job in await self._digests(uow, person)]
        return jobs + await self._clocks(uow, team, people)

    async def _may_ring(self, uow: BotUnitOfWork, due: Sequence[Job], now: datetime) -> list[Ringing]:
        """Group what is due by person; whoever is in quiet hours, removed or unknown is left out."""
        teams = {team.id for team in await self._teams(uow)}
        groups: dict[str, list[Job]] = defaultdict(list)
        for job in due:
            groups[job.owner_id].append(job)
        found = []
        for owner_id, jobs in groups.items():
            person = await uow.people.get(owner_id)
            hours = await self._hours(uow, person)
            known = person.active and person.team_id in teams
            if known and person.telegram_id and not is_quiet(now, hours):
                ringing = Ringing(person, _actor(person), person.telegram_id, hours, tuple(jobs), new_id())
                found.append(ringing)
        return found

    async def _hours(self, uow: BotUnitOfWork, person: Salesperson) -> Hours:
        return hours_of(await uow.days.setting(person.id), person.id, self._zone)

    async def _digests(self, uow: BotUnitOfWork, person: Salesperson) -> list[Job]:
        hours, now = await self._hours(uow, person), self._clock.now()
        if not hours.setting.digest:
            return []
        return [
            Job(
                id=f"digest-{person.id}-{on}",
                kind=JobKind.DIGEST,
                owner_id=person.id,
                due_at=due,
                created_by=person.id,
                created_at=now,
            )
            for on, due in digests(now, hours)
        ]

    async def _clocks(self, uow: BotUnitOfWork, team: Team, people: Sequence[Salesperson]) -> list[Job]:
        """The owner hears of a clock before it runs out, the managers when it has."""
        now, rules = self._clock.now(), self._complaints.rules
        jobs = []
        for customer, clock in await self._complaints.running(uow, Scope(team_id=team.id, owner_id=None)):
            if now - clock.due_at > timedelta(days=rules.too_old_days):
                continue
            warn = clock.due_at - timedelta(hours=rules.warn_hours)
            told = [(p, warn) for p in people if p.id == customer.owner_id]
            told += [(p, clock.due_at) for p in people if RANK[p.role] >= RANK[Role.MANAGER]]
            for person, due in told:
                jobs.append(
                    Job(
                        id=f"clock-{clock.complaint.id}-{clock.step.value}-{person.id}"[:160],
                        kind=JobKind.COMPLAINT,
                        owner_id=person.id,
                        customer_id=customer.id,
                        subject=clock.complaint.id,
                        text=clock.step.value,
                        due_at=due,
                        created_by=person.id,
                        created_at=now,
                    )
                )
        return jobs


def _actor(person: Salesperson) -> Actor:
    return Actor(salesperson_id=person.id, team_id=person.team_id, role=person.role, name=person.name)
