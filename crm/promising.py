"""Finds what was promised in a text, by whom and until when; by rules, from a moment on.

A seller's words (sent, pasted, dictated) promise something when they say what will be done for the
customer and by when; a note says so of a third person (答应张大伯周五前送到). Questions, denials,
conditions, the past, and what the customer is asked to do are no promises. A customer's own promise
(我明天给你打电话) is theirs.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from crm import promising_words as words
from crm.when import Time, find_times


class Voice(StrEnum):
    """Whose words a text holds."""

    SELLER = "seller"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"
    """A typed or dictated note: it may tell of either, or quote the seller's own line."""


class Promised(NamedTuple):
    """One promise. `by` is SELLER or CUSTOMER; `due` is in the zone of the moment asked with."""

    text: str
    by: Voice
    due: datetime | None
    exact: bool
    """Whether an hour was named."""
    told: bool = False
    """Told of somebody (答应张大伯 …) or of an earlier talk, not said to the customer in these words."""


class _Clause(NamedTuple):
    text: str
    is_question: bool
    following: str


def find_promises(text: str, now: datetime, voice: Voice) -> tuple[Promised, ...]:
    """Return the promises of a text in order. Raises ValueError when `now` is naive."""
    found: list[Promised] = []
    for line in text.splitlines():
        spoken, rest = _voice(line.strip(), voice)
        for sentence in words.SENTENCE.findall(rest):
            if not words.REMINDER.search(sentence):
                found += _in_sentence(_clauses(sentence), now, spoken)
    return tuple(found)


def is_talk(text: str) -> bool:
    """Whether a text is a pasted talk: lines that say who speaks, one of them the customer."""
    return any(_voice(line.strip(), Voice.UNKNOWN)[0] is Voice.CUSTOMER for line in text.splitlines())


def _voice(line: str, voice: Voice) -> tuple[Voice, str]:
    """Return whose words a line holds: 我：… is the seller's, 客户说：… and 张大伯：… the customer's."""
    if voice is not Voice.UNKNOWN:
        return voice, line
    if match := words.OWN_LINE.match(line):
        return Voice.SELLER, line[match.end() :]
    match = words.QUOTED.match(line)
    return (Voice.CUSTOMER, line[match.end() :]) if match else (voice, line)


def _clauses(sentence: str) -> list[_Clause]:
    asks = sentence.rstrip().endswith(("？", "?"))
    pieces = [piece for piece in words.CLAUSE.split(sentence.strip(" 。！!？?；;.\n")) if piece.strip()]
    return [
        _Clause(
            piece.strip(),
            bool(words.ASKS.search(piece)) or (asks and place == len(pieces) - 1),
            pieces[place + 1].strip() if place + 1 < len(pieces) else "",
        )
        for place, piece in enumerate(pieces)
    ]


def _in_sentence(clauses: list[_Clause], now: datetime, voice: Voice) -> Iterator[Promised]:
    """Read clause by clause; a time said before belongs to the act that follows it."""
    waiting: Time | None = None
    told: Voice | None = None
    hesitates = voice is Voice.UNKNOWN and any(words.THINKS.search(clause.text) for clause in clauses)
    for clause in clauses:
        if words.CONDITION.search(clause.text) or words.OTHERS.search(clause.text):
            return
        times = [t for t in find_times(clause.text, now) if t.due >= now]
        gone = words.PAST.search(clause.text) and not times
        teller = _teller(clause.text) if voice is Voice.UNKNOWN else None
        told = teller or told
        if _is_barred(clause) or gone or (hesitates and not told):
            waiting = None
            continue
        own = times[0] if times else None
        by = _promiser(clause.text, voice, told, timed=bool(own or waiting))
        if by is None:
            waiting = own or waiting
            continue
        when = own or waiting
        if when is None and not words.SOME_TIME.search(clause.text):
            continue
        yield Promised(
            clause.text if own or not waiting else _with_time(clauses, clause),
            by,
            when.due if when else None,
            when.exact if when else False,
            told is not None,
        )
        waiting = None


def _with_time(clauses: list[_Clause], last: _Clause) -> str:
    """Return the clauses up to the act, so that what was promised stays readable."""
    return "，".join(clause.text for clause in clauses[: clauses.index(last) + 1])


def _is_barred(clause: _Clause) -> bool:
    asks = clause.is_question or words.CONSENT.match(clause.following)
    return bool(asks or words.DENIAL.search(clause.text) or words.MAYBE.search(clause.text))


def _teller(text: str) -> Voice | None:
    """Say who gave the word that a note tells of, if it tells of one."""
    if words.I_SAID.search(text):
        return Voice.SELLER
    if words.THEY_SAID.search(text):
        return Voice.CUSTOMER
    return None


def _promiser(text: str, voice: Voice, told: Voice | None, *, timed: bool) -> Voice | None:
    """Return who promises something in a clause; None when nobody does."""
    if voice is Voice.CUSTOMER:
        return Voice.CUSTOMER if timed and _customers(text) else None
    if told is Voice.CUSTOMER:
        return Voice.CUSTOMER if timed and words.CUSTOMER_ACT.search(text) else None
    if told is Voice.SELLER:
        return Voice.SELLER if timed else None
    # 我明天就去: without whom it is for, these are as well the customer's words.
    anybodys = voice is Voice.UNKNOWN and words.WE.search(text) and not words.TO_YOU.search(text)
    if words.AWAY.search(text) or anybodys:
        return None
    if _sellers(text, timed=timed):
        return Voice.SELLER
    is_plan = voice is Voice.UNKNOWN and timed and words.PLAN.search(text)
    return Voice.SELLER if is_plan else None


def _customers(text: str) -> bool:
    if words.WANTS.search(text) or words.ASKS_US.search(text):
        return False
    return bool(words.CUSTOMER_SAYS.search(text) or words.ENGLISH_ACT.search(text))


def _sellers(text: str, *, timed: bool) -> bool:
    """Whether a line to the customer says what the seller will do."""
    if words.ENGLISH_ACT.search(text):
        return not words.ENGLISH_DENIAL.search(text)
    if words.FOR_YOU_TO_DO.search(text):
        return False
    if words.TO_YOU.search(text) or words.HOLDS.search(text):
        return timed or bool(words.SOME_TIME.search(text))
    return timed and bool(words.ACT.search(text) or (words.WE.search(text) and words.OUR_ACT.search(text)))
