"""The main job: a customer's words in, lines to send out."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import JsonValue

from bot.handlers.card_clocks import opened_card
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.copy import settle
from bot.handlers.improving import Improver, Shown
from bot.handlers.note_days import names_a_day
from bot.handlers.offers import worked_out
from bot.handlers.screens import Screen, press
from bot.handlers.show_advice import advice_screen
from bot.handlers.show_customer import several_screen
from bot.handlers.work import Effect
from bot.ports import Dialogue, StoredAdvice
from bot.services.briefs import Advice
from bot.services.conversation import (
    Advised,
    Answered,
    Found,
    Nobody,
    NoteReady,
    OfferWished,
    Outcome,
    Several,
    Stated,
)
from bot.services.copywriting import CopyWish
from bot.services.matching import Sender
from bot.services.notices import is_gap
from bot.services.stating import may_be_a_name
from bot.services.turns import Speaker, Turn
from crm.base import Id
from crm.people import Actor

Also = Callable[[Effect, Id | None], Awaitable[None]]
"""Something more to do in the effect of an answer, given the customer it was about."""


async def respond(
    context: JinjuContext,
    desk: Desk,
    text: str,
    *,
    speaker: Speaker = Speaker.UNKNOWN,
    seller_note: str = "",
    sender: Sender | None = None,
    edit: int | None = None,
    heard: str = "",
    also: Also | None = None,
) -> None:
    """Let the conversation decide and show what came out; `also` adds to the same effect."""
    waiting = str(desk.dialogue.data.get("stated") or "")
    outcome = await context.services.conversation.take(
        desk.actor, text, desk.dialogue, speaker=speaker, seller_note=seller_note or waiting, sender=sender
    )
    typed = "" if speaker is Speaker.CUSTOMER else text
    await show_outcome(context, desk, outcome, edit, typed=typed, heard=heard, also=also)


async def show_outcomes(
    context: JinjuContext,
    desk: Desk,
    outcomes: Sequence[Outcome],
    edit: int | None = None,
    also: Also | None = None,
) -> None:
    """Show several cases of one burst, each on a screen of its own, in one effect."""
    async with context.effect() as effect:
        dialogue = context.moved(desk.dialogue, flow="", step="", data={})
        for outcome in outcomes:
            screen, dialogue = await _screened(context, desk, outcome, effect, dialogue)
            effect.show(screen, edit)
            edit = None
        await effect.uow.dialogues.put(dialogue)
        if also is not None:
            await also(effect, None)


async def show_outcome(
    context: JinjuContext,
    desk: Desk,
    outcome: Outcome,
    edit: int | None = None,
    *,
    tone: str = "",
    avoid: tuple[str, ...] = (),
    typed: str = "",
    heard: str = "",
    also: Also | None = None,
) -> None:
    """Store what has to be stored and queue the screen; `edit` replaces a message.

    `typed` is text of the member that this answers: should forwards follow at once, it was their
    comment, and their answer takes this one's place. `heard` is what was understood of a voice note
    or picture, shown above, so that a misunderstanding is seen.

    Only then a model, where there is one, may try to find better words (in the same `tone`, without
    the lines to `avoid`).
    """
    async with context.effect() as effect:
        dialogue = context.moved(desk.dialogue, flow="", step="", data={})
        screen, dialogue = await _screened(context, desk, outcome, effect, dialogue)
        effect.show(screen.headed(heard, "italic") if heard else screen, edit)
        if typed and isinstance(outcome, Advised | Nobody | Stated) and not dialogue.flow:
            remembered = {**dialogue.data, **_typed(context, typed, outcome, effect)}
            dialogue = dialogue.model_copy(update={"data": remembered})
        if isinstance(outcome, Found) and (waiting := desk.dialogue.data.get("stated")):
            dialogue = dialogue.model_copy(update={"data": {**dialogue.data, "stated": waiting}})
        await effect.uow.dialogues.put(dialogue)
        shown = len(effect.items)
        if also is not None:
            await also(effect, outcome.turn.customer_id if isinstance(outcome, Advised) else None)
    improver: Improver | None = context.application.bot_data.get("improver")
    if improver is None or not isinstance(outcome, Advised) or outcome.advice.wish or shown != 1:
        return
    improver.start(
        Shown(
            actor=desk.actor,
            turn=outcome.turn,
            advice=outcome.advice,
            dialogue=dialogue,
            topic=topic_of(context, outcome.advice),
            message_id=edit,
            outbox_key=effect.items[0].key,
            tone=tone,
            avoid=avoid,
        )
    )


async def _screened(
    context: JinjuContext, desk: Desk, outcome: Outcome, effect: Effect, dialogue: Dialogue
) -> tuple[Screen, Dialogue]:
    if isinstance(outcome, OfferWished):
        return await worked_out(context, desk, effect, outcome.customer_id, text=outcome.turn.text)
    return await _apply(context, desk.actor, outcome, effect, dialogue)


def _typed(context: JinjuContext, text: str, outcome: Outcome, effect: Effect) -> dict[str, JsonValue]:
    return {
        "typed": {
            "text": text,
            "advice_id": outcome.advice.id if isinstance(outcome, Advised) else "",
            "shown_as": effect.items[0].key,
            "at": context.work.item.received_at.isoformat(),
        }
    }


async def _apply(
    context: JinjuContext, actor: Actor, outcome: Answered, effect: Effect, dialogue: Dialogue
) -> tuple[Screen, Dialogue]:
    say = context.say
    match outcome:
        case Advised(turn, advice):
            await effect.uow.advices.add(stored(context, actor, turn, advice))
            if is_gap(advice):
                await context.services.answers.missed(effect.uow, actor, turn.text)
            if advice.wish:
                return await settle(context, actor, advice, effect, dialogue)
            screen = advice_screen(advice, say, topic_of(context, advice))
            return screen, context.moved(dialogue, last_advice_id=advice.id)
        case Found(customer_id):
            card = await context.services.customers.show(actor, customer_id)
            screen = await opened_card(context, actor, card)
            return screen, context.moved(dialogue, pinned_customer_id=customer_id)
        case Several(name, hits, turn):
            data: dict[str, JsonValue] = {"turn": turn.model_dump(mode="json")} if turn else {}
            verb = "take" if turn else "c"
            screen = several_screen(name, hits, say, verb)
            return screen, context.moved(dialogue, data=data)
        case Nobody(name):
            return nobody_screen(context, name), context.moved(dialogue, data={"name": name})
        case Stated() | NoteReady():
            return _waiting(context, outcome, dialogue)


def _waiting(
    context: JinjuContext, outcome: Stated | NoteReady, dialogue: Dialogue
) -> tuple[Screen, Dialogue]:
    """Ask for what is missing: the customer's words for prices, the customer or a yes for a note."""
    if isinstance(outcome, Stated):
        screen = Screen(context.say("stated-for-whom"), placeholder=context.say("stated-placeholder"))
        return screen, context.moved(dialogue, data={"stated": outcome.text})
    customer = outcome.customer
    data: dict[str, JsonValue] = {"note": outcome.text, "customer_id": customer.id if customer else None}
    screen = _note(context, outcome.text, customer.display_name if customer else "")
    return screen, context.moved(dialogue, data=data, flow="" if customer else "find_for_note")


