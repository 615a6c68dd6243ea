"""A contract in a sentence: 「宽带 1200元/年 2026-01-01到2026-12-31」; pure rules."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.errors import InputRefused
from crm.contracts import months_later
from crm.money import Money

_DAY = re.compile(r"(?<!\d)(20\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?(?!\d)")
_PERIODS: tuple[tuple[int, str], ...] = (
    (6, r"每半年|[/每]\s*半年|半年付|半年费|half[- ]?year(?:ly)?"),
    (3, r"每季度?|/\s*季度?|季付|季费|季度|(?:per |a |/\s*)quarter|quarterly"),
    (12, r"每年|一年一付|/\s*年|年付|年费|包年|(?:per |a |/\s*)year|yearly|annual(?:ly)?|/\s*yr"),
    (1, r"每个?月|/\s*月|月付|月费|包月|(?:per |a |/\s*)month|monthly|/\s*mo(?![a-z])"),
)
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "十": 10}
_TERM = re.compile(
    r"(?:签|合约期|期限|为期|term(?: of)?)\s*([一两二三四五十]|\d{1,3})\s*(年|个月|months?|years?)"
    r"|([一两二三四五十]|\d{1,3})\s*年期"
)
_CURRENCIES = (
    ("USD", r"US\$|USD|美元|美金|\$"),
    ("EUR", r"EUR|欧元|€"),
    ("HKD", r"HK\$|HKD|港币|港元"),
    ("CNY", r"RMB|CNY|人民币|元|块钱?|[¥￥]"),
)
_UNIT = "|".join(unit for _, unit in _CURRENCIES)
_AMOUNT = re.compile(
    rf"(?P<minus>-\s*)?(?P<before>{_UNIT})?\s*(?P<sign>-)?"
    rf"(?P<figure>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<cents>\.\d{{1,2}})?\s*(?P<scale>万)?\s*(?P<after>{_UNIT})?",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    r"^[\s,，、;；:：/。.~—-]+|[\s,，、;；:：/。.~—-]+$|(?<![\u3400-\u9fff])(?:从|起|至|到|到期)(?![\u3400-\u9fff])"
)
_LARGEST = Decimal(10) ** 12


class Told(NamedTuple):
    """What a sentence says about a contract; `months` is None where no period is told."""

    product: str
    amount: Money
    months: int | None
    started_on: date | None
    ends_on: date | None


def read_contract(sentence: str) -> Told:
    """Return what a sentence says.

    Raises InputRefused `contract-bad-amount` without a positive amount, `contract-bad-day` for days that
    do not exist or an end before the start, `contract-nothing` without a name.
    """
    text = " ".join(sentence.split())
    days = [_day(match) for match in _DAY.finditer(text)]
    rest, term = _term(_DAY.sub(" ", text))
    months = period_of(rest)
    amount, rest = _amount(rest)
    product = _product(rest)
    started, ends = _span(days, text, term)
    if started and ends and ends < started:
        raise InputRefused("contract-bad-day")
    if not product:
        raise InputRefused("contract-nothing")
    return Told(product[:120], amount, months, started, ends)


def period_of(text: str) -> int | None:
    """Return the months of the period a text names (每月 1, 季付 3, 半年 6, /年 12), None without one."""
    for months, words in _PERIODS:
        if re.search(words, text, re.IGNORECASE):
            return months
    return None


def _day(match: re.Match[str]) -> date:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise InputRefused("contract-bad-day") from None


def _term(text: str) -> tuple[str, int | None]:
    """Return the text without the words of its term, and the term in months."""
    match = _TERM.search(text)
    if match is None:
        return text, None
    number = match[1] or match[3]
    count = _DIGITS.get(number) or int(number)
    unit = match[2] or "年"
    months = count * 12 if unit == "年" or unit.startswith("year") else count
    return _TERM.sub(" ", text, count=1), months if 0 < months <= 360 else None


def _amount(text: str) -> tuple[Money, str]:
    """Return the amount and the text without it: the number beside a currency or a period, else the last."""
    found = list(_AMOUNT.finditer(text))
    priced = [m for m in found if m["before"] or m["after"]]
    beside = [m for m in found if period_of(text[m.end() : m.end() + 8].split(" ", maxsplit=1)[0])]
    match = next(iter((*priced, *beside, *reversed(found))), None)
    if match is None or match["minus"] or match["sign"]:
        raise InputRefused("contract-bad-amount")
    amount = Decimal(match["figure"].replace(",", "") + (match["cents"] or ""))
    amount *= 10_000 if match["scale"] else 1
    if not 0 < amount < _LARGEST:
        raise InputRefused("contract-bad-amount")
    unit = match["before"] or match["after"] or ""
    currency = next(
        (c for c, words in _CURRENCIES if unit and re.fullmatch(words, unit, re.IGNORECASE)), "CNY"
    )
    return Money(amount=amount, currency=currency), f"{text[: match.start()]} {text[match.end() :]}"


def _product(text: str) -> str:
    """Return what is left when amount, days and the way of paying are taken out; 月费 in a name stays."""
    for _, words in _PERIODS:
        text = re.sub(rf"(?:^|(?<=[\s,，]))(?:{words})(?=[\s,，]|$)", " ", text, flags=re.IGNORECASE)
    while (shorter := _LEFT_OVER.sub(" ", text).strip()) != text:
        text = shorter
    return " ".join(text.split())


def _span(days: list[date], text: str, term: int | None) -> tuple[date | None, date | None]:
    if len(days) > 1:
        return days[0], days[1]
    if not days:
        return None, None
    if re.search(r"到期|为止|截止|until|ends?", text, re.IGNORECASE) or re.search(r"[到至]\s*20\d{2}", text):
        start = months_later(days[0], -term) + timedelta(days=1) if term else None
        return start, days[0]
    return days[0], months_later(days[0], term) - timedelta(days=1) if term else None
