"""Whether a screen fits one phone: its height estimated from text and rows of buttons, and its pages.

The measures are those of a phone of 390 × 844 points, Chinese type of 16 points, the chat's bar above and
the composer below. They are an estimate on the safe side; another phone shows a line more or less.
"""

import re
from collections.abc import Iterator, Sequence

from bot.handlers.screens import Button, Screen, excerpt, one_line

ROOM = 660
"""Points between the bar and the composer, less a margin."""
LEFT_OVER = 48
"""Points of a last line that says how many more there are."""
_WIDTH = 288
"""Points of a line inside a message."""
_LINE, _ROW, _TALL, _LABEL, _FRAME, _QUOTE = 24, 49, 58, 20, 36, 36
_KEYS, _BETWEEN, _PADDING = 318, 5, 20
_WIDE, _NARROW = 16.0, 7.9
"""Points of a Chinese character, and of a Latin one on the average."""

_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]$")
_PIECES = re.compile(r"[!-~]+[,.;:?!]?\s*|[^!-~]\s*")
"""What stays together on a line: a Latin word, or one Chinese character."""
_CLAUSE = re.compile(r"[，；;:：]|, ")


def lines_of(text: str) -> int:
    """Return how many lines of a phone a text takes; Latin words are not broken."""
    return sum(_wrapped(line) for line in text.rstrip().split("\n"))


def _wrapped(line: str, room: float = _WIDTH) -> int:
    count, taken = 1, 0.0
    for piece in _PIECES.findall(line):
        width = _width(piece)
        if taken + _width(piece.rstrip()) > room and taken:
            count, taken = count + 1, 0.0
        count += int(width // room)
        taken += width % room
    return count


def height_of(screen: Screen, *, rows_to_come: int = 0, text_to_come: str = "") -> int:
    """Return the height of a screen in points, its buttons and what will be added included."""
    quotes = sum(entity["type"] == "blockquote" for entity in screen.entities)
    keys = sum(_row_height(row) for row in screen.rows) + rows_to_come * _TALL
    return _FRAME + lines_of(screen.text + text_to_come) * _LINE + quotes * _QUOTE + keys


def _row_height(row: Sequence[Button]) -> int:
    """Return the height of a row: more where a label takes several lines."""
    room = (_KEYS - _BETWEEN * (len(row) - 1)) / max(1, len(row)) - _PADDING
    lines = max((_wrapped(str(button["text"]), room) for button in row), default=1)
    return _ROW if lines == 1 else _TALL + (lines - 2) * _LABEL


def fits(screen: Screen) -> bool:
    """Whether a screen is seen at once."""
    return height_of(screen) <= ROOM


def spare_lines(lines: int, rows: int) -> int:
    """Return how many lines of text a phone has left beside `lines` of them and `rows` of buttons."""
    return max(0, (ROOM - _FRAME - rows * _ROW) // _LINE - lines)


def phrases(texts: Sequence[str], spare: int, *, asides: bool = True) -> list[str]:
    """Return texts on one line each, and on two while `spare` lines last; cut only where a phrase ends.

    Without `asides` what stands in brackets at the end is left out where the whole takes a second line.
    """
    said: list[str] = []
    for text in texts:
        flat = " ".join(text.split())
        if not asides and lines_of(flat) > 1:
            flat = _BRACKETS.sub("", flat)
        most = 2 if spare > 0 else 1
        short = next((one for one in _shorter(flat) if lines_of(one) <= most), one_line(flat))
        spare -= lines_of(short) - 1
        said.append(short)
    return said


def _shorter(text: str) -> Iterator[str]:
    """Yield a text whole, without the brackets at its end, and in ever fewer clauses."""
    bare = _BRACKETS.sub("", text)
    yield from (text, bare)
    ends = [match.start() for match in _CLAUSE.finditer(bare)]
    yield from (f"{bare[:end]}…" for end in reversed(ends))


def pages_of(screen: Screen, rows: int, *, by_section: bool = False) -> Sequence[Screen]:
    """Return a text in pieces that fit a phone above `rows` rows of buttons, cut at line breaks.

    The pieces have no buttons; a line longer than a page is cut between characters. `by_section`: what
    stands between two empty lines stays together where a page has room for it.
    """
    most = max(1, (ROOM - _FRAME - rows * _ROW) // _LINE)
    text = screen.text.rstrip()
    found: list[Screen] = []
    start = 0
    while start < len(text):
        end = _end_of_page(text, start, most)
        if by_section:
            end = _before_section(text, start, end, most)
        found.append(excerpt(screen, start, end))
        start = end + len(text[end:]) - len(text[end:].lstrip("\n"))
    return found or [Screen(customer_id=screen.customer_id)]


def _end_of_page(text: str, start: int, most: int) -> int:
    """Return where a page that starts at `start` ends: after whole lines where there is one."""
    end = start
    while end < len(text):
        newline = text.find("\n", end)
        stop = newline if newline >= 0 else len(text)
        if lines_of(text[start:stop]) > most:
            break
        end = stop + 1
    if end > start:
        return min(end, len(text))
    return min(len(text), start + int(most * _WIDTH / _WIDE))


def _before_section(text: str, start: int, end: int, most: int) -> int:
    """Return the end of a page before the section it would cut in two, if the section fits a page."""
    begins = text.rfind("\n\n", start, end - 1)
    if end >= len(text) or begins <= start:
        return end
    ends = text.find("\n\n", begins + 2)
    ends = len(text) if ends < 0 else ends
    return begins + 1 if ends >= end and lines_of(text[begins + 2 : ends]) <= most else end


def _width(text: str) -> float:
    return sum(_NARROW if character.isascii() else _WIDE for character in text)
