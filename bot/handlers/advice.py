"""The main job: a customer's words in, lines to send out; and the buttons below them."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import JsonValue
from telegram import Update

from bot.handlers.card_clocks import opened_card
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.copy import settle
from bot.handlers.improving import Improver, Shown
from bot.handlers.offers import worked_out
from bot.handlers.screens import Screen, press
from bot.handlers.show_advice import advice_screen, sources_screen
from bot.handlers.show_customer import several_screen
from bot.handlers.work import Effect
from bot.ports import Dialogue, StoredAdvice
from bot.services.advise import Adviser
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
from bot.services.stating import may_be_a_name
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.base import Id
from crm.people import Actor
from playbooks.terms import NO_OBJECTION

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
            if advice.refused and advice.kind == TurnKind.QUESTION:
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


# --- buttons below an advice ---


@for_members
@in_private
async def on_advice_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Another line, a different tone, or facts to add."""
    _, advice_id, verb = parts(update, 3)
    await context.acknowledge(update)
    kept = await _kept(context, desk.actor, advice_id)
    if kept is None:
        await context.reply(Screen(context.say("old-button")))
        return
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    if verb == "supplement":
        await _ask_supplement(context, desk, advice_id)
    elif verb == "back":
        await _reshow(update, context, advice)
    elif verb == "first":
        await _first(update, context, desk, advice)
    else:
        await _again(update, context, desk, turn, advice, "" if verb == "again" else verb)


async def _again(
    update: Update, context: JinjuContext, desk: Desk, turn: Turn, advice: Advice, tone: str
) -> None:
    seen = tuple(variant.text for variant in advice.variants)
    earlier = tuple(str(line) for line in advice.reasons if line.startswith("seen:"))
    avoid = seen + tuple(line.removeprefix("seen:") for line in earlier)
    adviser: Adviser = context.services.adviser
    chosen = _chosen(adviser.read(turn), advice)
    new = await adviser.advise(desk.actor, turn, objection=chosen, tone=tone, avoid=avoid)
    if not new.variants:
        await context.reply(Screen(context.say("no-more")))
        return
    new = new.model_copy(update={"reasons": (*new.reasons, *(f"seen:{line}" for line in avoid))})
    await show_outcome(context, desk, Advised(turn, new), edit=message_id(update), tone=tone, avoid=avoid)


def _chosen(reading: Reading, advice: Advice) -> str | None:
    """The kind that the salesperson chose by a button, where the reading says another; it stays chosen."""
    if advice.kind != TurnKind.OBJECTION.value or advice.wish:
        return None
    primary = str(advice.objection.get("primary") or NO_OBJECTION)
    return primary if primary != reading.objection.primary else None


async def _first(update: Update, context: JinjuContext, desk: Desk, advice: Advice) -> None:
    """Show the words that stood here before the model's, with the way back to those."""
    kept = await _kept(context, desk.actor, advice.first_id) if advice.first_id else None
    if kept is None:
        await context.reply(Screen(context.say("old-button")))
        return
    first = Advice.model_validate(kept.advice)
    screen = advice_screen(first, context.say, topic_of(context, first))
    screen.row(press(context.say("button-model"), f"ad:{advice.id}:back"))
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


async def _reshow(update: Update, context: JinjuContext, advice: Advice) -> None:
    async with context.effect() as effect:
        effect.show(advice_screen(advice, context.say, topic_of(context, advice)), message_id(update))


async def _ask_supplement(context: JinjuContext, desk: Desk, advice_id: str) -> None:
    async with context.effect() as effect:
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, flow="supplement", step="", data={"advice_id": advice_id})
        )
        effect.say(Screen(context.say("supplement-ask"), placeholder=context.say("supplement-placeholder")))


@for_members
@in_private
async def on_sources(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what an advice rests on, in place."""
    await context.acknowledge(update)
    kept = await _kept(context, desk.actor, parts(update, 2)[1])
    if kept is None:
        await context.reply(Screen(context.say("old-button")))
        return
    async with context.effect() as effect:
        effect.show(sources_screen(Advice.model_validate(kept.advice), context.say), message_id(update))


@for_members
@in_private
async def on_objection_chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The salesperson said which of two meanings it is."""
    _, advice_id, kind = parts(update, 3)
    await context.acknowledge(update)
    kept = await _kept(context, desk.actor, advice_id)
    if kept is None or kind not in context.services.adviser.library.objections:
        await context.reply(Screen(context.say("old-button")))
        return
    turn = Turn.model_validate(kept.turn)
    advice = await context.services.adviser.advise(desk.actor, turn, objection=kind)
    await show_outcome(context, desk, Advised(turn, advice), edit=message_id(update))


@for_members
@in_private
async def on_sample(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The sample sentence of the first screen was pressed."""
    await context.acknowledge(update)
    await respond(context, desk, context.say("start-sample"))


@for_members
@in_private
async def on_customer_taken(update: Update, context: JinjuContext, desk: Desk) -> None:
    """One of several customers was chosen for a waiting turn."""
    await context.acknowledge(update)
    waiting = desk.dialogue.data.get("turn")
    if waiting is None:
        await context.reply(Screen(context.say("old-button")))
        return
    turn = Turn.model_validate(waiting).model_copy(update={"customer_id": parts(update, 2)[1]})
    outcome = await context.services.conversation.proceed(desk.actor, turn)
    await show_outcome(context, desk, outcome, edit=message_id(update))


async def _kept(context: JinjuContext, actor: Actor, advice_id: str) -> StoredAdvice | None:
    async with context.services.database.read() as uow:
        return await uow.advices.get(advice_id, actor.salesperson_id)
