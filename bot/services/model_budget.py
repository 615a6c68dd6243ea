"""The day's limits of model calls, and the count of each call, whatever it was for."""

from zoneinfo import ZoneInfo

from bot.ports import Clock, Database, ModelCall
from bot.services.briefs import ModelUse
from bot.services.model_limits import ModelLimits
from crm.base import new_id
from crm.people import Actor


class ModelBudget:
    """Counts calls per person and team from midnight in the team's zone."""

    def __init__(self, database: Database, clock: Clock, limits: ModelLimits, *, zone: ZoneInfo) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._limits, self._zone = database, clock, limits, zone

    async def allows(self, actor: Actor) -> bool:
        """Whether the person and the team have a call left today."""
        here = self._clock.now().astimezone(self._zone)
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        async with self._database.read() as uow:
            own, team = await uow.model_calls.count(actor.team_id, actor.salesperson_id, midnight)
            limits = await self._limits.within(uow, actor)
        return limits.allow(own, team)

    async def count(self, actor: Actor, prompt: str, outcome: str, use: ModelUse | None = None) -> None:
        """Store a call and what it took."""
        spent = use.model_dump(exclude={"reused"}) if use else {"prompt": prompt}
        call = ModelCall(
            id=new_id(),
            team_id=actor.team_id,
            salesperson_id=actor.salesperson_id,
            outcome=outcome,
            at=self._clock.now(),
            **spent,
        )
        async with self._database.write() as uow:
            await uow.model_calls.add(call)
            await uow.commit()
