"""Text as Telegram stores it: cleaned, trimmed, with entities in UTF-16 units that fit."""

import re
from collections.abc import Sequence
from typing import Any

from bot.phone.wire import Json, bad

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

_GIVEN_TYPES = (
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link "
    "text_mention custom_emoji date_time "
)
GIVEN_TYPES = frozenset(_GIVEN_TYPES.split())
_FOUND_TYPES = "mention hashtag cashtag bot_command url email phone_number bank_card_number "
FOUND_TYPES = frozenset(_FOUND_TYPES.split())

_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\r\u2028-\u202e\u0333\u033f\u030a]")
_DROPPED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_BLANK = " \n\u200b\u200c\u200d\u2060\ufeff\u00a0\u3000"
_LINK = re.compile(r"(?i)^(https?|tg|ton|tonsite|mailto|tel):|^[^\s/]+\.[^\s/]{2,}")
_FOUND = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>https?://[^\s<>\"'，。；！？、）】》]+)"
    r"|(?<![\w/@.])(?P<mention>@[A-Za-z]\w{3,31})(?!\w)"
    r"|(?<![\w/@:.])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<![\w&])(?P<hashtag>#\w*[^\W\d]\w*)",
    re.ASCII,
)


def units(text: str) -> int:
    """Return the length in UTF-16 units, which is how Telegram counts offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_units(text: str, start: int, length: int) -> str:
    """Return a stretch of text given in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[start * 2 : (start + length) * 2].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Replace control characters by blanks and drop the marks Telegram drops."""
    return _CONTROL.sub(lambda hit: "" if hit[0] in _DROPPED else " ", text)


def is_blank(text: str) -> bool:
    """Tell whether nothing visible is left."""
    return not text.strip(_BLANK)


def given(values: Any) -> list[Json]:  # noqa: ANN401 - whatever the bot sent
    """Check explicit entities and return those Telegram keeps (it finds links and commands itself).

    Raises:
        Refused: with Telegram's description of what is wrong.
    """
    if values is None:
        return []
    if not isinstance(values, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    kept = [_one(value) for value in values[:ENTITY_LIMIT]]
    return [entity for entity in kept if entity is not None and entity["length"] > 0]


def _one(value: Any) -> Json | None:  # noqa: ANN401 - whatever the bot sent
    if not isinstance(value, dict):
        raise _unparsed("expected an Object")
    kind = value.get("type")
    if not isinstance(kind, str):
        raise _unparsed('Can\'t find field "type"')
    for name in ("offset", "length"):
        if name not in value:
            raise _unparsed(f'Can\'t find field "{name}"')
        if isinstance(value[name], bool) or not isinstance(value[name], int):
            raise _unparsed(f'Field "{name}" must be of type Number')
    if kind in FOUND_TYPES:
        return None
    if kind not in GIVEN_TYPES:
        raise _unparsed("Unsupported type specified")
    _check_fields(kind, value)
    return dict(value)


def _check_fields(kind: str, value: Json) -> None:
    if kind == "text_link":
        url = value.get("url")
        if not isinstance(url, str):
            raise _unparsed('Can\'t find field "url"')
        if not _LINK.search(url):
            raise bad(f"entity URL '{url}' is invalid: Wrong HTTP URL")
    if kind == "text_mention" and not isinstance(value.get("user"), dict):
        raise _unparsed('Can\'t find field "user"')
    if kind == "custom_emoji" and not str(value.get("custom_emoji_id", "")).isdigit():
        raise _unparsed('Field "custom_emoji_id" must be a valid Number')
    if kind == "date_time" and not isinstance(value.get("unix_time"), int):
        raise _unparsed('Can\'t find field "unix_time"')


def _unparsed(reason: str) -> Exception:
    return bad(f"can't parse MessageEntity: {reason}")


def check_bounds(text: str, entities: Sequence[Json]) -> None:
    """Refuse entities outside the text, crossing each other or cutting a character in half.

    Raises:
        Refused: with Telegram's description.
    """
    raw = text.encode("utf-16-le")
    size = len(raw) // 2
    open_ends: list[int] = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or start >= size:
            raise bad(f"entity begins after the end of the text at UTF-16 offset {start}")
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        if end > size or (open_ends and end > open_ends[-1]):
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        for edge, word in ((start, "begins"), (end, "ends")):
            if edge < size and 0xDC <= raw[edge * 2 + 1] <= 0xDF:
                raise bad(f"entity {word} in a middle of a UTF-16 symbol at UTF-16 offset {edge}")
        open_ends.append(end)


def trimmed(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """Strip blanks at both ends and shift or shorten the entities accordingly."""
    left = text.lstrip(_BLANK)
    shift = units(text) - units(left)
    bare = left.rstrip(_BLANK)
    size = units(bare)
    moved: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(size, entity["offset"] + entity["length"] - shift)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return bare, moved


def found(text: str) -> list[Json]:
    """Return the entities Telegram finds by itself: commands, links, mentions, hashtags, addresses."""
    if not any(mark in text for mark in "/@#"):
        return []
    entities: list[Json] = []
    for hit in _FOUND.finditer(text):
        kind = hit.lastgroup
        if kind:
            offset = units(text[: hit.start(kind)])
            entities.append({"type": kind, "offset": offset, "length": units(hit[kind])})
    return entities


def merged(text: str, entities: Sequence[Json]) -> list[Json]:
    """Add found entities to given ones, except inside code and links, in order."""
    shields = [one for one in entities if one["type"] in {"code", "pre", "text_link", "text_mention"}]
    extra = [one for one in found(text) if not any(_overlaps(one, shield) for shield in shields)]
    return sorted([*entities, *extra], key=lambda one: (one["offset"], -one["length"]))


def _overlaps(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
