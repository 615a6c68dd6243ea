"""The buttons below an advice: another line, a tone, the sources, the other meaning, which customer."""

from telegram import Update

from bot.handlers.advice import respond, show_outcome, topic_of
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_advice import advice_screen, sources_screen
from bot.ports import StoredAdvice
from bot.services.advise import Adviser
from bot.services.briefs import Advice
from bot.services.conversation import (
    Advised,
)
from bot.services.turns import Reading, Turn, TurnKind
from crm.people import Actor
from playbooks.terms import NO_OBJECTION


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
    elif verb in {"back", "more"}:
        await _reshow(update, context, advice, more=verb == "more")
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


async def _reshow(update: Update, context: JinjuContext, advice: Advice, *, more: bool) -> None:
    screen = advice_screen(advice, context.say, topic_of(context, advice), more=more)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


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
async def on_card_chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Another built-in card was meant by a how-to question; the one shown before stays one tap away."""
    _, advice_id, card = parts(update, 3)
    await context.acknowledge(update)
    kept = await _kept(context, desk.actor, advice_id)
    advice = Advice.model_validate(kept.advice) if kept else None
    near = [one.partition("|")[0] for one in advice.near] if advice else []
    if kept is None or advice is None or card not in near:
        await context.reply(Screen(context.say("old-button")))
        return
    shown = [source.doc for source in advice.sources if source.is_card and isinstance(source.doc, str)]
    cards = list(dict.fromkeys((card, *shown, *near)))
    turn = Turn.model_validate(kept.turn)
    told = context.services.adviser.know_how(turn, cards)
    await show_outcome(context, desk, Advised(turn, told), edit=message_id(update))


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
