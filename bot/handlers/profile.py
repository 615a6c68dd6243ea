"""What a profile learns by one tap: behaviour seen today, no-contact wishes, people of the household."""

from telegram import Update

from bot.handlers.card_clocks import opened_card
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.services.punctuation import labelled, listed
from bot.services.sentences import household_patch
from bot.services.wording import member_text
from crm.base import Id, new_id
from crm.customers import Channel, ChannelKind, Customer, HouseholdMember, Personality

_IN_A_ROW = 3


@for_members
@in_private
async def on_profile_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask for the behaviour seen, show the channels, or turn a wish not to be contacted on and off."""
    _, customer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    customer = await context.services.customers.get(desk.actor, customer_id)
    if verb == "behaviour":
        await _show(update, context, behaviour_screen(context, customer))
    elif verb == "channels":
        await _show(update, context, channels_screen(context, customer))
    else:
        async with context.effect() as effect:
            changed = await context.services.customers.set_do_not_contact(
                effect.uow, desk.actor, customer_id, value=not customer.do_not_contact
            )
            effect.show(channels_screen(context, changed), message_id(update))


@for_members
@in_private
async def on_behaviour_chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Record the behaviour seen today and show the card again."""
    _, customer_id, seen = parts(update, 3)
    await context.acknowledge(update)
    async with context.effect() as effect:
        customers = context.services.customers
        await customers.observe(effect.uow, desk.actor, customer_id, Personality(seen))
        card = await customers.card(effect.uow, desk.actor, customer_id)
        effect.show(await opened_card(context, desk.actor, card), message_id(update))


@for_members
@in_private
async def on_channel_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Turn one kind of channel on or off for a customer."""
    _, customer_id, kind = parts(update, 3)
    await context.acknowledge(update)
    customer = await context.services.customers.get(desk.actor, customer_id)
    blocked = any(c.do_not_contact for c in customer.channels if c.kind == kind)
    async with context.effect() as effect:
        changed = await context.services.customers.set_consent(
            effect.uow, desk.actor, customer_id, ChannelKind(kind), do_not_contact=not blocked
        )
        effect.show(channels_screen(context, changed), message_id(update))


@for_members
@in_private
async def on_household_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Add the people a note spoke of to the household."""
    await context.acknowledge(update)
    customer_id = parts(update, 2)[1]
    patch = household_patch(str(desk.dialogue.data.get("household") or ""))
    if not patch.members:
        await context.reply(Screen(context.say("old-button")))
        return
    async with context.effect() as effect:
        customer = await context.services.customers.add_members(
            effect.uow, desk.actor, customer_id, patch.members
        )
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        people = listed((member_text(member, context.say) for member in customer.household), context.say)
        effect.say(Screen(context.say("household-saved", name=customer.display_name, people=people)))


def offer_household(context: JinjuContext, screen: Screen, customer_id: Id, text: str) -> bool:
    """Put a button on the screen when a note speaks of people at home; say whether it did."""
    members = [
        member_text(HouseholdMember(id=new_id(), **member.model_dump()), context.say)
        for member in household_patch(text).members
    ]
    if members:
        shown = listed(members, context.say)
        screen.row(press(context.say("button-household", people=shown[:40]), f"hh:{customer_id}"))
    return bool(members)


def behaviour_screen(context: JinjuContext, customer: Customer) -> Screen:
    """Return the twelve ways of behaving in neutral words; what is recorded is today's observation."""
    library = context.services.adviser.library
    screen = Screen(context.say("behaviour-ask", name=customer.display_name), customer_id=customer.id)
    buttons = [
        press(library.personality_title(kind), f"pe:{customer.id}:{kind.value}") for kind in Personality
    ]
    for start in range(0, len(buttons), _IN_A_ROW):
        screen.row(*buttons[start : start + _IN_A_ROW])
    return screen.row(press(context.say("button-back"), f"cu:{customer.id}:full"))


def channels_screen(context: JinjuContext, customer: Customer) -> Screen:
    """Return the ways to a customer with a switch for each, and one for all."""
    screen = Screen(context.say("channels-title", name=customer.display_name), customer_id=customer.id)
    kinds = dict.fromkeys(channel.kind for channel in customer.channels)
    for kind in kinds:
        channels = [channel for channel in customer.channels if channel.kind is kind]
        screen.row(press(_channel_label(context, kind, channels), f"ch:{customer.id}:{kind.value}"))
    key = "button-contact-again" if customer.do_not_contact else "button-do-not-contact"
    screen.row(press(context.say(key), f"pf:{customer.id}:contact"))
    return screen.row(press(context.say("button-back"), f"cu:{customer.id}:full"))


def _channel_label(context: JinjuContext, kind: ChannelKind, channels: list[Channel]) -> str:
    allowed = all(channel.may_contact for channel in channels)
    mark = context.say("channel-allowed" if allowed else "channel-refused")
    return labelled(context.say(f"channel-{kind.value}"), mark, context.say)


async def _show(update: Update, context: JinjuContext, screen: Screen) -> None:
    async with context.effect() as effect:
        effect.show(screen, message_id(update))
