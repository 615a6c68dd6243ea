"""One question, one run of tools, one answer that has been checked."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.briefs import ModelUse
from bot.services.figures import find_figures
from bot.services.model_budget import ModelBudget
from bot.services.pipeline import PipelineService
from bot.services.second_writer_checks import address_or_account, name_pieces, strangers
from bot.services.shelf import ShelfService
from bot.services.talking.tools import Proposal, Run, Tool
from bot.services.today import TodayService
from bot.services.writers import Fault, ModelFailed
from crm.people import Actor, Scope

MOST_STEPS = 6
"""Calls of the model in one run."""
MOST_TOOLS = 8
"""Calls of tools in one run."""
_LONGEST = 1200
_INDEX = re.compile(r"(?m)^\s*\d{1,2}[.、)）]\s*|第[一二三四五六七八九十\d]+[位个条]")


class Talker(Protocol):
    """A model that may call tools."""

    async def talk(self, question: str, tools: Sequence[Tool], *, today: str) -> tuple[str, ModelUse]:
        """Return its answer. Raises ModelFailed; stops by itself at MOST_STEPS and MOST_TOOLS."""

    async def warm(self) -> None:
        """Get ready for the first question."""

    async def close(self) -> None:
        """Close connections."""


@dataclass(frozen=True)
class Talk:
    """A checked answer, and what it proposes to write."""

    text: str
    proposals: tuple[Proposal, ...]
    use: ModelUse


class TalkService:
    """Asks the model with the rights of one person, and lets through only what traces."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        budget: ModelBudget,
        talker: Talker | None,
        shelf: ShelfService,
        today: TodayService,
        pipeline: PipelineService,
        *,
        zone: ZoneInfo,
    ) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._talker, self._zone = database, clock, talker, zone
        self._budget, self._shelf, self._today, self._pipeline = budget, shelf, today, pipeline

    @property
    def is_on(self) -> bool:
        """Whether there is a model to talk to."""
        return self._talker is not None

    async def warm(self) -> None:
        """Get ready for the first question."""
        if self._talker is not None:
            await self._talker.warm()

    async def close(self) -> None:
        """Close connections."""
        if self._talker is not None:
            await self._talker.close()

    async def talk(self, actor: Actor, question: str) -> Talk:
        """Return an answer. Raises ModelFailed: no model, limit, failed, or nothing that may be shown."""
        if self._talker is None:
            raise ModelFailed(Fault.MISCONFIGURED, "no model")
        if not await self._budget.allows(actor):
            raise ModelFailed(Fault.LIMIT)
        run = Run(actor, self._database, self._clock, self._shelf, self._today, self._pipeline, self._zone)
        today = self._clock.now().astimezone(self._zone).date().isoformat()
        try:
            said, use = await self._talker.talk(question, run.tools(), today=today)
        except ModelFailed as failed:
            await self._budget.count(actor, "talk", failed.fault.value)
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._budget.count(actor, "talk", Fault.STALE.value))
            raise
        text = run.filled(said.strip()[:_LONGEST])
        sound = bool(text) and await self._sound(run, question, said, text)
        await self._budget.count(actor, "talk", "used" if sound else Fault.REJECTED.value, use)
        if not sound:
            raise ModelFailed(Fault.REJECTED, use=use)
        return Talk(text, tuple(run.proposals), use)

    async def _sound(self, run: Run, question: str, said: str, text: str) -> bool:
        """Whether every figure traces, nothing leads outside, and nobody is named who was not shown."""
        if address_or_account(text) or not traced(said, [question, *run.shown]):
            return False
        shown = {id for id, _ in run.known.values()}
        names = [name for _, name in run.known.values()]
        if strangers(text, [*names, question]):
            return False
        pieces = [one for one in name_pieces(text) if not any(one in name for name in names)]
        pieces = [one for one in pieces if one not in question]
        if not pieces:
            return True
        async with self._database.read() as uow:
            hits = await uow.customers.named(pieces, Scope(team_id=run.actor.team_id, owner_id=None))
        return all(hit.id in shown for hit in hits)


def traced(text: str, grounds: Sequence[str]) -> bool:
    """Whether every figure of a text stands in a ground; 客户1 and the numbers of a list do not count."""
    known = {one.value for ground in grounds for one in find_figures(ground)}
    plain = _INDEX.sub(" ", re.sub(r"客户\d{1,2}", "客户", text))
    return all(one.soft or one.value in known for one in find_figures(plain))


__all__ = ["MOST_STEPS", "MOST_TOOLS", "Talk", "TalkService", "Talker", "traced"]
