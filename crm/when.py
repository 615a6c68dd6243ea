"""Times in what people say (周五前, 明儿下午三点, 两小时后, 节后, by Friday), by rules, from a moment on.

The moment carries the speaker's time zone; what is found is aware in the same zone. Without a time of
day a day is due at six in the evening. 周五前 is due on Friday: people mean "by", and being asked on
Friday is being late; before a festival (春节前) is the day before it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from crm import festivals
from crm.when_words import DAY_NUMBERS, MONTHS, PARTS, TOKENS, WEEKDAYS, number

EVENING = time(18, 0)
"""When something promised for a day is due."""
_LATE = time(21, 0)
"""When something promised for this evening's rest is due."""
_AFTERNOON_FROM = 7
"""三点 without 上午 or 下午 is in the afternoon: hours below this one are."""
_JOINED = re.compile(r"[\s,，的在就]{0,2}(?:at |by )?")
_BEFORE = re.compile(r"[节]?(?:之前|以前|前)")


class Time(NamedTuple):
    """A time found at text[start:end]. `exact` when an hour was named."""

    start: int
    end: int
    due: datetime
    exact: bool


class _Day(NamedTuple):
    start: int
    end: int
    on: date
    part: str


class _Clock(NamedTuple):
    start: int
    end: int
    part: str
    hour: int | None
    minute: int


def find_times(text: str, now: datetime) -> tuple[Time, ...]:
    """Return the times of a text in order. Raises ValueError when `now` is naive."""
    if now.tzinfo is None:
        raise ValueError("the moment must be aware")
    pieces = [piece for match in TOKENS.finditer(text) if (piece := _piece(match, text, now))]
    found: list[Time] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        place += 1
        if isinstance(piece, Time):
            found.append(piece)
        elif isinstance(piece, _Clock):
            if isinstance(following, _Day) and text[piece.end : following.start] in {" ", " on "}:
                found.append(_time(_whole(following, piece), piece, now))  # 3 pm on Friday
                place += 1
            else:
                found.append(_time(None, piece, now))
        elif isinstance(following, _Clock) and _JOINED.fullmatch(text, piece.end, following.start):
            found.append(_time(piece, following, now))
            place += 1
        else:
            found.append(_time(piece, None, now))
    return tuple(found)


def _whole(day: _Day, clock: _Clock) -> _Day:
    return _Day(min(day.start, clock.start), max(day.end, clock.end), day.on, day.part)


def _time(day: _Day | None, clock: _Clock | None, now: datetime) -> Time:
    start = min(piece.start for piece in (day, clock) if piece)
    end = max(piece.end for piece in (day, clock) if piece)
    part = (clock.part if clock else "") or (day.part if day else "")
    on = day.on if day else now.date()
    at, exact = _time_of_day(part, clock, is_today=on == now.date(), now=now)
    due = datetime.combine(on, at, now.tzinfo)
    if day is None and due <= now:
        due += timedelta(days=1)  # 早上九点 said at ten is tomorrow's
    return Time(start, end, due, exact)


def _time_of_day(part: str, clock: _Clock | None, *, is_today: bool, now: datetime) -> tuple[time, bool]:
    if clock is None or clock.hour is None:
        if part and part in PARTS:
            return PARTS[part], True
        return (EVENING if not is_today or now.time() < EVENING else _LATE), False
    hour = clock.hour
    if (hour < 12 and (_is_late(part) or (part == "中午" and hour < 4))) or (
        not part and (hour < _AFTERNOON_FROM or (is_today and hour < 12 and hour <= now.hour))
    ):
        hour += 12
    return (time(23, 59) if hour >= 24 else time(hour, clock.minute)), True


def _is_late(part: str) -> bool:
    return part in {"下午", "傍晚", "晚上", "晚", "今晚", "明晚", "夜里", "pm", "tonight"}


# --- reading one token ---


def _piece(match: re.Match[str], text: str, now: datetime) -> Time | _Day | _Clock | None:
    if text[: match.start()].endswith(("每", "每个", "每月", "每个月", "每年", "every ")):
        return None
    kind = match.lastgroup or ""
    if kind == "span":
        return _span(match, now)
    if kind == "clock":
        return _clock(match)
    on = _date(kind, match, now.date())
    if on is None:
        return None
    if kind == "festival" and _BEFORE.match(text, match.end()):
        on -= timedelta(days=1)
    part = next((p for p in ("晚", "早") if kind == "word" and match[kind].endswith(p)), "")
    if match[kind].lower() == "tonight":
        part = "tonight"
    return _Day(match.start(), match.end(), on, part)


def _span(match: re.Match[str], now: datetime) -> Time | None:
    amount = number(match["amount"] or match["en_amount"] or "")
    unit = (match["unit"] or match["en_unit"]).lower()
    half = 0.5 if match["half"] else 0.0
    count = (amount or 0.0) + half
    if not count:
        return None
    minutes = {"分钟": 1, "刻钟": 15, "小时": 60, "钟头": 60, "minute": 1, "hour": 60, "min": 1}.get(unit)
    if minutes:
        return Time(match.start(), match.end(), now + timedelta(minutes=minutes * count), exact=True)
    if unit in {"工作日", "working day", "business day"}:
        on = _working_days(now.date(), round(count))
    elif unit in {"月", "month"}:
        on = now.date() + timedelta(days=15) if count == 0.5 else _months(now.date(), int(count))
    else:
        days = 7 if unit in {"周", "星期", "礼拜", "week"} else 1
        on = now.date() + timedelta(days=round(days * count))
    return Time(match.start(), match.end(), datetime.combine(on, EVENING, now.tzinfo), exact=False)


