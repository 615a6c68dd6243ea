"""Extractive answers: the few sentences that together answer best, in runs, each with its passage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.aspects import GAIN, lists
from knowledge.cleaning import restore_marks
from knowledge.duplicates import shingles
from knowledge.evidence import Exhibit
from knowledge.ports import Line
from knowledge.sentences import asks, is_item, is_outline, opens_list, presentable

MOST_LINES = 5
MOST_CHARACTERS = 300
LINE = 120
"""Characters at which a run of sentences is broken into a further line."""
EXHIBITS = 5
PRIOR = 0.1
"""Worth of a sentence in a passage of score 0, relative to the same in the best passage."""
STANDING = 3
"""Power of a passage's score: the best passage speaks first."""
FADING = (0.6, 0.2, 0.1)
"""What a sentence inherits of the worth of the one, two and three before it."""
LEADS = 0.1
"""What a sentence is worth of the one behind it."""
ITEM = 0.8
"""What an item of a list is worth of the sentence that introduces the list."""
QUESTION = 0.5
"""Worth of a question in the text: it leads to an answer but is none."""
OUTLINE = 0.2
"""Worth of a piece of a table of contents: it names what others tell."""
LENGTH = 60
"""Characters added to a sentence's length before dividing by it, so that short ones do not always win."""
REPEATED = 0.65
"""Share of a sentence that chosen ones may already say."""
LEAST = 4
FAINT = 0.1
"""Worth, relative to the best sentence, under which a sentence is not worth a reader's time."""
ALONE = 7
"""Characters of a line that may stand alone; shorter ones only beside a chosen neighbour."""

Place = tuple[int, int]
"""Number of an exhibit and of a sentence in it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown, with its worth per character."""

    place: Place
    text: str
    worth: float


def compose(exhibits: Sequence[Exhibit], *, listing: bool = False) -> tuple[Line, ...]:
    """Return up to five lines, at most 300 characters with their line breaks, in reading order.

    A sentence is worth its own evidence and what it inherits from its neighbours, per character, times
    its passage's standing. The best are taken one after another (maximal marginal relevance, Carbonell
    & Goldstein 1998), leaving out what chosen ones already say; neighbours are shown as one run.

    Args:
        exhibits: the best passages, best first.
        listing: the question asks for a list: sentences that list things are preferred.
    """
    chosen: dict[Place, str] = {}
    said: set[str] = set()
    candidates = sorted(weighed(exhibits[:EXHIBITS], listing=listing), key=lambda c: -c.worth)
    for candidate in candidates:
        if candidate.worth < FAINT * candidates[0].worth:
            break
        marks = shingles(candidate.text)
        if len(marks & said) > REPEATED * len(marks):
            continue
        more = {**chosen, candidate.place: candidate.text}
        if (len(candidate.text) >= ALONE or _beside(chosen, candidate.place)) and _fits(_lines(more)):
            chosen = more
            said |= marks
    return tuple(_line(exhibits[exhibit], first, text) for (exhibit, first), text in _lines(chosen))


def _beside(chosen: Mapping[Place, str], place: Place) -> bool:
    exhibit, at = place
    return (exhibit, at - 1) in chosen or (exhibit, at + 1) in chosen


def weighed(exhibits: Sequence[Exhibit], *, listing: bool) -> Iterator[Candidate]:
    """Yield the sentences that may be shown; arguments as `compose`."""
    for at, exhibit in enumerate(exhibits):
        standing = PRIOR + (1 - PRIOR) * exhibit.passage.score**STANDING
        for i, worth in enumerate(_inherited(exhibit, listing=listing)):
            text = exhibit.texts[i]
            shown = presentable(text)
            if worth > 0 and sum(c.isalnum() for c in shown) >= LEAST:
                yield Candidate((at, i), text, worth * standing / (len(shown) + LENGTH))


def _inherited(exhibit: Exhibit, *, listing: bool) -> list[float]:
    """Return the worth of each sentence with what its neighbours add.

    The items of a list are worth nearly what the sentence is that introduces it, the last as much as
    the first; elsewhere what is inherited fades from sentence to sentence. Where a list
    is asked for, a sentence that lists is worth more.
    """
    own, texts = exhibit.worth, exhibit.texts
    found: list[float] = []
    opener = 0.0
    for i, evident in enumerate(own):
        before = sum(share * own[i - n] for n, share in enumerate(FADING, 1) if i >= n)
        behind = LEADS * own[i + 1] if i + 1 < len(own) else 0.0
        if i and opens_list(texts[i - 1]):
            opener = found[i - 1]
        elif i and not _goes_on(texts[i - 1], texts[i]):
            opener = 0.0
        worth = max(evident + before + behind, opener * ITEM)
        if listing and lists(texts[i]):
            worth *= GAIN
        if is_outline(texts[i]):
            worth *= OUTLINE
        found.append(worth * QUESTION if asks(texts[i]) else worth)
    return found


def _goes_on(before: str, text: str) -> bool:
    """Whether a list that the sentence before belongs to goes on."""
    return (is_item(text) and is_item(before)) or before.endswith((";", ";"))


def _lines(chosen: Mapping[Place, str]) -> list[tuple[Place, str]]:
    """Return chosen sentences joined to lines where they follow each other, by the place of the first."""
    found: list[tuple[Place, str]] = []
    last: Place | None = None
    for place in sorted(chosen):
        text = chosen[place]
        if last == (place[0], place[1] - 1) and len(found[-1][1]) + len(text) <= LINE:
            found[-1] = (found[-1][0], _joined(found[-1][1], text))
        else:
            found.append((place, text))
        last = place
    return [(place, presentable(text)) for place, text in found]


def _joined(text: str, more: str) -> str:
    """Join two sentences; what has no mark at its end gets one."""
    return text + more if not text[-1].isalnum() else f"{text};{more}"


def _fits(lines: Sequence[tuple[Place, str]]) -> bool:
    return len(lines) <= MOST_LINES and sum(len(text) + 1 for _, text in lines) - 1 <= MOST_CHARACTERS


def _line(exhibit: Exhibit, first: int, text: str) -> Line:
    beyond = exhibit.following is not None and first >= exhibit.own
    passage = exhibit.following if beyond and exhibit.following is not None else exhibit.passage
    return Line(text=restore_marks(text), passage=passage)
