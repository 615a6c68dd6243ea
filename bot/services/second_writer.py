"""The second writer: a model words the same Brief again, after the first answer is on the screen.

Code decides whether it may be asked at all (limits, what the team lets it see), answers an equal
question from an earlier call, checks every line, and counts what was spent. Whatever goes wrong ends
as ModelFailed, and the first answer stands.
"""

import asyncio
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database, ModelCall, ModelTotal
from bot.services.advise import Adviser
from bot.services.briefs import Advice, Brief, Draft, ModelUse, Variant
from bot.services.gate import check, pressing, select
from bot.services.gate.privacy import known_names
from bot.services.model_limits import Limits, ModelLimits
from bot.services.second_writer_checks import name_pieces, suspicious
from bot.services.second_writer_preview import Preview, listening
from bot.services.turns import Turn
from bot.services.writers import Fault, ModelFailed, SlowWriter
from crm.base import new_id
from crm.people import Actor, Role, Scope

VARIANTS = 2
USED = "used"
_NO_NAME = 20
"""Characters from which a known text is somebody's words, not a name."""
KEPT_FOR = timedelta(days=7)
"""How long an earlier answer serves an equal question."""


@dataclass(frozen=True)
class _Asked:
    actor: Actor
    advice: Advice
    brief: Brief
    key: str
    profile: bool


