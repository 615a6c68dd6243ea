"""Customers a team keeps at arm's length for a while (D11), with a reason and a last day.

Kept as signals: the latest one counts, nothing has to happen for it to end, and its history stays.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from crm.base import Id, Record
from crm.history import Signal, SignalKind


class BarReason(StrEnum):
    """Why no offer is made; broken promises and those one cannot earn with are D11's own."""

    BROKEN_WORD = "broken_word"
    UNPAID = "unpaid"
    ABUSE = "abuse"
    FRAUD = "fraud"
    RESOLD = "resold"


class Barring(Record):
    """A barring in force. `reason` is a `BarReason` or a manager's own words."""

    reason: str
    until: date | None
    """The last day; None until it is lifted."""
    by: Id
    at: datetime


def in_force(signals: Iterable[Signal], today: date) -> Barring | None:
    """Return the barring in force on a day, or None; the latest word counts, its last day included."""
    latest = max(
        (signal for signal in signals if signal.kind is SignalKind.BARRED),
        key=lambda signal: (signal.at, signal.id),
        default=None,
    )
    if latest is None or not latest.value:
        return None
    until = date.fromisoformat(latest.subject) if latest.subject else None
    if until is not None and until < today:
        return None
    return Barring(reason=latest.text, until=until, by=latest.by, at=latest.at)
