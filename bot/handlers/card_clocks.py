"""The clocks of a customer's complaints on the card."""

from bot.handlers.context import JinjuContext
from bot.handlers.screens import Screen
from bot.handlers.show_customer import card_screen
from bot.handlers.show_days import add_clock
from bot.services.customers import CustomerCard
from crm.people import Actor


async def add_clocks(context: JinjuContext, actor: Actor, screen: Screen, card: CustomerCard) -> Screen:
    """Put the most pressing clock on the card; most cards have none."""
    clocks = context.services.days.complaints.of(card.touchpoints)
    if clocks:
        now = await context.services.days.reminders.local_now(actor)
        add_clock(screen, card.customer.id, clocks[0], now, context.say)
    return screen


async def opened_card(context: JinjuContext, actor: Actor, card: CustomerCard) -> Screen:
    """Return a card as it opens for this person: in full with its clock, or covered when so wished."""
    chosen = await context.services.preferences.of(actor)
    library = context.services.adviser.library
    if chosen.covered:
        return card_screen(card, context.say, library, covered=True)
    return await add_clocks(context, actor, card_screen(card, context.say, library), card)
