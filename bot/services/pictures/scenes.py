"""What each picture shows and the one sentence that says what to see; pure, from computed data."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.errors import InputRefused
from bot.ports.records import PictureLook
from bot.services.pictures.amounts import AMOUNTS, short_money
from bot.services.pictures.requests import Cell, PictureKind, Scene, request_of
from bot.services.texts import Texts
from crm.funnel import Forecast

_NAMED = 8
"""Bubbles that bear a name: more would lie on each other."""
_PLANE, _LETTER, _LINE = 310.0, 11.5, 15.0
"""Points of the matrix' plane either way, of a letter, and of a line of text."""
_SHARE = 0.2
"""Of customers, for the sentence about the few who make most."""
_POINTS = 200


class Bubble(NamedTuple):
    """A customer on the matrix: perceived value 0–1, value to come and value so far in money."""

    name: str
    felt: float
    worth: float
    so_far: float
    quadrant: str
    valuable: bool


def funnel(view: Forecast, look: PictureLook, say: Texts) -> Scene:
    """Return the funnel by stage: lengths by amount, or by number while amounts are covered."""
    if not view.deals:
        raise InputRefused("picture-no-deals")
    by_count = look.covered or not view.amount
    sizes = [float(line.deals if by_count else line.amount) for line in view.stages]
    most, whole = max(sizes), sum(sizes)
    rows: list[dict[str, Cell]] = []
    for line, size in zip(view.stages, sizes, strict=True):
        key = "picture-deals" if by_count else "picture-deals-amount"
        values = {} if by_count else {"amount": short_money(line.amount, view.currency, say)}
        label = say(key, count=line.deals, **values) if line.deals else "—"
        stage = say(f"stage-{line.stage.value}")
        rows.append({"stage": stage, "half": max(0.012, size / most / 2), "label": label})
    place = sizes.index(most)
    caption = say(
        "picture-funnel-count" if by_count else "picture-funnel-amount",
        stage=say(f"stage-{view.stages[place].stage.value}"),
        count=view.stages[place].deals,
        share=f"{most / whole:.0%}",
    )
    return Scene(request_of(PictureKind.FUNNEL, say("picture-funnel"), rows, look), caption)


def forecast(view: Forecast, look: PictureLook, say: Texts) -> Scene:
    """Return what came in and the range of what may come in."""
    if not view.deals and not view.closed:
        raise InputRefused("picture-no-deals")

    def worded(amount: Decimal) -> str:
        return short_money(amount, view.currency, say)

    covered = look.covered
    range_key = "picture-range-covered" if covered else "picture-range"
    values = {"weighted": worded(view.weighted), "low": worded(view.low), "high": worded(view.high)}
    label = say(range_key, share=f"{view.interval:.0%}", **({} if covered else values))
    rows: list[dict[str, Cell]] = [
        {
            "name": say("picture-closed"),
            "start": 0.0,
            "stop": float(view.closed),
            "tone": "closed",
            "label": "" if covered else worded(view.closed),
        },
        {
            "name": say("picture-coming"),
            "start": float(view.low),
            "stop": float(view.high),
            "tone": "range",
            "label": label,
        },
    ]
    spread = float((view.high - view.low) / view.weighted) if view.weighted else 0.0
    sure = say("picture-narrow" if spread < 0.5 else "picture-wide" if spread < 1.5 else "picture-open")
    if covered:
        caption = say("picture-forecast-covered", sure=sure)
    else:
        times = round(view.interval * 10)
        caption = say("picture-forecast-caption", times=times, sure=sure, **values)
    words = {"amounts": AMOUNTS[say.locale]}
    figures = {"weighted": float(view.weighted), "top": max(float(view.high), float(view.closed), 1.0) * 1.08}
    return Scene(
        request_of(PictureKind.FORECAST, say("picture-forecast"), rows, look, words=words, figures=figures),
        caption,
    )


