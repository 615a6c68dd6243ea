"""/offer: what to propose to a customer, what became of it, and a little more off within limits."""

from decimal import Decimal, InvalidOperation

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.offer_approvals import ask_managers, warn_managers
from bot.handlers.offer_quotations import send_quotation
from bot.handlers.screens import Screen, press
from bot.handlers.show_customer import several_screen
from bot.handlers.show_offers import compare_screen, detail_screen, offers_screen, reasons_screen
from bot.handlers.work import Effect
from bot.ports import Dialogue
from bot.services.conversation import Found, Several
from bot.services.facts.parts import plain
from bot.services.offering.discounts import Discounts
from bot.services.turn_text import clean_text
from crm.base import Id
from crm.offers.limits import Decision, Ruling

_STEPS = ("1", "2", "3", "5", "8")


@for_members
@in_private
async def offer(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/offer for the current customer, /offer NAME, /offer WISH."""
    pinned = desk.dialogue.pinned_customer_id
    text = clean_text(arguments(context)) if arguments(context) else ""
    if not text:
        if pinned is None:
            raise InputRefused("offers-no-customer")
        await show_offers(context, desk, pinned)
        return
    outcome = await context.services.conversation.look_up(desk.actor, text)
    if isinstance(outcome, Found):
        await show_offers(context, desk, outcome.customer_id)
    elif pinned is not None:
        await show_offers(context, desk, pinned, text=text)
    elif isinstance(outcome, Several):
        await context.reply(several_screen(outcome.name, outcome.hits, context.say, "ofc"))
    else:
        raise InputRefused("offers-no-customer")


@for_members
@in_private
async def on_offer_customer(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Work out offers for the customer of a button."""
    await context.acknowledge(update)
    await show_offers(context, desk, parts(update, 2)[1])


@for_members
@in_private
async def on_offer_catalogue(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The catalogue was chosen for a waiting customer."""
    await context.acknowledge(update)
    customer_id = str(desk.dialogue.data.get("offer_customer") or "")
    if not customer_id:
        raise InputRefused("old-button")
    text = str(desk.dialogue.data.get("offer_text") or "")
    await show_offers(
        context, desk, customer_id, text=text, catalogue=parts(update, 2)[1], edit=message_id(update)
    )


async def show_offers(
    context: JinjuContext,
    desk: Desk,
    customer_id: Id,
    *,
    text: str = "",
    catalogue: str = "",
    edit: int | None = None,
) -> None:
    """Work out and show offers; asks for the catalogue when it is not clear."""
    async with context.effect() as effect:
        screen, dialogue = await worked_out(
            context, desk, effect, customer_id, text=text, catalogue=catalogue
        )
        await effect.uow.dialogues.put(dialogue)
        effect.show(screen, edit)


async def worked_out(
    context: JinjuContext, desk: Desk, effect: Effect, customer_id: Id, *, text: str = "", catalogue: str = ""
) -> tuple[Screen, Dialogue]:
    """Return the screen of offers, or the question which catalogue, with the dialogue that goes with it."""
    offering = context.services.offering
    shown = await offering.show(effect.uow, desk.actor, customer_id, text=text, catalogue=catalogue)
    if shown is not None:
        await warn_managers(context, desk, effect, shown)
        return offers_screen(shown, context.say), context.moved(desk.dialogue, flow="", step="", data={})
    screen = Screen(context.say("offers-which"), customer_id=customer_id)
    for stored in await offering.lines_of_business(effect.uow, desk.actor):
        screen.row(press(stored.name[:40], f"oc:{stored.key}"))
    data = {"offer_customer": customer_id, "offer_text": text}
    return screen, context.moved(desk.dialogue, flow="", step="", data=dict(data))


@for_members
@in_private
async def on_offer_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Details, what became of an offer, a discount, the quotation."""
    _, offer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    verb, _, value = verb.partition(".")
    if verb == "pdf":
        await send_quotation(context, desk, offer_id)
        return
    async with context.effect() as effect:
        screen = await _pressed(context, desk, effect, offer_id, verb, value)
        effect.show(screen, message_id(update))


async def _pressed(
    context: JinjuContext, desk: Desk, effect: Effect, offer_id: Id, verb: str, value: str
) -> Screen:
    if verb == "disc":
        return await _how_much(context, desk, effect, offer_id)
    if verb == "p":
        return await reduce(context, desk, effect, offer_id, value, reason="")
    if verb == "c":
        return await _compared(context, desk, effect, (offer_id, value))
    answers, uow, actor = context.services.offer_answers, effect.uow, desk.actor
    if verb == "told":
        stored = await answers.told(uow, actor, offer_id)
    elif verb == "yes":
        stored = await answers.accepted(uow, actor, offer_id)
    elif verb == "n":
        stored = await answers.declined(uow, actor, offer_id, value)
    else:
        stored = await answers.get(uow, actor, offer_id)
    if verb == "no":
        return reasons_screen(stored, context.say)
    return detail_screen(stored, context.say, inside=verb == "in")


async def _compared(context: JinjuContext, desk: Desk, effect: Effect, ids: tuple[Id, Id]) -> Screen:
    answers = context.services.offer_answers
    return compare_screen([await answers.get(effect.uow, desk.actor, id) for id in ids], context.say)


async def _how_much(context: JinjuContext, desk: Desk, effect: Effect, offer_id: Id) -> Screen:
    """Ask how much more off, within what is possible at all."""
    stored, case, offer = await context.services.offer_answers.standing_offer(
        effect.uow, desk.actor, offer_id
    )
    own, manager = context.services.offering.limits(case, offer)
    if manager <= 0:
        services = "；".join(case.offering.catalogue.policy.services_first) or context.say(
            "button-offer-again"
        )
        return detail_screen(stored, context.say, note=context.say("offers-discount-none", services=services))
    say = context.say
    screen = Screen(
        say("offers-discount-ask", own=plain(own), manager=plain(manager)), customer_id=stored.customer_id
    )
    steps = [step for step in _STEPS if Decimal(step) <= manager]
    return screen.row(*(press(f"{step}%", f"of:{offer_id}:p.{step}") for step in steps)).row(
        press(say("button-back"), f"of:{offer_id}:d")
    )


async def reduce(
    context: JinjuContext, desk: Desk, effect: Effect, offer_id: Id, percent: str, *, reason: str
) -> Screen:
    """Rule on a discount; ask for the reason first where a manager has to decide."""
    discounts: Discounts = context.services.discounts
    number = _percent(percent)
    if not reason and await discounts.needs_manager(effect.uow, desk.actor, offer_id, number):
        data = {"offer_id": offer_id, "percent": percent}
        moved = context.moved(desk.dialogue, flow="offer_reason", step="", data=dict(data))
        await effect.uow.dialogues.put(moved)
        return Screen(context.say("offers-discount-why", percent=percent))
    decision, stored, approval = await discounts.ask(effect.uow, desk.actor, offer_id, number, reason)
    if approval is not None:
        sent = await ask_managers(context, desk, effect, stored, approval)
        return detail_screen(
            stored,
            context.say,
            note=context.say("offers-discount-sent" if sent else "offers-discount-nobody"),
        )
    if decision.ruling is Ruling.GRANTED:
        return detail_screen(stored, context.say, note=context.say("offers-discount-given", percent=percent))
    return detail_screen(
        stored, context.say, note=await _refusal(context, effect, desk, offer_id, decision, percent)
    )


async def _refusal(
    context: JinjuContext, effect: Effect, desk: Desk, offer_id: Id, decision: Decision, percent: str
) -> str:
    _, case, _ = await context.services.offer_answers.standing_offer(effect.uow, desk.actor, offer_id)
    services = "；".join(case.offering.catalogue.policy.services_first)
    values = {
        Ruling.BELOW_FLOOR: {"percent": percent, "manager": plain(decision.manager_limit)},
        Ruling.BEYOND_LIMIT: {"percent": percent, "manager": plain(decision.manager_limit)},
        Ruling.NON_PRICE_FIRST: {"services": services},
    }.get(decision.ruling, {})
    return context.say(f"offers-ruling-{decision.ruling.value.replace('_', '-')}", **values)


def _percent(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


async def take_reason(context: JinjuContext, desk: Desk, text: str) -> None:
    """The reason for a discount was typed; nothing in it decides anything."""
    data = desk.dialogue.data
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        screen = await reduce(
            context,
            desk,
            effect,
            str(data.get("offer_id") or ""),
            str(data.get("percent") or ""),
            reason=text,
        )
        effect.say(screen)
