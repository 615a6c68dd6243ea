"""Pictures in the chat: drawn on request, sent as photos through the outbox, changed by buttons."""

from pydantic import JsonValue
from telegram import Update
from telegram.constants import ChatAction

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, press
from bot.services.pictures.requests import PictureKind
from bot.services.pictures.service import Picture
from bot.services.texts import Texts
from crm.base import Id

_BESIDE = {
    PictureKind.FUNNEL: (PictureKind.FORECAST,),
    PictureKind.FORECAST: (PictureKind.FUNNEL,),
    PictureKind.MATRIX: (PictureKind.PARETO,),
    PictureKind.PARETO: (PictureKind.MATRIX,),
    PictureKind.TIMELINE: (),
}
_NOBODY = "-"
_LOOKS: dict[str, dict[str, bool]] = {
    "dark": {"dark": True},
    "light": {"dark": False},
    "cover": {"covered": True},
    "open": {"covered": False},
}


def picture_button(label: str, kind: PictureKind, customer_id: Id | None = None) -> Button:
    """Return the button that asks for a picture."""
    return press(label, f"pic:{kind.value}:{customer_id or _NOBODY}")


@for_members
@in_private
async def on_picture(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Draw the picture asked for, in the look chosen before."""
    _, kind, whom = parts(update, 3)
    await context.acknowledge(update)
    await context.busy(ChatAction.UPLOAD_PHOTO)
    service = context.services.pictures
    customer_id = None if whom == _NOBODY else whom
    picture = await service.picture(desk.actor, _kind(kind), await service.look(desk.actor), customer_id)
    async with context.effect() as effect:
        effect.send_photo(
            str(picture.path), picture.caption, _rows(picture, context.say), customer_id=picture.customer_id
        )


@for_members
@in_private
async def on_picture_look(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Draw the same picture in another look, which is kept; the old one goes, so that none pile up."""
    _, kind, whom, wanted = parts(update, 4)
    if wanted not in _LOOKS:
        raise InputRefused("old-button")
    await context.acknowledge(update)
    await context.busy(ChatAction.UPLOAD_PHOTO)
    service = context.services.pictures
    look = (await service.look(desk.actor)).model_copy(update=_LOOKS[wanted])
    customer_id = None if whom == _NOBODY else whom
    picture = await service.picture(desk.actor, _kind(kind), look, customer_id)
    async with context.effect() as effect:
        await service.set_look(effect.uow, desk.actor, **_LOOKS[wanted])
        effect.send_photo(
            str(picture.path), picture.caption, _rows(picture, context.say), customer_id=picture.customer_id
        )
        if (old := message_id(update)) is not None:
            gone: dict[str, JsonValue] = {"chat_id": context.work.chat_id, "message_id": old}
            effect.call("deleteMessage", gone, chat_id=context.work.chat_id)


def _kind(name: str) -> PictureKind:
    try:
        return PictureKind(name)
    except ValueError as error:
        raise InputRefused("old-button") from error


def _rows(picture: Picture, say: Texts) -> list[list[Button]]:
    look, whom = picture.look, picture.customer_id or _NOBODY
    shade, cover = "light" if look.dark else "dark", "open" if look.covered else "cover"
    rows = [
        [
            press(say(f"button-picture-{shade}"), f"ps:{picture.kind.value}:{whom}:{shade}"),
            press(say(f"button-picture-{cover}"), f"ps:{picture.kind.value}:{whom}:{cover}"),
        ]
    ]
    beside = [picture_button(say(f"button-picture-{kind.value}"), kind) for kind in _BESIDE[picture.kind]]
    return rows + ([beside] if beside else [])
