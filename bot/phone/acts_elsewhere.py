"""What people do outside their chat with the bot: groups, inline mode, business accounts."""

import time
from collections.abc import Sequence

from bot.phone.methods.media import described
from bot.phone.records import Chat, InlineAsk, Message
from bot.phone.stage import Stage, Who, spoken
from bot.phone.wire import Json
from bot.phone.world import new_id

ALL_RIGHTS = ("can_reply", "can_read_messages", "can_delete_sent_messages", "can_delete_all_messages")


class ActsElsewhere(Stage):
    """Groups, inline queries and business ("secretary") accounts."""

    async def group(self, title: str, members: Sequence[Who], *, added_by: Who | None = None) -> Chat:
        """Make a supergroup with the bot in it; the bot learns that it was added."""
        chat_id = -1_001_000_000_000 - self.world.next_id()
        people = {user.id: user for user in map(self.user, members)}
        chat = Chat({"id": chat_id, "type": "supergroup", "title": title}, members=people)
        self.world.chats[chat_id] = chat
        adder = self.user(added_by) if added_by is not None else next(iter(people.values()))
        self.member_changed(adder, chat, "left", "member")
        return chat

    async def remove_from(self, group: Chat, by: Who) -> None:
        """Throw the bot out of a group."""
        self.member_changed(self.user(by), group, "member", "kicked")
        group.gone = "bot was kicked from the supergroup chat"

    # --- inline mode ---

    async def inline(self, who: Who, query: str, *, offset: str = "", chat_type: str = "sender") -> InlineAsk:
        """Type `@bot query` somewhere; the answer appears in `.results`."""
        user = self.user(who)
        ask = InlineAsk(new_id(), user, query, time.monotonic())
        self.world.asks[ask.id] = ask
        self.world.touch()
        base = {"id": ask.id, "from": user.raw(), "query": query, "offset": offset, "chat_type": chat_type}
        self.updates.push("inline_query", base, lane=user.id)
        return ask

    async def choose(self, ask: InlineAsk, result_id: str, *, where: Chat | None = None) -> Message:
        """Send one of the results; the bot gets chosen_inline_result and may edit it by inline id.

        Raises:
            LookupError: no such result.
        """
        for result in ask.results:
            if str(result["id"]) == result_id:
                break
        else:
            raise LookupError(f"no result {result_id!r}; there are {[one['id'] for one in ask.results]}")
        content = result.get("input_message_content") or {}
        fields = spoken(str(content.get("message_text", result.get("title", ""))), content.get("entities"))
        markup = result.get("reply_markup")
        fields |= {"via_bot": self.world.bot} | ({"reply_markup": markup} if markup else {})
        chat = where or Chat({"id": ask.user.id, "type": "private", "first_name": ask.user.first_name})
        message = self.world.add(chat, fields, sender=ask.user.raw(), from_bot=False)
        chosen: Json = {"result_id": result_id, "from": ask.user.raw(), "query": ask.query}
        if markup:
            chosen["inline_message_id"] = f"inline{message.id}"
            self.world.inline[f"inline{message.id}"] = message
        self.updates.push("chosen_inline_result", chosen, lane=ask.user.id)
        if where is not None and not where.gone:
            self.updates.push("message", message.raw, lane=where.id)
        return message

    # --- business accounts ---

    async def connect_business(
        self, who: Who, *, can_reply: bool = True, enabled: bool = True, connection_id: str = ""
    ) -> str:
        """Connect the bot to somebody's business account (again, with other rights); return its id."""
        user = self.user(who)
        self.world.private(user)
        business_id = connection_id or new_id()
        connection: Json = {
            "id": business_id,
            "user": user.raw(),
            "user_chat_id": user.id,
            "date": self.now(),
            "is_enabled": enabled,
        }
        if can_reply:
            connection["rights"] = dict.fromkeys(ALL_RIGHTS, True)
        self.world.business[business_id] = connection
        self.updates.push("business_connection", connection, lane=business_id)
        return business_id

    async def business_say(self, connection_id: str, customer: Who, text: str) -> Message:
        """Let a customer write to the business account."""
        user = self.user(customer)
        return self.post(user, self._business_chat(connection_id, customer), spoken(text, None))

    async def business_voice(self, connection_id: str, customer: Who, content: bytes) -> Message:
        """Let a customer send a voice note to the business account."""
        file = self.world.store("voice.ogg", content, "audio/ogg")
        chat = self._business_chat(connection_id, customer)
        return self.post(self.user(customer), chat, described("voice", file, {"duration": 3}))

    async def business_photo(
        self, connection_id: str, customer: Who, content: bytes, *, caption: str = "", album: str = ""
    ) -> Message:
        """Let a customer send a picture to the business account, alone or as part of an album."""
        file = self.world.store("photo.png", content, "image/png")
        chat = self._business_chat(connection_id, customer)
        words: Json = {"caption": caption} if caption else {}
        group: Json = {"media_group_id": album} if album else {}
        return self.post(self.user(customer), chat, described("photo", file) | words | group)

    async def business_own(self, connection_id: str, customer: Who, text: str) -> Message:
        """Let the owner of the account write to the customer; this comes to the bot as well."""
        owner = self.user(int(self.world.business[connection_id]["user"]["id"]))
        return self.post(owner, self._business_chat(connection_id, customer), spoken(text, None))

    async def business_delete(self, *messages: Message) -> None:
        """Delete messages of one business chat."""
        for message in messages:
            self.world.remove(message)
        first = messages[0].raw
        deleted: Json = {
            "business_connection_id": first["business_connection_id"],
            "chat": first["chat"],
            "message_ids": [message.id for message in messages],
        }
        self.updates.push("deleted_business_messages", deleted, lane=first["chat"]["id"])

    def _business_chat(self, connection_id: str, customer: Who) -> Chat:
        user = self.user(customer)
        key = (connection_id, user.id)
        if key not in self.world.business_chats:
            raw = {"id": user.id, "type": "private", "first_name": user.first_name}
            self.world.business_chats[key] = Chat(raw, members={user.id: user}, business_id=connection_id)
        return self.world.business_chats[key]
