"""parse_mode HTML, as strict as Telegram about tags, attributes and nesting."""

import html
import re
from dataclasses import dataclass

from bot.phone.entities import units
from bot.phone.wire import Json, Refused, bad

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TOKEN = re.compile(r"<|&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[^\s>/]*)(?P<attributes>[^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


@dataclass(slots=True)
class _Open:
    tag: str
    at: int
    attributes: dict[str, str]


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return plain text and entities.

    Raises:
        Refused: `can't parse entities: …` with Telegram's reason and byte offset.
    """
    text: list[str] = []
    size = position = 0
    entities: list[Json] = []
    stack: list[_Open] = []
    for token in _TOKEN.finditer(source):
        if token.start() < position:
            continue
        plain = source[position : token.start()]
        text.append(plain)
        size += units(plain)
        position = token.end()
        if token[0] != "<":
            character = html.unescape(token[0])
            text.append(character)
            size += units(character)
            continue
        tag = _TAG.match(source, token.start())
        if tag is None:
            raise _at(source, token.start(), "Unclosed start tag")
        position = tag.end()
        if tag["end"]:
            _close(source, tag, stack, size, entities)
        else:
            stack.append(_opened(source, tag, stack, size))
    text.append(source[position:])
    if stack:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1].tag}\"")
    return "".join(text), sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _at(source: str, index: int, reason: str, tail: str = "") -> Refused:
    return bad(f"can't parse entities: {reason} at byte offset {len(source[:index].encode())}{tail}")


def _opened(source: str, tag: re.Match[str], stack: list[_Open], size: int) -> _Open:
    name = tag["name"].lower()
    if name not in _STYLES:
        raise _at(source, tag.start(), f'Unsupported start tag "{tag["name"]}"')
    attributes = {
        hit[1].lower(): html.unescape(next((part for part in hit.groups()[1:] if part is not None), ""))
        for hit in _ATTRIBUTE.finditer(tag["attributes"])
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _at(source, tag.start(), 'Tag "span" must have class "tg-spoiler"')
    if name == "blockquote" and any(_STYLES[one.tag] == "blockquote" for one in stack):
        raise bad("can't parse entities: Blockquotes can't be nested")
    return _Open(name, size, attributes)


def _close(source: str, tag: re.Match[str], stack: list[_Open], size: int, entities: list[Json]) -> None:
    name = tag["name"].strip().lower()
    if not stack:
        raise _at(source, tag.start(), "Unexpected end tag")
    opened = stack.pop()
    if name and opened.tag != name:
        raise _at(
            source, tag.start(), "Unmatched end tag", f', expected "</{opened.tag}>", found "</{name}>"'
        )
    length = size - opened.at
    if length > 0:
        _add(entities, opened, length)


def _add(entities: list[Json], opened: _Open, length: int) -> None:
    entity: Json = {"type": _STYLES[opened.tag], "offset": opened.at, "length": length}
    if opened.tag == "a":
        url = opened.attributes.get("href", "")
        if not url:
            return
        entity["url"] = url
    elif opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    elif opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    elif opened.tag == "pre":
        inner = [one for one in entities if one["type"] == "code" and one["offset"] == opened.at]
        if inner and inner[0]["length"] == length:
            entities.remove(inner[0])
            if inner[0].get("language"):
                entity["language"] = inner[0]["language"]
    elif opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
        entity["language"] = opened.attributes["class"].removeprefix("language-")
    entities.append(entity)
