"""A note that names a day to come: kept together by one tap, or a reminder offered after it."""

from datetime import datetime

from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen
from bot.handlers.show_days import when_text, wish_screen
from bot.handlers.work import Effect
from bot.services.days.request import day_of_note
from crm.customers import Customer
from crm.promising import Promised, Voice


async def offer_day(
    context: JinjuContext, desk: Desk, effect: Effect, screen: Screen, customer: Customer, text: str
) -> bool:
    """Append a reminder to confirm; return whether there was one.

    A promise in the note is proposed as such elsewhere, not twice.
    """
    days = context.services.days
    if await days.promises.found(desk.actor, text, Voice.UNKNOWN):
        return False
    now = await days.reminders.local_now(desk.actor)
    wish = day_of_note(text, now)
    if wish is None:
        return False
    job = await days.reminders.propose(effect.uow, desk.actor, wish, customer.id)
    offered = wish_screen(job, customer.display_name, now, context.say)
    screen.line().line().line(offered.text.strip())
    screen.rows += offered.rows
    return True


def names_a_day(text: str, now: datetime) -> bool:
    """Whether a note may be kept together with the day it names."""
    return day_of_note(text, now) is not None


async def keep_day(
    context: JinjuContext, desk: Desk, effect: Effect, screen: Screen, customer: Customer, text: str
) -> None:
    """Put what a note says of a day to come into the ledger, with its reminder; say so on the screen.

    Nothing is added where the note names no such day any more, or it stands in the ledger already.
    """
    ledger = context.services.days.promises
    now = await context.services.days.reminders.local_now(desk.actor)
    wish = day_of_note(text, now)
    if wish is None:
        return
    found = Promised(wish.text, Voice.SELLER, wish.due, wish.exact)
    for job in await ledger.propose(effect.uow, desk.actor, customer.id, [found]):
        await ledger.confirm(effect.uow, desk.actor, job.id)
    screen.line().line(
        context.say("note-kept-day", text=wish.text, when=when_text(wish.due, now, context.say))
    )
