"""Voice notes and pictures: fetched, understood, and then treated like what a person typed or forwarded."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update
from telegram.error import TelegramError

from bot.errors import InputRefused
from bot.handlers.advice import respond
from bot.handlers.bursts import Part, parts_of
from bot.handlers.context import Desk, JinjuContext, for_members, in_private
from bot.handlers.day_offers import take_line
from bot.handlers.flows import FLOWS
from bot.handlers.matching import show_contact
from bot.handlers.price_photos import offer_prices
from bot.services.matching import Sender
from bot.services.perceiving import Picture, PictureKind, check_picture, check_voice
from bot.services.turn_text import clean_text
from bot.services.turns import Speaker
from crm.people import Actor

MOST_PICTURES = 4
"""Pictures of one burst that are looked at: each is a call that costs money."""
_HEARD = 200


@for_members
@in_private
async def on_sound_or_picture(update: Update, context: JinjuContext, desk: Desk) -> None:
    """One voice note or picture sent by the member (a forwarded one belongs to a burst)."""
    if context.work.is_rest:  # of an album the first picture is looked at: that was answered
        async with context.effect():
            return
    parts = parts_of(context.work.items)
    part = next((one for one in parts if one.voice or one.picture), None)
    if part is None:
        raise InputRefused("unsupported-other")
    await context.busy()
    if part.voice:
        await _take_voice(context, desk, part)
    else:
        await _take_picture(context, desk, part)


async def perceived(context: JinjuContext, actor: Actor, parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a burst with the words of its voice notes and pictures in them."""
    understood: list[Part] = []
    looked = 0
    for part in parts:
        if part.voice:
            words = await _heard(context, actor, part)
            understood.append(replace(part, text="\n".join(filter(None, (part.text, words)))))
        elif part.picture and looked < MOST_PICTURES:
            looked += 1
            understood += _as_words(part, await _seen(context, actor, part))
        elif part.text or part.phone:
            understood.append(part)
    return understood


async def _take_voice(context: JinjuContext, desk: Desk, part: Part) -> None:
    text = clean_text(await _heard(context, desk.actor, part))
    flow = FLOWS.get(desk.dialogue.flow)
    if flow is not None:
        await flow(context, desk, text)
        return
    if await take_line(context, desk, text):
        return
    heard = context.say("heard", text=text if len(text) <= _HEARD else text[: _HEARD - 1] + "…")
    await respond(context, desk, text, heard=heard)


async def _take_picture(context: JinjuContext, desk: Desk, part: Part) -> None:
    seen = await _seen(context, desk.actor, part)
    if seen.kind is PictureKind.CARD and (seen.name or seen.phones):
        phone = seen.phones[0] if seen.phones else ""
        name = " ".join(filter(None, (seen.name, seen.company)))
        await show_contact(context, desk, Part("", sender=name, phone=phone))
    elif seen.kind is PictureKind.PRICES and seen.listed:
        await offer_prices(context, desk, seen)
    else:
        await _take_words(context, desk, part, seen)


async def _take_words(context: JinjuContext, desk: Desk, part: Part, seen: Picture) -> None:
    """A photographed chat is its customer's words, the caption the member's comment; else plain text."""
    is_chat = seen.kind is PictureKind.CHAT and bool(seen.customer_words)
    words = seen.customer_words if is_chat else "\n".join(filter(None, (part.text, seen.listed)))
    if not words.strip():
        raise InputRefused("picture-nothing")
    text = clean_text(words)
    heard = context.say("seen", text=text if len(text) <= _HEARD else text[: _HEARD - 1] + "…")
    if is_chat:
        await respond(
            context,
            desk,
            text,
            speaker=Speaker.CUSTOMER,
            seller_note=clean_text(part.text)[:4000] if part.text.strip() else "",
            sender=Sender(seen.name),
            heard=heard,
        )
    else:
        await respond(context, desk, text, heard=heard)


async def _heard(context: JinjuContext, actor: Actor, part: Part) -> str:
    if not context.services.perceiving.hears:
        raise InputRefused("unsupported-voice")
    check_voice(part.seconds, part.size)
    return await context.services.perceiving.hear(actor, await _fetched(context, part.voice), "voice.ogg")


async def _seen(context: JinjuContext, actor: Actor, part: Part) -> Picture:
    if not context.services.perceiving.sees:
        raise InputRefused("unsupported-photo")
    check_picture(part.size)
    content = await _fetched(context, part.picture)
    mime = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return await context.services.perceiving.look(actor, content, mime)


async def _fetched(context: JinjuContext, file_id: str) -> bytes:
    try:
        file = await context.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise InputRefused("file-gone") from error


def _as_words(part: Part, seen: Picture) -> list[Part]:
    """Return a picture as words: a chat's customer is the sender, the caption stays the member's comment."""
    if seen.kind is not PictureKind.CHAT or not seen.customer_words:
        return [replace(part, text="\n".join(filter(None, (part.text, seen.listed))))]
    said = replace(part, text=seen.customer_words, sender=seen.name or part.sender, is_forward=True)
    comment = [Part(part.text)] if part.text and not part.is_forward else []
    return [said, *comment]