class SecondWriter:
    """Improves an advice by a model. Without a model (`writer` None) it is off and costs nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        adviser: Adviser,
        writer: SlowWriter | None,
        *,
        zone: ZoneInfo,
        limits: ModelLimits | None = None,
        hosts: Collection[str] = (),
    ) -> None:
        """Keep the collaborators; `hosts` are the sites a line may link to (none by default)."""
        self._database, self._clock, self._adviser = database, clock, adviser
        self._writer, self._zone = writer, zone
        self._limits, self._hosts = limits or ModelLimits(database, Limits()), hosts

    @property
    def is_on(self) -> bool:
        """Whether a model is configured."""
        return self._writer is not None

    @property
    def limits(self) -> ModelLimits:
        """Calls a day."""
        return self._limits

    async def warm(self) -> None:
        """Load what the first call would otherwise wait for."""
        if self._writer is not None:
            await self._writer.warm()
            await asyncio.to_thread(pressing.warm)
            async with self._database.read() as uow:  # the statement is prepared once
                await uow.customers.named([self._own_words[:1]], Scope(team_id="-", owner_id=None))

    async def close(self) -> None:
        """Close connections."""
        if self._writer is not None:
            await self._writer.close()

    async def improve(
        self,
        actor: Actor,
        turn: Turn,
        advice: Advice,
        *,
        tone: str = "",
        avoid: tuple[str, ...] = (),
        preview: Preview | None = None,
    ) -> tuple[Advice, ModelCall | None]:
        """Return a new advice with the model's lines, written over `advice`, and the call it took.

        Neither is stored yet, so that both can go into one transaction; the call is None when an
        earlier answer served. A call that came to nothing is counted here. `preview` is shown the lines
        that passed everything while the rest is still being written.
        Raises ModelFailed; NotFound when the customer is gone.
        """
        if self._writer is None or not advice.variants:
            raise ModelFailed(Fault.MISCONFIGURED, "no model, or nothing to word")
        brief = await self._adviser.brief_of(actor, turn, advice, tone=tone, avoid=avoid)
        asked, kept = await self._prepare(actor, advice, brief)
        if kept is not None and (improved := await self._passed(asked, _reused(kept))):
            return improved, None
        draft = await self._written(asked, preview)
        improved = await self._passed(asked, draft)
        if improved is None:
            await self.count(self._call(asked, draft.use, Fault.REJECTED.value))
            raise ModelFailed(Fault.REJECTED, use=draft.use)
        return improved, self._call(asked, draft.use, USED, draft)

    async def count(self, call: ModelCall) -> None:
        """Store a call."""
        async with self._database.write() as uow:
            await uow.model_calls.add(call)
            await uow.commit()

    async def totals(self, actor: Actor) -> Sequence[ModelTotal]:
        """Return what the team's calls of today came to, per person. Raises NotAllowed below manager."""
        actor.require(Role.MANAGER, "see what the model costs")
        async with self._database.read() as uow:
            return await uow.model_calls.totals(actor.team_id, self._midnight())

    async def send_profile(self, actor: Actor, *, allowed: bool) -> None:
        """Allow or forbid it for the team. Raises NotAllowed below manager."""
        actor.require(Role.MANAGER, "decide what a model sees")
        async with self._database.write() as uow:
            await uow.model_calls.send_profile(actor.team_id, allowed)
            await uow.commit()

    async def sends_profile(self, actor: Actor) -> bool:
        """Whether the listed minimum of a customer's record may be sent for this team."""
        async with self._database.read() as uow:
            return await uow.model_calls.sends_profile(actor.team_id)

    # --- steps ---

    async def _prepare(self, actor: Actor, advice: Advice, brief: Brief) -> tuple[_Asked, Draft | None]:
        """Check the day's limits and look for an equal question; raises ModelFailed(LIMIT)."""
        assert self._writer is not None  # noqa: S101 - improve() made sure
        now = self._clock.now()
        async with self._database.read() as uow:
            profile = await uow.model_calls.sends_profile(actor.team_id)
            key = brief_key(brief, f"{self._writer.fingerprint} {'profile' if profile else 'bare'}")
            kept = await uow.model_calls.kept(key, now - KEPT_FOR)
            own, team = await uow.model_calls.count(actor.team_id, actor.salesperson_id, self._midnight())
            limits = await self._limits.within(uow, actor)
        asked = _Asked(actor, advice, brief, key, profile)
        if kept is not None and kept.draft:
            return asked, Draft.model_validate(kept.draft)
        if not limits.allow(own, team):
            raise ModelFailed(Fault.LIMIT)
        return asked, None

    async def _written(self, asked: _Asked, preview: Preview | None) -> Draft:
        assert self._writer is not None  # noqa: S101 - improve() made sure
        try:
            async with listening(lambda draft: self._passed(asked, draft), preview) as hears:
                return await self._writer.write(asked.brief, profile=asked.profile, hears=hears)
        except ModelFailed as failed:
            if failed.fault is not Fault.RESTING:
                await self.count(self._call(asked, failed.use, failed.fault.value))
            raise
        except asyncio.CancelledError:  # something newer in the chat; what was asked is paid all the same
            await asyncio.shield(self.count(self._call(asked, None, Fault.STALE.value)))
            raise

    async def _passed(self, asked: _Asked, draft: Draft) -> Advice | None:
        """Return the advice of the lines that pass everything, None when not one does."""
        brief = asked.brief
        used = {*brief.avoid, *(v.text for v in asked.advice.variants)}
        texts = {text for text in (*(v.text for v in draft.variants), draft.why, draft.next_step) if text}
        ours = await self._ours(asked, texts)
        fresh = [v for v in draft.variants if v.text not in used and v.text in ours]
        today = self._clock.now().astimezone(self._zone).date()
        known_card = self._adviser.library.cards.__contains__
        wanted = min(VARIANTS, len(asked.advice.variants) or VARIANTS)
        variants, verdicts = select(
            fresh,
            brief,
            wanted,
            today=today,
            card_exists=known_card,
            hosts=self._hosts,
        )
        if not variants:
            return None
        first = asked.advice
        why, next_step = (
            text if text in ours and check(Variant(text=text, style=""), brief, today=today).passed else ""
            for text in (draft.why, draft.next_step)
        )
        return first.model_copy(
            update={
                "id": new_id(),
                "first_id": first.id,
                "variants": tuple(variants),
                "why": why or first.why,
                "next_step": next_step or first.next_step,
                "sources": self._adviser.sources_of(variants) or first.sources,
                "writer": draft.writer,
                "use": draft.use,
                "reasons": (
                    *first.reasons,
                    *(f"model rejected: {', '.join(v.findings)}" for v in verdicts if not v.passed),
                ),
            }
        )

    async def _ours(self, asked: _Asked, texts: Collection[str]) -> frozenset[str]:
        """Return the texts that carry nothing out and nobody else's name in.

        One look-up for all of them; only when it finds somebody each is looked at for itself.
        """
        sound = [text for text in texts if not suspicious(text, asked.brief)]
        if await self._names_nobody_else(asked, "。".join(sound)):
            return frozenset(sound)
        return frozenset([text for text in sound if await self._names_nobody_else(asked, text)])

    async def _names_nobody_else(self, asked: _Asked, text: str) -> bool:
        """Whether no other customer is named.

        Names are looked up among the whole team's customers, not only the seller's own: a model must
        not give away that somebody else's customer exists.
        """
        known = [name for name in known_names(asked.brief) if len(name) < _NO_NAME]
        pieces = [piece for piece in name_pieces(text) if not any(piece in name for name in known)]
        if not pieces:
            return True
        async with self._database.read() as uow:
            hits = await uow.customers.named(pieces, Scope(team_id=asked.actor.team_id, owner_id=None))
        own = asked.brief.snapshot.customer.id if asked.brief.snapshot else None
        foreign = {hit.name for hit in hits if hit.id != own}
        return all(len(name) <= 2 and name in text and name in self._own_words for name in foreign)

    @cached_property
    def _own_words(self) -> str:
        """All lines of the library: a customer may be called 高兴, but the word stays a word."""
        library = self._adviser.library
        moves = (move for id in library.cards for move in library.moves_of(id))
        return "\n".join(line.text for move in moves for line in move.lines)

    def _call(
        self, asked: _Asked, use: ModelUse | None, outcome: str, draft: Draft | None = None
    ) -> ModelCall:
        spent = use.model_dump(exclude={"reused"}) if use else {}
        return ModelCall(
            id=new_id(),
            team_id=asked.actor.team_id,
            salesperson_id=asked.actor.salesperson_id,
            customer_id=asked.advice.customer_id,
            brief_key=asked.key,
            outcome=outcome,
            draft=draft.model_dump(mode="json") if draft else None,
            at=self._clock.now(),
            **spent,
        )

    def _midnight(self) -> datetime:
        here = self._clock.now().astimezone(self._zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0)


def brief_key(brief: Brief, fingerprint: str) -> str:
    """Return the fingerprint of all that decides a model's answer: two equal keys, one answer.

    Left out is only what does not reach the model's words: earlier lines, who asks, the documents.
    """
    customer = brief.snapshot.customer.id if brief.snapshot else ""
    parts = (
        fingerprint,
        customer,
        brief.reading.customer_words,
        brief.reading.kind.value,
        brief.reading.objection.primary,
        [fact.model_dump(mode="json") for fact in brief.facts],
        [f"{move.card_id}/{move.move_id}" for move in brief.moves],
        [brief.locale, brief.tone, *brief.avoid],
    )
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _reused(draft: Draft) -> Draft:
    """Mark a kept draft: it cost nothing this time."""
    use = draft.use
    if use is None:
        return draft
    free = {"reused": True, "cost": None if use.cost is None else use.cost * 0}
    return draft.model_copy(update={"use": use.model_copy(update=free)})
