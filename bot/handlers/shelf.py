"""What was asked and not found: the manager's queue, and answers that become material."""

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press

SHOWN = 5


@for_members
@in_private
async def asked(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/asked shows the questions that the material could not answer, each with its two buttons."""
    await context.reply(await _queue(context, desk))


async def _queue(context: JinjuContext, desk: Desk) -> Screen:
    waiting = await context.services.answers.waiting(desk.actor)
    if not waiting:
        return Screen().line(context.say("asked-none"))
    screen = Screen().line(context.say("asked-title"), "bold")
    for number, miss in enumerate(waiting[:SHOWN], 1):
        screen.line(context.say("asked-line", number=number, question=miss.question, times=miss.times))
        screen.row(
            press(context.say("button-asked-write", number=number), f"aq:write:{miss.id}"),
            press(context.say("button-asked-drop", number=number), f"aq:drop:{miss.id}"),
        )
    if len(waiting) > SHOWN:
        screen.line(context.say("asked-more", count=len(waiting) - SHOWN))
    return screen


@for_members
@in_private
async def on_asked_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask for the answer, or take the question off the queue and show what is left of it."""
    await context.acknowledge(update)
    _, choice, miss_id = parts(update, 3)
    if choice == "list":
        await context.reply(await _queue(context, desk))
        return
    if choice == "drop":
        await context.services.answers.dismiss(desk.actor, miss_id)
        queue = (await _queue(context, desk)).line().line(context.say("asked-dropped"))
        async with context.effect() as effect:
            effect.show(queue, message_id(update))
        return
    miss = await context.services.answers.get(desk.actor, miss_id)
    async with context.effect() as effect:
        data = {"miss_id": miss.id}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="answer", step="", data=dict(data)))
        ask = context.say("asked-write", question=miss.question)
        effect.say(Screen(ask, placeholder=context.say("asked-placeholder")))


async def take_answer(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is the answer; from now on it is found."""
    miss_id = str(desk.dialogue.data.get("miss_id") or "")
    card = await context.services.answers.answer(desk.actor, miss_id, text)
    screen = Screen(context.say("asked-done"))
    screen.row(press(context.say("button-shelf-open"), f"dc:open:{card.id}"))
    left = len(await context.services.answers.waiting(desk.actor))
    if left:
        screen.row(press(context.say("button-asked-rest", count=left), "aq:list:0"))
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(screen)
