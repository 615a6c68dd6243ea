"""/today: at most seven customers, each one tap from a line that can be sent."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.advice import show_outcome
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.posting import post_day
from bot.handlers.screens import Screen, press
from bot.handlers.show_value import opening_screen, today_screen
from bot.services.conversation import Advised
from bot.services.today import TodayItem
from bot.services.today_lines import opening_lines
from bot.services.turns import Speaker, Turn
from crm.base import Id
from crm.history import Direction, TouchpointKind
from crm.value.priorities import Cause

_ANSWERED = frozenset({Cause.COMPLAINT, Cause.LEAVING})
"""Causes that answer what the customer said last; the others open a talk."""


@for_members
async def today(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/today shows whom to contact first; asked in a group, the lists go to their readers' own chats."""
    if not desk.is_private:
        await post_day(context, desk)
        return
    items = await context.services.today.due(desk.actor)
    await context.reply(_with_ways(today_screen(items, context.say), context))


@for_members
@in_private
async def on_today_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show lines for an item, or the list again."""
    _, customer_id, cause = parts(update, 3)
    await context.acknowledge(update)
    if customer_id == "list":
        items = await context.services.today.due(desk.actor)
        async with context.effect() as effect:
            effect.show(_with_ways(today_screen(items, context.say), context), message_id(update))
        return
    await _lines(update, context, desk, await _item(context, desk, customer_id, cause))


@for_members
@in_private
async def on_contacted(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The customer was contacted: that is a touchpoint, and the item is done."""
    _, customer_id, cause = parts(update, 3)
    await context.acknowledge(update)
    item = await _item(context, desk, customer_id, cause)
    text = context.say("today-contacted", reason=item.texts[0] if item.texts else "")
    async with context.effect() as effect:
        await context.services.customers.add_touchpoint(
            effect.uow, desk.actor, customer_id, TouchpointKind.MESSAGE, text, Direction.OUT
        )
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, pinned_customer_id=customer_id, flow="", step="", data={})
        )
        effect.show(opening_screen(item, (), context.say), message_id(update))


def _with_ways(screen: Screen, context: JinjuContext) -> Screen:
    """Add the ways on from the day's list: what was promised, and whom to win back."""
    say = context.say
    return screen.row(
        press(say("button-promises"), "pr:mine"),
        press(say("button-winback"), "wb"),
        press(say("button-contracts"), "ag:-:due"),
    )


async def _item(context: JinjuContext, desk: Desk, customer_id: Id, cause: str) -> TodayItem:
    """Return the item as it stands now; one that is done meanwhile is made from the customer alone."""
    if cause not in set(Cause):
        raise InputRefused("old-button")
    for item in await context.services.today.due(desk.actor):
        if (item.customer_id, item.cause) == (customer_id, cause):
            return item
    customer, _ = await context.services.today.customer(desk.actor, customer_id)
    return TodayItem(customer_id=customer_id, customer=customer.display_name, cause=Cause(cause), texts=())


async def _lines(update: Update, context: JinjuContext, desk: Desk, item: TodayItem) -> None:
    """Answer the customer's own last words where the cause has some, otherwise open a talk."""
    customer, last = await context.services.today.customer(desk.actor, item.customer_id)
    adviser = context.services.adviser
    if item.cause in _ANSWERED and last:
        turn = Turn(text=last.text, speaker=Speaker.CUSTOMER, customer_id=customer.id, at=context.now())
        advice = await adviser.advise(desk.actor, turn)
        if advice.variants:
            await show_outcome(context, desk, Advised(turn, advice))
            return
    lines = opening_lines(
        customer,
        item.cause,
        item.subject,
        context.now().date(),
        adviser.library,
        context.say.locale,
        on_day=item.on_day,
    )
    async with context.effect() as effect:
        effect.show(opening_screen(item, lines, context.say), message_id(update))
