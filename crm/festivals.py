"""Days people keep, lunar ones included, and lunar birthdays; the list is `crm/data/festivals.yaml`."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import yaml
from borax.calendars.lunardate import LunarDate
from pydantic import Field

from crm.base import Record

_LUNAR_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_LUNAR_DAY = (
    r"初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十"
)
_LUNAR_MONTH = r"正|冬|腊|十一|十二|十|[一二三四五六七八九]"
_LUNAR_BIRTHDAY = re.compile(
    rf"(?:农历|阴历|旧历)(?:生日|生日是|的)?[:： ]?(?P<month>{_LUNAR_MONTH}|1[0-2]|[1-9])月"
    rf"(?P<day>{_LUNAR_DAY}|[12]\d|30|[1-9])(?:号|日)?(?=.{{0,3}}(?:生日|生|$|[，,。；; ]))"
)

_RELATION = re.compile(
    r"爸妈|爸爸|妈妈|老爸|老妈|父亲|母亲|父母|岳父|岳母|公公|婆婆|爷爷|奶奶|外公|外婆|姥爷|姥姥|老公|老婆|爱人|先生|太太"
    r"|媳妇|丈夫|妻子|儿媳妇|女婿|大儿子|小儿子|大女儿|小女儿|儿子|女儿|闺女|孩子|宝宝|老大|老二|孙子|孙女|外孙女|外孙"
    r"|哥哥|弟弟|姐姐|妹妹"
)


class Festival(Record):
    """A day of the year, by our calendar, the lunar one, or a rule."""

    id: str
    names: tuple[str, ...]
    en: str
    solar: tuple[int, int] | None = None
    lunar: tuple[int, int] | None = None
    rule: Literal["", "eve", "qingming"] = ""
    days: int = Field(1, ge=1)
    """How many days the usual break lasts."""
    greet: bool = False
    closed: bool = False
    """Whether it is a public holiday."""

    def on(self, year: int) -> date:
        """Return the day in a year (of our calendar)."""
        if self.solar:
            return date(year, *self.solar)
        if self.lunar:
            return _solar(year, *self.lunar)
        if self.rule == "eve":
            return _solar(year, 1, 1) - timedelta(days=1)
        # The solar term falls by the common formula for 2000 to 2099 on the 4th or 5th of April.
        return date(year, 4, int((year % 100) * 0.2422 + 4.81) - (year % 100) // 4)


class Coming(NamedTuple):
    """A festival and the day it falls on."""

    festival: Festival
    on: date


@cache
def festivals() -> tuple[Festival, ...]:
    """Return the list as shipped."""
    text = (files("crm.data") / "festivals.yaml").read_text(encoding="utf-8")
    return tuple(Festival.model_validate(entry) for entry in yaml.safe_load(text))


def named(name: str) -> Festival | None:
    """Return the festival one of whose names this is, with or without 节."""
    bare = name.removesuffix("节") if len(name) > 2 else name
    return next((f for f in festivals() if name in f.names or bare in f.names), None)


def next_on(festival: Festival, today: date) -> date:
    """Return the next such day, today included."""
    return next(on for year in (today.year, today.year + 1) if (on := festival.on(year)) >= today)


def coming(today: date, within_days: int) -> tuple[Coming, ...]:
    """Return the festivals from today up to so many days ahead, soonest first."""
    found = [Coming(festival, next_on(festival, today)) for festival in festivals()]
    near = [one for one in found if (one.on - today).days <= within_days]
    return tuple(sorted(near, key=lambda one: one.on))


def holiday_on(day: date) -> Festival | None:
    """Return the public holiday that a day falls into, or None.

    The length of a break is the usual one; weekends worked in exchange are announced each year and not known.
    """
    for one in festivals():
        begins = (one.on(year) for year in (day.year - 1, day.year)) if one.closed else ()
        if any(0 <= (day - on).days < one.days for on in begins):
            return one
    return None


def after_break(today: date, festival: Festival | None = None) -> date:
    """Return the first day after a festival's break; without one, after the break nearest ahead.

    A break under way counts: on the third day of the Spring Festival 节后 means the end of this one.
    """
    ends = [
        on + timedelta(days=one.days)
        for one in ((festival,) if festival else [f for f in festivals() if f.days > 1 or f.greet])
        if one.id != "eve"
        for year in (today.year - 1, today.year, today.year + 1)
        for on in (one.on(year),)
        if on + timedelta(days=one.days) > today
    ]
    return min(ends)


class LunarBirthday(NamedTuple):
    """Month and day of the lunar calendar, and whose it is (妈妈, 儿子); empty for the customer's own."""

    month: int
    day: int
    whose: str = ""


def lunar_birthdays(texts: Iterable[str]) -> tuple[LunarBirthday, ...]:
    """Return the birthdays noted by the lunar calendar (农历八月初三生日, 他妈妈是阴历正月十五的生日)."""
    found: dict[LunarBirthday, None] = {}
    for text in texts:
        start = 0
        for match in _LUNAR_BIRTHDAY.finditer(text):
            month, day = _lunar_month(match["month"]), lunar_day(match["day"])
            # The relation stands before the date, after the last thing that was said.
            before = re.split(r"[，,。；;\s]", text[start : match.start()])[-1]
            relation = _RELATION.search(before)
            start = match.end()
            if 1 <= month <= 12 and 1 <= day <= 30:
                found.setdefault(LunarBirthday(month, day, relation[0] if relation else ""))
    return tuple(found)


def is_relation(word: str) -> bool:
    """Whether this is what somebody is to the customer (妈妈, 家人) and not a name."""
    return word == "家人" or _RELATION.fullmatch(word) is not None


def next_lunar(month: int, day: int, today: date) -> date:
    """Return the next day of a lunar month and day, today included.

    In a year whose month has only 29 days the 30th is kept on the 29th; in a leap month's year the
    first of the two months counts, as families mostly keep it.
    """
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            on = _solar(year, month, day)
        except ValueError:
            on = _solar(year, month, day - 1)
        if on >= today:
            return on
    raise AssertionError("one of three lunar years holds the day")


def lunar_day(text: str) -> int:
    """Return the number of a lunar day (初八, 十五, 廿三, 三十, 8); 0 when it is none."""
    if text.isdecimal():
        return int(text)
    bare = text.removeprefix("初").replace("廿", "二十")
    tens, _, ones = bare.rpartition("十")
    if "十" not in bare:
        return _LUNAR_DIGITS.get(bare, 0)
    return (_LUNAR_DIGITS.get(tens, 1)) * 10 + _LUNAR_DIGITS.get(ones, 0)


def _solar(year: int, month: int, day: int) -> date:
    on: date = LunarDate(year, month, day).to_solar_date()
    return on


def _lunar_month(text: str) -> int:
    return {"正": 1, "冬": 11, "腊": 12}.get(text) or lunar_day(text)
