"""Follow-ups: a typed line that goes on about the last advice instead of starting something new.

「换个温和的」「再短点」「他还是说太贵」「那要是他老婆也在呢」 mean nothing alone. The cues are data
(`followups.yaml`); what they refer to is the last advice of the customer talked about.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from bot.ports import Database, Dialogue, StoredAdvice
from bot.services.briefs import Advice
from bot.services.turns import Speaker, Turn, TurnKind
from crm.base import Id
from crm.people import Actor

_SEEN = "seen:"
_ENGLISH = {"wife": "老婆", "husband": "老公", "boss": "领导", "son": "儿子", "daughter": "女儿"}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["tone", "still", "people"]
    tone: Literal["", "softer", "shorter", "bolder", "expert"] = ""
    patterns: tuple[str, ...] = Field(min_length=1)


class _Cues(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    longest: int = Field(description="Characters of the longest line that is looked at")
    hours: int = Field(description="How long an advice can be referred to")
    entries: tuple[_Entry, ...]


@dataclass(frozen=True)
class FollowUp:
    """What a line wants of the last advice. `words` are the customer's new words, `who` the person."""

    kind: Literal["tone", "still", "people"]
    tone: str = ""
    words: str = ""
    who: str = ""


@dataclass(frozen=True)
class Referred:
    """The turn to answer instead: the earlier one, with what is new; and how."""

    turn: Turn
    objection: str | None
    tone: str
    avoid: tuple[str, ...]
    earlier: Advice


def follow_up(text: str) -> FollowUp | None:
    """Return what a typed line wants of the last advice; None when it stands on its own."""
    plain = text.strip().lower().translate({0xFF01 + i: 0x21 + i for i in range(94)})
    if not plain or len(plain) > _cues().longest:
        return None
    for entry, pattern in _patterns():
        if match := pattern.search(plain):
            groups = match.groupdict()
            who = groups.get("who") or ""
            words = (groups.get("words") or "").strip(" ,。.:!，：")
            if entry.kind == "still" and not words:
                continue
            return FollowUp(entry.kind, entry.tone, words, _ENGLISH.get(who, who))
    return None


async def earlier_advice(
    database: Database, actor: Actor, dialogue: Dialogue, named: Id | None, now: datetime
) -> StoredAdvice | None:
    """Return the advice a follow-up means, if it is recent: that of the customer named, else the last one.

    Whoever looks a customer up lets go of the last advice; then it is the last one about the customer
    in hand, never somebody else's.
    """
    since = now - timedelta(hours=_cues().hours)
    about = named or dialogue.pinned_customer_id
    async with database.read() as uow:
        if dialogue.last_advice_id:
            last = await uow.advices.get(dialogue.last_advice_id, actor.salesperson_id)
            if last and last.created_at >= since and named in {None, last.customer_id}:
                return last
        return await uow.advices.latest(actor.salesperson_id, about, since) if about else None


def refer(wanted: FollowUp, kept: StoredAdvice, now: datetime) -> Referred | None:
    """Return the turn to answer; None when the earlier advice cannot be gone on about.

    Lines already given are never given again. A customer's new words take the place of the old ones,
    while the seller's own facts and the customer stay.
    """
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    copy = bool(advice.wish)
    if advice.kind != TurnKind.OBJECTION.value and not copy:
        return None
    if copy and wanted.kind != "tone":
        return None
    seen = tuple(line.removeprefix(_SEEN) for line in advice.reasons if line.startswith(_SEEN))
    avoid = (*seen, *(variant.text for variant in advice.variants))
    primary = str(advice.objection.get("primary") or "none")
    turn = turn.model_copy(update={"customer_id": kept.customer_id, "at": now})
    if wanted.kind == "tone":
        return Referred(turn, None if copy else primary, wanted.tone, avoid, advice)
    if wanted.kind == "people":
        said = f"{turn.text.rstrip('。.!！?？ ')}，我{wanted.who}也在"[-8000:]
        return Referred(turn.model_copy(update={"text": said}), primary, "", avoid, advice)
    words = {"text": wanted.words, "speaker": Speaker.CUSTOMER}
    note = "\n".join(filter(None, (turn.seller_note, _stated(turn))))[:4000]
    return Referred(turn.model_copy(update={**words, "seller_note": note}), None, "", avoid, advice)


def supplement(kept: StoredAdvice, text: str, now: datetime) -> Referred | None:
    """Return the earlier turn with the seller's own facts added; None when no customer spoke there."""
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    if advice.wish or advice.kind != TurnKind.OBJECTION.value:
        return None
    note = f"{turn.seller_note}\n{text}".strip()[:4000]
    turn = turn.model_copy(update={"seller_note": note, "customer_id": kept.customer_id, "at": now})
    return Referred(turn, str(advice.objection.get("primary") or "none"), "", (), advice)


def remembered(advice: Advice, avoid: tuple[str, ...]) -> Advice:
    """Return the advice with the lines given before noted on it, so that buttons do not repeat them."""
    return advice.model_copy(update={"reasons": (*advice.reasons, *(f"{_SEEN}{line}" for line in avoid))})


def _stated(turn: Turn) -> str:
    """The lines of a mixed message after its first: the seller's own facts stood there."""
    if turn.speaker is Speaker.CUSTOMER:
        return ""
    return "\n".join(turn.text.splitlines()[1:])


@cache
def _cues() -> _Cues:
    text = (files("bot.services") / "followups.yaml").read_text(encoding="utf-8")
    return _Cues.model_validate(yaml.safe_load(text))


@cache
def _patterns() -> tuple[tuple[_Entry, re.Pattern[str]], ...]:
    return tuple((entry, re.compile(pattern)) for entry in _cues().entries for pattern in entry.patterns)
