"""When the offline reading is unsure, a model may say which kind it is; disagreement stays a choice."""

from typing import Protocol
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database, ModelCall
from bot.services.briefs import Advice
from bot.services.turns import Turn
from bot.services.writers import Fault, ModelFailed
from crm.base import new_id
from crm.people import Actor
from playbooks.load import Library
from playbooks.terms import NO_OBJECTION


class SlowReader(Protocol):
    """A model that knows the kinds by id."""

    async def kind_of(self, words: str) -> str:
        """Return an id, `none` included. Raises ModelFailed."""

    async def close(self) -> None:
        """Close connections."""


def settled(advice: Advice, kind: str, titles: dict[str, str]) -> Advice:
    """Return an unsure advice after a second opinion.

    The same kind: the question goes away. Another of ours: the question is between the two. `none`, or
    a kind without a title: nothing changes.
    """
    first = str(advice.objection.get("primary") or "")
    if kind == first:
        return advice.model_copy(update={"choices": ()})
    if kind == NO_OBJECTION or kind not in titles:
        return advice
    choices = tuple(f"{id}|{titles[id]}" for id in (first, kind) if id in titles)
    return advice.model_copy(update={"choices": choices})


class SecondReadingService:
    """Asks within the day's limits; every call is counted."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        reader: SlowReader | None,
        library: Library,
        *,
        zone: ZoneInfo,
        per_seller: int,
        per_team: int,
    ) -> None:
        """Keep the collaborators; the limits are calls a day."""
        self._database, self._clock, self._reader, self._zone = database, clock, reader, zone
        self._titles = {id: card.title for id, card in library.objections.items()}
        self._per_seller, self._per_team = per_seller, per_team

    def wanted(self, advice: Advice) -> bool:
        """Whether there is a model, and an unsure reading for it."""
        return self._reader is not None and bool(advice.choices)

    async def close(self) -> None:
        """Close connections."""
        if self._reader is not None:
            await self._reader.close()

    async def settle(self, actor: Actor, turn: Turn, advice: Advice) -> Advice:
        """Return the advice after a second opinion; unchanged when the model fails or may not be asked."""
        if self._reader is None or not await self._may_ask(actor):
            return advice
        try:
            kind = await self._reader.kind_of(turn.text)
        except ModelFailed as failed:
            if failed.fault is not Fault.RESTING:
                await self._count(actor, failed.fault.value)
            return advice
        await self._count(actor, "used")
        return settled(advice, kind, self._titles)

    async def _may_ask(self, actor: Actor) -> bool:
        here = self._clock.now().astimezone(self._zone)
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        async with self._database.read() as uow:
            own, team = await uow.model_calls.count(actor.team_id, actor.salesperson_id, midnight)
        return own < self._per_seller and team < self._per_team

    async def _count(self, actor: Actor, outcome: str) -> None:
        async with self._database.write() as uow:
            await uow.model_calls.add(
                ModelCall(
                    id=new_id(),
                    team_id=actor.team_id,
                    salesperson_id=actor.salesperson_id,
                    prompt="reading",
                    outcome=outcome,
                    at=self._clock.now(),
                )
            )
            await uow.commit()
