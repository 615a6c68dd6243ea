"""The survey in chat: filled by the seller with buttons, or by the customer in one reply."""

import re

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_survey import ask_screen, question_screen, result_screen, satisfaction_screen
from bot.handlers.work import Effect
from bot.services.customers import contactable
from bot.services.surveying import questions_text, read_reply
from crm.base import Id

_ANSWER = re.compile(r"^(\d{1,2})\.([0-5s])$")
_RATED = re.compile(r"^c([1-5])([1-5])$")


@for_members
@in_private
async def on_survey_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Store an answer and ask on, show the text for the customer, or ask for expectation and experience."""
    _, customer_id, step = parts(update, 3)
    await context.acknowledge(update)
    if step == "reply":
        await _ask_reply(context, desk, customer_id)
        return
    await _book(context, desk)
    async with context.effect() as effect:
        effect.show(await _stepped(context, desk, effect, customer_id, step), message_id(update))


async def take_reply(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is the customer's reply to the questions."""
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    service = context.services.surveying
    scores = read_reply(text, service.short)
    await _book(context, desk)
    async with context.effect() as effect:
        await service.answer(effect.uow, desk.actor, customer_id, scores)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(await _result(context, desk, effect, customer_id))


async def _stepped(context: JinjuContext, desk: Desk, effect: Effect, customer_id: Id, step: str) -> Screen:
    """Do what the button says inside the effect; return what to show."""
    service, uow, actor, say = context.services.surveying, effect.uow, desk.actor, context.say
    if answer := _ANSWER.match(step):
        return await _answered(context, desk, effect, customer_id, int(answer[1]), answer[2])
    if rated := _RATED.match(step):
        await service.rate(uow, actor, customer_id, int(rated[1]), int(rated[2]))
        return await _result(context, desk, effect, customer_id)
    state = await service.state(uow, actor, customer_id)  # outside the scope nobody exists
    number = state.next(whole=step == "more")
    if step == "result" or (step in {"go", "more"} and number is None):
        return await _result(context, desk, effect, customer_id)
    if step in {"go", "more"} and number is not None:
        return question_screen(customer_id, number, service.items[number], state, say)
    if step == "ask":
        return ask_screen(customer_id, await _questions(context, desk, effect, customer_id), say)
    if step[:1] == "c" and step[1:] in {"", *"12345"}:
        return satisfaction_screen(customer_id, int(step[1:]) if step[1:] else None, say)
    raise InputRefused("old-button")


async def _answered(
    context: JinjuContext, desk: Desk, effect: Effect, customer_id: Id, number: int, score: str
) -> Screen:
    """Keep a score and go to the next open question; `s` passes over this one, 0 shows where it stands."""
    service = context.services.surveying
    if score not in {"0", "s"}:
        await service.answer(effect.uow, desk.actor, customer_id, {number: int(score)})
    state = await service.state(effect.uow, desk.actor, customer_id)
    upcoming = state.next(number - 1 if score == "0" else number, whole=number >= state.short)
    if upcoming is None:
        return await _result(context, desk, effect, customer_id)
    return question_screen(customer_id, upcoming, service.items[upcoming], state, context.say)


async def _result(context: JinjuContext, desk: Desk, effect: Effect, customer_id: Id) -> Screen:
    customer = await effect.uow.customers.get(customer_id, desk.actor.scope)
    state = await context.services.surveying.state(effect.uow, desk.actor, customer_id)
    seen = await context.services.valuing.portrait_in(effect.uow, desk.actor, customer_id)
    return result_screen(customer_id, customer.display_name, state, seen.perceived, context.say)


async def _book(context: JinjuContext, desk: Desk) -> None:
    """Have the team's values learnt before the transaction: others must not wait for that to write."""
    async with context.services.database.read() as uow:
        await context.services.valuing.book(uow, desk.actor)


async def _questions(context: JinjuContext, desk: Desk, effect: Effect, customer_id: Id) -> str:
    """Return the text for the customer; nobody who asked to be left alone gets one."""
    customer = await effect.uow.customers.get(customer_id, desk.actor.scope)
    if customer.do_not_contact or contactable(customer).reason in {
        "channel_do_not_contact",
        "consent_refused",
    }:
        raise InputRefused("survey-no-contact")
    service = context.services.surveying
    address = customer.address_as or customer.name
    return questions_text(
        context.say("survey-address", name=address) if address else "",
        service.items[: service.short],
        context.say("survey-opening"),
        context.say("survey-closing"),
        context.say.locale,
    )


async def _ask_reply(context: JinjuContext, desk: Desk, customer_id: Id) -> None:
    customer = await context.services.customers.get(desk.actor, customer_id)
    async with context.effect() as effect:
        dialogue = context.moved(
            desk.dialogue, flow="survey_reply", step="", data={"customer_id": customer_id}
        )
        await effect.uow.dialogues.put(dialogue)
        ask = context.say("survey-reply-ask", name=customer.display_name)
        effect.say(Screen(ask, placeholder=context.say("survey-reply-placeholder")))
