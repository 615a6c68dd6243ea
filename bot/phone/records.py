"""What the phone remembers: files, messages, drafts, chats, pressed buttons, inline queries."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bot.phone.people import User
from bot.phone.wire import Json


@dataclass(slots=True)
class StoredFile:
    """A file of the server. `content` is None when only its size was claimed."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    size: int
    content: bytes | None

    @property
    def path(self) -> str:
        """Where getFile says it can be fetched; like Telegram's it does not hold the file's name."""
        suffix = PurePosixPath(self.name).suffix
        kind = self.mime.partition("/")[0] if self.mime.startswith(("image/", "audio/")) else "documents"
        return f"{kind}/file_{self.unique_id}{suffix if suffix.isascii() and ' ' not in suffix else ''}"


@dataclass(slots=True, eq=False)
class Message:
    """A message of either side. `raw` is the Bot API's Message object, always up to date."""

    raw: Json
    from_bot: bool
    seq: int
    edits: int = 0
    edited_seq: int = 0
    deleted: bool = False
    prompt: Json = field(default_factory=dict)
    """Reply keyboard or force reply: the bot sends it, but it is no part of the Message object."""

    @property
    def id(self) -> int:
        """The message's id in its chat."""
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat it is in."""
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """Entities of the text or caption, in UTF-16 units."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def keyboard(self) -> list[list[Json]]:
        """Rows of inline buttons, as the bot sent them."""
        return list((self.raw.get("reply_markup") or {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[Json]:
        """All inline buttons in reading order."""
        return [button for row in self.keyboard for button in row]

    def button(self, label: str) -> Json:
        """Return the first button whose label contains a text.

        Raises:
            LookupError: no such button; names those there are.
        """
        for button in self.buttons:
            if label in button["text"]:
                return button
        raise LookupError(f"no button {label!r}; there are {[one['text'] for one in self.buttons]}")

    @property
    def copy_texts(self) -> list[str]:
        """What the copy buttons would copy, in reading order."""
        return [one["copy_text"]["text"] for one in self.buttons if "copy_text" in one]

    @property
    def document(self) -> Json | None:
        """The Document object, if it is one."""
        return self.raw.get("document")


@dataclass(slots=True)
class Draft:
    """A streaming preview; gone after 30 seconds or with the next message."""

    id: int
    text: str
    entities: list[Json]
    until: float


@dataclass(slots=True, eq=False)
class Chat:
    """A chat the bot knows. `raw` is the Bot API's Chat object."""

    raw: Json
    by_id: dict[int, Message] = field(default_factory=dict)
    members: dict[int, User] = field(default_factory=dict)
    gone: str = ""
    """Why the bot may not write here any more, in Telegram's words; empty while it may."""
    draft: Draft | None = None
    drafts: list[str] = field(default_factory=list)
    """Texts of all drafts seen, for tests."""
    action: str = ""
    actions: list[str] = field(default_factory=list)
    business_id: str = ""

    @property
    def id(self) -> int:
        """The chat's id."""
        return int(self.raw["id"])

    @property
    def messages(self) -> list[Message]:
        """Messages of both sides that were not deleted, oldest first."""
        return [one for one in self.by_id.values() if not one.deleted]

    @property
    def replies(self) -> list[Message]:
        """Messages of the bot that were not deleted, oldest first."""
        return [one for one in self.messages if one.from_bot]


@dataclass(slots=True, eq=False)
class Press:
    """A pressed button; `answer` is what answerCallbackQuery said, None until then."""

    id: str
    message: Message
    user: User
    data: str
    seq: int
    made: float
    answer: Json | None = None


@dataclass(slots=True, eq=False)
class InlineAsk:
    """An inline query; `results` is None until answered."""

    id: str
    user: User
    query: str
    made: float
    answer: Json | None = None

    @property
    def results(self) -> list[Json]:
        """The results given, empty until answered."""
        return list((self.answer or {}).get("results", []))
