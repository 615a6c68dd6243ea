"""Whose words these are, told with one tap; and contacts shared from the phone's address book."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.advice import show_outcome
from bot.handlers.bursts import Part
from bot.handlers.card_clocks import opened_card
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_advice import add_colleagues
from bot.ports import BotUnitOfWork
from bot.services.matching import Sender
from bot.services.sentences import parse_customer
from bot.services.turns import Turn
from crm.base import Id
from crm.people import Actor


@for_members
@in_private
async def on_match(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`mt:ADVICE:CUSTOMER|new`: remember who it is, and fit the lines to that customer."""
    _, advice_id, chosen = parts(update, 3)
    await context.acknowledge(update)
    services = context.services
    async with services.database.read() as uow:
        kept = await uow.advices.get(advice_id, desk.actor.salesperson_id)
    if kept is None:
        raise InputRefused("old-button")
    turn = Turn.model_validate(kept.turn)
    sender = Sender(turn.sender_name, turn.sender_id)
    async with services.database.write() as uow:
        customer_id = chosen if chosen != "new" else await _create(context, uow, desk.actor, sender)
        await uow.customers.get(customer_id, desk.actor.scope)
        await services.conversation.matcher.remember(uow, desk.actor, sender, customer_id)
        await uow.commit()
    turn = turn.model_copy(update={"customer_id": customer_id})
    outcome = await services.conversation.proceed(desk.actor, turn)
    moved = context.moved(desk.dialogue, pinned_customer_id=customer_id)
    await show_outcome(context, Desk(desk.actor, moved, desk.is_private), outcome, edit=message_id(update))


async def _create(context: JinjuContext, uow: BotUnitOfWork, actor: Actor, sender: Sender) -> Id:
    """Return the customer made of a sender; pressed twice, the one made before."""
    known = await uow.customers.named([sender.name], actor.scope) if sender.name else ()
    if known:
        return known[0].id
    draft = parse_customer(sender.name, context.now().date())
    if draft.is_empty:
        raise InputRefused("new-nothing")
    return (await context.services.customers.create(uow, actor, draft)).id


async def show_contact(context: JinjuContext, desk: Desk, contact: Part) -> None:
    """A contact shared alone: the card of the customer, or the offer to make one."""
    sender = Sender(contact.sender, contact.sender_id, (contact.phone,))
    services = context.services
    match = await services.conversation.matcher.match(desk.actor, sender, None)
    async with context.effect() as effect:
        if match.customer_id:
            if contact.sender_id:
                await services.conversation.matcher.remember(
                    effect.uow, desk.actor, sender, match.customer_id
                )
            card = await services.customers.card(effect.uow, desk.actor, match.customer_id)
            screen = await opened_card(context, desk.actor, card)
            moved = context.moved(
                desk.dialogue, pinned_customer_id=match.customer_id, flow="", step="", data={}
            )
        elif match.colleagues:
            screen, moved = Screen(), context.moved(desk.dialogue, flow="", step="", data={})
            add_colleagues(screen, match.colleagues, context.say)
        else:
            screen = Screen(context.say("contact-new", name=contact.sender, phone=contact.phone))
            screen.row(press(context.say("button-contact-new"), "newnamed"))
            sentence = f"{contact.sender} {contact.phone}"
            moved = context.moved(desk.dialogue, flow="", step="", data={"name": sentence})
        await effect.uow.dialogues.put(moved)
        effect.say(screen)
