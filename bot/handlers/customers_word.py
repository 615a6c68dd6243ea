"""A customer's own promise, heard in their words: offered as a reminder, kept with one tap."""

from bot.handlers.advice import Also
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen
from bot.handlers.show_days import wish_screen
from bot.handlers.work import Effect
from crm.base import Id
from crm.people import Actor
from crm.promising import Voice


def customers_word_in(
    context: JinjuContext, desk: Desk, text: str, voice: Voice = Voice.UNKNOWN
) -> Also | None:
    """Return what adds, to the answer of a customer's words, the reminder of what they promised."""
    if not text.strip():
        return None

    async def offer(effect: Effect, customer_id: Id | None) -> None:
        screen = await offered(context, desk.actor, effect, customer_id, text, voice)
        if screen is not None:
            effect.say(screen)

    return offer


async def offered(
    context: JinjuContext, actor: Actor, effect: Effect, customer_id: Id | None, text: str, voice: Voice
) -> Screen | None:
    """Propose the reminder and return its screen; None when the text promises nothing."""
    if customer_id is None:
        return None
    days = context.services.days
    wish = await days.customers_word.wish(actor, text, voice)
    if wish is None:
        return None
    name = (await effect.uow.customers.get(customer_id, actor.scope)).display_name
    if name not in wish.text:  # a note may tell it with the name already: 张大伯说后天来签合同
        wish = wish._replace(text=context.say("customer-promised", name=name, text=wish.text[:200]))
    if any(job.text == wish.text for job in await days.reminders.list(actor)):
        return None  # the same words again: it is in the list of reminders
    job = await days.reminders.propose(effect.uow, actor, wish, customer_id)
    return wish_screen(job, "", await days.reminders.local_now(actor), context.say)


def both(*offers: Also | None) -> Also | None:
    """Return what does one after the other; None when there is nothing to do."""
    wanted = [offer for offer in offers if offer is not None]
    if not wanted:
        return None

    async def run(effect: Effect, customer_id: Id | None) -> None:
        for offer in wanted:
            await offer(effect, customer_id)

    return run
