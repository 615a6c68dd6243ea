"""What does not fit anywhere: media, unknown commands, old buttons, and errors."""

import logging

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members
from bot.handlers.screens import Screen
from bot.handlers.work import AlreadyDone
from bot.ports import InboxItem
from bot.services.apologies import apology
from bot.services.texts import Texts

log = logging.getLogger(__name__)


@for_members
async def on_media(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Say what is needed for voice and pictures, and the way without it."""
    message = update.message
    if message is None or not desk.is_private:
        return
    if message.voice or message.audio or message.video_note:
        raise InputRefused("unsupported-voice")
    if message.photo or message.video or message.sticker or message.animation:
        raise InputRefused("unsupported-photo")
    raise InputRefused("unsupported-other")


@for_members
async def on_unknown_command(update: Update, context: JinjuContext, desk: Desk) -> None:
    """A command that does not exist."""
    if desk.is_private:
        raise InputRefused("unknown-command")


@for_members
async def on_old_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """A button nobody listens to any more."""
    await context.acknowledge(update)
    await context.reply(Screen(context.say("old-button")))


async def on_error(update: object, context: JinjuContext) -> None:
    """Word expected errors for the person; leave defects to the dispatcher's retry."""
    error = context.error
    work = context.work
    if error is None or isinstance(error, AlreadyDone):
        return
    words = apology(error, context.say)
    if words is None or work.finished:
        work.error = error
        return
    log.info("refused: %s", error)
    try:
        await context.reply(Screen(words))
    except Exception as again:  # the dispatcher retries the whole update
        work.error = again


def sorry_screen(texts: Texts, item: InboxItem) -> Screen:
    """Return the line for an update that was given up."""
    return Screen(texts("failed"))
