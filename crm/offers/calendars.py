"""When a campaign runs: fixed days, days of each year, lunar days, anniversaries of the customer (D24)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from borax.calendars.lunardate import LunarDate
from pydantic import Field, model_validator

from crm.base import Record

_LUNAR_YEARS = range(1901, 2099)
Days = Annotated[int, Field(ge=0, le=180)]


class WindowKind(StrEnum):
    """What a window hangs on."""

    DATES = "dates"
    YEARLY = "yearly"
    LUNAR = "lunar"
    CUSTOMER_SINCE = "customer_since"
    BIRTHDAY = "birthday"
    NAMED = "named"


class Window(Record):
    """Days on which a campaign runs.

    `dates`: from `first` to `last`. `yearly`: month and day from `start` to `end`, over New Year when
    `end` lies before `start`. `lunar`: around lunar `month`/`day`, `before` to `after` days.
    `customer_since`, `birthday`: around the customer's day, each year. `named`: see
    crm/data/calendar.yaml.
    """

    kind: WindowKind
    first: date | None = None
    last: date | None = None
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    month: Annotated[int, Field(ge=1, le=12)] = 1
    day: Annotated[int, Field(ge=1, le=30)] = 1
    before: Days = 0
    after: Days = 0
    name: str = ""

    @model_validator(mode="after")
    def _complete(self) -> "Window":
        wanted = {
            WindowKind.DATES: bool(self.first and self.last and self.first <= self.last),
            WindowKind.YEARLY: bool(_is_day(self.start) and _is_day(self.end)),
            WindowKind.NAMED: bool(self.name),
        }
        if not wanted.get(self.kind, True):
            raise ValueError(f"a window of kind {self.kind.value} is incomplete")
        return self


class CustomerDays(Record):
    """The customer's own days a window may hang on."""

    since: date | None = None
    birthday: date | None = None


def _is_day(pair: tuple[int, int] | None) -> bool:
    try:
        return pair is not None and bool(date(2024, *pair))
    except ValueError:
        return False


@cache
def named_windows() -> dict[str, tuple[Window, ...]]:
    """Return the windows known by name, from crm/data/calendar.yaml."""
    text = files("crm").joinpath("data/calendar.yaml").read_text(encoding="utf-8")
    return {
        name: tuple(Window.model_validate(entry) for entry in entries)
        for name, entries in yaml.safe_load(text).items()
    }


def span(window: Window, on: date, days: CustomerDays) -> tuple[date, date] | None:
    """Return first and last day of the occurrence that holds `on`, None when none does."""
    return next((pair for pair in _spans(window, on, days) if pair[0] <= on <= pair[1]), None)


def running(
    windows: tuple[Window, ...],
    on: date,
    days: CustomerDays,
) -> tuple[date, date] | None:
    """Return the occurrence of any window that holds `on`, the one lasting longest."""
    found = [pair for window in windows if (pair := span(window, on, days))]
    return max(found, key=lambda pair: pair[1], default=None)


def _spans(window: Window, on: date, days: CustomerDays) -> Iterator[tuple[date, date]]:
    match window.kind:
        case WindowKind.DATES if window.first and window.last:
            yield window.first, window.last
        case WindowKind.YEARLY if window.start and window.end:
            yield from _yearly(window.start, window.end, on)
        case WindowKind.LUNAR:
            for year in range(on.year - 1, on.year + 2):
                if (day := lunar_day(year, window.month, window.day)) is not None:
                    yield _around(day, window)
        case WindowKind.CUSTOMER_SINCE if days.since:
            # the day of joining itself is no anniversary
            yield from (_around(day, window) for day in _each_year(days.since, on) if day > days.since)
        case WindowKind.BIRTHDAY if days.birthday:
            yield from (_around(day, window) for day in _each_year(days.birthday, on))
        case WindowKind.NAMED:
            for inner in named_windows().get(window.name, ()):
                yield from _spans(inner, on, days)
        case _:
            return


def _around(day: date, window: Window) -> tuple[date, date]:
    return day - timedelta(days=window.before), day + timedelta(days=window.after)


def _yearly(start: tuple[int, int], end: tuple[int, int], on: date) -> Iterator[tuple[date, date]]:
    over_new_year = end < start
    for year in (on.year - 1, on.year):
        yield _day(year, *start), _day(year + over_new_year, *end)


def _each_year(origin: date, on: date) -> Iterator[date]:
    for year in (on.year - 1, on.year, on.year + 1):
        yield _day(year, origin.month, origin.day)


def _day(year: int, month: int, day: int) -> date:
    """29 February is kept on the 28th in other years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


@cache
def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the solar date of a lunar day (never of a leap month), None outside the table.

    The 30th of a month of 29 days is its last day (除夕).
    """
    if year not in _LUNAR_YEARS:
        return None
    try:
        return _solar(year, month, day)
    except ValueError:
        return _solar(year, month, day - 1) if day > 1 else None


def _solar(year: int, month: int, day: int) -> date:
    solar: date = LunarDate(year, month, day).to_solar_date()
    return solar
