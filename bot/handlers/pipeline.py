"""The funnel on the phone: /pipeline, one opportunity, moving it, winning and losing it."""

from decimal import Decimal

from pydantic import JsonValue
from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_pipeline import (
    REASONS,
    STAGES,
    board_screen,
    deal_screen,
    expected_screen,
    lose_screen,
    stage_screen,
    win_screen,
)
from bot.handlers.work import Effect
from bot.services.deal_words import EXPECTED, read_amount
from crm.base import Id
from crm.people import RANK, Role


@for_members
@in_private
async def pipeline(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/pipeline shows the board; with a number it says whether that target is covered."""
    await context.reply(await _board(context, desk, _target(arguments(context))))


@for_members
@in_private
async def on_board_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Back to the board, a stage of it, or a new opportunity."""
    verb = parts(update, 2)[1]
    await context.acknowledge(update)
    if verb == "new":
        await _ask_new(context, desk)
        return
    screen = await _board(context, desk, None) if verb == "board" else await _stage(context, desk, verb)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


@for_members
@in_private
async def on_deal_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show an opportunity, move it, win or lose it; the button names the state it leads to."""
    _, id, verb = parts(update, 3)
    await context.acknowledge(update)
    if verb in {"n", "a"}:
        await _ask(context, desk, id, "deal_next" if verb == "n" else "deal_amount")
    elif verb == "w" and (await context.services.pipeline.deal(desk.actor, id)).opportunity.amount is None:
        await _ask(context, desk, id, "deal_won_amount")
    else:
        async with context.effect() as effect:
            effect.show(await _acted(context, desk, effect, id, verb), message_id(update))


async def _acted(context: JinjuContext, desk: Desk, effect: Effect, id: Id, verb: str) -> Screen:
    """Do what the button says inside the effect; return what to show."""
    service, uow, actor, say = context.services.pipeline, effect.uow, desk.actor, context.say
    if verb == "w":
        return win_screen(await service.deal_in(uow, actor, id), say)
    if verb == "l":
        return lose_screen(await service.deal_in(uow, actor, id), say)
    if verb == "e":
        return expected_screen(await service.deal_in(uow, actor, id), say)
    if verb == "y":
        await service.win(uow, actor, id)
    elif verb == "o":
        await service.reopen(uow, actor, id)
    elif verb[0] == "l" and verb[1:] in REASONS:
        await service.lose(uow, actor, id, REASONS[verb[1:]])
    elif verb[0] == "s" and verb[1:] in {str(rank) for rank in range(len(STAGES))}:
        await service.move(uow, actor, id, STAGES[int(verb[1:])])
    elif verb[0] == "e" and verb[1:] in EXPECTED:
        await service.set_expected(uow, actor, id, verb[1:])
    elif verb != "v":
        raise InputRefused("old-button")
    return deal_screen(await service.deal_in(uow, actor, id), say)


async def take_new(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is a new opportunity of the customer that was asked for."""
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    async with context.effect() as effect:
        made = await context.services.pipeline.add(effect.uow, desk.actor, customer_id, text)
        await _close(context, desk, effect)
        effect.say(
            deal_screen(await context.services.pipeline.deal_in(effect.uow, desk.actor, made.id), context.say)
        )


async def take_next(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is the next advance."""
    id = str(desk.dialogue.data.get("opportunity_id") or "")
    async with context.effect() as effect:
        await context.services.pipeline.set_next(effect.uow, desk.actor, id, text)
        await _close(context, desk, effect)
        effect.say(
            deal_screen(await context.services.pipeline.deal_in(effect.uow, desk.actor, id), context.say)
        )


async def take_amount(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is the amount; when a sale waited for it, the confirmation follows."""
    id = str(desk.dialogue.data.get("opportunity_id") or "")
    service = context.services.pipeline
    async with context.effect() as effect:
        await service.set_amount(effect.uow, desk.actor, id, text)
        await _close(context, desk, effect)
        deal = await service.deal_in(effect.uow, desk.actor, id)
        shown = win_screen if desk.dialogue.flow == "deal_won_amount" else deal_screen
        effect.say(shown(deal, context.say))


async def _board(context: JinjuContext, desk: Desk, target: Decimal | None) -> Screen:
    is_manager = RANK[desk.actor.role] >= RANK[Role.MANAGER]
    board = await context.services.pipeline.board(desk.actor, target)
    return board_screen(board, context.say, is_manager=is_manager)


async def _stage(context: JinjuContext, desk: Desk, verb: str) -> Screen:
    rank, _, page = verb.removeprefix("s").partition(".")
    if not (rank.isdecimal() and page.isdecimal() and int(rank) < len(STAGES)):
        raise InputRefused("old-button")
    board = await context.services.pipeline.board(desk.actor)
    return stage_screen(board, int(rank), int(page), context.say)


def _target(text: str) -> Decimal | None:
    if not text:
        return None
    target = read_amount(text)
    if target is None:
        raise InputRefused("pipeline-bad-target")
    return target


async def _ask_new(context: JinjuContext, desk: Desk) -> None:
    pinned = desk.dialogue.pinned_customer_id
    if pinned is None:
        await context.reply(Screen(context.say("deal-no-customer")))
        return
    customer = await context.services.customers.get(desk.actor, pinned)
    async with context.effect() as effect:
        data: dict[str, JsonValue] = {"customer_id": pinned}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="deal_new", step="", data=data))
        ask = context.say("deal-new-ask", name=customer.display_name)
        effect.say(Screen(ask, placeholder=context.say("deal-new-placeholder")))


async def _ask(context: JinjuContext, desk: Desk, id: Id, flow: str) -> None:
    await context.services.pipeline.deal(desk.actor, id)  # outside the scope it does not exist
    key = "deal-next-ask" if flow == "deal_next" else "deal-amount-ask"
    async with context.effect() as effect:
        data: dict[str, JsonValue] = {"opportunity_id": id}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=flow, step="", data=data))
        effect.say(Screen(context.say(key), placeholder=context.say("deal-placeholder")))


async def _close(context: JinjuContext, desk: Desk, effect: Effect) -> None:
    await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
