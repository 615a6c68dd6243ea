"""Running titles: what slides and pages print at every head or foot, which says nothing of one page.

A phrase is one when it recurs often and either the numbers behind it grow through the document, as
page numbers do, or it mostly stands on a line of its own. A term that an article uses a lot and the
labels of a table are left alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 8
"""Fewest characters of a running title."""
OFTEN = 8
"""Fewest times it occurs."""
MOSTLY = 0.5
"""Share of its occurrences that have a growing number behind them, or a line of their own."""
LONGEST = 60

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。!?;,:!?;,:]")
_NUMBER = re.compile(r"\d{1,4}")
_JUMP = 40
"""Most pages between two that carry the same title."""
_BASE = np.uint64(1_000_003)


def running_titles(text: str) -> re.Pattern[str] | None:
    """Return a pattern that finds the running titles of a whole text with their page numbers, or None.

    Args:
        text: the document, doubled phrases already folded.
    """
    bare, edges = _bare(text)
    if len(bare) < WIDTH * OFTEN:
        return None
    places: dict[str, list[int]] = defaultdict(list)
    for start, end in _recurring(bare):
        places[bare[start:end]].append(start)
    titles = [
        title
        for title, starts in places.items()
        if len(starts) >= OFTEN
        and len(_CHINESE.findall(title)) >= WIDTH // 2
        and not _SENTENCE.search(title)
        and (_numbered(bare, title, starts) or _alone(edges, title, starts))
    ]
    if not titles:
        return None
    titles.sort(key=len, reverse=True)
    spaced = ("\\s*".join(map(re.escape, title)) for title in titles)
    return re.compile(rf"(?:\d{{1,2}}[.、]?\s*)*(?:{'|'.join(spaced)})\s*\d{{0,3}}")


def _bare(text: str) -> tuple[str, set[int]]:
    """Return the text without white space and the positions at which a line began."""
    parts, edges, length = [], {0}, 0
    for line in unicodedata.normalize("NFKC", text).split("\n"):
        bare = "".join(line.split())
        parts.append(bare)
        length += len(bare)
        edges.add(length)
    return "".join(parts), edges


def _recurring(bare: str) -> list[tuple[int, int]]:
    """Return the longest spans all of whose windows recur often."""
    often = _often(np.frombuffer(bare.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64))
    found, start = [], -1
    for at, hot in enumerate([*often.tolist(), False]):
        if hot and not bare[at].isdigit():
            start = at if start < 0 else start
        elif start >= 0:
            end = at + WIDTH - 1
            span = bare[start:end].strip("0123456789.、/•")
            if WIDTH <= len(span) <= LONGEST:
                first = bare.index(span, start)
                found.append((first, first + len(span)))
            start = -1
    return found


def _often(codes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which windows of WIDTH characters occur at least OFTEN times."""
    windows = len(codes) - WIDTH + 1
    hashes = np.zeros(windows, dtype=np.uint64)
    for shift in range(WIDTH):
        hashes = hashes * _BASE + codes[shift : shift + windows]
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    often: NDArray[np.bool_] = counts[inverse] >= OFTEN
    return often


def _numbered(bare: str, title: str, starts: Sequence[int]) -> bool:
    """Whether the numbers behind a title grow the way page numbers do.

    A page number may run into a figure of the page (46 and 1985): any beginning of the digits may be it.
    """
    page, growing = 0, 0
    for start in starts:
        behind = _NUMBER.match(bare, start + len(title))
        digits = behind.group() if behind else ""
        pages = [int(digits[:n]) for n in range(1, len(digits) + 1)]
        follows = [number for number in pages if 0 < number - page <= _JUMP or (not page and number)]
        if follows:
            page, growing = follows[-1], growing + 1
    return growing >= MOSTLY * len(starts)


def _alone(edges: set[int], title: str, starts: Sequence[int]) -> bool:
    """Whether a title mostly has a line of its own."""
    alone = sum(start in edges and start + len(title) in edges for start in starts)
    return alone >= MOSTLY * len(starts)
