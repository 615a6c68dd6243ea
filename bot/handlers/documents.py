"""The manager's shelf in chat: look, replace, date, share, set aside, delete."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_documents import (
    card_screen,
    dates_screen,
    delete_screen,
    list_screen,
    proposal_screen,
)
from bot.services.shelf import IngestReport
from bot.services.shelf_days import month_end, read_day, year_end
from crm.errors import NotFound
from crm.people import RANK, Role

WAITS = timedelta(minutes=30)
"""How long a wish for a new version waits for its file."""
REPLACES = "shelf_version"
UNTIL = "shelf_until"

Action = Callable[[Update, JinjuContext, Desk, str], Awaitable[None]]


@for_members
@in_private
async def show_documents(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/docs lists the material, each document a button."""
    await context.reply(await _listed(context, desk, 0))


@for_members
@in_private
async def on_shelf_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Do what a button of the shelf says; the card in hand is shown anew."""
    await context.acknowledge(update)
    _, verb, argument = parts(update, 3)
    action = _ACTIONS.get(verb)
    if action is None:
        raise InputRefused("old-button")
    await action(update, context, desk, argument)


async def _listed(context: JinjuContext, desk: Desk, page: int, *, retired: bool = False) -> Screen:
    shelf = context.services.shelf
    documents = await (shelf.retired(desk.actor) if retired else shelf.documents(desk.actor))
    manages = RANK[desk.actor.role] >= RANK[Role.MANAGER]
    return list_screen(documents, context.say, shelf.today, page=page, retired=retired, manages=manages)


async def _show(update: Update, context: JinjuContext, screen: Screen) -> None:
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


async def _list(update: Update, context: JinjuContext, desk: Desk, page: str) -> None:
    await _show(update, context, await _listed(context, desk, _number(page)))


async def _list_retired(update: Update, context: JinjuContext, desk: Desk, page: str) -> None:
    await _show(update, context, await _listed(context, desk, _number(page), retired=True))


def _number(text: str) -> int:
    if not text.isdecimal():
        raise InputRefused("old-button")
    return int(text[:6])


async def _open(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    await _show(update, context, await _card(context, desk, document_id))


async def _card(context: JinjuContext, desk: Desk, document_id: str) -> Screen:
    shelf = context.services.shelf
    try:
        card = await shelf.card(desk.actor, document_id)
    except NotFound:
        return Screen(context.say("shelf-gone")).row(press(context.say("button-shelf-list"), "dc:list:0"))
    return card_screen(card, context.say, shelf.today, shelf.zone)


async def _retire(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    card = await context.services.shelf.card(desk.actor, document_id)
    if card.document.retired_at is None:  # else the same tap arrived twice
        await context.services.shelf.retire(desk.actor, document_id)
    await _open(update, context, desk, document_id)


async def _restore(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    await context.services.shelf.restore(desk.actor, document_id)
    await _open(update, context, desk, document_id)


def _priced(in_force: bool) -> Action:
    async def act(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
        await context.services.shelf.set_price_list(desk.actor, document_id, in_force)
        await _open(update, context, desk, document_id)

    return act


def _shared(team_only: bool) -> Action:
    async def act(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
        await context.services.shelf.set_team_only(desk.actor, document_id, team_only)
        await _open(update, context, desk, document_id)

    return act


# --- days of validity ---


async def _dates(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    document = await context.services.shelf.changeable(desk.actor, document_id, "validity")
    await _show(update, context, dates_screen(document, context.say))


def _until(choose: Callable[[date], date | None]) -> Action:
    async def act(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
        await _end_on(context, desk, document_id, choose(context.services.shelf.today))
        await _open(update, context, desk, document_id)

    return act


async def _end_on(context: JinjuContext, desk: Desk, document_id: str, end: date | None) -> None:
    shelf = context.services.shelf
    document = await shelf.changeable(desk.actor, document_id, "validity")
    start = document.valid_from
    if end is None or (start is not None and end < start <= shelf.today):
        start = None  # it has begun long ago: only the end is meant
    await shelf.set_validity(desk.actor, document_id, start, end)


async def _ask_day(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    await context.services.shelf.changeable(desk.actor, document_id, "validity")
    await _wait(
        context,
        desk,
        UNTIL,
        document_id,
        Screen(context.say("shelf-day-type"), placeholder=context.say("shelf-day-placeholder")),
    )


async def take_day(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is a document's last day."""
    document_id = str(desk.dialogue.data.get("document_id") or "")
    await _end_on(context, desk, document_id, read_day(text, context.services.shelf.today))
    screen = await _card(context, desk, document_id)
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(screen)