def nobody_screen(context: JinjuContext, name: str) -> Screen:
    """Return the screen for a customer that was not found; a name may be created, a sentence not."""
    if not may_be_a_name(name):
        return Screen(context.say("sentence-unclear"))
    screen = Screen(context.say("customer-none-hint", name=name))
    return screen.row(press(context.say("button-new-named", name=name[:20]), "newnamed"))


def _note(context: JinjuContext, text: str, name: str) -> Screen:
    if not name:
        return Screen(context.say("note-no-customer"), placeholder=context.say("customer-ask-placeholder"))
    screen = Screen(context.say("note-confirm", name=name, text=text))
    if names_a_day(text, context.now()):
        screen.row(press(context.say("button-note-day"), "note:day"))
    return screen.row(
        press(context.say("button-yes"), "note:yes"), press(context.say("button-no"), "note:no")
    )


def topic_of(context: JinjuContext, advice: Advice) -> str:
    """Return the short title of the objection behind an advice."""
    if advice.wish:
        return context.services.adviser.copy.subject(CopyWish.model_validate(advice.wish))
    primary = str(advice.objection.get("primary") or "")
    return context.services.adviser.topic(primary)


def stored(context: JinjuContext, actor: Actor, turn: Turn, advice: Advice) -> StoredAdvice:
    """Return the row kept for an advice's buttons."""
    return StoredAdvice(
        id=advice.id,
        salesperson_id=actor.salesperson_id,
        customer_id=advice.customer_id,
        turn=turn.model_dump(mode="json"),
        advice=advice.model_dump(mode="json"),
        created_at=context.now(),
    )
