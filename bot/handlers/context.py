"""What a handler gets: the services, the person, the dialogue, and the one effect of its update."""

import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import JsonValue
from telegram import Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.errors import InputRefused, Stranger
from bot.handlers.client import Client
from bot.handlers.screens import Screen
from bot.handlers.work import Effect, Work, current_work
from bot.ports import Dialogue
from bot.services.texts import Texts, speak
from crm.people import Actor

if TYPE_CHECKING:
    from bot.handlers.services import Services

log = logging.getLogger(__name__)

ADVICE_STAYS = timedelta(hours=12)


@dataclass
class Desk:
    """A person at work in a chat: who it is and where the conversation stands."""

    actor: Actor
    dialogue: Dialogue
    is_private: bool


class JinjuContext(CallbackContext[Client, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """python-telegram-bot's context with our services; state lives in the database, not here."""

    @property
    def services(self) -> "Services":
        """The use cases."""
        services: Services = self.application.bot_data["services"]
        return services

    @property
    def say(self) -> Texts:
        """The bot's own words."""
        return self.services.texts

    @property
    def work(self) -> Work:
        """The update being worked on."""
        return current_work.get()

    def effect(self) -> AbstractAsyncContextManager[Effect]:
        """Open the transaction in which this update is done; replies are queued on it."""
        return self.work.effect()

    async def reply(self, screen: Screen) -> None:
        """Finish the update with one screen and no other effect; in place of a page that led here."""
        if self.work.back is not None:
            screen.row(self.work.back)
        async with self.effect() as effect:
            effect.show(screen, self.work.in_place)

    async def desk(self, update: Update) -> Desk:
        """Return who is asking; raises Stranger for everybody who was not let in."""
        person, chat = update.effective_user, update.effective_chat
        actor = await self.services.membership.identify(person.id, person.full_name) if person else None
        if actor is None:
            raise Stranger
        chat_id = chat.id if chat else 0
        async with self.services.database.read() as uow:
            dialogue = await uow.dialogues.get(chat_id, actor.salesperson_id)
            speak((await uow.preferences.of(actor.salesperson_id)).language)
        fresh = Dialogue(chat_id=chat_id, salesperson_id=actor.salesperson_id, updated_at=self.now())
        return Desk(actor, dialogue or fresh, chat is None or chat.type == ChatType.PRIVATE)

    def now(self) -> Any:  # noqa: ANN401 - a datetime; CallbackContext is dynamic here
        """Return the present moment."""
        return self.work.clock.now()

    def moved(self, dialogue: Dialogue, **changes: JsonValue) -> Dialogue:
        """Return the dialogue with changes and a new time.

        Taking a customer in hand lets go of the last advice, so that a follow-up (再短点) never goes to
        the customer before.
        """
        if "pinned_customer_id" in changes:
            changes = {"last_advice_id": None, **changes}
        return Dialogue.model_validate({**dialogue.model_dump(), **changes, "updated_at": self.now()})

    async def acknowledge(self, update: Update, text: str = "") -> None:
        """Take the spinner off a pressed button; harmless when it is too late."""
        if update.callback_query:
            try:
                await update.callback_query.answer(text or None)
            except TelegramError as error:
                log.info("button not acknowledged: %s", error)

    async def busy(self, action: ChatAction = ChatAction.TYPING) -> None:
        """Show that something is under way; harmless when it fails."""
        try:
            await self.bot.send_chat_action(self.work.chat_id, action)
        except TelegramError as error:
            log.info("no chat action: %s", error)


class Handler(Protocol):
    """A handler that wants a desk."""

    async def __call__(self, update: Update, context: JinjuContext, desk: Desk) -> None:
        """Handle the update."""


def for_members(handler: Handler) -> "PlainHandler":
    """Let members in; others get one polite line (private chats) or silence (groups)."""

    @wraps(handler)
    async def guarded(update: Update, context: JinjuContext) -> None:
        try:
            desk = await context.desk(update)
        except Stranger:
            await _turn_away(update, context)
            return
        await handler(update, context, desk)

    return guarded


def in_private(handler: Handler) -> Handler:
    """Keep customer data out of groups: there the bot only says where to find it."""

    @wraps(handler)
    async def guarded(update: Update, context: JinjuContext, desk: Desk) -> None:
        if desk.is_private:
            await handler(update, context, desk)
            return
        await context.acknowledge(update)
        await context.reply(Screen(context.say("group-private")))

    return guarded


class PlainHandler(Protocol):
    """What python-telegram-bot calls."""

    async def __call__(self, update: Update, context: JinjuContext) -> None:
        """Handle the update."""


async def _turn_away(update: Update, context: JinjuContext) -> None:
    await context.acknowledge(update)
    chat = update.effective_chat
    if chat and chat.type == ChatType.PRIVATE and (update.message or update.callback_query):
        await context.reply(Screen(context.say("stranger")))


def message_id(update: Update) -> int | None:
    """Return the message a pressed button belongs to."""
    query = update.callback_query
    return query.message.message_id if query and query.message else None


def arguments(context: JinjuContext) -> str:
    """Return what followed a command, as one string."""
    return " ".join(context.args or ()).strip()


def parts(update: Update, count: int) -> Sequence[str]:
    """Return the `count` pieces of a pressed button's data (`verb:id:…`).

    Raises InputRefused for any other number: an older version of us, or somebody else, made that button.
    """
    data = update.callback_query.data if update.callback_query else None
    pieces = (data or "").split(":")
    if len(pieces) != count or not all(pieces):
        raise InputRefused("old-button")
    return pieces
