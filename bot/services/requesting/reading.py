"""Tells a salesperson's request to the assistant from everything else that is typed.

The patterns are data (`requests.yaml`). A customer's sentence taken for a request would get no line, so
a pattern must match the whole text: what is asked about, and the words of asking.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.services.requesting.details import Aspect
from bot.services.understanding.lexis import Lexis
from bot.services.understanding.normal import normal

_BLOCK = re.compile(r"(?<!\?P)<(\w+)>")
_MARKS = " .?!,~;:"
_LONG_NAME = 5
_SHE = str.maketrans("她妳", "他你")


class Want(StrEnum):
    """What a request wants to see or have done."""

    TODAY = "today"
    WINBACK = "winback"
    PROMISES = "promises"
    PIPELINE = "pipeline"
    VALUE = "value"
    DETAILS = "details"
    CUSTOMERS = "customers"
    RECORDS = "records"
    QUIZ = "quiz"
    HELP = "help"
    HELP_CUSTOMERS = "help_customers"
    HELP_DAY = "help_day"
    HELP_TEAM = "help_team"
    SETTINGS = "settings"
    DOCS = "docs"
    IMPORT = "import"
    COPYING = "copying"
    REPLY = "reply"
    OUTCOME = "outcome"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    want: Want
    aspect: Aspect | None = None
    patterns: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _details_name_their_aspect(self) -> "_Entry":
        if (self.want is Want.DETAILS) != (self.aspect is not None):
            raise ValueError("details name an aspect, nothing else does")
        return self


class _Clue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    want: Want
    aspect: Aspect | None = None
    all: tuple[str, ...] = Field(min_length=1)


class _Clues(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    longest: int = Field(description="Characters of the longest text that is judged by clues")
    never: str = Field(description="Words that speak against any request: those of advice and of customers")
    entries: tuple[_Clue, ...]


class _Cues(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    longest: int = Field(description="Characters of the longest text that is looked at")
    blocks: dict[str, str] = Field(description="Building blocks of the patterns")
    entries: tuple[_Entry, ...]
    clues: _Clues


@dataclass(frozen=True)
class Request:
    """A request: what is wanted, whose (empty: the customer in hand), and which part of a file."""

    want: Want
    name: str = ""
    aspect: Aspect | None = None
    is_plain: bool = True
    """Whether nothing else was said; else conditions may stand in it that only a model can follow."""


class RequestReader:
    """Reads requests. Holds no state between texts."""

    def __init__(self, lexis: Lexis) -> None:
        """Keep the word lists: a name with a form of address may stand where he or she could."""
        self._lexis = lexis

    def read(self, text: str, names: tuple[str, ...] = ()) -> Request | None:
        """Return the request of a typed text, None when it is none.

        `names` are further names that may stand in it, those of customers on file.
        """
        if not text.strip() or "\n" in text.strip() or len(text) > _cues().longest:
            return None
        found = names or tuple(self._shortest(name) for name in self._lexis.titled_names(text))
        if len(found) > 1:
            return None
        plain = _plain(text.replace(found[0], "他") if found else text)
        whole = _whole(plain)
        read = whole or _by_clues(plain)
        return Request(read[0], found[0] if found else "", read[1], whole is not None) if read else None

    def _shortest(self, name: str) -> str:
        """Return a name without the verb before it: 应过张大伯 (我答应过张大伯) is 张大伯."""
        tails = (name[-length:] for length in range(2, _LONG_NAME))
        return (
            next((t for t in tails if self._lexis.is_titled_name(t)), name)
            if len(name) >= _LONG_NAME
            else name
        )


def _plain(text: str) -> str:
    return normal(text).translate(_SHE).strip(_MARKS)


@cache
def _cues() -> _Cues:
    text = (files("bot.services.requesting") / "requests.yaml").read_text(encoding="utf-8")
    return _Cues.model_validate(yaml.safe_load(text))


def _whole(plain: str) -> tuple[Want, Aspect | None] | None:
    """Return what the first pattern that matches the whole text says."""
    return next(((want, aspect) for want, aspect, one in _patterns() if one.fullmatch(plain)), None)


def _by_clues(plain: str) -> tuple[Want, Aspect | None] | None:
    """Return what the first entry says of whose clues none is missing."""
    if len(plain) > _cues().clues.longest or re.search(_cues().clues.never, plain):
        return None
    found = (one for one in _clues() if all(clue.search(plain) for clue in one[2]))
    return next(((want, aspect) for want, aspect, _ in found), None)


@cache
def _patterns() -> tuple[tuple[Want, Aspect | None, re.Pattern[str]], ...]:
    return tuple(
        (entry.want, entry.aspect, re.compile(_filled(pattern)))
        for entry in _cues().entries
        for pattern in entry.patterns
    )


@cache
def _clues() -> tuple[tuple[Want, Aspect | None, tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (entry.want, entry.aspect, tuple(re.compile(_filled(clue)) for clue in entry.all))
        for entry in _cues().clues.entries
    )


def _filled(pattern: str) -> str:
    """Return the pattern with its building blocks put in; blocks may hold blocks."""
    blocks = _cues().blocks
    while _BLOCK.search(pattern):
        pattern = _BLOCK.sub(lambda m: blocks[m[1]], pattern)
    return pattern
