"""What a person can do in a chat: say, press, upload, forward, edit, react, block."""

import mimetypes
import struct
import time
import zlib
from collections.abc import Sequence

from bot.phone.methods.media import described
from bot.phone.people import User, origin_hidden
from bot.phone.records import Message, Press
from bot.phone.stage import Stage, Where, Who, replying, spoken
from bot.phone.wire import Json
from bot.phone.world import new_id


class Acts(Stage):
    """The acts of people in private chats and groups."""

    async def say(
        self,
        who: Who,
        text: str,
        *,
        chat: Where = None,
        reply_to: "Message | int | None" = None,
        entities: Sequence[Json] | None = None,
    ) -> Message:
        """Send a text exactly as given (no trimming, no splitting)."""
        user, place = self.place(who, chat)
        return self.post(user, place, spoken(text, entities) | replying(place, reply_to))

    async def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        content = spoken(text, None)
        if "caption" in message.raw:
            content = {"caption": text}
        self.world.changed(message, {"entities": None, **content, "edit_date": self.now()})
        business = bool(message.raw.get("business_connection_id"))
        kind = "edited_business_message" if business else "edited_message"
        self.updates.push(kind, message.raw, lane=message.chat_id)
        return message

    async def forward(
        self,
        who: Who,
        *texts: str,
        origin: Json | None = None,
        chat: Where = None,
        sent_at: int | None = None,
    ) -> list[Message]:
        """Forward texts somebody said, each as an update of its own.

        `origin` is a MessageOrigin without date (`origin_user`, `origin_hidden`, `origin_chat`,
        `origin_channel`); by default a hidden sender. `sent_at` is when they said it (Unix seconds).
        """
        user, place = self.place(who, chat)
        moment = sent_at or self.now() - 60
        source = origin or origin_hidden("张先生")
        return [
            self.post(user, place, spoken(text, None) | {"forward_origin": source | {"date": moment + index}})
            for index, text in enumerate(texts)
        ]

    async def upload(
        self,
        who: Who,
        name: str,
        content: bytes | None,
        *,
        mime: str = "",
        caption: str = "",
        size: int | None = None,
        chat: Where = None,
        origin: Json | None = None,
    ) -> Message:
        """Send a document. With `content=None` only `size` (bytes) is claimed, for refusals of big files."""
        user, place = self.place(who, chat)
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self.world.store(name, content, guessed, size)
        return self.post(user, place, described("document", file) | _caption(caption) | self._from(origin))

    async def photo(
        self, who: Who, content: bytes | None = None, *, caption: str = "", chat: Where = None
    ) -> Message:
        """Send a photo, a grey square when no bytes are given."""
        user, place = self.place(who, chat)
        file = self.world.store("photo.png", content or grey_picture(), "image/png")
        return self.post(user, place, described("photo", file) | _caption(caption))

    async def album(
        self,
        who: Who,
        photos: Sequence[bytes | None],
        *,
        caption: str = "",
        chat: Where = None,
        origin: Json | None = None,
    ) -> list[Message]:
        """Send photos as one album: several updates with the same media_group_id, caption on the first."""
        user, place = self.place(who, chat)
        group: Json = {"media_group_id": new_id()}
        messages = []
        for index, content in enumerate(photos):
            file = self.world.store("photo.png", content or grey_picture(), "image/png")
            words = _caption(caption if index == 0 else "")
            fields = described("photo", file) | words | group | self._from(origin)
            messages.append(self.post(user, place, fields))
        return messages

    async def voice(
        self, who: Who, content: bytes, *, seconds: int = 3, mime: str = "audio/ogg", chat: Where = None
    ) -> Message:
        """Send a voice message."""
        user, place = self.place(who, chat)
        file = self.world.store("voice.ogg", content, mime)
        return self.post(user, place, described("voice", file, {"duration": seconds}))

    async def contact(
        self,
        who: Who,
        phone: str,
        first_name: str,
        last_name: str = "",
        *,
        user_id: int | None = None,
        chat: Where = None,
    ) -> Message:
        """Share a contact; `user_id` is its account, where it has one."""
        user, place = self.place(who, chat)
        card: Json = {"phone_number": phone, "first_name": first_name}
        if user_id is not None:
            card["user_id"] = user_id
        if last_name:
            card["last_name"] = last_name
        return self.post(user, place, {"contact": card})

    async def press(
        self, message: Message, button: "str | tuple[int, int]", *, who: Who | None = None
    ) -> Press:
        """Press a callback button, by part of its label or by (row, column).

        Raises:
            LookupError: no such button, or it is not a callback button.
        """
        chosen = message.button(button) if isinstance(button, str) else message.keyboard[button[0]][button[1]]
        if "callback_data" not in chosen:
            raise LookupError(f"{chosen['text']!r} is no callback button: {sorted(set(chosen) - {'text'})}")
        return await self.press_data(message, chosen["callback_data"], who=who)

    async def press_data(self, message: Message, data: str, *, who: Who | None = None) -> Press:
        """Press a button that may be gone by now: the query arrives with any data."""
        user = self.user(who) if who is not None else self._reader(message)
        self.world.seq += 1
        press = Press(new_id(), message, user, data, self.world.seq, time.monotonic())
        self.world.presses[press.id] = press
        query: Json = {
            "id": press.id,
            "from": user.raw(),
            "message": message.raw if not message.deleted else _inaccessible(message),
            "chat_instance": str(abs(hash(message.chat_id))),
            "data": data,
        }
        self.updates.push("callback_query", query, lane=message.chat_id)
        return press

    async def react(self, who: Who, message: Message, *emoji: str) -> None:
        """React to a message (sent only to bots that ask for `message_reaction`)."""
        user = self.user(who)
        old = message.prompt.get("reactions_of", {}).get(user.id, [])
        new = [{"type": "emoji", "emoji": one} for one in emoji]
        message.prompt.setdefault("reactions_of", {})[user.id] = new
        base = {"chat": message.raw["chat"], "message_id": message.id, "user": user.raw(), "date": self.now()}
        self.updates.push(
            "message_reaction", base | {"old_reaction": old, "new_reaction": new}, lane=message.chat_id
        )

    async def block(self, who: Who) -> None:
        """Block the bot: it learns of it and may not write here any more."""
        user = self.user(who)
        chat = self.world.private(user)
        self.member_changed(user, chat, "member", "kicked")
        chat.gone = "bot was blocked by the user"

    async def unblock(self, who: Who) -> None:
        """Let the bot write again."""
        user = self.user(who)
        chat = self.world.private(user)
        self.member_changed(user, chat, "kicked", "member")
        chat.gone = ""

    async def inject(self, update: Json) -> int:
        """Queue an update object of any shape, malformed ones too; return its id."""
        return self.updates.push_raw(update)

    def _reader(self, message: Message) -> User:
        chat = self.chat(message)
        return next(iter(chat.members.values())) if chat.members else self.user(message.chat_id)

    def _from(self, origin: Json | None) -> Json:
        return {"forward_origin": origin | {"date": self.now() - 60}} if origin else {}


def _caption(text: str) -> Json:
    return {"caption": text} if text else {}


def _inaccessible(message: Message) -> Json:
    return {"chat": message.raw["chat"], "message_id": message.id, "date": 0}


def grey_picture(side: int = 64) -> bytes:
    """Return a grey PNG, `side` pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\xb4" * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
