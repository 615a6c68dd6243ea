"""Extractive answers: the few runs of sentences that together answer best, each with its passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.duplicates import shingles
from knowledge.evidence import Exhibit
from knowledge.ports import Line
from knowledge.sentences import announces, asks

MOST_LINES = 5
MOST_CHARACTERS = 300
RUN = 120
"""Most characters of a run of sentences; a single longer sentence is shown whole."""
EXHIBITS = 5
PRIOR = 0.1
"""Worth of a sentence in a passage of score 0, relative to the same in the best passage."""
LISTED = 0.95
FOLLOWS = 0.8
"""How much of a sentence's worth its successor inherits: in a list nearly all."""
CARRIED = 0.5
QUESTION = 0.6
"""Worth of a question in the text: it leads to an answer but is none."""
LENGTH = 80
"""Characters added to a run's length before dividing by it, so that short runs do not always win."""
REPEATED = 0.5
"""Share of a run that chosen ones may already say."""


@dataclass(frozen=True, slots=True)
class _Run:
    exhibit: int
    first: int
    last: int
    text: str
    worth: float


def compose(exhibits: Sequence[Exhibit]) -> tuple[Line, ...]:
    """Return up to five lines, at most 300 characters with their line breaks, in reading order.

    A run is worth the evidence of its sentences per character, times its passage's standing. The
    best runs are taken one after another (maximal marginal relevance, Carbonell & Goldstein 1998),
    leaving out what chosen ones already say.
    """
    runs = sorted(_runs(exhibits[:EXHIBITS]), key=lambda run: -run.worth)
    chosen: list[_Run] = []
    said: list[frozenset[str]] = []
    left = MOST_CHARACTERS
    for run in runs:
        if run.worth <= 0 or len(chosen) == MOST_LINES:
            break
        if len(run.text) + 1 > left or any(_overlap(run, other) for other in chosen):
            continue
        marks = shingles(run.text)
        if any(len(marks & other) > REPEATED * len(marks) for other in said):
            continue
        chosen.append(run)
        said.append(marks)
        left -= len(run.text) + 1
    chosen.sort(key=lambda run: (run.exhibit, run.first))
    return tuple(Line(text=run.text, passage=exhibits[run.exhibit].passage) for run in chosen)


def _overlap(run: _Run, other: _Run) -> bool:
    return run.exhibit == other.exhibit and run.first <= other.last and other.first <= run.last


def _runs(exhibits: Sequence[Exhibit]) -> Iterator[_Run]:
    for at, exhibit in enumerate(exhibits):
        worth = _inherited(exhibit)
        standing = PRIOR + (1 - PRIOR) * exhibit.passage.score**2
        for first in range(len(worth)):
            length, total = 0, 0.0
            for last in range(first, len(worth)):
                length += len(exhibit.texts[last])
                if length > RUN and last > first:
                    break
                total += worth[last]
                text = "".join(exhibit.texts[first : last + 1])
                yield _Run(at, first, last, text, total * standing / (length + LENGTH))


def _inherited(exhibit: Exhibit) -> list[float]:
    """Return the worth of each sentence with what it inherits from those before it."""
    found, carried = [], 0.0
    for i, own in enumerate(exhibit.worth):
        share = LISTED if i and announces(exhibit.texts[i - 1]) else FOLLOWS
        carried = max(own, carried * share)
        worth = own + CARRIED * (carried - own)
        found.append(worth * QUESTION if asks(exhibit.texts[i]) else worth)
    return found
