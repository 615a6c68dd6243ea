"""/remind, and 「下周三提醒我给王姐打电话」 typed as it comes."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.colleagues import chosen_colleague, hand_screen
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.paging import page_of
from bot.handlers.screens import Screen
from bot.handlers.settling import settled
from bot.handlers.show_days import reminder_screen, reminders_screen, when_text, wish_screen
from bot.ports import JobKind
from bot.services.days.hours import LATER
from bot.services.days.request import Wish, read_wish
from bot.services.turn_text import clean_text
from bot.services.turns import Turn
from crm.base import Id
from crm.errors import NotFound


@for_members
@in_private
async def remind(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/remind lists reminders; with words it makes one."""
    text = arguments(context)
    now = await context.services.days.reminders.local_now(desk.actor)
    if text:
        text = clean_text(text)
        wish = read_wish(text, now) or read_wish(f"提醒我{text}", now)
        if wish:
            await offer_reminder(context, desk, text, wish)
            return
    await context.reply(
        reminders_screen(await context.services.days.reminders.list(desk.actor), now, context.say)
    )


async def offer_reminder(context: JinjuContext, desk: Desk, text: str, wish: Wish) -> None:
    """Propose a reminder; the customer is the one named, else nobody."""
    customer_id, name = await customer_in(context, desk, wish.text)
    service = context.services.days.reminders
    now = await service.local_now(desk.actor)
    async with context.effect() as effect:
        job = await service.propose(effect.uow, desk.actor, wish, customer_id)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(wish_screen(job, name, now, context.say))


async def customer_in(context: JinjuContext, desk: Desk, text: str) -> tuple[Id | None, str]:
    """Return the one customer a line names, with the name to show; None when nobody or several."""
    name = context.services.adviser.read(Turn(text=text, at=context.now())).customer_name
    if not name:
        return None, ""
    hits = await context.services.customers.named(desk.actor, name)
    return (hits[0].id, hits[0].name) if len(hits) == 1 else (None, "")


@for_members
@in_private
async def on_list_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Back to the list, or another page of it."""
    _, page = page_of(update, {"mine"})
    await context.acknowledge(update)
    service = context.services.days.reminders
    jobs, now = await service.list(desk.actor), await service.local_now(desk.actor)
    screen = reminders_screen(jobs, now, context.say, page)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


@for_members
@in_private
async def on_reminder_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Confirm, put off, hand on, tick off or drop a reminder."""
    _, id, verb = parts(update, 3)
    await context.acknowledge(update)
    service = context.services.days.reminders
    if verb in {"show", "hand"}:
        await _look(update, context, desk, id, verb)
    elif verb.startswith("to."):
        await _hand_on(update, context, desk, id, verb)
    else:
        now, say = await service.local_now(desk.actor), context.say
        async with context.effect() as effect:
            if verb in {"done", "drop", "no"}:
                job = await service.finish(effect.uow, desk.actor, id, done=verb == "done")
                words = say("remind-done", text=job.text) if verb == "done" else say("remind-dropped")
            elif verb == "yes" or verb in LATER:
                how = "" if verb == "yes" else verb
                known = await effect.uow.jobs.get(id)
                act = service.confirm if known and known.state == "proposed" else service.snooze
                job = await act(effect.uow, desk.actor, id, how or "hour" if act is service.snooze else how)
                words = say("remind-saved", when=when_text(job.due_at, now, say), text=job.text)
            else:
                raise InputRefused("old-button")
            effect.show(settled(update, id, words), message_id(update))


async def _look(update: Update, context: JinjuContext, desk: Desk, id: Id, verb: str) -> None:
    service = context.services.days.reminders
    async with context.services.database.read() as uow:
        job = await uow.jobs.get(id)
    if job is None or job.kind is not JobKind.REMINDER or job.owner_id != desk.actor.salesperson_id:
        raise NotFound("reminder", id)
    if verb == "hand":
        people = await service.colleagues(desk.actor)
        screen = hand_screen("rj", id, people, desk.actor.salesperson_id, context.say)
    else:
        screen = reminder_screen(job, await service.local_now(desk.actor), context.say)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


async def _hand_on(update: Update, context: JinjuContext, desk: Desk, id: Id, verb: str) -> None:
    person, say = await chosen_colleague(context, desk, verb), context.say
    service = context.services.days.reminders
    now = await service.local_now(desk.actor)
    async with context.effect() as effect:
        job, person = await service.hand_on(effect.uow, desk.actor, id, person.id)
        effect.show(Screen(say("remind-handed", seller=person.name, text=job.text)), message_id(update))
        if person.telegram_id and person.id != desk.actor.salesperson_id:
            when = when_text(job.due_at, now, say)
            told = say("remind-handed-to-you", **{"from": desk.actor.name}, text=job.text, when=when)
            effect.say(Screen(told), chat_id=person.telegram_id)
