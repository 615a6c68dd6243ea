"""Promised times on complaints (D17): what is due next, and until when; the numbers are data."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, model_validator

from crm.base import Record
from crm.history import Direction, Touchpoint
from crm.value.portrait import open_complaints
from crm.value.thresholds import Thresholds


class ClockRules(Record):
    """All of crm/data/clocks.yaml."""

    answer_hours: float = Field(gt=0)
    settle_days: int = Field(gt=0)
    open_from: int = Field(ge=0, lt=24)
    open_until: int = Field(gt=0, le=24)
    warn_hours: float = Field(ge=0)
    too_old_days: int = Field(ge=0)
    look_back_days: int = Field(gt=0)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "ClockRules":
        if self.open_from >= self.open_until:
            raise ValueError("open_from must lie before open_until")
        return self


class Step(StrEnum):
    """What a complaint waits for."""

    ANSWER = "answer"
    SETTLE = "settle"


class Clock(NamedTuple):
    """A running clock. `due_at` is in UTC."""

    complaint: Touchpoint
    step: Step
    due_at: datetime

    def passed(self, now: datetime) -> bool:
        """Whether the promised time is over."""
        return now > self.due_at


def clocks(
    touchpoints: Sequence[Touchpoint], thresholds: Thresholds, rules: ClockRules, zone: ZoneInfo
) -> tuple[Clock, ...]:
    """Return a clock for each open complaint: the answer first, and once that is given the settlement."""
    return tuple(
        sorted(
            (_clock(one, touchpoints, rules, zone) for one in open_complaints(touchpoints, thresholds)),
            key=lambda clock: clock.due_at,
        )
    )


def _clock(
    complaint: Touchpoint, touchpoints: Sequence[Touchpoint], rules: ClockRules, zone: ZoneInfo
) -> Clock:
    answered = any(t.direction is Direction.OUT and t.at > complaint.at for t in touchpoints)
    if not answered:
        return Clock(complaint, Step.ANSWER, open_hours_later(complaint.at, rules, zone))
    local = complaint.at.astimezone(zone) + timedelta(days=rules.settle_days)
    return Clock(complaint, Step.SETTLE, local.astimezone(UTC))


def open_hours_later(start: datetime, rules: ClockRules, zone: ZoneInfo) -> datetime:
    """Return the moment `answer_hours` of opening time after `start`, in UTC."""
    left = timedelta(hours=rules.answer_hours)
    moment = start
    while True:
        day = moment.astimezone(zone).date()
        opens = datetime.combine(day, time(rules.open_from), zone).astimezone(UTC)
        closes = opens + timedelta(hours=rules.open_until - rules.open_from)
        moment = max(moment.astimezone(UTC), opens)
        if moment + left <= closes:
            return moment + left
        if moment < closes:
            left -= closes - moment
        moment = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


@cache
def clock_rules() -> ClockRules:
    """Return the promised times shipped with the package."""
    text = (files("crm.data") / "clocks.yaml").read_text(encoding="utf-8")
    return ClockRules.model_validate(yaml.safe_load(text))
