"""Trigger events (D2): what changed around a customer, and may change how it sees our value.

Told in the customer's own words or in a note. Talk of rivals, prices and complaints is no event here: it is
a reason for leaving (`churn`). A refund and a lost opportunity are events of ours.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm.history import Direction, Opportunity, OpportunityState, Purchase, Touchpoint, TouchpointKind
from crm.value.thresholds import EventRules

_NOT_YET = re.compile(r"(?:没有?|不|别|未|不想|不会|取消|不打算)(?:打算|准备|要|去|再)?$")


class Event(NamedTuple):
    """A change and its day. `told` says that it came up in a talk and is not in our own records."""

    on: date
    text: str
    told: bool


def word_in(text: str, rules: EventRules) -> str:
    """Return the first word in a text that tells of a change (搬家, 退休 …), or nothing; 没搬家 is none."""
    for word in rules.words:
        place = text.find(word)
        if place >= 0 and not _NOT_YET.search(text[:place]):
            return word
    return ""


def told(touchpoints: Iterable[Touchpoint], since: date, rules: EventRules) -> tuple[Event, ...]:
    """Return the changes that came up since a day, latest first; each word once."""
    found: dict[str, Event] = {}
    for one in sorted(touchpoints, key=lambda t: t.at, reverse=True):
        ours = one.direction is Direction.OUT or one.kind is TouchpointKind.COMPLAINT
        if ours or one.at.date() < since:
            continue
        if word := word_in(one.text, rules):
            on = one.at.date()
            found.setdefault(word, Event(on, f"{on:%m-%d}提到{word}", told=True))
    return tuple(found.values())


def events(
    touchpoints: Sequence[Touchpoint],
    purchases: Sequence[Purchase],
    opportunities: Sequence[Opportunity],
    today: date,
    rules: EventRules,
) -> tuple[Event, ...]:
    """Return everything that changed within `days`, latest first."""
    since = today - timedelta(days=rules.days)
    found = list(told(touchpoints, since, rules))
    for line in purchases:
        if line.amount.amount < 0 and since <= line.bought_on <= today:
            found.append(Event(line.bought_on, f"{line.bought_on:%m-%d}退过{line.product}", told=False))
    for deal in opportunities:
        on = deal.updated_at.date()
        if deal.state is OpportunityState.LOST and on >= since:
            found.append(Event(on, f"{on:%m-%d}「{deal.title}」没成", told=False))
    return tuple(sorted(found, key=lambda event: event.on, reverse=True))
