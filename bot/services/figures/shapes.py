"""What a figure is: an amount, share, quantity, date or duration found in a text."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class FigureKind(StrEnum):
    """What a figure measures."""

    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"
    SPEED = "speed"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    AGE = "age"
    RATIO = "ratio"
    PHONE = "phone"
    NUMBER = "number"
    """A number without a unit; what it measures only the context knows."""


@dataclass(frozen=True, slots=True)
class DateParts:
    """The parts of a date that were said; what was not said is None. Monday is weekday 0."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    name: str = ""
    """The word itself when it holds no number: 明天, 月底, 国庆."""

    def fits(self, day: date) -> bool:
        """Whether everything that was said holds of a day; a bare word says nothing of it."""
        said = (
            (self.year, day.year),
            (self.month, day.month),
            (self.day, day.day),
            (self.weekday, day.weekday()),
        )
        parts = [(mine, theirs) for mine, theirs in said if mine is not None]
        return bool(parts) and all(mine == theirs for mine, theirs in parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its place in the text.

    `value` is in `unit`: yuan for money (or the currency's code), the base unit of the family for
    measures (克, 米, 毫升, 兆), minutes or months for durations, per cent for shares, 24-hour
    minutes for times of day. `low` and `high` bound what the words usually mean: equal to `value`
    for exact ones, wider for 两百来块. A discount's unit says which way it is meant: `pay` (八折 is
    80) or `off` (便宜两成 is 20). `per` is the period of a rate: month, year, day, 斤 … (每月138).
    `soft` marks day words without a number (明天, 月底).
    """

    kind: FigureKind
    start: int
    end: int
    text: str
    value: Decimal
    unit: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    per: str = ""
    on: date | None = None
    parts: DateParts | None = None
    soft: bool = False

    @property
    def approximate(self) -> bool:
        """Whether the words mean a span rather than one value."""
        return self.low != self.high

    def means(self, number: Decimal) -> bool:
        """Whether an exact number is within the usual reading of the words."""
        return self.low <= number <= self.high
