"""Contracts and subscriptions on record: what is paid, how often, from when until when."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from crm.base import Id, Moment, Record
from crm.customers import Short
from crm.money import Money

_MONTH = 365 / 12
YEAR = 12


class ContractState(StrEnum):
    """Whether it runs on, ends with its term, or is over."""

    RUNNING = "running"
    NOTICE = "notice"
    """The customer does not want to go on; what is agreed runs to its end."""
    ENDED = "ended"


class Contract(Record):
    """What a customer pays for period by period."""

    id: Id
    customer_id: Id
    product: Annotated[Short, Field(min_length=1)]
    amount: Money
    """Of one period."""
    months: Annotated[int, Field(ge=1, le=120)] = 1
    """Length of a period."""
    margin: Money | None = None
    """Of one period, where it is known."""
    started_on: date | None = None
    ends_on: date | None = None
    """Last day of the term; none where it runs until somebody ends it."""
    state: ContractState = ContractState.RUNNING
    note: Short = ""
    created_at: Moment
    updated_at: Moment

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.amount.amount <= 0:
            raise ValueError("a contract is paid for")
        if self.margin and self.margin.currency != self.amount.currency:
            raise ValueError("margin and amount are in one currency")
        if self.started_on and self.ends_on and self.ends_on < self.started_on:
            raise ValueError("a contract ends after it starts")
        return self

    def runs(self, day: date) -> bool:
        """Whether something is still to be paid: it was not ended, and its term is not over."""
        return self.state is not ContractState.ENDED and (self.ends_on is None or self.ends_on >= day)

    @property
    def term_months(self) -> int:
        """Months from start to end, a whole number of periods; one period where there is no term."""
        if self.started_on is None or self.ends_on is None:
            return self.months
        months = round(((self.ends_on - self.started_on).days + 1) / _MONTH)
        return max(1, round(months / self.months)) * self.months

    def paid_by(self, day: date) -> int:
        """Return how many periods have begun by a day, by the dates alone; at least one once it runs."""
        if self.started_on is None:
            return 1
        last = min(day, self.ends_on) if self.ends_on else day
        if last < self.started_on:
            return 0
        return int(((last - self.started_on).days + 1) / (_MONTH * self.months)) + 1

    def due_until_end(self, day: date) -> int:
        """Return how many periods of the term still begin after a day; 0 without a term."""
        if self.ends_on is None or self.ends_on < day:
            return 0
        return int((self.ends_on - day).days / (_MONTH * self.months) + 0.01)


def months_later(day: date, months: int) -> date:
    """Return the same day some months on; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def renewed_until(contract: Contract, today: date) -> date:
    """Return the last day of one more term of the same length; never one that is over already.

    A contract without an end runs on by itself: a year is counted from today.
    """
    if contract.ends_on is None:
        return months_later(today, YEAR)
    term = contract.term_months if contract.started_on else max(contract.months, YEAR)
    end = months_later(contract.ends_on, term)
    while end < today:
        end = months_later(end, term)
    return end
