"""A seller's hours: zone, quiet hours, when the digest comes, and when to be reminded. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.ports.days import DaySetting
from crm.when import EVENING

_MORNING = time(9, 30)
"""When a promise for a day is reminded of on that day."""
_AHEAD = timedelta(hours=1)
"""How long before a named hour."""
_SOON = timedelta(minutes=5)
LATER = ("hour", "evening", "tomorrow", "after", "monday")
"""Ways to put something off, by the names buttons carry."""


class Hours(NamedTuple):
    """A seller's settings with the zone resolved."""

    setting: DaySetting
    zone: ZoneInfo


def hours_of(setting: DaySetting | None, salesperson_id: str, team_zone: ZoneInfo) -> Hours:
    """Return somebody's hours; the defaults where nothing was set, the team's zone for an unknown one."""
    known = setting or DaySetting(salesperson_id=salesperson_id)
    try:
        zone = ZoneInfo(known.zone) if known.zone else team_zone
    except (ZoneInfoNotFoundError, ValueError):
        zone = team_zone
    return Hours(known, zone)


def is_quiet(now: datetime, hours: Hours) -> bool:
    """Whether nothing may ring now. The span may pass midnight; an empty one never is quiet."""
    local = now.astimezone(hours.zone)
    minute = local.hour * 60 + local.minute
    start, end = hours.setting.quiet_from, hours.setting.quiet_until
    return start <= minute < end if start <= end else minute >= start or minute < end


def digests(now: datetime, hours: Hours) -> tuple[tuple[date, datetime], ...]:
    """Return the digests of today and tomorrow that are still to come: local day, and moment in UTC.

    An hour that does not exist on the night of a clock change comes at its place after the gap, one
    that exists twice at the first.
    """
    today = now.astimezone(hours.zone).date()
    at = time(*divmod(hours.setting.digest_minute, 60))
    both = (today, today + timedelta(days=1))
    due = [(on, datetime.combine(on, at, hours.zone).astimezone(UTC)) for on in both]
    return tuple((on, moment) for on, moment in due if moment > now)


def remind_at(due: datetime, *, exact: bool, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when to remind of something due: an hour ahead, for a whole day that morning; never past."""
    morning = datetime.combine(due.astimezone(zone).date(), _MORNING, zone)
    wanted = due - _AHEAD if exact else min(morning, due - _AHEAD)
    for moment in (wanted, due - _AHEAD, due):
        if moment > now:
            return moment.astimezone(UTC)
    return (now + _SOON).astimezone(UTC)


def later(how: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment a button puts something off to. Raises KeyError for an unknown way."""
    local = now.astimezone(zone)
    if how == "hour":
        return now + timedelta(hours=1)
    if how == "evening":
        evening = datetime.combine(local.date(), EVENING, zone)
        return (evening if evening > now else now + timedelta(hours=1)).astimezone(UTC)
    days = {"tomorrow": 1, "after": 2, "monday": 7 - local.weekday()}[how]
    return datetime.combine(local.date() + timedelta(days=days), time(9), zone).astimezone(UTC)


def day_after(how: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the evening of the day a promise is put off to. Raises KeyError for an unknown way."""
    on = later(how, now, zone).astimezone(zone).date()
    return datetime.combine(on, EVENING, zone).astimezone(UTC)
