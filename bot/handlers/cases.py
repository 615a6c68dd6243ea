"""Cases of a burst: one answer each, and the comment that Telegram delivered before its forwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handlers.advice import Also, show_outcome, show_outcomes
from bot.handlers.context import Desk, JinjuContext
from bot.ports import InboxItem
from bot.services.matching import Sender
from bot.services.turns import Speaker
from crm.base import Id

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


async def respond_to_cases(
    context: JinjuContext, desk: Desk, cases: Sequence[Case], early: Early | None, also: Also | None = None
) -> None:
    """Answer every case; the first takes the place of an answer to the early comment."""
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
        async with context.services.database.write() as uow:
            edit = await uow.outbox.message_id(early.shown_as)
            await uow.advices.remove(early.advice_id, desk.actor.salesperson_id)
            await uow.commit()
    if len(outcomes) == 1:
        await show_outcome(context, desk, outcomes[0], edit, also=also)
    else:
        await show_outcomes(context, desk, outcomes, edit, also)
