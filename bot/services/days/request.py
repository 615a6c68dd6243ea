"""「下周三提醒我给王姐打电话」: what to be reminded of, and when. Pure."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from crm.when import Time, find_times

_ASKS = re.compile(
    r"(?:记得|麻烦|请|帮我)?(?:到时候?)?(?:提醒(?:一下)?我(?:一下|一声)?|叫我(?=[给去打发做回跟找带])|"
    r"给我设?个提醒)|\bremind me(?: to)?\b",
    re.IGNORECASE,
)
_LONGEST_NOTE = 200
_FAR = timedelta(days=366)
_NAMED_DAY = re.compile(
    r"[今明后]天|今晚|明早|明晚|[下这本]个?(?:周|星期|礼拜|月)|(?:周|星期|礼拜)[一二三四五六日天]|月|[号日]$|"
    r"\b(?:today|tomorrow|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_HAPPENS = re.compile(
    r"来|到店|过来|上门|试|取|提车|签|交[货钱付款定押车]|付|约|见|面谈|开会|电话|送|装|修|回访|复查|拿|看[车货房样店一]|"
    r"\b(?:come|comes|coming|visit|visits|meet|meeting|call|sign|pick|test|deliver|pay)",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"每[天周月年个逢]|平时|一般|通常|从来|总是|有空|没空|\b(?:every|always|usually)\b", re.IGNORECASE
)
_MORNING = 9
_EDGES = " ，,。.；;：:！!、的在就要去前"


class Wish(NamedTuple):
    """Something to be reminded of. `due` is None when no time was said; `exact`: an hour was named."""

    text: str
    due: datetime | None
    exact: bool


def read_wish(text: str, now: datetime) -> Wish | None:
    """Return what a line asks to be reminded of; None when it asks no such thing.

    `now` carries the seller's zone. A time in the past counts as none said.
    """
    asked = _ASKS.search(text)
    if asked is None or len(text) > 400 or text.rstrip().endswith(("吗", "吗？", "吗?")):
        return None
    times = [time for time in find_times(text, now) if time.due > now]
    return _wish(text, [asked.span()], times[0] if times else None)


def day_of_note(text: str, now: datetime) -> Wish | None:
    """Return what a note says of a time to come, as something to be reminded of; None when it names none.

    The first named day to come counts, up to a year ahead, and only when something happens on it: that
    somebody is free after eight or takes no work at weekends is a habit, not an appointment.
    Without an hour the reminder is for the morning of the day. `now` carries the seller's zone.
    """
    if len(text) > _LONGEST_NOTE or _HABIT.search(text) or not _HAPPENS.search(text):
        return None
    ahead = (time for time in find_times(text, now) if now < time.due <= now + _FAR)
    first = next((time for time in ahead if _NAMED_DAY.search(text[time.start : time.end])), None)
    if first is None:
        return None
    morning = first.due.replace(hour=_MORNING, minute=0)
    return _wish(text, [], first if first.exact or morning <= now else first._replace(due=morning))


def _wish(text: str, asked: list[tuple[int, int]], time: Time | None) -> Wish:
    """Return the words without the wish and its time."""
    cuts = [*asked, *([(time.start, time.end)] if time else [])]
    kept, end = [], 0
    for start, stop in sorted(cuts):
        kept.append(text[end:start])
        end = max(end, stop)
    kept.append(text[end:])
    rest = "".join(piece.strip(_EDGES.replace("去", "")) for piece in kept)
    return Wish(rest or text.strip(), time.due if time else None, time.exact if time else False)