def matrix(bubbles: Sequence[Bubble], felt_cut: float, currency: str, look: PictureLook, say: Texts) -> Scene:
    """Return the matrix of perceived value and value to come, one bubble a customer."""
    if not bubbles:
        raise InputRefused("picture-no-purchases")
    values = [one.worth for one in bubbles]
    # Values differ by powers of ten; near zero the axis stays linear.
    knee = max(sorted(map(abs, values))[len(values) // 2] / 4, 1.0)
    low, high = min([*values, 0.0]) - knee, max([*values, knee]) * 1.8
    named = _named(bubbles, lambda value: _height(value, knee, low, high))
    rows: list[dict[str, Cell]] = [
        {
            "name": "" if look.covered else one.name,
            "named": not look.covered and one in named,
            "felt": round(one.felt, 3),
            "worth": round(one.worth, 2),
            "size": max(one.so_far, 0.0),
            "quadrant": one.quadrant,
        }
        for one in bubbles
    ]
    figures = {
        "felt_cut": felt_cut,
        "worth_cut": _cut(bubbles),
        "low": low,
        "high": high,
        "knee": knee,
    }
    words = {
        "amounts": AMOUNTS[say.locale],
        "x": say("picture-felt"),
        "y": say("picture-worth", currency=currency),
    }
    words |= {name: say(f"picture-quadrant-{name.lower()}") for name in ("I", "II", "III", "IV")}
    request = request_of(PictureKind.MATRIX, say("picture-matrix"), rows, look, words=words, figures=figures)
    return Scene(request, _matrix_caption(bubbles, words, currency, look, say))


def _named(bubbles: Sequence[Bubble], height: Callable[[float], float]) -> set[Bubble]:
    """Return the bubbles that bear a name: the most valuable ones whose names do not meet."""
    placed: list[tuple[float, float, float]] = []
    found: set[Bubble] = set()
    for one in sorted(bubbles, key=lambda b: -abs(b.worth)):
        x, y, half = one.felt * _PLANE, height(one.worth) * _PLANE, len(one.name) * _LETTER / 2
        free = all(abs(x - px) > half + other or abs(y - py) > _LINE for px, py, other in placed)
        if free and len(found) < _NAMED:
            placed.append((x, y, half))
            found.add(one)
    return found


def _height(value: float, knee: float, low: float, high: float) -> float:
    """Return where a value stands on the axis, 0–1 (the drawing's own symmetric logarithm)."""

    def scaled(one: float) -> float:
        return math.copysign(math.log1p(abs(one) / knee), one)

    return (scaled(value) - scaled(low)) / (scaled(high) - scaled(low))


def _cut(bubbles: Sequence[Bubble]) -> float:
    """Return the value halfway between the least valuable above and the most valuable below."""
    above = [one.worth for one in bubbles if one.valuable]
    below = [one.worth for one in bubbles if not one.valuable]
    if above and below:
        return (min(above) + max(below)) / 2
    return min(above) if above else max(below)


def _matrix_caption(
    bubbles: Sequence[Bubble], words: dict[str, str], currency: str, look: PictureLook, say: Texts
) -> str:
    """Point to those who are worth much and see little in us; else to those to be guarded."""
    for name in ("II", "IV", "III", "I"):
        here = [one for one in bubbles if one.quadrant == name]
        if here:
            value = sum((Decimal(round(one.worth)) for one in here), Decimal(0))
            amount = "" if look.covered else say("picture-together", amount=short_money(value, currency, say))
            return say(f"picture-matrix-{name.lower()}", area=words[name], count=len(here), amount=amount)
    return words["I"]  # pragma: no cover - every customer stands somewhere


def pareto(values: Sequence[float], look: PictureLook, say: Texts) -> Scene:
    """Return which share of customers makes which share of value; above 100% where others lose."""
    ordered = sorted(values, reverse=True)
    total = sum(ordered)
    if not ordered or total <= 0:
        raise InputRefused("picture-no-purchases")
    points, running = [(0.0, 0.0)], 0.0
    for place, value in enumerate(ordered, 1):
        running += value
        points.append((place / len(ordered), running / total))
    count = max(1, round(len(ordered) * _SHARE))
    share, made = points[count]
    step = max(1, len(points) // _POINTS)
    kept = [*points[::step], points[-1]]
    rows: list[dict[str, Cell]] = [{"customers": x, "value": y} for x, y in dict.fromkeys(kept)]
    figures = {"share": share, "made": made, "top": max([1.0, *(y for _, y in points)]) * 1.06}
    words = {
        "x": say("picture-share-customers"),
        "y": say("picture-share-value"),
        "point": f"{share:.0%} → {made:.0%}",
    }
    losing = sum(value < 0 for value in ordered)
    rest = say("picture-pareto-losing", count=losing) if losing else say("picture-pareto-rest")
    caption = say("picture-pareto-caption", count=count, share=f"{share:.0%}", made=f"{made:.0%}", rest=rest)
    request = request_of(PictureKind.PARETO, say("picture-pareto"), rows, look, words=words, figures=figures)
    return Scene(request, caption)
