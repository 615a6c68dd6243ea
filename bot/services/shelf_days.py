"""Days as a manager types or picks them: 2026-12-31, 12月31日, 12.31, end of the month."""

import re
from datetime import date, timedelta

from bot.errors import InputRefused
from bot.services.figures import FigureKind, find_figures

_SHORT = re.compile(r"(\d{1,2})[./\-](\d{1,2})")


def month_end(today: date) -> date:
    """Return the last day of a day's month."""
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def year_end(today: date) -> date:
    """Return the last day of a day's year."""
    return today.replace(month=12, day=31)


def read_day(text: str, today: date) -> date:
    """Return the day a text names; without a year the next such day is meant.

    Raises:
        InputRefused: no day, or more than one, can be made out (`day-unclear`).
    """
    said = text.strip().rstrip("。.")
    if said in ("月底", "本月底", "这个月底"):
        return month_end(today)
    if said in ("年底", "今年底", "本年底"):
        return year_end(today)
    short = _SHORT.fullmatch(said)
    if short:
        return _next(int(short[1]), int(short[2]), today)
    figures = [f for f in find_figures(said, today) if f.kind is FigureKind.DATE]
    days = {figure.on for figure in figures if figure.on is not None}
    if len(figures) != 1 or len(days) != 1:
        raise InputRefused("day-unclear")
    parts, day = figures[0].parts, days.pop()
    if parts is not None and parts.year is None and parts.month and parts.day and day < today:
        return _next(parts.month, parts.day, today)
    return day


def _next(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + 9):  # 29 February comes at the latest after eight years
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise InputRefused("day-unclear")
