"""A screen: plain text with entities and buttons, cut to what Telegram accepts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from crm.base import Id

MESSAGE_LIMIT = 4096
COPY_LIMIT = 256
DATA_LIMIT = 64

Button = dict[str, JsonValue]
LINE = 38
"""Columns of one line on a phone; a Chinese character takes two."""
NAME = 16
"""Columns of a name on half a row of buttons."""


def one_line(text: str, columns: int = LINE) -> str:
    """Return a text on one line of a phone, cut where it would break."""
    flat = " ".join(text.split())
    taken = 0
    for place, character in enumerate(flat):
        taken += 1 if character.isascii() else 2
        if taken > columns:
            return f"{flat[: max(1, place - 1)]}…"
    return flat


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def press(label: str, data: str) -> Button:
    """Return a button that sends `data` (at most 64 bytes) back to us."""
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return {"text": label, "callback_data": data}


def copy(label: str, text: str) -> Button:
    """Return a button that copies `text` (at most 256 UTF-16 units) to the phone's clipboard."""
    if utf16_length(text) > COPY_LIMIT:
        raise ValueError("a copy button carries at most 256 characters")
    return {"text": label, "copy_text": {"text": text}}


def share(label: str, query: str) -> Button:
    """Return a button that opens the choice of a chat with `@bot query` typed in it (inline mode)."""
    return {"text": label, "switch_inline_query": query}


@dataclass
class Screen:
    """Text under construction. Entities are counted in UTF-16 units as Telegram wants them."""

    text: str = ""
    entities: list[dict[str, JsonValue]] = field(default_factory=list)
    rows: list[list[Button]] = field(default_factory=list)
    customer_id: Id | None = None
    advice_id: Id | None = None
    placeholder: str = ""
    """When set, the phone opens its keyboard for a reply with this hint."""

    def add(self, text: str, *styles: str, **extra: JsonValue) -> "Screen":
        """Append text; `styles` are entity types (bold, italic, blockquote, expandable_blockquote …)."""
        shown = text.rstrip("\n") if styles else text
        if shown.strip():
            start, length = utf16_length(self.text), utf16_length(shown)
            self.entities += [{"type": style, "offset": start, "length": length, **extra} for style in styles]
        self.text += text
        return self

    def line(self, text: str = "", *styles: str) -> "Screen":
        """Append text and a line break."""
        return self.add(text, *styles).add("\n")

    def append(self, other: "Screen") -> "Screen":
        """Append another screen's text with its styles; not its buttons."""
        shift = utf16_length(self.text)
        moved = [entity | {"offset": int(str(entity["offset"])) + shift} for entity in other.entities]
        self.text, self.entities = self.text + other.text, [*self.entities, *moved]
        return self

    def headed(self, text: str, *styles: str) -> "Screen":
        """Put a line above everything."""
        head = Screen().line(text, *styles).line().append(self)
        self.text, self.entities = head.text, head.entities
        return self

    def row(self, *buttons: Button) -> "Screen":
        """Append a row of buttons."""
        if buttons:
            self.rows.append(list(buttons))
        return self

    def pairs(self, buttons: Iterable[Button], width: int = 2) -> "Screen":
        """Append buttons two (or `width`) a row."""
        some = list(buttons)
        for start in range(0, len(some), width):
            self.row(*some[start : start + width])
        return self

    def messages(self, chat_id: int) -> Iterator[dict[str, JsonValue]]:
        """Yield sendMessage parameters; text over the limit is split, buttons go with the last part."""
        parts = list(_split(self.text.rstrip(), self.entities))
        for index, (text, entities) in enumerate(parts):
            payload: dict[str, JsonValue] = {
                "chat_id": chat_id,
                "text": text,
                "link_preview_options": {"is_disabled": True},
            }
            if entities:
                payload["entities"] = list[JsonValue](entities)
            if index == len(parts) - 1:
                payload.update(self._markup())
            yield payload

    def _markup(self) -> dict[str, JsonValue]:
        if self.rows:
            rows: list[JsonValue] = [list[JsonValue](row) for row in self.rows]
            return {"reply_markup": {"inline_keyboard": rows}}
        if self.placeholder:
            return {"reply_markup": {"force_reply": True, "input_field_placeholder": self.placeholder[:64]}}
        return {}


def excerpt(screen: Screen, start: int, end: int) -> Screen:
    """Return the characters from `start` to `end` with their styles, without buttons."""
    text = screen.text[start:end].rstrip()
    moved = _shifted(screen.entities, utf16_length(screen.text[:start]), utf16_length(text))
    return Screen(text, moved, customer_id=screen.customer_id, advice_id=screen.advice_id)


def _split(
    text: str, entities: Sequence[dict[str, JsonValue]]
) -> Iterator[tuple[str, list[dict[str, JsonValue]]]]:
    """Cut at line breaks (else between characters) so that no part exceeds the limit."""
    start = 0
    while utf16_length(text) > MESSAGE_LIMIT:
        cut = _cut(text)
        head, text = text[:cut], text[cut:]
        yield head.rstrip(), _shifted(entities, start, utf16_length(head.rstrip()))
        start += utf16_length(head)
    yield text or "…", _shifted(entities, start, utf16_length(text))


def _cut(text: str) -> int:
    size = position = 0
    for position, character in enumerate(text):  # noqa: B007 - the last position is wanted
        size += 2 if ord(character) > 0xFFFF else 1
        if size > MESSAGE_LIMIT:
            break
    newline = text.rfind("\n", position // 2, position)
    return newline + 1 if newline > 0 else position


def _shifted(entities: Sequence[dict[str, JsonValue]], start: int, length: int) -> list[dict[str, JsonValue]]:
    kept: list[dict[str, JsonValue]] = []
    for entity in entities:
        offset, size = entity["offset"], entity["length"]
        if not isinstance(offset, int) or not isinstance(size, int):
            continue
        low, high = max(offset, start), min(offset + size, start + length)
        if high > low:
            kept.append(entity | {"offset": low - start, "length": high - low})
    return kept
