"""The word lists of `data.yaml`, compiled once: units by family, idioms, counters of talk."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.services.figures.numerals import HAN_CLASS
from bot.services.figures.shapes import FigureKind

_DATA = Path(__file__).parent / "data.yaml"
_KINDS = {
    "money": FigureKind.MONEY,
    "percent": FigureKind.PERCENT,
    "minutes": FigureKind.DURATION,
    "months": FigureKind.DURATION,
    "age": FigureKind.AGE,
    "speed": FigureKind.SPEED,
    "ratio": FigureKind.RATIO,
}
_BASE = {
    "money": "CNY",
    "percent": "",
    "minutes": "minute",
    "months": "month",
    "age": "year_of_age",
    "speed": "M",
    "data": "MB",
    "weight": "g",
    "length": "m",
    "volume": "ml",
    "area": "m2",
    "power": "W",
    "ratio": "times",
    "count": "",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A spelling of a unit: its family, base unit, and the factor to the base."""

    family: str
    kind: FigureKind
    base: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Words:
    """The compiled lists."""

    unit: re.Pattern[str]
    units: tuple[tuple[re.Pattern[str], Unit], ...]
    idiom: re.Pattern[str]
    talk_counter: re.Pattern[str]
    talk_noun: re.Pattern[str]
    talk_largest: int


@cache
def words() -> Words:
    """Return the lists, read on first use."""
    raw: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    pairs = [
        (spelling, _unit(family, key))
        for family, group in raw["units"].items()
        for key, spellings in group.items()
        for spelling in _parts(spellings)
    ]
    pairs.sort(key=lambda pair: -len(re.sub(r"\(\?[!=].*?\)", "", pair[0])))
    bounded = [(_bounded(spelling), unit) for spelling, unit in pairs]
    talk = raw["discourse"]
    return Words(
        unit=re.compile("|".join(spelling for spelling, _ in bounded)),
        units=tuple((re.compile(spelling), unit) for spelling, unit in bounded),
        idiom=re.compile(_idioms(_parts(raw["idioms"]))),
        talk_counter=re.compile("|".join(sorted(_parts(talk["counters"]), key=len, reverse=True))),
        talk_noun=re.compile(
            "[种个条件位样]?(?:" + "|".join(sorted(_parts(talk["nouns"]), key=len, reverse=True)) + ")"
        ),
        talk_largest=talk["largest"],
    )


@cache
def unit_of(spelling: str) -> Unit | None:
    """Return the unit a matched spelling stands for."""
    for pattern, unit in words().units:
        found = re.fullmatch(re.sub(r"\(\?[!=].*?\)", "", pattern.pattern).replace(r"\b", ""), spelling)
        if found:
            return unit
    return None


def _parts(joined: str) -> list[str]:
    return [part for part in joined.split(", ") if part]


def _bounded(spelling: str) -> str:
    """A Latin unit ends where the word ends: `m` is none in `more`."""
    last = spelling.rstrip("?")[-1]
    return spelling + r"(?![A-Za-z])" if last.isascii() and last.isalpha() else spelling


def _idioms(idioms: list[str]) -> str:
    """Return one pattern; an idiom inside a longer numeral is none (万一 in 一万一千).

    One look at the first character passes over most places of a text.
    """
    longest = sorted(idioms, key=len, reverse=True)
    numeral = [_ended(idiom) for idiom in longest if idiom[0] in HAN_CLASS]
    plain = [_ended(idiom) for idiom in longest if idiom[0] not in HAN_CLASS and idiom[0] not in "[("]
    odd = [_ended(idiom) for idiom in longest if idiom[0] in "[("]
    firsts = "".join({idiom[0] for idiom in numeral}), "".join({idiom[0] for idiom in plain})
    return (
        rf"(?=[{firsts[0]}])(?<![{HAN_CLASS}\d])(?:{'|'.join(numeral)})"
        rf"|(?=[{firsts[1]}])(?:{'|'.join(plain)})|{'|'.join(odd)}"
    )


def _ended(idiom: str) -> str:
    return idiom + (f"(?![{HAN_CLASS}])" if idiom[-1] in HAN_CLASS else "")


def _unit(family: str, key: str) -> Unit:
    kind = _KINDS.get(family, FigureKind.QUANTITY)
    try:
        return Unit(family, kind, _BASE[family], Decimal(key))
    except InvalidOperation:
        return Unit(family, kind, key or _BASE[family])
