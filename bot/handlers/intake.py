"""Updates come in: stored first, then Telegram is told, then they are worked on."""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable, Sequence

import tornado.httpserver
import tornado.web
from pydantic import JsonValue
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.handlers.client import Client
from bot.handlers.dispatch import Dispatcher
from bot.ports import Clock, Database, InboxItem

log = logging.getLogger(__name__)

LONG_POLL = 25
"""Seconds a poll may hang."""
_BODY_LIMIT = 4 * 1024 * 1024
ALLOWED = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
]
_CHAT_HOLDERS = (
    "message",
    "edited_message",
    "my_chat_member",
    "message_reaction",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
)


class Intake:
    """Stores raw updates in one transaction and hands the new ones to the dispatcher.

    Updates are kept raw: one that python-telegram-bot cannot read becomes a dead letter later
    instead of stopping the queue.
    """

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        bot_id: int,
        clock: Clock,
        aside: Callable[[JsonValue], bool] = lambda raw: False,
    ) -> None:
        """Keep the collaborators; `bot_id` keeps the updates of two bots apart.

        `aside` takes updates that are answered at once and not stored (and says whether it did).
        """
        self._aside = aside
        self._database, self._dispatcher = database, dispatcher
        self._bot_id, self._clock = bot_id, clock

    async def accept(self, updates: Sequence[JsonValue]) -> int:
        """Store updates durably and queue those not seen before; return how many were new."""
        items = [item for update in updates if not self._aside(update) and (item := self._item(update))]
        if not items:
            return 0
        async with self._database.write() as uow:
            new = set(await uow.inbox.accept(items))
            await uow.commit()
        self._dispatcher.submit(item for item in items if item.update_id in new)
        return len(new)

    def _item(self, raw: JsonValue) -> InboxItem | None:
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            log.error("an update without an id was dropped")
            return None
        return InboxItem(
            bot_id=self._bot_id,
            update_id=int(str(raw["update_id"])),
            chat_id=chat_of(raw),
            raw=raw,
            received_at=self._clock.now(),
        )


def chat_of(raw: dict[str, JsonValue]) -> int | None:
    """Return the chat whose order an update belongs to (for inline queries the person's own)."""
    holders = [raw.get(name) for name in _CHAT_HOLDERS]
    query = raw.get("callback_query")
    if isinstance(query, dict):
        holders.append(query.get("message"))
    for holder in holders:
        chat = holder.get("chat") if isinstance(holder, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return int(str(chat["id"]))
    for name in ("callback_query", "inline_query", "chosen_inline_result"):
        holder = raw.get(name)
        person = holder.get("from") if isinstance(holder, dict) else None
        if isinstance(person, dict) and isinstance(person.get("id"), int):
            return int(str(person["id"]))
    return None


async def poll(client: Client, intake: Intake) -> None:
    """Fetch updates until cancelled. The next call, which confirms a batch, comes after its storage."""
    offset, pause = 0, 1.0
    while True:
        try:
            parameters: dict[str, JsonValue] = {
                "offset": offset,
                "timeout": LONG_POLL,
                "limit": 100,
                "allowed_updates": list[JsonValue](ALLOWED),
            }
            batch = await client.call("getUpdates", parameters, read_timeout=LONG_POLL + 10)
            updates = batch if isinstance(batch, list) else []
            await intake.accept(updates)
            offset = max([offset, *(_next(update) for update in updates)])
            pause = 1.0
        except InvalidToken:
            raise
        except RetryAfter as error:
            await asyncio.sleep(float(str(error.retry_after)))
        except Conflict:
            log.error("another process polls with this token; waiting")
            await asyncio.sleep(5)
        except (NetworkError, TelegramError) as error:
            log.warning("polling failed: %s; next try in %.0f s", error, pause)
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)


def _next(update: JsonValue) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number + 1 if isinstance(number, int) else 0


class _Hook(tornado.web.RequestHandler):
    """Takes one update: 200 only after it is stored; 403 without the secret."""

    def initialize(self, intake: Intake, secret: str) -> None:
        """Receive the collaborators (tornado's way of passing them)."""
        self.intake, self.secret = intake, secret

    async def post(self) -> None:
        """Store the update in the body."""
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            self.set_status(403)
            return
        try:
            raw = json.loads(self.request.body)
        except ValueError:
            log.error("the webhook got a body that is no JSON")
            self.set_status(400)
            return
        await self.intake.accept([raw])


class Webhook:
    """A small web server for Telegram's deliveries."""

    def __init__(self, intake: Intake, *, host: str, port: int, path: str, secret: str) -> None:
        """Bind lazily; `port` 0 takes a free one."""
        routes = [(path or "/", _Hook, {"intake": intake, "secret": secret})]
        application = tornado.web.Application(routes, log_function=lambda handler: None)
        self._server = tornado.httpserver.HTTPServer(application, max_body_size=_BODY_LIMIT)
        self._host, self._port = host, port

    def start(self) -> None:
        """Listen."""
        self._server.listen(self._port, self._host)

    async def stop(self) -> None:
        """Stop listening and let requests under way end."""
        self._server.stop()
        await self._server.close_all_connections()