async def _wait(context: JinjuContext, desk: Desk, flow: str, document_id: str, screen: Screen) -> None:
    async with context.effect() as effect:
        data = {"document_id": document_id}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=flow, step="", data=dict(data)))
        effect.say(screen)


# --- new versions ---


async def _ask_version(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    document = await context.services.shelf.changeable(desk.actor, document_id, "replace")
    ask = context.say("shelf-send-version", title=document.title)
    await _wait(context, desk, REPLACES, document_id, Screen(ask))


def awaited(context: JinjuContext, desk: Desk) -> str:
    """Return the document whose new version the next file is, empty when none waits."""
    dialogue = desk.dialogue
    if dialogue.flow != REPLACES or context.now() - dialogue.updated_at > WAITS:
        return ""
    return str(dialogue.data.get("document_id") or "")


async def replace(context: JinjuContext, desk: Desk, document_id: str, name: str, data: bytes) -> None:
    """Put a file in a document's place and say so."""
    report = await context.services.shelf.replace(desk.actor, document_id, name, data)
    await finish(context, desk, _replaced(context, name, report))


async def finish(context: JinjuContext, desk: Desk, screen: Screen) -> None:
    """End whatever dialogue was open with one screen."""
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(screen)


def _replaced(context: JinjuContext, name: str, report: IngestReport) -> Screen:
    if not report.is_new:
        return opened(context, report, Screen(context.say("shelf-replaced-same", name=name)))
    version = report.document.version
    said = context.say("shelf-replaced", name=name, version=version, chunks=report.chunks)
    return opened(context, report, Screen(said))


def opened(context: JinjuContext, report: IngestReport, screen: Screen) -> Screen:
    """Return a screen with a button that opens the document it tells of."""
    return screen.row(press(context.say("button-shelf-open"), f"dc:open:{report.document.id}"))


async def propose(
    context: JinjuContext, desk: Desk, name: str, file_id: str, caption: str, data: bytes
) -> bool:
    """Ask whether a file that resembles a document takes its place; return whether there was one."""
    shelf = context.services.shelf
    old = await shelf.resembling(desk.actor, name, caption)
    if old is None or await shelf.holds(desk.actor, data):
        return False
    async with context.effect() as effect:
        kept = {"name": name, "file_id": file_id, "document_id": old.id}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data=dict(kept)))
        effect.say(proposal_screen(name, old, context.say))
    return True


# --- deletion ---


async def _ask_deletion(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    document = await context.services.shelf.changeable(desk.actor, document_id, "delete", live=False)
    await _show(update, context, delete_screen(document, context.say))


async def _delete(update: Update, context: JinjuContext, desk: Desk, document_id: str) -> None:
    document = await context.services.shelf.changeable(desk.actor, document_id, "delete", live=False)
    await context.services.shelf.delete(desk.actor, document_id)
    screen = Screen(context.say("shelf-deleted", title=document.title))
    await _show(update, context, screen.row(press(context.say("button-shelf-list"), "dc:list:0")))


_ACTIONS: dict[str, Action] = {
    "list": _list,
    "retired": _list_retired,
    "open": _open,
    "retire": _retire,
    "restore": _restore,
    "price": _priced(True),
    "unprice": _priced(False),
    "team": _shared(True),
    "share": _shared(False),
    "dates": _dates,
    "month": _until(month_end),
    "year": _until(year_end),
    "always": _until(lambda today: None),
    "day": _ask_day,
    "version": _ask_version,
    "delete": _ask_deletion,
    "erase": _delete,
}
