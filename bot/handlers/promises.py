"""/promises: what was promised to customers; found in the seller's words, kept with one tap."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.colleagues import chosen_colleague, hand_screen
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.paging import page_of
from bot.handlers.screens import Screen
from bot.handlers.settling import settled
from bot.handlers.show_days import ledger_screen, promise_screen, when_text
from bot.services.days.hours import LATER
from bot.services.days.lines import promise_lines
from crm.base import Id
from crm.errors import NotFound
from crm.people import RANK, Role, Salesperson


@for_members
@in_private
async def promises(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/promises lists what the seller owes, overdue first."""
    await context.reply(await _ledger(context, desk, team=False))


@for_members
@in_private
async def team_ledger(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what the team owes its customers, for its manager."""
    await context.reply(await _ledger(context, desk, team=True))


@for_members
@in_private
async def on_ledger_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The own list, or the team's for a manager; another page of it (`pr:mine:1`)."""
    which, page = page_of(update, {"mine", "team"})
    await context.acknowledge(update)
    screen = await _ledger(context, desk, team=which == "team", page=page)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


@for_members
@in_private
async def on_proposal_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Keep what was found, or let it be; the rest of the message's proposals stay on screen."""
    _, job_id, verb = parts(update, 3)
    await context.acknowledge(update)
    service = context.services.days.promises
    async with context.effect() as effect:
        if verb == "yes":
            made = await service.confirm(effect.uow, desk.actor, job_id)
            key = (
                "promise-known"
                if made is None
                else "promise-saved"
                if made.due_at
                else "promise-saved-undated"
            )
        elif verb == "no":
            await service.decline(effect.uow, desk.actor, job_id)
            key = "promise-declined"
        else:
            raise InputRefused("old-button")
        effect.show(settled(update, job_id, context.say(key)), message_id(update))


@for_members
@in_private
async def on_promise_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show a promise, tick it off, put it off, hand it on, or remove it."""
    _, id, verb = parts(update, 3)
    await context.acknowledge(update)
    if verb == "show":
        await _show(update, context, desk, id)
    elif verb == "hand":
        people = await context.services.days.reminders.colleagues(desk.actor)
        screen = hand_screen("pm", id, people, desk.actor.salesperson_id, context.say)
        async with context.effect() as effect:
            effect.show(screen, message_id(update))
    elif verb.startswith("to."):
        await _hand_on(update, context, desk, id, await chosen_colleague(context, desk, verb))
    else:
        await _change(update, context, desk, id, verb)


async def _change(update: Update, context: JinjuContext, desk: Desk, id: Id, verb: str) -> None:
    service, say = context.services.days.promises, context.say
    now = await context.services.days.reminders.local_now(desk.actor)
    async with context.effect() as effect:
        if verb == "keep":
            entry = await service.keep(effect.uow, desk.actor, id)
            words = say("promise-kept", name=entry.customer)
        elif verb == "drop":
            await service.withdraw(effect.uow, desk.actor, id)
            words = say("promise-withdrawn")
        elif verb in LATER:
            entry = await service.postpone(effect.uow, desk.actor, id, verb)
            words = say("promise-moved", when=when_text(entry.promise.due_at, now, say))
        else:
            raise InputRefused("old-button")
        effect.show(Screen(words), message_id(update))


async def _show(update: Update, context: JinjuContext, desk: Desk, id: Id) -> None:
    entry = await context.services.days.promises.entry(desk.actor, id)
    if entry.promise.state != "open":
        raise NotFound("promise", id)
    now = await context.services.days.reminders.local_now(desk.actor)
    mine = entry.promise.by == desk.actor.salesperson_id
    async with context.services.database.read() as uow:
        # A promise handed over may be about a colleague's customer: only the name and the line are shown.
        files = await uow.books.files([entry.promise.customer_id], desk.actor.scope)
    card_exists = context.services.adviser.library.cards.__contains__
    lines = (
        promise_lines(files[0].customer, entry.promise, now, card_exists, context.say.locale) if files else ()
    )
    async with context.effect() as effect:
        effect.show(promise_screen(entry, lines, now, context.say, mine=mine), message_id(update))


async def _hand_on(update: Update, context: JinjuContext, desk: Desk, id: Id, person: Salesperson) -> None:
    say = context.say
    async with context.effect() as effect:
        entry, person = await context.services.days.promises.hand_on(effect.uow, desk.actor, id, person.id)
        effect.show(Screen(say("promise-handed", seller=person.name)), message_id(update))
        if person.telegram_id and person.id != desk.actor.salesperson_id:
            now = await context.services.days.reminders.local_now(desk.actor)
            told = say(
                "promise-handed-to-you",
                **{"from": desk.actor.name},
                name=entry.customer,
                text=entry.promise.text[:200],
                when=when_text(entry.promise.due_at, now, say),
            )
            effect.say(Screen(told), chat_id=person.telegram_id)


async def _ledger(context: JinjuContext, desk: Desk, *, team: bool, page: int = 0) -> Screen:
    days = context.services.days
    found = await days.promises.page(desk.actor, page, team=team)
    now = await days.reminders.local_now(desk.actor)
    is_manager = RANK[desk.actor.role] >= RANK[Role.MANAGER]
    return ledger_screen(found, now, context.say, team=team, is_manager=is_manager)
