"""One burst, one case: forwards, albums and the comment beside them that arrive as separate updates.

They stay separate rows of the inbox and are merged only while waiting to be worked on, so that a
crash in between loses nothing: at the next start they are merged again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import JsonValue

from bot.handlers.screens import utf16_length
from bot.ports import InboxItem

QUIET = 0.8
"""Seconds without a further part that end a burst of forwards."""
ALBUM_QUIET = 1.5
_SPLIT = 4000
"""UTF-16 units from which a typed text is taken for the piece of a longer one (a message holds 4096)."""
CAP = 100
"""Parts that are waited for at most: an end to a stream that never falls quiet."""


@dataclass(frozen=True)
class Part:
    """One message of a burst. `sender` is who said it as far as Telegram tells, empty for the member."""

    text: str
    sender: str = ""
    sender_id: int | None = None
    is_forward: bool = False
    is_broadcast: bool = False
    """Whether a channel or a bot said it: never a customer's words."""
    phone: str = ""
    """The number of a shared contact."""

    voice: str = ""
    """The file of a voice note."""
    picture: str = ""
    """The file of a picture, in its largest size."""
    seconds: int = 0
    size: int = 0

    @property
    def is_contact(self) -> bool:
        """Whether it is a shared contact."""
        return bool(self.phone)


def is_part(item: InboxItem) -> bool:
    """Whether an update may belong to a burst: a forward, a piece of an album, a contact."""
    message = _message(item)
    return any(name in message for name in ("forward_origin", "media_group_id", "contact"))


def is_comment(item: InboxItem) -> bool:
    """Whether an update is typed text that may stand beside a burst (a command never does)."""
    text = _message(item).get("text")
    return isinstance(text, str) and not text.startswith("/") and not is_part(item)


def is_split(item: InboxItem) -> bool:
    """Whether an update is typed text so long that the phone cuts a longer one there."""
    return is_comment(item) and utf16_length(str(_message(item).get("text"))) >= _SPLIT


def typed_of(items: Sequence[InboxItem]) -> str:
    """Return the typed text of one message, or of the pieces of a text that the phone had cut."""
    return "\n".join(part.text for part in parts_of(items) if not part.is_forward)


def quiet_of(item: InboxItem) -> float:
    """Return how long to wait for a further part, in seconds."""
    return ALBUM_QUIET if "media_group_id" in _message(item) else QUIET


def album_of(item: InboxItem) -> str:
    """Return the mark that the pieces of one album share, empty for anything else."""
    return str(_message(item).get("media_group_id") or "")


def is_late(item: InboxItem, album: str, last_at: datetime) -> bool:
    """Whether an update still belongs to a burst that was answered already.

    It does when it is a piece of the same album, or when it had come in before the burst's quiet
    window was over: then only the work was slow.
    """
    if album and album_of(item) == album:
        return True
    return timedelta(0) <= item.received_at - last_at <= timedelta(seconds=quiet_of(item))


def parts_of(items: Sequence[InboxItem]) -> tuple[Part, ...]:
    """Return the parts of a burst in order of arrival; those that hold nothing to go by are left out."""
    found = (_part(_message(item)) for item in items)
    return tuple(part for part in found if part.text or part.phone or part.voice or part.picture)


def part_of(item: InboxItem, name: str = "message") -> Part:
    """Return the one message of an update, under the name it has there (message, business_message)."""
    return _part(_message(item, name))


def _part(message: dict[str, JsonValue]) -> Part:
    text = str(message.get("text") or message.get("caption") or "")
    media = _media(message)
    contact = message.get("contact")
    if isinstance(contact, dict):
        return _contact(contact)
    origin = message.get("forward_origin")
    if not isinstance(origin, dict):
        return Part(text, **media)
    name, sender_id = _sender(origin)
    return Part(text, name, sender_id, is_forward=True, is_broadcast=_is_broadcast(origin), **media)


def _media(message: dict[str, JsonValue]) -> dict[str, Any]:
    """Return the file of a voice note or picture with its length and size, empty for anything else."""
    for name in ("voice", "audio", "video_note"):
        sound = message.get(name)
        if isinstance(sound, dict):
            return {
                "voice": str(sound.get("file_id") or ""),
                "seconds": int(str(sound.get("duration") or 0)),
                "size": int(str(sound.get("file_size") or 0)),
            }
    sizes = message.get("photo")
    last = sizes[-1] if isinstance(sizes, list) and sizes else None
    if not isinstance(last, dict):
        return {}
    return {"picture": str(last.get("file_id") or ""), "size": int(str(last.get("file_size") or 0))}


def _contact(contact: dict[str, JsonValue]) -> Part:
    name = f"{contact.get('last_name') or ''}{contact.get('first_name') or ''}".strip()
    account = contact.get("user_id")
    return Part(
        "",
        sender=name,
        sender_id=account if isinstance(account, int) else None,
        phone=str(contact.get("phone_number") or ""),
    )


def _is_broadcast(origin: dict[str, JsonValue]) -> bool:
    user = origin.get("sender_user")
    return origin.get("type") == "channel" or (isinstance(user, dict) and user.get("is_bot") is True)


def _sender(origin: dict[str, JsonValue]) -> tuple[str, int | None]:
    hidden = origin.get("sender_user_name")
    if isinstance(hidden, str):
        return hidden, None
    user = origin.get("sender_user")
    if isinstance(user, dict):
        name = f"{user.get('first_name') or ''} {user.get('last_name') or ''}".strip()
        number = user.get("id")
        return name, number if isinstance(number, int) else None
    return "", None


def _message(item: InboxItem, name: str = "message") -> dict[str, JsonValue]:
    message = (item.raw or {}).get(name)
    return message if isinstance(message, dict) else {}
