"""/value: where a customer stands and why."""

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_customer import several_screen
from bot.handlers.show_value import value_screen
from bot.services.conversation import Found, Several
from bot.services.turn_text import clean_text
from crm.base import Id


@for_members
@in_private
async def value(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/value NAME shows a customer's value; alone it takes the current customer."""
    name, pinned = arguments(context), desk.dialogue.pinned_customer_id
    if not name and pinned:
        await _show(context, desk, pinned)
        return
    if not name:
        await context.reply(Screen(context.say("value-no-customer")))
        return
    match await context.services.conversation.look_up(desk.actor, clean_text(name)):
        case Found(customer_id):
            await _show(context, desk, customer_id)
        case Several(asked, hits):
            await context.reply(several_screen(asked, hits, context.say, "vc"))
        case _:
            await context.reply(Screen(context.say("customer-none", name=name)))


@for_members
@in_private
async def on_value_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show a customer's value, short or a page of its reasons."""
    _, customer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    await _show(context, desk, customer_id, page=verb, edit=message_id(update))


@for_members
@in_private
async def on_value_choice(update: Update, context: JinjuContext, desk: Desk) -> None:
    """One of several customers of a name was chosen."""
    await context.acknowledge(update)
    await _show(context, desk, parts(update, 2)[1], edit=message_id(update))


async def _show(
    context: JinjuContext, desk: Desk, customer_id: Id, *, page: str = "s", edit: int | None = None
) -> None:
    valuing = context.services.valuing
    customer = await context.services.customers.get(desk.actor, customer_id)
    seen = await valuing.portrait(desk.actor, customer_id)
    async with context.effect() as effect:
        changed = await valuing.remember(effect.uow, desk.actor, seen)
        effect.show(value_screen(customer.display_name, seen, changed, context.say, page), edit)
