"""Customers who get no offers for a while: why, until when, lifted; a manager's buttons."""

from pydantic import JsonValue
from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.services.barring import TERMS, barring_text
from bot.services.punctuation import labelled
from bot.services.texts import Texts
from crm.barring import BarReason
from crm.base import Id
from crm.people import Role

_REASONS = tuple(BarReason)


@for_members
@in_private
async def on_barred_list(update: Update, context: JinjuContext, desk: Desk) -> None:
    """List everybody barred today."""
    await context.acknowledge(update)
    found = await context.services.barring.all(desk.actor)
    screen = Screen().line(context.say("bar-list" if found else "bar-list-empty"), "bold")
    for one in found:
        screen.line("• " + labelled(one.name, barring_text(one.barring, context.say), context.say))
        screen.row(press(context.say("button-bar-lift-of", name=one.name[:20]), f"bl:{one.customer_id}"))
    await _show(update, context, screen.row(press(context.say("button-back"), "rh:hub")))


@for_members
@in_private
async def on_bar(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask why a customer should get no offers for a while."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    desk.actor.require(Role.MANAGER, "bar")
    customer = await context.services.customers.get(desk.actor, customer_id)
    screen = Screen(context.say("bar-why", name=customer.display_name), customer_id=customer_id)
    for number, reason in enumerate(_REASONS):
        screen.row(press(context.say(f"bar-reason-{reason.value}"), f"bt:{customer_id}:{number}"))
    screen.row(press(context.say("button-bar-words"), f"bt:{customer_id}:w"))
    await _show(update, context, screen.row(press(context.say("button-back"), f"rc:{customer_id}:menu")))


@for_members
@in_private
async def on_bar_reason(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask until when, or first for the reason in words."""
    _, customer_id, reason = parts(update, 3)
    await context.acknowledge(update)
    desk.actor.require(Role.MANAGER, "bar")
    await context.services.customers.get(desk.actor, customer_id)
    if reason == "w":
        async with context.effect() as effect:
            data: dict[str, JsonValue] = {"customer_id": customer_id}
            await effect.uow.dialogues.put(
                context.moved(desk.dialogue, flow="bar_reason", step="", data=data)
            )
            effect.say(Screen(context.say("bar-words-ask"), placeholder=context.say("bar-words-placeholder")))
        return
    _reason(reason)
    await _show(update, context, _terms(customer_id, reason, context.say))


async def take_reason(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is the reason; the term comes next."""
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    desk.actor.require(Role.MANAGER, "bar")
    await context.services.customers.get(desk.actor, customer_id)
    words = " ".join(text.split())[:120]
    if not words:
        raise InputRefused("bar-no-reason")
    async with context.effect() as effect:
        data: dict[str, JsonValue] = {"bar_reason": words, "customer_id": customer_id}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data=data))
        effect.say(_terms(customer_id, "w", context.say))


@for_members
@in_private
async def on_bar_term(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Bar a customer for the chosen time."""
    _, customer_id, choice = parts(update, 3)
    await context.acknowledge(update)
    reason, _, days = choice.partition(".")
    if not days.isdecimal():
        raise InputRefused("old-button")
    words = _words(desk, customer_id) if reason == "w" else _reason(reason).value
    async with context.effect() as effect:
        barring = await context.services.barring.bar(effect.uow, desk.actor, customer_id, words, int(days))
        told = barring_text(barring, context.say) if barring else ""
        screen = Screen(context.say("bar-done", barring=told), customer_id=customer_id)
        screen.row(
            press(context.say("button-bar-lift"), f"bl:{customer_id}"),
            press(context.say("button-deal-customer"), f"c:{customer_id}"),
        )
        effect.show(screen, message_id(update))


@for_members
@in_private
async def on_bar_lift(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Lift a barring before its day."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.effect() as effect:
        await context.services.barring.lift(effect.uow, desk.actor, customer_id)
        screen = Screen(context.say("bar-lifted"), customer_id=customer_id)
        effect.show(
            screen.row(press(context.say("button-deal-customer"), f"c:{customer_id}")), message_id(update)
        )


def _terms(customer_id: Id, reason: str, say: Texts) -> Screen:
    screen = Screen(say("bar-how-long"), customer_id=customer_id)
    labels = [press(say(f"bar-term-{days}"), f"bd:{customer_id}:{reason}.{days}") for days in TERMS]
    return screen.row(*labels[:3]).row(*labels[3:])


def _reason(code: str) -> BarReason:
    if not code.isdecimal() or int(code) >= len(_REASONS):
        raise InputRefused("old-button")
    return _REASONS[int(code)]


def _words(desk: Desk, customer_id: Id) -> str:
    """Return the typed reason; it belongs to the customer it was typed for and nobody else."""
    data = desk.dialogue.data
    if data.get("customer_id") != customer_id or not data.get("bar_reason"):
        raise InputRefused("old-button")
    return str(data["bar_reason"])


async def _show(update: Update, context: JinjuContext, screen: Screen) -> None:
    async with context.effect() as effect:
        effect.show(screen, message_id(update))
