"""A photographed price list: its rows for the catalogue, or its text for the material; by a tap only."""

from collections.abc import Sequence

from pydantic import JsonValue
from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id
from bot.handlers.offer_catalogue import preview_screen
from bot.handlers.screens import Screen, one_line, press
from bot.services.offering.importing import CataloguePreview
from bot.services.perceiving import Picture, PriceRow
from bot.services.texts import Texts
from crm.people import RANK, Actor, Role

_EXCERPT = 1500
_FEW = 8


async def offer_prices(context: JinjuContext, desk: Desk, seen: Picture) -> None:
    """Show what was read: a manager sees what it would change, a seller may pass it on."""
    say, manager = context.say, RANK[desk.actor.role] >= RANK[Role.MANAGER]
    preview = await _preview(context, desk.actor, seen.rows, say) if manager and seen.rows else None
    if preview is not None:
        screen = prices_screen(preview, say)
        screen.rows = [row[:1] for row in screen.rows]  # this screen has a way out of its own
    else:
        screen = _plain_screen(seen.listed, say)
        if seen.rows and manager:
            screen.line().line(say("refused-prices-none"))
        elif seen.rows:
            screen.row(press(say("button-prices-pass"), "px:pass"))
    screen.row(press(say("button-keep-prices"), "px:keep"), press(say("button-no"), "px:no"))
    data: dict[str, JsonValue] = {
        "prices": seen.listed[:6000],
        "rows": [dict[str, JsonValue](row.model_dump()) for row in seen.rows],
    }
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data=data))
        effect.say(screen)


def prices_screen(preview: CataloguePreview, say: Texts) -> Screen:
    """Return what the rows would change; what is not taken is named in one line."""
    screen = preview_screen(preview, say)
    if preview.new:
        screen.line(say("prices-new", names=_listed(preview.new)))
    if preview.unread:
        screen.line(say("prices-unread", names=_listed(preview.unread)))
    return screen.headed(say("picture-prices"))


@for_members
@in_private
async def on_prices(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`px:keep|pass|no`: put the text among the material, pass the rows to the managers, or leave both."""
    await context.acknowledge(update)
    text = str(desk.dialogue.data.get("prices") or "")
    pressed = update.callback_query.data if update.callback_query else ""
    if not text:
        raise InputRefused("old-button")
    if pressed == "px:pass":
        await _pass_on(update, context, desk)
        return
    done = context.say("cancelled")
    if pressed == "px:keep":
        name = context.say("picture-prices-name", day=context.now().date().isoformat())
        report = await context.services.shelf.ingest(desk.actor, f"{name}.txt", text.encode())
        done = context.say("material-new", name=name, chunks=report.chunks)
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, data={}))
        effect.show(Screen(done), message_id(update))


async def _pass_on(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show each manager of the team what the rows would change; the tap there is what puts them in force."""
    stored = desk.dialogue.data.get("rows")
    rows = [PriceRow.model_validate(row) for row in stored] if isinstance(stored, list) else []
    messages = await _for_managers(context, desk, rows)
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, data={}))
        for chat_id, screen in messages:
            effect.say(screen, chat_id=chat_id)
        key = "prices-passed" if messages else "prices-no-manager"
        effect.show(Screen(context.say(key)), message_id(update))


async def _for_managers(
    context: JinjuContext, desk: Desk, rows: Sequence[PriceRow]
) -> list[tuple[int, Screen]]:
    async with context.services.database.read() as uow:
        people = await uow.people.in_team(desk.actor.team_id)
        leading = [one for one in people if one.active and RANK[one.role] >= RANK[Role.MANAGER]]
        liked = {one.id: (await uow.preferences.of(one.id)).language for one in leading}
    messages = []
    for one in leading:
        if one.telegram_id is None:
            continue
        say = Texts(liked[one.id] or context.services.texts.default)
        actor = Actor(salesperson_id=one.id, team_id=one.team_id, role=one.role, name=one.name)
        preview = await _preview(context, actor, rows, say)
        if preview is None:
            raise InputRefused("prices-none")
        messages.append(
            (one.telegram_id, prices_screen(preview, say).headed(say("prices-from", name=desk.actor.name)))
        )
    return messages


async def _preview(
    context: JinjuContext, actor: Actor, rows: Sequence[PriceRow], say: Texts
) -> CataloguePreview | None:
    name = say("picture-prices-name", day=context.now().date().isoformat())
    today = context.services.offering.today()
    return await context.services.catalogue_import.preview_rows(actor, name, rows, today)


def _plain_screen(text: str, say: Texts) -> Screen:
    screen = Screen().line(say("picture-prices"), "bold").line()
    return screen.line(text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…")


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(one_line(name, 24) for name in names[:_FEW])
    return shown if len(names) <= _FEW else f"{shown}…"
