"""Finds dates and times of day: 11月22日, 25号, 下周五, 明天, 下午三点, 2026-11-25, Nov 25."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bot.services.figures.numerals import digits_said, read_numeral
from bot.services.figures.shapes import DateParts, Figure, FigureKind

_N = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_WORD = r"(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_SOFT = (
    "大后天|大前天|今天|明天|后天|昨天|前天|今晚|明晚|今早|明早|今儿|明儿|后儿|昨晚|当天|次日|隔天|月底|月初|月中|月末|下个月|上个月|这个月|"
    "本月|下月|上月|年底|年初|年前|年后|今年|明年|去年|前年|下个星期|上个星期|下个礼拜|下下周|下周末|这周末|本周末|周末|下周|这周|本周|上周|"
    r"国庆|春节|中秋|端午|元旦|元宵|清明|双十一|双十二|双11|双12|"
    r"(?<![零一二三四五六七八九十百千万两几块元\d])(?:六一|五一|十一)(?=劳动|儿童|国庆|节|假|期间|"
    r"黄金|放|前|后|优惠|活动)|today|tomorrow|tonight|next week|this week|next month"
)
_PATTERN = re.compile(
    rf"""
    (?P<iso>(?<!\d)(?P<iy>20\d\d)[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})(?!\d))
  | (?P<ym>(?:(?P<y>20\d\d|[二两][〇零○]{{1,2}}[一二三四五六七八九][〇零一二三四五六七八九]?|[今明去]年?)年?)?
      (?P<m>{_N})月(?:份|(?P<d>{_N})(?:日|号)?(?![\d個个块元天]))?)
  | (?P<year>(?<!\d)20\d\d年)
  | (?P<dom>(?<![\d第一二三四五六七八九十])(?P<dd>{_N})(?:号|
    日)(?![楼线店机柜院房厅车门员码子字常用程前光记报志历称召令]))
  | (?P<slash>(?<![\d/])(?P<sm>\d{{1,2}})/(?P<sd>\d{{1,2}})(?![\d/]))
  | (?P<week>(?P<rel>下下个?|下个?|上个?|这个?|本|每个?)?(?:周|星期|
    礼拜)(?P<wd>[一二三四五六日天末])(?!期|个))
  | (?P<clock>(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|今晚|明晚|明早|
    [早晚])?(?:(?P<hh>\d{{1,2}})[:](?P<mm>[0-5]\d)(?!\d)
      |(?P<h>{_N}|两)(?:点(?P<half>半|整|钟|[一三]刻|(?P<min>{_N})分?(?![一-鿿]?[折倍万])(?!钱))?|时(?![候间尚刻常段代机空装期速差效])))(?!\d))
  | (?P<en>\b(?P<em>{_MONTH_WORD})\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\b|
    \b(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<em2>{_MONTH_WORD})(?![a-z]))
  | (?P<soft>{_SOFT})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAYBE = re.compile(
    r"[年月日号点时周期拜天晚早节庆:/\-末底初儿]|春|中秋|端午|元|清明|双|[一1]|[a-z]{3}", re.IGNORECASE
)
_TALK_POINTS = re.compile(r"[说讲有就分提补这那记注以]|建议$")
_PM = frozenset({"下午", "傍晚", "晚上", "夜里", "今晚", "明晚", "晚", "中午"})


def find_days(text: str, today: date | None) -> Iterator[Figure]:
    """Yield dates and times of a text of half-width characters; `on` is set when `today` decides it."""
    if not _MAYBE.search(text):
        return
    for match in _PATTERN.finditer(text):
        figure = _time(match, text) if match["clock"] else _day(match, today)
        if figure is not None:
            yield figure


def _day(match: re.Match[str], today: date | None) -> Figure | None:
    parts = _parts(match)
    if parts is None:
        return None
    soft = bool(match["soft"]) or match["wd"] == "末"
    on = _resolve(parts, match, today) if today else None
    value = Decimal(parts.day or parts.month or (parts.weekday or 0) + 1)
    return _figure(FigureKind.DATE, match, value, parts=parts, on=on, soft=soft)


