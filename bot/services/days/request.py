"""「下周三提醒我给王姐打电话」: what to be reminded of, and when. Pure."""

import re
from datetime import datetime
from typing import NamedTuple

from crm.when import find_times

_ASKS = re.compile(
    r"(?:记得|麻烦|请|帮我)?(?:到时候?)?(?:提醒(?:一下)?我(?:一下|一声)?|叫我(?=[给去打发做回跟找带])|"
    r"给我设?个提醒)|\bremind me(?: to)?\b",
    re.IGNORECASE,
)
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
    cuts = [asked.span(), *((time.start, time.end) for time in times[:1])]
    kept, end = [], 0
    for start, stop in sorted(cuts):
        kept.append(text[end:start])
        end = max(end, stop)
    kept.append(text[end:])
    rest = "".join(piece.strip(_EDGES.replace("去", "")) for piece in kept)
    first = times[0] if times else None
    return Wish(rest or text.strip(), first.due if first else None, first.exact if first else False)
