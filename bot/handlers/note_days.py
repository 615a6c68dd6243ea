"""A saved note that names a day to come: a reminder for that day, after one tap."""

from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen
from bot.handlers.show_days import wish_screen
from bot.handlers.work import Effect
from bot.services.days.request import day_of_note
from crm.customers import Customer
from crm.promising import Voice


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