def _clock(match: re.Match[str]) -> _Clock | None:
    part = match["part"] or match["alone"] or ""
    if match["hm"]:
        hour, minute = (int(piece) for piece in match["hm"].replace("：", ":").split(":"))
    elif match["en_hour"]:
        hour, minute = int(match["en_hour"]), int(match["en_minute"] or 0)
        part = "pm" if match["en_half"].lower().startswith("p") else "am"
        hour %= 12
    elif match["en_bare"]:
        hour, minute = int(match["en_bare"]), 0  # at 3 is in the afternoon, at 10 in the morning
    elif match["hour"]:
        hour, minute = int(number(match["hour"]) or 0), _minutes(match["minute"] or "")
    else:
        return _Clock(match.start(), match.end(), part, None, 0)
    if hour > 24 or minute > 59:
        return None
    return _Clock(match.start(), match.end(), part, hour, minute)


def _minutes(text: str) -> int:
    named = {"半": 30, "一刻": 15, "三刻": 45}
    return named.get(text, int(number(text.removesuffix("分")) or 0))


def _date(kind: str, match: re.Match[str], today: date) -> date | None:
    """Return the day a token names."""
    word = match[kind].lower()
    match kind:
        case "word":
            on: date | None = today + timedelta(days=DAY_NUMBERS[word])
        case "week":
            on = _weekday(match["weekday"], match["which"] or "", today)
        case "weeks":
            on = _this_week(match["weeks_which"] or word, today)
        case "month":
            on = _part_of_month(match, today)
        case "lunar" | "festival" | "holiday":
            on = _festival(kind, match, today)
        case "year":
            on = date(today.year + ("明" in word or "next" in word), 12, 31)
        case _:
            on = _numbers(kind, match, today)
    return on


def _weekday(name: str, which: str, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    weeks = which.count("下") - which.count("上") + which.lower().count("next")
    on = monday + timedelta(days=WEEKDAYS[name.lower()], weeks=weeks)
    return on + timedelta(weeks=1) if not which and on < today else on


def _this_week(which: str, today: date) -> date:
    """Return the Friday of the week; of this one the Sunday when Friday is past."""
    monday = today - timedelta(days=today.weekday())
    weeks = which.count("下") + which.lower().count("next")
    friday = monday + timedelta(days=4, weeks=weeks)
    return friday if friday >= today else monday + timedelta(days=6)


def _part_of_month(match: re.Match[str], today: date) -> date:
    which = (match["month_which"] or match["en_which"] or "").lower()
    part = match["month_part"] or "底"
    if match["named_month"]:
        month = int(number(match["named_month"]) or today.month)
        first = date(today.year + (month < today.month), max(1, min(month, 12)), 1)
    else:
        first = today.replace(day=1)
        if "下" in which or "next" in which:
            first = _months(first, 1)
    last = monthrange(first.year, first.month)[1]
    day = 5 if part in {"初", "上旬"} else 15 if part in {"中", "中旬"} else last
    on = first.replace(day=day)
    return on if on >= today or which or match["named_month"] else _months(on, 1)


def _festival(kind: str, match: re.Match[str], today: date) -> date | None:
    if kind == "lunar":
        day = festivals.lunar_day(match["lunar_day"])
        return festivals.next_lunar(1, day, today) if day else None
    if kind == "festival":
        known = festivals.named(match["fest_name"])
        if known is None:
            return None
        return festivals.after_break(today, known) if match["fest_side"] else festivals.next_on(known, today)
    is_year = match["fest_kind"] == "年"
    if "前" in match["kind_side"]:
        return (_spring(today) if is_year else _next_break(today)) - timedelta(days=1)
    return festivals.after_break(today, festivals.named("春节") if is_year else None)


def _spring(today: date) -> date:
    return min(festivals.next_on(f, today) for f in festivals.festivals() if f.id == "spring")


def _next_break(today: date) -> date:
    return min(
        festivals.next_on(f, today)
        for f in festivals.festivals()
        if f.id != "eve" and (f.days > 1 or f.greet)
    )


def _numbers(kind: str, match: re.Match[str], today: date) -> date | None:
    """Return a day given by numbers; without month or year the next such day."""
    year: int | None = None
    month: int | None = None
    if kind == "iso":
        year, month, day = int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"])
    elif kind == "md":
        said = match["md_y"] or ""
        year = int(said[:4]) if said[:4].isdigit() else today.year + said.startswith("明") if said else None
        month, day = int(number(match["md_m"]) or 0), int(number(match["md_d"]) or 0)
    elif kind == "slash":
        month, day = int(match["sl_m"]), int(match["sl_d"])
    elif kind == "en_date":
        month = MONTHS.index((match["en_m"] or match["en_m2"])[:3].lower()) + 1
        day = int(match["en_d"] or match["en_d2"])
    else:
        day, which = int(number(match["dom_d"]) or 0), match["dom_which"] or ""
        if which:
            base = _months(today.replace(day=1), 1) if "下" in which else today
            year, month = base.year, base.month
    return next((d for d in _candidates(year, month, day, today) if year or d >= today), None)


def _candidates(year: int | None, month: int | None, day: int, today: date) -> Iterator[date]:
    for shift in range(14):
        base = _months(today.replace(day=1), shift)
        if (month and base.month != month and not year) or (year and shift):
            continue
        try:
            yield date(year or base.year, month or base.month, day)
        except ValueError:
            continue


def _months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
