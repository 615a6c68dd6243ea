"""Cases of a burst: one answer each, and the comment that Telegram delivered before its forwards."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.handlers.advice import Also, show_outcome, show_outcomes
from bot.handlers.bursts import album_of, is_late
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.work import Effect
from bot.ports import InboxItem
from bot.services.conversation import Advised, Outcome
from bot.services.matching import Sender
from bot.services.turn_text import clean_text
from bot.services.turns import Speaker
from crm.base import Id

_NOTE = 4000
_PATIENCE, _STEP = 3.0, 0.05
"""Seconds to wait for an answer that is on its way to the phone."""
BEFORE = timedelta(seconds=0.8)
"""A comment answered this shortly before its forwards belongs to them."""


@dataclass(frozen=True)
class Case:
    """What one customer said in a burst, with the salesperson's comment."""

    text: str
    note: str
    sender: Sender


@dataclass(frozen=True)
class Early:
    """A typed comment that was answered already: where that answer stands."""

    text: str
    advice_id: Id
    shown_as: str


async def early_comment(context: JinjuContext, desk: Desk, first: InboxItem) -> Early | None:
    """Return the comment that came just before these forwards, None when there was none."""
    kept = desk.dialogue.data.get("typed")
    if not isinstance(kept, dict):
        return None
    at = datetime.fromisoformat(str(kept.get("at")))
    if not timedelta(0) <= first.received_at - at <= BEFORE:
        return None
    return Early(str(kept.get("text")), str(kept.get("advice_id")), str(kept.get("shown_as")))


def belated(desk: Desk, first: InboxItem, cases: Sequence[Case]) -> tuple[Case, Early] | None:
    """Return the case joined with the burst answered just before, when these are late parts of it."""
    kept = desk.dialogue.data.get("burst")
    if not isinstance(kept, dict) or len(cases) != 1:
        return None
    case = cases[0]
    same = [case.sender.name, case.sender.id] == kept.get("sender")
    if not same or not is_late(first, str(kept.get("album") or ""), datetime.fromisoformat(str(kept["at"]))):
        return None
    text = clean_text("\n".join(filter(None, (str(kept.get("text")), case.text))))
    note = "\n".join(filter(None, (str(kept.get("note") or ""), case.note)))[:_NOTE]
    return replace(case, text=text, note=note), Early(note, str(kept["advice_id"]), str(kept["shown_as"]))


def _kept(context: JinjuContext, case: Case, outcome: Outcome, shown_as: str) -> dict[str, JsonValue]:
    """Return what late parts of this burst will need."""
    items = context.work.items
    return {
        "text": case.text,
        "note": case.note,
        "sender": [case.sender.name, case.sender.id],
        "album": next(filter(None, map(album_of, items)), ""),
        "at": items[-1].received_at.isoformat(),
        "advice_id": outcome.advice.id if isinstance(outcome, Advised) else "",
        "shown_as": shown_as,
    }


def _remembering(context: JinjuContext, desk: Desk, burst: dict[str, JsonValue], also: Also | None) -> Also:
    """Return `also` that keeps the burst in the dialogue as well."""

    async def keep(effect: Effect, customer_id: Id | None) -> None:
        chat, mine = desk.dialogue.chat_id, desk.actor.salesperson_id
        burst["shown_as"] = burst["shown_as"] or effect.items[0].key
        stored = await effect.uow.dialogues.get(chat, mine)
        if stored is not None and not stored.flow:
            await effect.uow.dialogues.put(context.moved(stored, data={**stored.data, "burst": burst}))
        if also is not None:
            await also(effect, customer_id)

    return keep


async def _message_of(context: JinjuContext, shown_as: str) -> int | None:
    """Return the message an answer became; waits while it is on its way."""
    for _ in range(int(_PATIENCE / _STEP)):
        async with context.services.database.read() as uow:
            if found := await uow.outbox.message_id(shown_as):
                return found
        await asyncio.sleep(_STEP)
    return None


async def respond_to_cases(
    context: JinjuContext, desk: Desk, cases: Sequence[Case], early: Early | None, also: Also | None = None
) -> None:
    """Answer every case; the first takes the place of an answer to the early comment or the parts before."""
    if late := belated(desk, context.work.item, cases):
        cases, early = [late[0]], late[1]
    outcomes = []
    for case in cases:
        outcomes.append(
            await context.services.conversation.take(
                desk.actor,
                case.text,
                desk.dialogue,
                speaker=Speaker.CUSTOMER,
                seller_note=case.note,
                sender=case.sender,
            )
        )
    edit: int | None = None
    if early is not None:
        edit = await _message_of(context, early.shown_as)
        async with context.services.database.write() as uow:
            await uow.advices.remove(early.advice_id, desk.actor.salesperson_id)
            await uow.commit()
    if len(outcomes) == 1:
        shown_as = early.shown_as if early and edit else ""
        also = _remembering(context, desk, _kept(context, cases[0], outcomes[0], shown_as), also)
        await show_outcome(context, desk, outcomes[0], edit, also=also)
    else:
        await show_outcomes(context, desk, outcomes, edit, also)
