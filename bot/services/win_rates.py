"""Win rates of the funnel (D28) as a team set them; what it never touched stays as it came."""

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.contracts import WinRate
from crm.base import Id, Record, new_id
from crm.history import Stage
from crm.people import Actor, Role
from crm.value.thresholds import FunnelRules

_SHOWN = 5


class Change(Record):
    """One change of a rate."""

    stage: Stage
    before: float
    after: float
    by: str
    at_day: str
    """YYYY-MM-DD."""


class RatesView(Record):
    """The rates in force and the latest changes."""

    rates: dict[Stage, float]
    usual: dict[Stage, float]
    """As they come."""
    changes: tuple[Change, ...]
    """Latest first."""


async def funnel_of(uow: BotUnitOfWork, team_id: Id, usual: FunnelRules) -> FunnelRules:
    """Return the rules of the funnel with the team's own win rates."""
    own = await uow.win_rates.in_force(team_id)
    return usual.model_copy(update={"win_rates": {**usual.win_rates, **own}}) if own else usual


class WinRateService:
    """Reads and sets win rates; only a manager sets them."""

    def __init__(self, database: Database, clock: Clock, usual: FunnelRules) -> None:
        """`usual` holds the rates as they come."""
        self._database, self._clock, self._usual = database, clock, usual

    async def view(self, actor: Actor) -> RatesView:
        """Return what is in force for the actor's team."""
        async with self._database.read() as uow:
            return await self.view_in(uow, actor)

    async def view_in(self, uow: BotUnitOfWork, actor: Actor) -> RatesView:
        """Return the same as seen inside a running transaction."""
        rules = await funnel_of(uow, actor.team_id, self._usual)
        stored = await uow.win_rates.history(actor.team_id, 200)
        people = {person.id: person.name for person in await uow.people.in_team(actor.team_id)}
        before, changes = dict(self._usual.win_rates), list[Change]()
        for one in reversed(stored):
            name, day = people.get(one.by, ""), f"{one.at:%Y-%m-%d}"
            changes.append(
                Change(stage=one.stage, before=before[one.stage], after=one.rate, by=name, at_day=day)
            )
            before[one.stage] = one.rate
        latest = tuple(reversed(changes))[:_SHOWN]
        return RatesView(rates=rules.win_rates, usual=self._usual.win_rates, changes=latest)

    async def set(self, uow: BotUnitOfWork, actor: Actor, stage: Stage, percent: int) -> None:
        """Set a stage's rate; the same as now is no change.

        Raises NotAllowed for salespeople, InputRefused `rate-bad` outside 0 to 100.
        """
        actor.require(Role.MANAGER, "win rates")
        if not 0 <= percent <= 100:
            raise InputRefused("rate-bad")
        rules = await funnel_of(uow, actor.team_id, self._usual)
        if round(rules.win_rates[stage] * 100) != percent:
            await uow.win_rates.add([self._rate(actor, stage, percent / 100)])

    async def reset(self, uow: BotUnitOfWork, actor: Actor) -> None:
        """Go back to the rates as they come; that is kept in the history too. Raises NotAllowed."""
        actor.require(Role.MANAGER, "win rates")
        rules = await funnel_of(uow, actor.team_id, self._usual)
        await uow.win_rates.add(
            [
                self._rate(actor, stage, rate)
                for stage, rate in self._usual.win_rates.items()
                if rules.win_rates[stage] != rate
            ]
        )

    def _rate(self, actor: Actor, stage: Stage, rate: float) -> WinRate:
        return WinRate(
            id=new_id(),
            team_id=actor.team_id,
            stage=stage,
            rate=rate,
            by=actor.salesperson_id,
            at=self._clock.now(),
        )
