"""What exists on the phone: chats, messages, files, callback and inline queries."""

# ruff: noqa: ASYNC109 - a timeout is the natural parameter here

import asyncio
import time
from collections.abc import Callable, Iterator
from secrets import token_hex, token_urlsafe
from typing import Any

from bot.phone.numbers import Numbers
from bot.phone.people import User
from bot.phone.records import Chat, InlineAsk, Message, Press, StoredFile
from bot.phone.wire import Json, bad, forbidden

_LOOK_AGAIN = 0.25
QUERY_SECONDS = 10.0
CALLBACK_SECONDS = 15.0
DRAFT_SECONDS = 30.0


Listener = Callable[[str, int, Json], None]


class World:
    """All state of the server, in memory, for one bot."""

    def __init__(self, bot: Json) -> None:
        """Start empty."""
        self.bot = bot
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.business: dict[str, Json] = {}
        self.inline: dict[str, Message] = {}
        self.business_chats: dict[tuple[str, int], Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.asks: dict[str, InlineAsk] = {}
        self.listeners: list[Listener] = []
        self.seq = 0
        self.callback_seconds = CALLBACK_SECONDS
        self.query_seconds = QUERY_SECONDS
        self._ids = Numbers("message", per_second=1)
        self._changed: asyncio.Future[None] | None = None

    # --- change ---

    def touch(self, kind: str = "", chat_id: int = 0, payload: Json | None = None) -> None:
        """Tell everybody who waits that something happened; with a kind also the listeners."""
        if kind:
            for listener in self.listeners:
                listener(kind, chat_id, payload or {})
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)
        self._changed = None

    async def until(self, condition: Callable[[], Any], timeout: float) -> bool:
        """Wait until a condition holds; False when the time (seconds) runs out first."""
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if self._changed is None:
                self._changed = asyncio.get_running_loop().create_future()
            # a condition may look at something whose change nobody announces
            await asyncio.wait([self._changed], timeout=min(left, _LOOK_AGAIN))
        return True

    # --- chats and messages ---

    def private(self, user: User) -> Chat:
        """Return the private chat with a user, made when it is new."""
        self.users[user.id] = user
        chat = self.chats.get(user.id)
        if chat is None:
            raw: Json = {"id": user.id, "type": "private", "first_name": user.first_name}
            raw |= {"last_name": user.last_name} if user.last_name else {}
            raw |= {"username": user.username} if user.username else {}
            chat = self.chats[user.id] = Chat(raw, members={user.id: user})
        return chat

    def reachable(self, target: object, business_id: str = "") -> Chat:
        """Return the chat a bot may write to.

        Raises:
            Refused: unknown, or the bot was blocked or removed.
        """
        chat = self._find(target, business_id)
        if chat is None:
            raise bad("chat not found")
        if chat.gone:
            raise forbidden(chat.gone)
        return chat

    def _find(self, target: object, business_id: str) -> Chat | None:
        if target is None or target == "":
            raise bad("chat_id is empty")
        if isinstance(target, str) and target.startswith("@"):
            name = target[1:].lower()
            public = (one for one in self.chats.values() if one.raw["type"] != "private")
            return next((one for one in public if str(one.raw.get("username", "")).lower() == name), None)
        try:
            chat_id = int(str(target))
        except ValueError:
            return None
        if business_id:
            return self.business_chats.get((business_id, chat_id))
        return self.chats.get(chat_id)

    def add(
        self, chat: Chat, content: Json, *, sender: Json, from_bot: bool, prompt: Json | None = None
    ) -> Message:
        """Put a message into a chat and tell the listeners."""
        self.seq += 1
        raw: Json = {"message_id": self.next_id(), "from": sender, "chat": chat.raw, "date": now()}
        if chat.business_id:
            raw["business_connection_id"] = chat.business_id
        raw |= content
        message = Message(raw, from_bot, self.seq, prompt=prompt or {})
        chat.by_id[message.id] = message
        if from_bot:
            chat.draft, chat.action = None, ""
        self.touch("message", chat.id, raw)
        return message

    def changed(self, message: Message, fields: Json) -> None:
        """Edit a message in place; a field set to None is removed."""
        for name, value in fields.items():
            if value is None:
                message.raw.pop(name, None)
            else:
                message.raw[name] = value
        message.edits += 1
        self.seq += 1
        message.edited_seq = self.seq
        self.touch("message", message.chat_id, message.raw)

    def remove(self, message: Message) -> None:
        """Delete a message for both sides."""
        message.deleted = True
        self.touch("delete", message.chat_id, {"message_id": message.id})

    def next_id(self) -> int:
        """Return a new message id."""
        return self._ids.next()

    def all_messages(self) -> Iterator[Message]:
        """Every message of every chat, deleted ones too."""
        for chat in (*self.chats.values(), *self.business_chats.values()):
            yield from chat.by_id.values()

    # --- files ---

    def store(self, name: str, content: bytes | None, mime: str, size: int | None = None) -> StoredFile:
        """Keep a file and give it ids as Telegram does."""
        length = size if size is not None else len(content or b"")
        safe = name.replace("/", "_").replace("\\", "_") or "file"
        file = StoredFile(f"LP{token_urlsafe(36)}", token_urlsafe(9), safe, mime, length, content)
        self.files[file.file_id] = self.paths[file.path] = file
        return file


def now() -> int:
    """Return the present in Unix seconds."""
    return int(time.time())


def new_id() -> str:
    """Return a fresh id of a callback query, inline query or business connection."""
    return str(int(token_hex(8), 16))
