"""Contracts of a customer, those that end next, and the win rates of the funnel."""

from datetime import date

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_contracts import contract_screen, contracts_screen, due_screen, rates_screen
from bot.handlers.work import Effect
from bot.services.valuing import ValuingService
from crm.base import Id
from crm.contracts import ContractState
from crm.history import Stage

_STAGES = tuple(Stage)


@for_members
@in_private
async def on_contracts_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what ends next (`ag:-:due`), a customer's contracts, or ask for a new one."""
    _, customer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    service, say = context.services.contracting, context.say
    if verb == "new":
        await _ask(context, desk, customer_id)
        return
    if verb == "due":
        found = await service.ending(desk.actor)
        async with context.effect() as effect:
            effect.show(due_screen(found, say), message_id(update))
        return
    async with context.effect() as effect:
        name, held = await service.of(effect.uow, desk.actor, customer_id)
        effect.show(contracts_screen(customer_id, name, held, say), message_id(update))


@for_members
@in_private
async def on_contract_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show a contract, renew it, end it, or change how often it is paid."""
    _, id, verb = parts(update, 3)
    await context.acknowledge(update)
    await _book(context.services.valuing, context, desk)
    async with context.effect() as effect:
        await _act(context, desk, effect, id, verb)
        held = await context.services.contracting.get(effect.uow, desk.actor, id)
        effect.show(contract_screen(held, context.say), message_id(update))


async def take_contract(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is a new contract of the customer that was asked for."""
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    service = context.services.contracting
    await _book(context.services.valuing, context, desk)
    async with context.effect() as effect:
        made = await service.add(effect.uow, desk.actor, customer_id, text)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        held = await service.get(effect.uow, desk.actor, made.id)
        effect.say(contract_screen(held, context.say))


@for_members
@in_private
async def on_rate_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show the win rates, set one (`wr:3:35`), or go back to the usual ones."""
    _, what, percent = parts(update, 3)
    await context.acknowledge(update)
    service = context.services.win_rates
    async with context.effect() as effect:
        if what == "usual":
            await service.reset(effect.uow, desk.actor)
        elif what != "show":
            if not (what.isdecimal() and int(what) < len(_STAGES) and percent.isdecimal()):
                raise InputRefused("old-button")
            await service.set(effect.uow, desk.actor, _STAGES[int(what)], int(percent))
        effect.show(
            rates_screen(await service.view_in(effect.uow, desk.actor), context.say), message_id(update)
        )


async def _act(context: JinjuContext, desk: Desk, effect: Effect, id: Id, verb: str) -> None:
    service, uow, actor = context.services.contracting, effect.uow, desk.actor
    if verb in set(ContractState):
        await service.put(uow, actor, id, ContractState(verb))
    elif verb[:1] == "m" and verb[1:].isdecimal():
        await service.pay_every(uow, actor, id, int(verb[1:]))
    elif verb[:1] == "r" and (until := _day(verb[1:])):
        await service.extend(uow, actor, id, until)
    elif verb != "v":
        raise InputRefused("old-button")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _ask(context: JinjuContext, desk: Desk, customer_id: Id) -> None:
    customer = await context.services.customers.get(desk.actor, customer_id)
    async with context.effect() as effect:
        dialogue = context.moved(
            desk.dialogue, flow="contract_new", step="", data={"customer_id": customer_id}
        )
        await effect.uow.dialogues.put(dialogue)
        ask = context.say("contract-ask", name=customer.display_name)
        effect.say(Screen(ask, placeholder=context.say("contract-placeholder")))


async def _book(valuing: ValuingService, context: JinjuContext, desk: Desk) -> None:
    """Have the team's values learnt before the transaction: others must not wait for that to write."""
    async with context.services.database.read() as uow:
        await valuing.book(uow, desk.actor)
