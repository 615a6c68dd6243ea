"""Who holds a phone: users, the personas of the page, and where a forward came from."""

from dataclasses import dataclass

from bot.phone.wire import Json


@dataclass(frozen=True, slots=True)
class User:
    """A Telegram account. `id` is what the bot sees; equal ids are the same person."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "zh-hans"

    def raw(self) -> Json:
        """Return the Bot API's User object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        user["language_code"] = self.language_code
        return user

    @property
    def name(self) -> str:
        """The name as others see it."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Persona:
    """An account one can switch to on the page; `role` is the word shown beside the name."""

    id: int
    name: str
    role: str = ""
    username: str = ""

    def user(self) -> User:
        """Return the account."""
        return User(self.id, self.name, username=self.username)


DEFAULT_PERSONAS = (
    Persona(700100001, "王磊", "销售"),
    Persona(700100002, "陈静", "经理"),
    Persona(700100003, "陌生人", "未加入"),
)


def origin_user(name: str, user_id: int = 700900001, username: str = "") -> Json:
    """Forward from an account that shows itself."""
    return {"type": "user", "sender_user": User(user_id, name, username=username).raw()}


def origin_hidden(name: str) -> Json:
    """Forward from an account that hides itself: only the display name is left."""
    return {"type": "hidden_user", "sender_user_name": name}


def origin_chat(title: str, chat_id: int = -1009000000001, signature: str = "") -> Json:
    """Forward of something said in the name of a group."""
    origin: Json = {"type": "chat", "sender_chat": {"id": chat_id, "type": "supergroup", "title": title}}
    return {**origin, "author_signature": signature} if signature else origin


def origin_channel(title: str, chat_id: int = -1009000000002, message_id: int = 7) -> Json:
    """Forward of a channel's post."""
    chat = {"id": chat_id, "type": "channel", "title": title}
    return {"type": "channel", "chat": chat, "message_id": message_id}
