"""Voice notes and pictures that customers send to a connected account: read with a model, else said so."""

from dataclasses import replace
from datetime import timedelta

from bot.errors import InputRefused
from bot.handlers.bursts import Part, part_of
from bot.handlers.context import JinjuContext
from bot.handlers.screens import Screen
from bot.handlers.work import Effect
from bot.ports import BusinessAccount
from bot.services.apologies import apology
from bot.services.secretary import Heard
from bot.services.turn_text import clean_text
from crm.people import Actor

_SAME_ALBUM = timedelta(seconds=10)
"""Pictures of one album are spoken of once."""


async def listened(context: JinjuContext, actor: Actor, heard: Heard) -> tuple[Heard, str]:
    """Return what was heard with the words of its sound or picture, and why there are none.

    A silenced customer costs no call of a model.
    """
    from bot.handlers.perceiving import perceived  # it knows the running dialogues, one of which is ours

    part = _part(context)
    if not (part.voice or part.picture) or heard.edited:
        return heard, ""
    async with context.services.database.read() as uow:
        chat = await uow.secretary.chat(actor.salesperson_id, heard.chat_id)
    if chat is not None and chat.muted:
        return heard, ""
    try:
        read = await perceived(context, actor, [part])
        words = "\n".join(one.text for one in read if one.text).strip()
        if not words:
            raise InputRefused("picture-nothing")
        return replace(heard, text=clean_text(words)), ""
    except InputRefused as refused:
        follows = chat is not None and context.now() - chat.heard_at < _SAME_ALBUM
        is_told = heard.text or (_of_album(context) and follows)
        return heard, "" if is_told else apology(refused, context.say) or ""


def tell_unread(
    context: JinjuContext, effect: Effect, account: BusinessAccount, heard: Heard, why: str
) -> None:
    """Say in the owner's chat that something came which could not be read, and why."""
    kind = "voice" if _part(context).voice else "picture"
    words = context.say(f"secretary-unread-{kind}", name=heard.name, why=why)
    effect.say(Screen(words), chat_id=account.user_chat_id)


def _part(context: JinjuContext) -> Part:
    return part_of(context.work.item, "business_message")


def _of_album(context: JinjuContext) -> bool:
    message = (context.work.item.raw or {}).get("business_message")
    return isinstance(message, dict) and "media_group_id" in message
