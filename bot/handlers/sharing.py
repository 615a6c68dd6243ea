"""Two sellers, one customer: whoever gets words of a colleague's customer asks the manager to take over."""

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press


@for_members
@in_private
async def on_ask(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`hr:CUSTOMER`: ask the team's managers to hand the customer over; nothing of the customer is shown."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    say = context.say
    asked = await context.services.sharing.asked(desk.actor, customer_id)
    screen = Screen(say("shared-asking", asker=asked.asker, customer=asked.customer, owner=asked.owner))
    screen.row(
        press(say("button-shared-give", name=asked.asker), f"hd:{customer_id}:{desk.actor.salesperson_id}")
    )
    screen.row(press(say("button-shared-stay"), f"hj:{customer_id}:{desk.actor.salesperson_id}"))
    async with context.effect() as effect:
        for manager in asked.managers:
            effect.say(screen, chat_id=manager)
        effect.say(Screen(say("shared-asked" if asked.managers else "shared-no-manager")))


@for_members
@in_private
async def on_refusal(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`hj:CUSTOMER:ASKER`: the manager leaves the customer where it is, and the asker hears of it."""
    _, customer_id, asker_id = parts(update, 3)
    await context.acknowledge(update)
    asker, customer = await context.services.sharing.refused(desk.actor, customer_id, asker_id)
    async with context.effect() as effect:
        effect.show(Screen(context.say("shared-stays", customer=customer)), message_id(update))
        if asker.telegram_id is not None:
            effect.say(Screen(context.say("shared-refused")), chat_id=asker.telegram_id)
