"""Lines in English for the moves of an objection card: schema and checks beyond it."""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from playbooks.models import Content, Key, Line, ObjectionCard
from playbooks.terms import ObjectionKind

LIMIT = 256
_PRONOUN = re.compile(r"\{(?:they|them|their)\}")
"""The only slots of English lines: he, she or they for whom the customer named."""
_NOT_ENGLISH = re.compile(r"[^\x20-\x7e]|[0-9{}]")
"""Anything but plain letters and marks: other scripts, figures, slots (their fills are Chinese)."""
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|ten|dozen|hundred|(?:a|one) (?:day|week|month|year))\b",
    re.IGNORECASE,
)
"""Numbers in words: the gate asks for the fact behind each."""
_PRESSURE = re.compile(
    r"\b(?:guarantee\w*|cheapest|lowest price|best (?:price|quality|in)|number one|only today|today only"
    r"|last chance|limited time|hurry|don't miss|risk[- ]free|absolutely|never breaks?|everyone buys)\b",
    re.IGNORECASE,
)


class EnglishLine(Line):
    """A line to an English-speaking customer; it belongs to a move of the card."""

    move: Key = Field(description="Id of the card's move that it words")


class EnglishLines(Content):
    """English words for one objection card; what has none is said in Chinese."""

    kind: Literal["english"] = Field(description="english")
    id: Key = Field(description="Equals the file's name")
    card: ObjectionKind = Field(description="The objection card")
    title: str = Field(description="Short name of the kind on a screen", min_length=4, max_length=32)
    why: str = Field(
        description="Reason for the seller, goes on after Because; no full stop, may be seen by the customer",
        min_length=20,
        max_length=140,
    )
    advance: str = Field(
        description="Next step to ask for, one sentence to the seller", min_length=20, max_length=140
    )
    lines: tuple[EnglishLine, ...] = Field(
        description="Lines, in at least three tones per move", min_length=3
    )


def english_findings(book: EnglishLines, card: ObjectionCard | None) -> Iterator[str]:
    """Yield what is wrong with the lines beyond their schema."""
    if card is None:
        yield f"card: there is no {book.card}"
        return
    moves = {move.id for move in card.moves}
    ids = [line.id for line in book.lines]
    if len(set(ids)) < len(ids):
        yield "lines: an id occurs twice"
    for id in dict.fromkeys(line.move for line in book.lines):
        if id not in moves:
            yield f"lines: no move {id}; valid: {', '.join(sorted(moves))}"
        if len({line.tone for line in book.lines if line.move == id}) < 3:
            yield f"lines: move {id}: at least three tones"
    if not book.why[0].islower() or book.why.endswith("."):
        yield "why: goes on after Because, so no capital and no full stop"
    if not book.advance.endswith("."):
        yield "advance: a sentence with its full stop"
    for field, text in (("why", book.why), ("advance", book.advance)):
        yield from (f"{field}: {said}" for said in _line(text))
    for line in book.lines:
        yield from (f"lines.{line.id}: {text}" for text in _line(_PRONOUN.sub("them", line.text)))


def _line(text: str) -> Iterator[str]:
    if len(text) > LIMIT:
        yield f"{len(text)} characters, at most {LIMIT}"
    if found := _NOT_ENGLISH.search(text):
        yield f"{found.group()!r}: plain English without figures, and no slots but they, them, their"
    if found := _COUNTED.search(text):
        yield f"number {found.group()!r} in words"
    if found := _PRESSURE.search(text):
        yield f"forbidden words {found.group()!r}"
