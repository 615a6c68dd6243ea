"""What a seller's words hold beside their purpose: a wish to be reminded, a promise, a complaint.

Typed lines and own messages that were forwarded are looked at before they are answered; notes after
they were saved. Nothing is stored for good before the seller's tap.
"""

import re
from collections.abc import Sequence

from telegram import Update

from bot.handlers.advice import Also, respond
from bot.handlers.context import Desk, JinjuContext, for_members, in_private
from bot.handlers.reminders import customer_in, offer_reminder
from bot.handlers.screens import Screen, press
from bot.handlers.settling import THEIR_WORDS
from bot.handlers.show_days import add_proposals, proposal_screen
from bot.handlers.work import Effect
from bot.services.turns import Speaker, Turn, TurnKind
from crm.base import Id
from crm.promising import Promised, Voice, is_talk
from playbooks.terms import NO_OBJECTION

_COMPLAINTS = ("投诉", "complain")
_SELLERS = re.compile(r"您|[给帮跟替和][他她]")
"""How a seller speaks to and of a customer; a customer seldom says it of what they will do themselves."""
_LONGEST = 2000
_SURE = 0.4
"""Confidence below which a bare line is no objection: 「明天我给您打电话」 only resembles one."""
"""Longer texts are pasted talks; those are read as such."""


async def take_line(context: JinjuContext, desk: Desk, text: str, voice: Voice = Voice.UNKNOWN) -> bool:
    """Answer a line that asks to be reminded or gives a promise; False leaves it to the conversation."""
    if not text or len(text) > _LONGEST or is_talk(text):
        return False
    wish = await context.services.days.reminders.wish(desk.actor, text)
    if wish:
        await offer_reminder(context, desk, text, wish)
        return True
    found = await context.services.days.promises.found(desk.actor, text, voice)
    is_bare = bool(found) and voice is Voice.UNKNOWN and not found[0].told
    if not found or (is_bare and _is_objection(context, text)):
        return False
    customer_id, name = await customer_in(context, desk, text)
    customer_id = customer_id or desk.dialogue.pinned_customer_id
    is_sellers = bool(_SELLERS.search(text))
    if customer_id is not None:
        await _offer_promises(context, desk, text, found, customer_id, name)
    elif not is_bare or is_sellers:
        await context.reply(Screen(context.say("promise-no-customer")))
    return customer_id is not None or not is_bare or is_sellers


async def _offer_promises(
    context: JinjuContext, desk: Desk, text: str, found: Sequence[Promised], customer_id: Id, name: str
) -> None:
    days = context.services.days
    customer = await context.services.customers.get(desk.actor, customer_id)
    now = await days.reminders.local_now(desk.actor)
    async with context.effect() as effect:
        jobs = await days.promises.propose(effect.uow, desk.actor, customer_id, found)
        if jobs:
            screen = proposal_screen(name or customer.display_name, jobs, now, context.say)
        else:
            screen = Screen(context.say("promise-known"))
        if not found[0].told:
            screen.row(press(context.say("button-promise-customer"), THEIR_WORDS))
        await effect.uow.dialogues.put(
            context.moved(
                desk.dialogue, pinned_customer_id=customer_id, flow="", step="", data={"said": text}
            )
        )
        effect.say(screen)


def _is_objection(context: JinjuContext, text: str) -> bool:
    """Whether a bare line reads as what a customer objects: then it is answered, not noted."""
    reading = context.services.adviser.read(Turn(text=text, at=context.now()))
    sure = reading.objection.primary != NO_OBJECTION and reading.objection.confidence >= _SURE
    return reading.kind is TurnKind.OBJECTION and sure


def promises_in(context: JinjuContext, desk: Desk, text: str, voice: Voice = Voice.UNKNOWN) -> Also | None:
    """Return what adds, to the answer of a talk, the promises the seller gave in it; None for no talk."""
    if not text.strip() or (voice is Voice.UNKNOWN and not is_talk(text)):
        return None

    async def offer(effect: Effect, customer_id: Id | None) -> None:
        found = await context.services.days.promises.found(desk.actor, text, voice)
        if not found or customer_id is None:
            return
        customer = await context.services.customers.get(desk.actor, customer_id)
        now = await context.services.days.reminders.local_now(desk.actor)
        jobs = await context.services.days.promises.propose(effect.uow, desk.actor, customer_id, found)
        if jobs:
            effect.say(proposal_screen(customer.display_name, jobs, now, context.say))

    return offer


@for_members
@in_private
async def on_customers_words(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The line was the customer's after all: answer it."""
    await context.acknowledge(update)
    said = str(desk.dialogue.data.get("said") or "")
    if said:
        await respond(context, desk, said, speaker=Speaker.CUSTOMER)
    else:
        await context.reply(Screen(context.say("old-button")))


async def offer_after_note(
    context: JinjuContext, desk: Desk, effect: Effect, screen: Screen, customer_id: Id, text: str
) -> None:
    """Append what a saved note holds: promises to keep, a complaint to watch."""
    days = context.services.days
    found = await days.promises.found(desk.actor, text, Voice.UNKNOWN)
    if found:
        jobs = await days.promises.propose(effect.uow, desk.actor, customer_id, found)
        if jobs:
            screen.line()
            add_proposals(screen, jobs, await days.reminders.local_now(desk.actor), context.say)
    if any(word in text.lower() for word in _COMPLAINTS):
        screen.line().line(context.say("complaint-offer"), "italic")
        screen.row(press(context.say("button-complaint"), f"cq:{customer_id}:open"))
