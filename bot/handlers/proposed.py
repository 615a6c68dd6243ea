"""Answers for the material: written by who knows, read and decided by the manager."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.ports.proposed import ProposedAnswer
from bot.services.texts import Texts
from bot.services.turns import Turn
from crm.base import Id
from crm.people import RANK, Role

PROPOSE_FLOW = "propose"
_SHOWN = 6
_LABEL = 28


@for_members
@in_private
async def on_know(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`kn:ADVICE`: somebody knows the answer to a question that the material could not answer."""
    advice_id = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.services.database.read() as uow:
        kept = await uow.advices.get(advice_id, desk.actor.salesperson_id)
    if kept is None:
        raise InputRefused("old-button")
    question = Turn.model_validate(kept.turn).text
    if not question:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        data = {"question": question}
        moved = context.moved(desk.dialogue, flow=PROPOSE_FLOW, step="", data=dict(data))
        await effect.uow.dialogues.put(moved)
        ask = context.say("asked-write", question=question)
        effect.say(Screen(ask, placeholder=context.say("asked-placeholder")))


async def take_proposal(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is the answer: a manager's is material at once, anybody else's waits for one."""
    question = str(desk.dialogue.data.get("question") or "")
    leads = RANK[desk.actor.role] >= RANK[Role.MANAGER]
    if leads:
        await context.services.answers.accept(desk.actor, desk.actor.team_id, question, text)
    async with context.effect() as effect:
        if not leads:
            await context.services.proposals.propose(effect.uow, desk.actor, question, text)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(Screen(context.say("asked-done" if leads else "proposed-kept")))


@for_members
@in_private
async def queue(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what waits for a decision."""
    await context.reply(await _queue(context, desk))


async def _queue(context: JinjuContext, desk: Desk) -> Screen:
    waiting = await context.services.proposals.waiting(desk.actor)
    if not waiting:
        return Screen(context.say("proposed-none"))
    screen = Screen(context.say("proposed-title", count=len(waiting)))
    for one in waiting[:_SHOWN]:
        screen.row(press(_short(one.question), f"pa:{one.id}:read"))
    return screen


@for_members
@in_private
async def on_proposed(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`pa:ID:read|yes|no`, and `pa:all:list` back to the queue."""
    _, id, verb = parts(update, 3)
    await context.acknowledge(update)
    proposals = context.services.proposals
    if verb == "list":
        screen = await _queue(context, desk)
    elif verb == "read":
        screen = await _read(context, await proposals.get(desk.actor, id))
    elif verb in {"yes", "no"}:
        await _decide(update, context, desk, id, approve=verb == "yes")
        return
    else:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


async def _decide(update: Update, context: JinjuContext, desk: Desk, id: Id, *, approve: bool) -> None:
    """Decide, tell who wrote it in their own language, and show what is left."""
    proposals = context.services.proposals
    decide = proposals.approve if approve else proposals.reject
    proposed = await decide(desk.actor, id)
    key = "proposed-approved" if approve else "proposed-rejected"
    screen = (await _queue(context, desk)).headed(context.say(key))
    async with context.effect() as effect:
        author = await effect.uow.people.get(proposed.proposed_by)
        liked = await effect.uow.preferences.of(author.id)
        effect.show(screen, message_id(update))
        if author.telegram_id is not None and author.id != desk.actor.salesperson_id:
            say = Texts(liked.language or context.services.texts.default)
            told = say(f"{key}-yours", question=_short(proposed.question))
            effect.say(Screen(told), chat_id=author.telegram_id)


async def _read(context: JinjuContext, proposed: ProposedAnswer) -> Screen:
    async with context.services.database.read() as uow:
        author = await uow.people.get(proposed.proposed_by)
    say = context.say
    screen = Screen().line(proposed.question, "bold").line()
    screen.line(proposed.answer).line()
    screen.line(say("proposed-by", name=author.name), "italic")
    screen.row(
        press(say("button-approve"), f"pa:{proposed.id}:yes"),
        press(say("button-reject"), f"pa:{proposed.id}:no"),
    )
    return screen.row(press(say("button-back"), "pa:all:list"))


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"
