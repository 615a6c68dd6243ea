"""When the offline reading is unsure, a model may say which kind it is; disagreement stays a choice."""

from typing import Protocol

from bot.services.briefs import Advice
from bot.services.model_budget import ModelBudget
from bot.services.turns import Turn
from bot.services.writers import Fault, ModelFailed
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

    def __init__(self, budget: ModelBudget, reader: SlowReader | None, library: Library) -> None:
        """Keep the collaborators."""
        self._budget, self._reader = budget, reader
        self._titles = {id: card.title for id, card in library.objections.items()}

    def wanted(self, advice: Advice) -> bool:
        """Whether there is a model, and an unsure reading for it."""
        return self._reader is not None and bool(advice.choices)

    async def close(self) -> None:
        """Close connections."""
        if self._reader is not None:
            await self._reader.close()

    async def settle(self, actor: Actor, turn: Turn, advice: Advice) -> Advice:
        """Return the advice after a second opinion; unchanged when the model fails or may not be asked."""
        if self._reader is None or not await self._budget.allows(actor):
            return advice
        try:
            kind = await self._reader.kind_of(turn.text)
        except ModelFailed as failed:
            if failed.fault is not Fault.RESTING:
                await self._budget.count(actor, "reading", failed.fault.value)
            return advice
        await self._budget.count(actor, "reading", "used")
        return settled(advice, kind, self._titles)
