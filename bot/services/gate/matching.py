"""Whether a figure of a line is the figure of a fact: same measure, same value, same period."""

import re
from decimal import Decimal

from bot.services.briefs import Fact, FactKind
from bot.services.figures import DateParts, Figure, FigureKind

_COUNTED = frozenset({FigureKind.MONEY, FigureKind.NUMBER})
_KINDS = {
    FactKind.MONEY: FigureKind.MONEY,
    FactKind.PERCENT: FigureKind.PERCENT,
    FactKind.DURATION: FigureKind.DURATION,
    FactKind.QUANTITY: FigureKind.QUANTITY,
}
_UNIT_TAIL = re.compile(r"[^\d零一二两三四五六七八九十百千万亿几多来余半.,\s左右上下]+$")
_GENERAL = frozenset({"个", "份", "件"})


def figure_of(fact: Fact) -> Figure | None:
    """Return a fact's own figure when its words hold none (a number given apart from the text)."""
    if fact.on is not None:
        parts = DateParts(fact.on.year, fact.on.month, fact.on.day, fact.on.weekday())
        return Figure(FigureKind.DATE, 0, 0, fact.text, Decimal(fact.on.day), on=fact.on, parts=parts)
    kind = _KINDS.get(fact.kind)
    if kind is None or fact.number is None:
        return None
    unit = "CNY" if kind is FigureKind.MONEY and fact.unit in {"", "元", "CNY"} else fact.unit
    return Figure(kind, 0, 0, fact.text, fact.number, unit, fact.number, fact.number)


def same(said: Figure, known: Figure, fact: Fact) -> bool:
    """Whether what a line says is what a fact knows."""
    if said.kind is FigureKind.DATE:
        return known.kind is FigureKind.DATE and _same_day(said, known, fact)
    if said.kind is FigureKind.NUMBER:
        return _same_bare_number(said, known)
    if said.kind is not known.kind:
        return False
    if said.kind is FigureKind.PERCENT:
        return _share(said) == _share(known)
    if said.kind is FigureKind.QUANTITY and not _same_counter(said, known):
        return False
    return said.unit == known.unit and _same_period(said, known) and _same_value(said, known)


def _same_value(said: Figure, known: Figure) -> bool:
    """An approximation stands for an exact value within it; an exact one never for an approximation."""
    if known.approximate:
        return said.approximate and said.value == known.value
    return said.means(known.value)


def _same_bare_number(said: Figure, known: Figure) -> bool:
    counts = known.kind in _COUNTED or (known.kind is FigureKind.QUANTITY and known.unit in {"", "人"})
    return counts and _same_period(said, known) and _same_value(said, known)


def _same_period(said: Figure, known: Figure) -> bool:
    """每月3800 is not 3800; a monthly fee may be named without its month (138的套餐)."""
    return not said.per or said.per == known.per


def _share(figure: Figure) -> tuple[str, Decimal]:
    """八折 and 便宜两成 are the same share to pay."""
    return ("pay", 100 - figure.value) if figure.unit == "off" else (figure.unit, figure.value)


def _same_counter(said: Figure, known: Figure) -> bool:
    if said.unit or known.unit:
        return said.unit == known.unit
    mine, theirs = _UNIT_TAIL.search(said.text), _UNIT_TAIL.search(known.text)
    if mine is None or theirs is None:
        return mine is theirs
    return mine.group() == theirs.group() or bool({mine.group(), theirs.group()} & _GENERAL)


def _same_day(said: Figure, known: Figure, fact: Fact) -> bool:
    day = known.on or fact.on
    if said.on and day and not (said.parts and said.parts.year):
        return said.on == day
    if said.parts is None:
        return False
    if day is not None and said.parts.fits(day):
        return True
    if said.parts.name and said.parts.weekday is None and said.parts.month is None:
        return said.parts.name in fact.text
    return day is None and said.parts == known.parts
