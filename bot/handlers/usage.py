"""What a customer uses a month: shown from /offer, told in one sentence, counted in offers."""

from decimal import Decimal

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.ports.offers import UsageProfile
from bot.services.facts.parts import plain
from bot.services.offering.usage import KEYS
from bot.services.texts import Texts
from bot.services.wording import day_of
from crm.base import Id

FLOW = "usage"


@for_members
@in_private
async def on_usage(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`uu:CUSTOMER`: show what is known and take the next sentence as more of it."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.effect() as effect:
        known = await context.services.usage.of(effect.uow, desk.actor, customer_id)
        customer = await effect.uow.customers.get(customer_id, desk.actor.scope)
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, flow=FLOW, step="", data={"customer_id": customer_id})
        )
        effect.show(_screen(customer.display_name, customer_id, known, context.say), message_id(update))


async def take_usage(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed sentence tells what is used."""
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    async with context.effect() as effect:
        known = await context.services.usage.note(effect.uow, desk.actor, customer_id, text)
        customer = await effect.uow.customers.get(customer_id, desk.actor.scope)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(_screen(customer.display_name, customer_id, known, context.say, noted=True))


def _screen(
    name: str, customer_id: Id, known: UsageProfile | None, say: Texts, *, noted: bool = False
) -> Screen:
    screen = Screen(customer_id=customer_id).line(say("usage-title", name=name), "bold")
    for key in KEYS if known else ():
        if known and key in known.usage:
            screen.line(f"• {_used(key, known.usage[key], say)}")
    for category, amount in (known.elsewhere if known else {}).items():
        screen.line(f"• {say('usage-elsewhere', category=category, amount=plain(amount))}")
    if known:
        screen.line(say("usage-as-of", day=day_of(known.as_of)))
    if not noted:
        screen.line().line(say("usage-ask"))
        screen.placeholder = say("usage-placeholder")
    return screen.row(press(say("button-offer"), f"ofc:{customer_id}"))


def _used(key: str, amount: Decimal, say: Texts) -> str:
    return say(f"usage-{key.replace('_', '-')}", amount=plain(amount))
