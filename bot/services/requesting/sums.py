"""Sums a salesperson asks for in passing: 3800打九五折, 三千八减300, 4800分12期, 199乘6再打八折.

Only what is said is computed: exact decimals, rounded to cents (half up) at the end.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.services.figures.numerals import DIGIT_CLASS, HAN_CLASS, digits_said, read_numeral
from bot.services.understanding.normal import simplified

_LONGEST = 40
_LIMIT = Decimal(10) ** 12
_NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[万千百]?|[{HAN_CLASS}点]+)"
_UNIT = r"(?:块钱|块|元|圆|rmb)?"
_OPENING = re.compile(
    r"^(?:请|麻烦)?(?:帮我|给我|替我)?(?:算一?下|算算|算|计算一?下|问一?下)?[:,\s]*(?:原价|总价|目录价|价格)?"
)
_CLOSING = re.compile(
    r"(?:[,\s]|一共|总共|每期|每月|每个月|一个月|一期|下来|之后|以后|后|是|等于|=|要|得|还|合)*"
    r"(?:多少钱|多少|几块|几元|几块钱|是几|得几|钱)?(?:呢|啊|吗|来着)?[?.!\s]*$"
)
_ASKS = re.compile(r"算|多少|几[块元钱]|等于|[=?×÷*/+]|(?<=\d)-(?=\d)|[乘除]|分.{1,3}期")
"""Marks of a sum that is asked for; without one, prices are stated, not asked (3800减300)."""
_FIRST = re.compile(rf"(?P<n>{_NUMBER}){_UNIT}")
_STEP = re.compile(
    rf"[,\s]*(?:再|然后|又)?(?:"
    rf"(?:打|按)(?P<off>\d{{1,2}}(?:\.\d)?|[{DIGIT_CLASS}]{{1,2}})折"
    rf"|(?:减掉?|减去|优惠|便宜|去掉|-|立减|抵扣?)(?P<minus>{_NUMBER}){_UNIT}"
    rf"|(?:加上?|\+)(?P<plus>{_NUMBER}){_UNIT}"
    rf"|(?:乘以?|\*|x|×)(?P<times>{_NUMBER})"
    rf"|(?:除以?|/|÷)(?P<by>{_NUMBER})"
    rf"|分(?:成|为)?(?P<parts>{_NUMBER})(?:期|个月|年|次|份)"
    rf"|的?(?:(?P<percent>\d+(?:\.\d+)?)%|百分之(?P<hundredth>{_NUMBER}))"
    rf")"
)


@dataclass(frozen=True)
class Sum:
    """A computed sum: how it was read (3800 × 0.95) and what comes out, rounded to cents."""

    steps: str
    result: Decimal

    @property
    def said(self) -> str:
        """The result as one writes it: 3,610, but 19.90."""
        whole = self.result == self.result.to_integral_value()
        return f"{self.result:,.0f}" if whole else f"{self.result:,.2f}"


def read_sum(text: str) -> Sum | None:
    """Return the sum a text asks for; None when it is not wholly a sum."""
    plain = simplified(text).strip()
    if not plain or len(plain) > _LONGEST or not _ASKS.search(plain):
        return None
    plain = _OPENING.sub("", plain)
    first = _FIRST.match(plain)
    value = _number(first["n"]) if first else None
    if first is None or value is None:
        return None
    steps, at, count = _said(value), first.end(), 0
    while step := _STEP.match(plain, at):
        done = _apply(value, step)
        if done is None:
            return None
        value, said = done
        steps, at, count = f"{steps} {said}", step.end(), count + 1
    if not count or not _CLOSING.fullmatch(plain[at:]) or abs(value) > _LIMIT:
        return None
    return Sum(steps, value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _apply(value: Decimal, step: re.Match[str]) -> tuple[Decimal, str] | None:  # noqa: PLR0911 (one a kind)
    if step["off"]:
        rate = _discount(step["off"])
        return (value * rate, f"× {_said(rate)}") if rate else None
    name, said = next((k, v) for k, v in step.groupdict().items() if v)
    number = _number(said)
    if number is None:
        return None
    if name == "minus":
        return value - number, f"− {_said(number)}"
    if name == "plus":
        return value + number, f"+ {_said(number)}"
    if name == "times":
        return value * number, f"× {_said(number)}"
    if name in {"percent", "hundredth"}:
        return value * number / 100, f"× {_said(number)}%"
    return (value / number, f"÷ {_said(number)}") if number else None


def _discount(said: str) -> Decimal | None:
    """Return the rate of 九五折 (0.95), 8折 (0.8), 8.8折 (0.88)."""
    digits = digits_said(said) or said
    rate = Decimal(digits)
    rate = rate / 10 if rate < 10 else rate / 100
    return rate if 0 < rate < 1 else None


def _number(said: str) -> Decimal | None:
    read = read_numeral(said.replace(",", ""))
    return read.value if read and read.low == read.high else None


def _said(number: Decimal) -> str:
    """Return a number without trailing zeros, thousands apart: 3,800."""
    plain = f"{number.normalize():f}"
    whole, dot, rest = plain.partition(".")
    return f"{int(whole):,}{dot}{rest}"
