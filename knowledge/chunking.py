"""Chunking: sentences of a document packed into overlapping windows that respect titles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.structure import Block, Kind, blocks

LIMIT = 400
"""Most characters of a raw chunk, white space not counted."""
TARGET = 264
OVERLAP = 100
VERSION = "windows-3"

_STOP = re.compile(r"[。!?!?;;…]+[”’」』)\]]*|(?<=[^\d\s])\.(?=\s|$)|\n")
_SOFT = re.compile(r"[,,、::\s](?=\S)")


@dataclass(frozen=True, slots=True)
class Span:
    """A span [start, end) of the raw text with the titles above it and its size without white space."""

    start: int
    end: int
    path: tuple[str, ...]
    size: int
    level: int = 0
    kind: Kind = Kind.TEXT


def size(text: str) -> int:
    """Return the number of characters that are not white space."""
    return sum(not c.isspace() for c in text)


def _cut(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Cut a span at commas or spaces, else hard, into pieces of at most `most` characters."""
    found = []
    while end - start > most:
        soft = [m.end() for m in _SOFT.finditer(text, start + most // 2, start + most)]
        at = soft[-1] if soft else start + most
        found.append((start, at))
        start = at
    return [*found, (start, end)]


def sentences(text: str, start: int, end: int, most: int = 140) -> list[tuple[int, int]]:
    """Return the sentence spans within [start, end), none longer than `most` characters."""
    found, at = [], start
    for stop in _STOP.finditer(text, start, end):
        if text[at : stop.end()].strip():
            found += _cut(text, at, stop.end(), most)
            at = stop.end()
    if text[at:end].strip():
        found += _cut(text, at, end, most)
    return found


def _spans(text: str, parts: Sequence[Block]) -> list[Span]:
    found = []
    for part in parts:
        if part.kind is Kind.TITLE:
            found.append(Span(part.start, part.end, part.path, size(text[part.start : part.end]), part.level))
            continue
        for start, end in sentences(text, part.start, part.end):
            found.append(Span(start, end, part.path, size(text[start:end]), 0, part.kind))
    return found


def _sections(spans: Sequence[Span]) -> list[list[Span]]:
    """Split at titles of the first level: a window never holds two articles."""
    found: list[list[Span]] = [[]]
    for span in spans:
        if span.level == 1 and found[-1]:
            found.append([])
        found[-1].append(span)
    return [part for part in found if part]


def _reach(text: str, spans: Sequence[Span], first: int, target: int) -> int:
    """Return the index after the last span of a window that starts at `first`."""
    last = first
    while last < len(spans):
        whole = size(text[spans[first].start : spans[last].end])
        if last > first and whole > LIMIT:
            break
        last += 1
        if whole >= target:
            break
        if last < len(spans) and 0 < spans[last].level <= 2 and whole >= target // 2:
            break
    return last


def windows(text: str, *, target: int = TARGET, overlap: int = OVERLAP) -> list[Span]:
    """Return the chunks of a text as raw spans, in order.

    Args:
        text: the raw text of one document.
        target: characters (white space not counted) at which a window closes.
        overlap: about how many characters of its end the next window repeats.
    """
    found: list[Span] = []
    for part in _sections(_spans(text, blocks(text))):
        first = 0
        while first < len(part):
            last = _reach(text, part, first, target)
            start, end = part[first].start, part[last - 1].end
            body = next((s for s in part[first:last] if not s.level), part[first])
            found.append(Span(start, end, body.path, size(text[start:end])))
            if last >= len(part):
                break
            first = _next(part, first, last, overlap)
    return [span for span in found if span.size >= 8]


def _next(spans: Sequence[Span], first: int, last: int, overlap: int) -> int:
    if 0 < spans[last].level <= 3:
        return last
    back, kept = last, 0
    while back - 1 > first and kept + spans[back - 1].size <= overlap:
        back -= 1
        kept += spans[back].size
    return back
