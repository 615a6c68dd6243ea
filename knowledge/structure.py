"""Structure: a text cut into blocks under a path of titles, each block a span of the raw text."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from knowledge.cleaning import is_chrome


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A span [start, end) of the raw text under a path of titles; `level` 1–4 for titles, else 0."""

    start: int
    end: int
    kind: Kind
    path: tuple[str, ...]
    level: int = 0


_MARKDOWN = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_NUMBERED = (
    (re.compile(r"^第[一二三四五六七八九十百\d]+[章篇编部]"), 1),
    (re.compile(r"^第[一二三四五六七八九十百\d]+[节讲课单元]"), 2),
    (re.compile(r"^[一二三四五六七八九十]+、"), 2),
    (re.compile(r"^\d+(?:[.·]\d+){1,3}\s*[^\d\s.]"), 3),
    (re.compile(r"^(?:[((][一二三四五六七八九十]+[))])"), 3),
    (re.compile(r"^(?:\d{1,2}[.、.]|[((]\d{1,2}[))])\s*[^\d\s]"), 4),
)
_LISTED = re.compile(r"^\s*(?:[-*•●◆?\u2022–]\s*\S|[((]?\d{1,2}[))、.]|[①-⑳]|[A-F][、.\s])")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_ENDING = re.compile(r"[。!?;,、::.!?;,”\"」…]$")
_TITLE_CHARS = 36


def _level(line: str) -> int:
    """Return the title level (1–4) a line looks like, 0 for none."""
    found = _MARKDOWN.match(line)
    if found:
        return min(4, len(found.group(1)))
    if len(line) > _TITLE_CHARS or _ENDING.search(line):
        return 0
    return next((level for pattern, level in _NUMBERED if pattern.match(line)), 0)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _lines(text: str) -> list[tuple[int, int, str]]:
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line), line.strip()))
        at += len(line) + 1
    return found


def _opens_article(lines: list[tuple[int, int, str]], i: int) -> bool:
    """Whether a short line is a title that the next line repeats at its beginning."""
    head = _bare(lines[i][2])
    if not 4 <= len(head) <= 50 or i + 1 >= len(lines):
        return False
    return _bare(lines[i + 1][2][:120]).startswith(head)


def _kind(line: str) -> Kind:
    if _TABLE.match(line):
        return Kind.TABLE
    return Kind.LIST if _LISTED.match(line) else Kind.TEXT


def _title(line: str) -> str:
    found = _MARKDOWN.match(line)
    return (found.group(2) if found else line).strip("*_ ")


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text in order; titles are blocks too, chrome lines are left out.

    A title is a markdown heading, a numbered short line, or a short line that the next one repeats
    (the way web pages print an article's name twice). Repeated titles are kept once.
    """
    lines = _lines(text)
    repeats = Counter(line for _, _, line in lines if len(line) <= _TITLE_CHARS)
    found: list[Block] = []
    path: dict[int, str] = {}
    for i, (start, end, line) in enumerate(lines):
        if is_chrome(line):
            continue
        level = 1 if _opens_article(lines, i) else _level(line)
        if level:
            name = _title(line)
            if name == path.get(level) and repeats[line] > 1:
                continue
            path = {k: v for k, v in path.items() if k < level} | {level: name}
            found.append(Block(start, end, Kind.TITLE, tuple(path[k] for k in sorted(path)), level))
        else:
            found.append(Block(start, end, _kind(line), tuple(path[k] for k in sorted(path))))
    return found


def document_title(text: str, name: str) -> str:
    """Return what a document is called: its first title-like line, else the file's stem."""
    for _, _, line in _lines(text)[:5]:
        bare = _title(line)
        if not is_chrome(line) and 2 <= len(bare) <= _TITLE_CHARS:
            return bare
    return name.rsplit(".", 1)[0]
