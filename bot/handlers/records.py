"""Records: /records, a customer's cards, revenue and relationship tables."""

from telegram import Update
from telegram.constants import ChatAction

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_records import (
    contact_screen,
    customer_menu,
    hub_screen,
    relations_screen,
    revenue_screen,
    sales_screen,
)
from bot.services.reporting import By, Period
from crm.base import Id
from crm.errors import NotFound
from crm.people import RANK, Actor, Role
from crm.ports import CustomerFile
from crm.value.assignments import yuan

_DIGITS = 5
"""Of the number of a page."""


def leads(actor: Actor) -> bool:
    """Say whether an actor may do what a manager does."""
    return RANK[actor.role] >= RANK[Role.MANAGER]


@for_members
@in_private
async def records(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/records shows what there is."""
    await context.reply(hub_screen(context.say, leads=leads(desk.actor)))


@for_members
@in_private
async def on_hub_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Back to what there is."""
    await context.acknowledge(update)
    await _show(update, context, hub_screen(context.say, leads=leads(desk.actor)))


@for_members
@in_private
async def on_record_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show one of a customer's cards."""
    _, customer_id, card = parts(update, 3)
    await context.acknowledge(update)
    file = await _file(context, desk, customer_id)
    today = context.services.handing.today
    if card == "sales":
        screen = sales_screen(file, today, context.say)
    elif card == "contact":
        worth = (await context.services.valuing.portrait(desk.actor, customer_id)).worth
        cost = yuan(worth.cost_a_year, worth.currency)
        screen = contact_screen(file, today, cost, context.services.adviser.library, context.say)
    elif card == "menu":
        barring = await context.services.barring.of(desk.actor, customer_id)
        name = file.customer.display_name
        screen = customer_menu(
            customer_id, name, context.say, leads=leads(desk.actor), barred=barring is not None
        )
    else:
        raise InputRefused("old-button")
    await _show(update, context, screen)


@for_members
@in_private
async def on_revenue_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show revenue by something, of some days."""
    _, by, period = parts(update, 3)
    await context.acknowledge(update)
    wanted = _wanted(by, period)
    tables = await context.services.reporting.revenue(desk.actor, *wanted)
    await _show(update, context, revenue_screen(tables, *wanted, context.say))


@for_members
@in_private
async def on_relations_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show a page of the relationship table."""
    _, kind, page = parts(update, 3)
    await context.acknowledge(update)
    if kind not in {"key", "ordinary"} or not page.isdecimal() or len(page) > _DIGITS:
        raise InputRefused("old-button")
    key, today = kind == "key", context.services.handing.today
    found = await context.services.reporting.relations(desk.actor, int(page), key=key)
    await _show(update, context, relations_screen(found, today, context.say, key=key))


@for_members
@in_private
async def on_report_file(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Send a table as a file."""
    _, table, period = parts(update, 3)
    await context.acknowledge(update)
    await context.busy(ChatAction.UPLOAD_DOCUMENT)
    reporting = context.services.reporting
    if table == "relations":
        path = await reporting.relations_file(desk.actor)
    else:
        path = await reporting.revenue_file(desk.actor, *_wanted(table, period))
    async with context.effect() as effect:
        effect.send_file(str(path), path.name, context.say("report-file"))


def _wanted(by: str, period: str) -> tuple[By, Period]:
    try:
        return By(by), Period(period)
    except ValueError as error:
        raise InputRefused("old-button") from error


async def _file(context: JinjuContext, desk: Desk, customer_id: Id) -> CustomerFile:
    async with context.services.database.read() as uow:
        files = await uow.books.files([customer_id], desk.actor.scope)
    if not files:
        raise NotFound("customer", customer_id)
    return files[0]


async def _show(update: Update, context: JinjuContext, screen: Screen) -> None:
    async with context.effect() as effect:
        effect.show(screen, message_id(update))
