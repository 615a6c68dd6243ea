"""Reminders: proposed, confirmed, put off, handed on, done. One row each; the scheduler rings it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database, Job, JobKind, JobState
from bot.services.days.hours import Hours, hours_of, later
from bot.services.days.request import Wish, read_wish
from crm.base import Id, new_id
from crm.errors import NotFound
from crm.people import Actor, Role, Salesperson

_MOST = 200
"""Reminders one person may turn through."""


class ReminderService:
    """Reminders of a seller, and everybody's own hours."""

    def __init__(self, database: Database, clock: Clock, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` is the team's, for whoever set none."""
        self._database, self._clock, self._zone = database, clock, zone

    async def hours(self, uow: BotUnitOfWork, salesperson_id: Id) -> Hours:
        """Return somebody's hours."""
        return hours_of(await uow.days.setting(salesperson_id), salesperson_id, self._zone)

    async def local_now(self, actor: Actor) -> datetime:
        """Return the present in the seller's own zone."""
        async with self._database.read() as uow:
            hours = await self.hours(uow, actor.salesperson_id)
        return self._clock.now().astimezone(hours.zone)

    async def wish(self, actor: Actor, text: str) -> Wish | None:
        """Return what a line asks to be reminded of, or None."""
        return read_wish(text, await self.local_now(actor))

    async def list(self, actor: Actor) -> Sequence[Job]:
        """Return the seller's reminders, those that rang and are not done included."""
        async with self._database.read() as uow:
            return await uow.jobs.of(actor.salesperson_id, JobKind.REMINDER, _MOST)

    async def colleagues(self, actor: Actor) -> Sequence[Salesperson]:
        """Return the people of the team whom something can ring for, oneself included."""
        async with self._database.read() as uow:
            people = await uow.people.in_team(actor.team_id)
        return [person for person in people if person.active and person.telegram_id is not None]

    # --- writing ---

    async def propose(self, uow: BotUnitOfWork, actor: Actor, wish: Wish, customer_id: Id | None) -> Job:
        """Store what was read, to be confirmed. Raises NotFound for a customer outside the scope."""
        if customer_id:
            await uow.customers.get(customer_id, actor.scope)
        job = Job(
            id=new_id(),
            kind=JobKind.REMINDER,
            state=JobState.PROPOSED,
            owner_id=actor.salesperson_id,
            customer_id=customer_id,
            text=wish.text[:1000],
            due_at=wish.due.astimezone(UTC) if wish.due else None,
            exact=wish.exact,
            created_by=actor.salesperson_id,
            created_at=self._clock.now(),
        )
        await uow.jobs.add([job])
        return job

    async def confirm(self, uow: BotUnitOfWork, actor: Actor, id: Id, how: str = "") -> Job:
        """Let a proposed reminder ring at its time, or at the one a button names; twice is once.

        Raises NotFound, InputRefused `remind-when` without a time and `remind-past` for one gone by.
        """
        job = await self._mine(uow, actor, id)
        if job.state is not JobState.PROPOSED:
            return job
        due = await self._at(uow, actor, how) if how else job.due_at
        if due is None:
            raise InputRefused("remind-when")
        if due <= self._clock.now():
            raise InputRefused("remind-past")
        return await self._put(uow, job, state=JobState.WAITING, due_at=due)

    async def snooze(self, uow: BotUnitOfWork, actor: Actor, id: Id, how: str) -> Job:
        """Let it ring again later. Raises NotFound, also when it is done already."""
        job = await self._mine(uow, actor, id)
        if job.state not in {JobState.WAITING, JobState.SENT}:
            raise NotFound("reminder", id)
        due = await self._at(uow, actor, how)
        return await self._put(uow, job, state=JobState.WAITING, due_at=due, claim="", claimed_until=None)

    async def finish(self, uow: BotUnitOfWork, actor: Actor, id: Id, *, done: bool) -> Job:
        """Tick it off, or drop it."""
        job = await self._mine(uow, actor, id)
        return await self._put(uow, job, state=JobState.DONE if done else JobState.DROPPED)

    async def hand_on(self, uow: BotUnitOfWork, actor: Actor, id: Id, to: Id) -> tuple[Job, Salesperson]:
        """Give a reminder to a colleague of the team; one that rang already rings there at once.

        Raises NotFound for anybody who is not an active member of the team.
        """
        job, person = await self._mine(uow, actor, id), await colleague(uow, actor, to)
        changes: dict[str, object] = {"owner_id": person.id, "claim": "", "claimed_until": None}
        if job.state is JobState.SENT:
            changes |= {"state": JobState.WAITING, "due_at": self._clock.now()}
        return await self._put(uow, job, **changes), person

    async def _at(self, uow: BotUnitOfWork, actor: Actor, how: str) -> datetime:
        try:
            hours = await self.hours(uow, actor.salesperson_id)
            return later(how, self._clock.now(), hours.zone)
        except KeyError as error:
            raise InputRefused("old-button") from error

    async def _mine(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Job:
        job = await uow.jobs.get(id)
        if job is None or job.kind is not JobKind.REMINDER or job.owner_id != actor.salesperson_id:
            raise NotFound("reminder", id)
        return job

    @staticmethod
    async def _put(uow: BotUnitOfWork, job: Job, **changes: object) -> Job:
        changed = job.model_copy(update=changes)
        await uow.jobs.put(changed)
        return changed


async def colleague(uow: BotUnitOfWork, actor: Actor, id: Id) -> Salesperson:
    """Return an active member of the actor's team (an admin's: of any) or raise NotFound."""
    person = await uow.people.get(id)
    if not person.active or (actor.role is not Role.ADMIN and person.team_id != actor.team_id):
        raise NotFound("salesperson", id)
    return person
