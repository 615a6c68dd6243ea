"""Requests in plain words: 今天先联系谁, 他孙女叫什么, 3800打九五折多少."""

from collections.abc import Mapping

from telegram import Update

from bot.handlers import (
    customers,
    day_pages,
    documents,
    files,
    helping,
    pipeline,
    promises,
    quiz,
    records,
    settings,
    today,
    value,
)
from bot.handlers.advice import nobody_screen, respond, show_outcome
from bot.handlers.context import Desk, JinjuContext, PlainHandler
from bot.handlers.screens import Screen, press
from bot.handlers.show_customer import several_screen
from bot.handlers.show_sales import sold_screen
from bot.ports import OUTCOMES
from bot.services.briefs import Advice
from bot.services.followups import earlier_advice
from bot.services.requesting import Aspect, Request, Want, details_of, read_sum
from bot.services.sales import span_of
from bot.services.turns import Reading, Turn, TurnKind

_SCREENS: Mapping[Want, PlainHandler] = {
    Want.TODAY: today.today,
    Want.WINBACK: day_pages.winback,
    Want.PROMISES: promises.promises,
    Want.PIPELINE: pipeline.pipeline,
    Want.CUSTOMERS: customers.recent,
    Want.RECORDS: records.records,
    Want.QUIZ: quiz.quiz,
    Want.HELP: helping.show_help,
    Want.HELP_CUSTOMERS: helping.show_topic("customers"),
    Want.HELP_DAY: helping.show_topic("day"),
    Want.HELP_TEAM: helping.show_topic("team"),
    Want.SETTINGS: settings.settings,
    Want.DOCS: documents.show_documents,
    Want.IMPORT: files.ask_import,
}
"""Wants that open the screen of a command."""


async def take_request(update: Update, context: JinjuContext, desk: Desk, text: str) -> bool:
    """Answer a request; False when the text is none and goes on to the conversation."""
    if total := read_sum(text):
        await context.reply(Screen(context.say("request-sum", steps=total.steps, result=total.said)))
        return True
    request = await context.services.requests.read(desk.actor, text)
    if request is None:
        return False
    if request.want in _SCREENS and not request.is_plain and context.services.talk.is_on:
        return False  # "谁买过两次又没动静了" asks for more than the list
    if request.want is Want.RECORDS and (span := span_of(text, context.services.handing.today)):
        found = await context.services.sales.of(desk.actor, span)
        await context.reply(sold_screen(found, context.say, leads=records.leads(desk.actor)))
        return True
    if request.want in _SCREENS:
        await _SCREENS[request.want](update, context)
        return True
    return await _of_customer(update, context, desk, text, request)


async def _of_customer(
    update: Update, context: JinjuContext, desk: Desk, text: str, request: Request
) -> bool:
    match request.want:
        case Want.DETAILS:
            return await _details(context, desk, request)
        case Want.VALUE:
            context.args = [request.name] if request.name else []
            await value.value(update, context)
            return True
        case Want.COPYING:
            turn = Turn(text=text, customer_id=desk.dialogue.pinned_customer_id, at=context.now())
            reading = Reading(kind=TurnKind.COPY, customer_name=request.name)
            await show_outcome(
                context, desk, await context.services.conversation.proceed(desk.actor, turn, reading)
            )
            return True
        case Want.OUTCOME:
            return await _outcome(context, desk)
        case _:
            return await _reply(context, desk)


async def _details(context: JinjuContext, desk: Desk, request: Request) -> bool:
    """Show the part of a file that was asked for, and take that customer in hand."""
    service = context.services.requests
    asked = await service.about(desk.actor, request, desk.dialogue.pinned_customer_id)
    if asked.hits:
        await context.reply(several_screen(asked.name, asked.hits, context.say, "c"))
        return True
    if asked.customer_id is None:
        await _whose(context, desk, asked.name)
        return True
    if request.aspect is None:
        await customers.show(context, desk, asked.customer_id)
        return True
    card = await service.card(desk.actor, asked.customer_id, request.aspect)
    detail = details_of(card, request.aspect, context.say, context.services.adviser.library)
    name = card.customer.display_name
    screen = Screen(customer_id=asked.customer_id)
    title = "request-spent-title" if request.aspect is Aspect.SPENT else f"request-{request.aspect.value}"
    screen.line(f"{name} · {context.say(title)}", "bold")
    for line in detail.lines:
        screen.line(f"• {line}" if len(detail.lines) > 1 else line)
    if not detail.lines:
        screen.line(context.say("request-not-on-file"))
    screen.row(
        press(context.say("request-card"), f"c:{asked.customer_id}"),
        press(context.say("button-note"), f"cu:{asked.customer_id}:note"),
    )
    async with context.effect() as effect:
        kept = desk.dialogue
        if kept.pinned_customer_id != asked.customer_id:
            kept = context.moved(kept, pinned_customer_id=asked.customer_id)
        await effect.uow.dialogues.put(context.moved(kept, flow="", step="", data={}))
        effect.say(screen)
    return True


async def _whose(context: JinjuContext, desk: Desk, name: str) -> None:
    """Say that nobody is called so, or ask whose file is meant."""
    if name:
        async with context.effect() as effect:
            await effect.uow.dialogues.put(
                context.moved(desk.dialogue, flow="", step="", data={"name": name})
            )
            effect.say(nobody_screen(context, name))
        return
    hits = await context.services.customers.recent(desk.actor, 4)
    screen = Screen(context.say("request-whose"))
    for hit in hits:
        screen.row(press(hit.name[:30], f"c:{hit.id}"))
    await context.reply(screen)


async def _outcome(context: JinjuContext, desk: Desk) -> bool:
    """Ask how the last lines went; without any the text goes on to the conversation."""
    kept = await earlier_advice(context.services.database, desk.actor, desk.dialogue, None, context.now())
    if kept is None:
        return False
    screen = Screen(context.say("request-outcome"))
    screen.row(*(press(context.say(f"outcome-{one}"), f"fb:{kept.id}:{one}") for one in OUTCOMES))
    await context.reply(screen)
    return True


async def _reply(context: JinjuContext, desk: Desk) -> bool:
    """Give other lines for the last case; without one ask for the customer's words."""
    kept = await earlier_advice(context.services.database, desk.actor, desk.dialogue, None, context.now())
    earlier = Advice.model_validate(kept.advice) if kept else None
    if earlier is None or earlier.kind != TurnKind.OBJECTION.value or earlier.wish:
        await context.reply(Screen(context.say("request-his-words")))
    else:
        await respond(context, desk, context.say("request-another"))
    return True
