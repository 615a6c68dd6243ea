"""The update being worked on: its effect, and the replies that go out with it."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from pydantic import JsonValue

from bot.handlers.screens import Button, Screen
from bot.ports import BotUnitOfWork, Clock, Database, InboxItem, OutboxItem
from crm.base import Id

log = logging.getLogger(__name__)


class AlreadyDone(Exception):
    """Raised when the effect of an update has happened before; it must not happen twice."""


@dataclass
class Effect:
    """What an update changes: one transaction with the replies that tell of it."""

    uow: BotUnitOfWork
    work: "Work"
    items: list[OutboxItem] = field(default_factory=list)

    def call(
        self,
        method: str,
        payload: dict[str, JsonValue],
        *,
        chat_id: int,
        customer_id: Id | None = None,
        advice_id: Id | None = None,
    ) -> None:
        """Queue one Bot API call."""
        key = f"{self.work.item.bot_id}:{self.work.item.update_id}:{len(self.items)}"
        self.items.append(
            OutboxItem(
                key=key,
                chat_id=chat_id,
                method=method,
                payload=payload,
                customer_id=customer_id,
                advice_id=advice_id,
                created_at=self.work.clock.now(),
            )
        )

    def say(self, screen: Screen, *, chat_id: int | None = None) -> None:
        """Queue a screen as new message(s)."""
        target = chat_id if chat_id is not None else self.work.chat_id
        for payload in screen.messages(target):
            about = {"customer_id": screen.customer_id, "advice_id": screen.advice_id}
            self.call("sendMessage", payload, chat_id=target, **about)

    def show(self, screen: Screen, message_id: int | None, *, chat_id: int | None = None) -> None:
        """Queue a screen in place of a message; as a new one when there is none to edit."""
        target = chat_id if chat_id is not None else self.work.chat_id
        payloads = list(screen.messages(target))
        if message_id is None or len(payloads) > 1:
            self.say(screen, chat_id=target)
            return
        payload = payloads[0] | {"message_id": message_id}
        about = {"customer_id": screen.customer_id, "advice_id": screen.advice_id}
        self.call("editMessageText", payload, chat_id=target, **about)

    def send_file(self, path: str, name: str, caption: str = "") -> None:
        """Queue a document that lies in DATA_DIR."""
        chat_id = self.work.chat_id
        payload: dict[str, JsonValue] = {
            "chat_id": chat_id,
            "document": {"@file": path, "name": name},
            "caption": caption or None,
        }
        self.call("sendDocument", payload, chat_id=chat_id)

    def send_photo(
        self, path: str, caption: str, rows: Sequence[Sequence[Button]], *, customer_id: Id | None = None
    ) -> None:
        """Queue a picture that lies in DATA_DIR, with a caption of at most 1024 UTF-16 units and buttons."""
        chat_id = self.work.chat_id
        keyboard: list[JsonValue] = [list[JsonValue](row) for row in rows]
        payload: dict[str, JsonValue] = {
            "chat_id": chat_id,
            "photo": {"@file": path, "name": "picture.png"},
            "caption": caption,
            "reply_markup": {"inline_keyboard": keyboard},
        }
        self.call("sendPhoto", payload, chat_id=chat_id, customer_id=customer_id)


@dataclass
class Work:
    """One update (or one burst of them) on its way through the handlers."""

    items: Sequence[InboxItem]
    database: Database
    clock: Clock
    push: Callable[[Sequence[OutboxItem]], None]
    finished: bool = False
    error: BaseException | None = None
    in_place: int | None = None
    """The message a page takes the place of when a button of another page led to it."""
    is_rest: bool = False
    """Whether these are only late pieces of an album whose first pieces were answered."""
    back: Button | None = None
    """The way back from there."""

    @property
    def item(self) -> InboxItem:
        """The first (mostly the only) update."""
        return self.items[0]

    @property
    def chat_id(self) -> int:
        """The chat the update came from; 0 where there is none."""
        return self.item.chat_id or 0

    @asynccontextmanager
    async def effect(self) -> AsyncIterator[Effect]:
        """Open the one transaction in which this update is done; commits at a clean exit."""
        if self.finished:
            raise AlreadyDone(self.item.update_id)
        async with self.database.write() as uow:
            fresh = [await uow.inbox.done(item.bot_id, item.update_id) for item in self.items]
            if not any(fresh):
                self.finished = True
                raise AlreadyDone(self.item.update_id)
            effect = Effect(uow, self)
            yield effect
            stored = await uow.outbox.add(effect.items) if effect.items else ()
            await uow.commit()
        self.finished = True
        self.push(stored)


current_work: ContextVar[Work] = ContextVar("current_work")
