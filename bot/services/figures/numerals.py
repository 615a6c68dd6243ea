"""Reads numerals: 3,800, 1.2万, 三千八, 一万零五百, 叁仟, 几十, 三四百.

The colloquial forms follow everyday use: a last digit without its unit takes the next lower one
(三千八 is 3800, 一万二 is 12000), unless 零 stands before it (三千零八 is 3008).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3, "貳": 2, "參": 3, "陸": 6, "兩": 2, "幺": 1}
_MULTIPLIERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000}
_BIG = {"万": 10_000, "萬": 10_000, "w": 10_000, "亿": 100_000_000, "億": 100_000_000}
DIGIT_CLASS = "".join(_DIGITS)
HAN_CLASS = DIGIT_CLASS + "十拾百佰千仟万萬亿億廿卅几"
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|.")
_PAIR = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])(?=[十百千万亿]|$)")
_LONE_DIGITS = re.compile(f"[{DIGIT_CLASS}]+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral's usual reading; `low` equals `high` when it is exact."""

    value: Decimal
    low: Decimal
    high: Decimal


@lru_cache(maxsize=4096)
def read_numeral(text: str) -> Numeral | None:
    """Return the reading of a numeral, or None when the characters make no number."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "几" in text:
        return _some(text)
    if "点" in text:
        return _decimal(text)
    pair = _PAIR.search(text)
    if pair and _ascends(pair) and not _is_digit_string(text):
        low = _exact(text[: pair.start()] + pair[1] + text[pair.end() :])
        high = _exact(text[: pair.start()] + pair[2] + text[pair.end() :])
        return Numeral(low, low, high) if low is not None and high is not None and low < high else None
    value = _exact(text)
    return None if value is None else Numeral(value, value, value)


def digits_said(text: str) -> str | None:
    """Return a numeral read digit by digit (八五 is 85, 二〇二六 is 2026), or None."""
    if not _LONE_DIGITS.fullmatch(text):
        return None
    return "".join(str(_DIGITS[c]) for c in text)


def _ascends(pair: re.Match[str]) -> bool:
    """三四百 and 三五天 are spans; 五三 is none."""
    return 0 < _DIGITS[pair[2]] - _DIGITS[pair[1]] <= 2


def _is_digit_string(text: str) -> bool:
    return len(text) > 2 and bool(_LONE_DIGITS.fullmatch(text))


def _some(text: str) -> Numeral | None:
    """Read 几: 几十 is 20 to 99, 十几 is 11 to 19, 几 alone 2 to 9."""
    low = _exact(text.replace("几", "一" if text.endswith("几") and len(text) > 1 else "二"))
    high = _exact(text.replace("几", "九"))
    if low is None or high is None:
        return None
    tail = text.rpartition("几")[2]
    scale = _exact("一" + tail) if tail else Decimal(1)
    return Numeral(low, low, high + (scale or Decimal(1)) - 1)


def _decimal(text: str) -> Numeral | None:
    """Read 三点五 and 一点二万."""
    whole, _, rest = text.partition("点")
    fraction = "".join(c for c in rest if c in _DIGITS)
    scale = rest[len(fraction) :]
    base = _exact(whole)
    factor = _exact("一" + scale) if scale else Decimal(1)
    if base is None or not fraction or factor is None:
        return None
    value = (base + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))) * factor
    return Numeral(value, value, value)


def _exact(text: str) -> Decimal | None:
    said = digits_said(text)
    if said is not None:
        return Decimal(said) if len(said) != 2 or said[0] == "0" else None
    return _Sum().read(text)


class _Sum:
    """Adds up the parts of a numeral with multipliers."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.current: Decimal | None = None
        self.last = 0
        self.after_zero = False

    def read(self, text: str) -> Decimal | None:
        for token in _TOKEN.findall(text):
            if not self._take(token):
                return None
        return self.total + self.section + self._tail()

    def _take(self, token: str) -> bool:
        if token[0].isdigit() and token.isascii():
            return self._digit(Decimal(token.replace(",", "")))
        if token in _DIGITS:
            if _DIGITS[token] == 0 and self.current is None:
                self.after_zero = True
                return True
            return self._digit(Decimal(_DIGITS[token]))
        if token in _MULTIPLIERS:
            return self._small(_MULTIPLIERS[token])
        return token in _BIG and self._big(_BIG[token])

    def _digit(self, value: Decimal) -> bool:
        if self.current is not None:
            return False
        self.current = value
        return True

    def _small(self, unit: int) -> bool:
        if self.current is None and (self.last and unit >= self.last):
            return False
        self.section += (Decimal(1) if self.current is None else self.current) * unit
        self.current, self.last, self.after_zero = None, unit, False
        return True

    def _big(self, unit: int) -> bool:
        section = self.section + (self.current or 0)
        if unit == 100_000_000:
            self.total = (self.total + (section or 1)) * unit
        else:
            self.total += (section or 1) * unit
        self.section, self.current = Decimal(0), None
        self.last, self.after_zero = unit, False
        return True

    def _tail(self) -> Decimal:
        if self.current is None:
            return Decimal(0)
        short = self.last >= 100 and not self.after_zero and 0 < self.current < 10
        return self.current * self.last / 10 if short else self.current
