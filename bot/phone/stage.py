"""The ground the acts of people stand on: who is meant, which chat, how an update is queued."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.phone.entities import found
from bot.phone.people import Persona, User
from bot.phone.records import Chat, Message
from bot.phone.updates import UpdateQueue
from bot.phone.wire import Json
from bot.phone.world import World

Who: TypeAlias = User | Persona | int
Where: TypeAlias = Chat | int | None


class Stage:
    """Turns what a person does into a message on the phone and an update for the bot."""

    world: World
    updates: UpdateQueue

    def user(self, who: Who, name: str = "", *, username: str = "") -> User:
        """Return an account; a bare id gets an invented name unless one is given."""
        if isinstance(who, Persona):
            return self.user(who.user())
        if isinstance(who, User):
            self.world.users[who.id] = who
            return who
        known = self.world.users.get(who)
        if known is None or name:
            known = User(who, name or f"用户{who}", username=username)
            self.world.users[who] = known
        return known

    def chat(self, where: "Who | Chat | Message") -> Chat:
        """Return a chat by its id, by a user (the private chat, made when new) or by a message in it."""
        if isinstance(where, Chat):
            return where
        if isinstance(where, Message):
            if where.raw.get("business_connection_id"):
                return self.world.business_chats[where.raw["business_connection_id"], where.chat_id]
            return self.world.chats[where.chat_id]
        if isinstance(where, int) and where in self.world.chats:
            return self.world.chats[where]
        return self.world.private(self.user(where))

    def place(self, who: Who, where: Where) -> tuple[User, Chat]:
        """Return the person and the chat they act in, the private one by default."""
        user = self.user(who)
        chat = self.world.private(user) if where is None else self.chat(where)
        if chat.raw["type"] == "private" and chat.gone and not chat.business_id:
            self.member_changed(user, chat, "kicked", "member")
            chat.gone = ""
        return user, chat

    def post(self, user: User, chat: Chat, content: Json) -> Message:
        """Put a person's message into a chat and queue the update."""
        message = self.world.add(chat, content, sender=user.raw(), from_bot=False)
        if chat.gone:
            return message  # the bot is no longer there to hear it
        kind = "business_message" if chat.business_id else "message"
        self.updates.push(kind, message.raw, lane=chat.id)
        return message

    def member_changed(self, user: User, chat: Chat, before: str, after: str) -> None:
        """Queue `my_chat_member`: the bot's own standing in a chat changed."""
        bot = self.world.bot

        def member(status: str) -> Json:
            extra = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": bot} | extra

        self.updates.push(
            "my_chat_member",
            {
                "chat": chat.raw,
                "from": user.raw(),
                "date": self.now(),
                "old_chat_member": member(before),
                "new_chat_member": member(after),
            },
            lane=chat.id,
        )

    @staticmethod
    def now() -> int:
        """Return the present in Unix seconds."""
        from bot.phone.world import now

        return now()


def spoken(text: str, entities: Sequence[Json] | None) -> Json:
    """Return the content of a text message; without entities those Telegram finds are added."""
    marks = found(text) if entities is None else list(entities)
    return {"text": text} | ({"entities": marks} if marks else {})


def replying(chat: Chat, to: "Message | int | None") -> Json:
    """Return the field that makes a message a reply."""
    original = to if isinstance(to, Message) else chat.by_id.get(to) if to is not None else None
    if original is None:
        return {}
    return {
        "reply_to_message": {
            name: value for name, value in original.raw.items() if name != "reply_to_message"
        }
    }
