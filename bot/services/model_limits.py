"""How many model calls a day a person and a team may make: the manager's word, else the configuration."""

from dataclasses import dataclass

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Database
from crm.people import Actor, Role

SELLER_CHOICES = (0, 50, 100, 200, 500)
TEAM_CHOICES = (0, 500, 1000, 2000, 5000)
"""Offered in chat; the configuration may hold any other number. None a day turns the model off."""


@dataclass(frozen=True)
class Limits:
    """Calls a day; the day begins at midnight of the configured time zone."""

    per_seller: int = 200
    per_team: int = 2000

    def allow(self, own: int, team: int) -> bool:
        """Whether another call may follow `own` calls of the person and `team` calls of everybody."""
        return own < self.per_seller and team < self.per_team


class ModelLimits:
    """Keeps a team's own limits beside those of the configuration."""

    def __init__(self, database: Database, configured: Limits) -> None:
        """Keep the collaborators; `configured` holds where no manager decided."""
        self._database, self.configured = database, configured

    async def of(self, actor: Actor) -> Limits:
        """Return what holds for a person's team."""
        async with self._database.read() as uow:
            return await self.within(uow, actor)

    async def within(self, uow: BotUnitOfWork, actor: Actor) -> Limits:
        """Return the same inside an open transaction."""
        own = await uow.model_calls.limits(actor.team_id)
        return Limits(*own) if own else self.configured

    async def change(
        self, uow: BotUnitOfWork, actor: Actor, *, seller: int | None = None, team: int | None = None
    ) -> Limits:
        """Set one or both limits and return both. Raises NotAllowed below manager, InputRefused."""
        actor.require(Role.MANAGER, "decide how often a model is asked")
        if seller not in {None, *SELLER_CHOICES} or team not in {None, *TEAM_CHOICES}:
            raise InputRefused("old-button")
        now = await self.within(uow, actor)
        limits = Limits(
            now.per_seller if seller is None else seller,
            now.per_team if team is None else team,
        )
        await uow.model_calls.limit(actor.team_id, (limits.per_seller, limits.per_team))
        return limits

    async def reset(self, uow: BotUnitOfWork, actor: Actor) -> Limits:
        """Let the configuration count again. Raises NotAllowed below manager."""
        actor.require(Role.MANAGER, "decide how often a model is asked")
        await uow.model_calls.limit(actor.team_id, None)
        return self.configured