def _parts(match: re.Match[str]) -> DateParts | None:  # noqa: PLR0911 (one return per spelling)
    if match["iso"]:
        return _checked(int(match["iy"]), int(match["im"]), int(match["id"]))
    if match["ym"]:
        return _checked(_year(match["y"]), _n(match["m"]), _n(match["d"]), name=match["y"] or "")
    if match["year"]:
        return DateParts(year=int(match["year"][:4]))
    if match["dom"]:
        return _checked(None, None, _n(match["dd"]))
    if match["slash"]:
        return _checked(None, int(match["sm"]), int(match["sd"]))
    if match["week"]:
        return DateParts(weekday=_WEEKDAYS[match["wd"]], name=match["week"])
    if match["en"]:
        month = _MONTHS.index((match["em"] or match["em2"])[:3].lower()) + 1
        return _checked(None, month, int(match["ed"] or match["ed2"]))
    return DateParts(name=match["soft"])


def _checked(year: int | None, month: int | None, day: int | None, name: str = "") -> DateParts | None:
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    return DateParts(year, month, day, name=name)


def _n(text: str | None) -> int | None:
    numeral = read_numeral(text) if text else None
    return int(numeral.value) if numeral else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    said = text if text.isdigit() else digits_said(text.replace("年", ""))
    return int(said) if said and said.isdigit() and len(said) == 4 else None


_WORD_DAYS = {
    "今天": 0,
    "今晚": 0,
    "今早": 0,
    "今儿": 0,
    "当天": 0,
    "明天": 1,
    "明晚": 1,
    "明早": 1,
    "明儿": 1,
    "后天": 2,
}
_WORD_DAYS |= {
    "后儿": 2,
    "大后天": 3,
    "昨天": -1,
    "昨晚": -1,
    "前天": -2,
    "大前天": -3,
    "today": 0,
    "tomorrow": 1,
    "tonight": 0,
}


def _resolve(parts: DateParts, match: re.Match[str], today: date) -> date | None:
    if match["soft"]:
        shift = _WORD_DAYS.get(match["soft"].lower())
        return None if shift is None else today + timedelta(days=shift)
    if parts.weekday is not None:
        return _weekday(parts.weekday, match["rel"] or "", today)
    if parts.day is None:
        return None
    return _next(parts, today)


def _weekday(weekday: int, relation: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    weeks = relation.count("下") - relation.count("上")
    if "每" in relation:
        return None
    day = monday + timedelta(days=weekday, weeks=weeks)
    return day + timedelta(weeks=1) if not relation and day < today else day


def _next(parts: DateParts, today: date) -> date | None:
    """The said day on or after today: 25号 on the 26th is next month's."""
    year, month, day = parts.year or today.year, parts.month or today.month, parts.day or 1
    for _ in range(13):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found and (found >= today or parts.year):
            return found
        if parts.month:
            year += 1
        else:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _time(match: re.Match[str], text: str) -> Figure | None:
    hour = int(match["hh"]) if match["hh"] else _hour(match, text)
    if hour is None or not 0 <= hour <= 24:
        return None
    minute = int(match["mm"] or 0) or _minutes(match)
    if match["part"] in _PM and hour < 12 and not (match["part"] == "中午" and hour >= 10):
        hour += 12
    return _figure(FigureKind.TIME, match, Decimal(hour * 60 + minute))


def _hour(match: re.Match[str], text: str) -> int | None:
    """三点 is a time, 说三点 and 三点建议 are points; 三点五折 is a decimal."""
    if not match["part"] and not match["half"]:
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if _TALK_POINTS.search(before) or (after and after in "建理原说要想顾心小不好意感五六七八九一二三四"):
            return None
        if match["h"] == "一" or "时" in match["clock"]:
            return None
    numeral = read_numeral(match["h"])
    return int(numeral.value) if numeral and numeral.low == numeral.high else None


def _minutes(match: re.Match[str]) -> int:
    named = {"半": 30, "一刻": 15, "三刻": 45}
    return named.get(match["half"] or "", _n(match["min"]) or 0)


def _figure(
    kind: FigureKind,
    match: re.Match[str],
    value: Decimal,
    parts: DateParts | None = None,
    on: date | None = None,
    *,
    soft: bool = False,
) -> Figure:
    unit = "minute_of_day" if kind is FigureKind.TIME else ""
    start, end = match.span()
    return Figure(kind, start, end, match.group(), value, unit, value, value, on=on, parts=parts, soft=soft)
