"""Finds every figure of a text: masks what only looks like one, then reads what is left."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.services.figures.days import find_days
from bot.services.figures.english import english_numbers
from bot.services.figures.measures import Candidate, measure
from bot.services.figures.numerals import HAN_CLASS, read_numeral
from bot.services.figures.shapes import Figure, FigureKind
from bot.services.figures.words import words

# a full-width comma stays: it parts 138，300, where a half-width one groups 3,800
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94) if i != 11} | {
    0x3000: 0x20,
    ord("￥"): ord("¥"),
    ord("％"): ord("%"),
}
_ANY = re.compile(rf"[0-9{HAN_CLASS}半对周星礼今明后昨前当次隔月年春中端元清双]|[A-Za-z]{{3}}")
_LATIN = re.compile(r"[A-Za-z]{3}")
_MASK = "\x1a"
_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?!(?:RMB|CNY|USD|EUR|HKD)\d)[A-Za-z]{1,12}-?\d+[A-Za-z0-9]*(?:[-+/][A-Za-z0-9]+)*"
    r"|(?<![0-9.])[2-6][Gg](?![B0-9流内]|/)(?!\s?data)|(?<!\d)[248]K(?=电视|画质|高清|屏|超清|视频|分辨)|(?<!\d)3[CD](?![A-Za-z])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)"
    r"|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|"
    r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"
)
_LIST_MARK = re.compile(r"(?:^|[\n。;!?；！？])\s*(?:\(?\d{1,2}[.、)](?!\d)|[一二三四五六七八九十]{1,2}、)")
_ORDINAL = re.compile(rf"第\s?[\d{HAN_CLASS}]+|\b\d+(?:st|nd|rd|th)\b")
_BARGAIN = re.compile(rf"买\s?([\d{HAN_CLASS}]{{1,3}})[^，。！？,\d]{{0,3}}[送赠]\s?([\d{HAN_CLASS}]{{1,3}})")
_HALF = re.compile(r"半价|一半|对折|half price|half off", re.IGNORECASE)
_ASCII = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?:{_ASCII})(?:\s?[十百千万亿]+(?![兆瓦克米])|[kKw](?![A-Za-z]))*(?:(?<=[百千万亿kKw])[{HAN_CLASS}\d]+)?"
    rf"|[{HAN_CLASS}]+(?:点[零一二三四五六七八九]+[十百千万亿]*)?"
    r"|半(?=[年个天小公斤折价载岁里米箱])"
)
_PERCENT_OF = re.compile(rf"百分之\s?([\d{HAN_CLASS}.点]+)|千分之\s?([\d{HAN_CLASS}.]+)")


def find_figures(text: str, today: date | None = None) -> tuple[Figure, ...]:
    """Return the figures of a text in order of place.

    Chinese and English numerals, full-width digits, discounts, ranges (both ends, each a figure),
    approximations and relative dates are normalised; idioms, ordinals, list marks, names of models
    and the determiner 一 (一辆车) are no figures. `today` resolves relative dates.
    """
    return _find(text, today)


@lru_cache(maxsize=4096)
def _find(text: str, today: date | None) -> tuple[Figure, ...]:
    if not _ANY.search(text):
        return ()
    plain = text.translate(_WIDE)
    found: list[Figure] = []
    masked = _hide(_PHONE, plain, found, FigureKind.PHONE)
    masked = _bargains(masked, found)
    for days in find_days(_hide(words().idiom, _hide(_ORDINAL, masked)), today):
        found.append(days)
        masked = _blank(masked, days.start, days.end)
    for pattern in (_NAME, _ORDINAL, words().idiom):
        masked = _hide(pattern, masked)
    masked = _LIST_MARK.sub(lambda m: _MASK * len(m.group()), masked)
    masked = _shares(masked, found)
    found += _measured(masked)
    return tuple(sorted(found, key=lambda figure: figure.start))


def _hide(
    pattern: re.Pattern[str], text: str, found: list[Figure] | None = None, kind: FigureKind | None = None
) -> str:
    for match in pattern.finditer(text):
        if found is not None and kind is not None:
            digits = Decimal(re.sub(r"\D", "", match.group()) or 0)
            found.append(Figure(kind, *match.span(), match.group(), digits, "", digits, digits))
        text = _blank(text, *match.span())
    return text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + _MASK * (end - start) + text[end:]


def _bargains(text: str, found: list[Figure]) -> str:
    """买一送一 is a figure: so much free with so much bought."""
    for match in _BARGAIN.finditer(text):
        value = Decimal(_small(match[1]) * 1000 + _small(match[2]))
        found.append(Figure(FigureKind.RATIO, *match.span(), match.group(), value, "buy_give", value, value))
        text = _blank(text, *match.span())
    return text


def _small(text: str) -> int:
    """Return a small numeral as an integer, 0 when it is none."""
    numeral = read_numeral(text)
    return int(numeral.value) if numeral else 0


def _shares(text: str, found: list[Figure]) -> str:
    for match in _PERCENT_OF.finditer(text):
        numeral = read_numeral(match[1] or match[2])
        if numeral is None:
            continue
        value = numeral.value if match[1] else numeral.value / 10
        found.append(Figure(FigureKind.PERCENT, *match.span(), match.group(), value, "", value, value))
        text = _blank(text, *match.span())
    for match in _HALF.finditer(text):
        fifty = Decimal(50)
        unit = "" if match.group() == "一半" else "pay"
        found.append(Figure(FigureKind.PERCENT, *match.span(), match.group(), fifty, unit, fifty, fifty))
        text = _blank(text, *match.span())
    return text


def _measured(text: str) -> Iterator[Figure]:
    candidates = [Candidate(m.start(), m.end(), m.group()) for m in _NUMBER.finditer(text)]
    if _LATIN.search(text):
        candidates += [Candidate(s, e, str(value)) for s, e, value in english_numbers(text)]
        candidates.sort(key=lambda c: c.start)
    yield from measure(text, candidates)
