"""The time line of one customer: what happened, and what is promised."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.errors import InputRefused
from bot.ports.records import PictureLook
from bot.services.pictures.requests import Cell, PictureKind, Scene, request_of
from bot.services.texts import Texts
from crm.history import Direction, PromiseState, TouchpointKind
from crm.ports import CustomerFile

_LATELY = 90
LANES = ("purchases", "ours", "theirs", "complaints", "promises")


class _Mark(NamedTuple):
    on: date
    lane: str
    size: float = 0.25
    text: str = ""


def timeline(file: CustomerFile, today: date, look: PictureLook, say: Texts) -> Scene:
    """Return what happened with a customer and what is promised, on five lanes."""
    marks = _marks(file)
    if not marks:
        raise InputRefused("picture-no-history")
    words = {f"lane{n}": say(f"picture-lane-{lane}") for n, lane in enumerate(LANES)}
    names = dict(zip(LANES, words.values(), strict=True))
    first, last = min(mark.on for mark in marks), max([today, *(mark.on for mark in marks)])
    middle = first + (last - first) / 2
    told = _told(marks)
    rows: list[dict[str, Cell]] = [
        {
            # Noon: a bare day would be read as midnight in Greenwich and move to the day before.
            "at": f"{mark.on}T12:00:00",
            "lane": names[mark.lane],
            "size": 0.25 if look.covered else mark.size,
            "text": mark.text if mark in told and not look.covered else None,
            "late": mark.on > middle,
        }
        for mark in marks
    ]
    words |= {
        "today": f"{today}T12:00:00",
        "days": "%m-%d" if last - first < timedelta(days=300) else "%Y-%m",
    }
    name = say("picture-somebody") if look.covered else file.customer.display_name
    request = request_of(PictureKind.TIMELINE, say("picture-timeline", name=name), rows, look, words=words)
    return Scene(request, _timeline_caption(file, marks, today, say))


def _told(marks: Sequence[_Mark]) -> set[_Mark]:
    """Return the latest mark with a text of each lane: two of them would lie on each other."""
    latest: dict[str, _Mark] = {}
    for mark in marks:
        if mark.text and (mark.lane not in latest or mark.on >= latest[mark.lane].on):
            latest[mark.lane] = mark
    return set(latest.values())


def _marks(file: CustomerFile) -> list[_Mark]:
    most = max((abs(p.amount.amount) for p in file.purchases), default=Decimal(0)) or Decimal(1)
    marks = [
        _Mark(p.bought_on, "purchases", 0.2 + 0.8 * float(abs(p.amount.amount) / most), _cut_text(p.product))
        for p in file.purchases
    ]
    for touched in file.touchpoints:
        if touched.kind is TouchpointKind.COMPLAINT and touched.direction is Direction.IN:
            marks.append(_Mark(touched.at.date(), "complaints"))
        elif touched.direction is not Direction.INTERNAL:
            lane = "theirs" if touched.direction is Direction.IN else "ours"
            marks.append(_Mark(touched.at.date(), lane))
    for promise in file.promises:
        if promise.state is PromiseState.OPEN:
            on = promise.due_at or promise.created_at
            marks.append(_Mark(on.date(), "promises", 0.4, _cut_text(promise.text)))
    return marks


def _timeline_caption(file: CustomerFile, marks: Sequence[_Mark], today: date, say: Texts) -> str:
    since = today - timedelta(days=_LATELY)
    lately = [mark for mark in marks if since <= mark.on <= today]
    bought = sum(mark.lane == "purchases" for mark in lately)
    touched = sum(mark.lane in {"ours", "theirs", "complaints"} for mark in lately)
    past = [mark.on for mark in marks if mark.on <= today and mark.lane != "promises"]
    days = (today - max(past)).days if past else 0
    late = sum(
        p.state is PromiseState.OPEN and p.due_at is not None and p.due_at.date() < today
        for p in file.promises
    )
    ahead = sum(p.state is PromiseState.OPEN for p in file.promises) - late
    if late:
        told = say("picture-promises-late", count=late)
    elif ahead:
        told = say("picture-promises-ahead", count=ahead)
    else:
        told = say("picture-promises-none")
    return say("picture-timeline-caption", days=days, bought=bought, touched=touched, promises=told)


def _cut_text(text: str, limit: int = 9) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
