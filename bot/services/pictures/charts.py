"""How each picture looks, as Altair specifications; imported by the drawing process alone.

All are as wide as a phone, have no grid that is not needed and no text below 11 points.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import altair as alt

from bot.services.pictures.requests import HEIGHTS, WIDTH, Cell, PictureKind, PictureRequest

FONT = "Noto Sans CJK SC"

_FITS = 0.19
_ALIGNS: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_SIDES: tuple[tuple[str, Literal["bottom", "top"]], ...] = (("low", "bottom"), ("high", "top"))

LIGHT = {
    "back": "#ffffff",
    "ink": "#1c2733",
    "soft": "#64748b",
    "line": "#d5dce4",
    "main": "#2f7ed8",
    "warm": "#e07a1f",
    "good": "#2e9e6b",
    "bad": "#d2434f",
    "pale": "#cfe2f7",
    "plum": "#8a63c9",
}
DARK = {
    "back": "#17212b",
    "ink": "#f1f5f9",
    "soft": "#9fb0c3",
    "line": "#34444f",
    "main": "#3d8be0",
    "warm": "#f5a04c",
    "good": "#4fc98f",
    "bad": "#f2737d",
    "pale": "#2c4a6b",
    "plum": "#b794f4",
}
Palette = Mapping[str, str]
Layers = alt.LayerChart | alt.FacetChart


def chart(request: PictureRequest) -> dict[str, Any]:
    """Return the Vega-Lite specification of a picture."""
    colours = DARK if request.dark else LIGHT
    drawn = _KINDS[request.kind](request, colours)
    framed = drawn.properties(
        width=WIDTH,
        height=HEIGHTS[request.kind],
        title=alt.TitleParams(request.title, anchor="start", fontSize=17, color=colours["ink"], offset=12),
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 14, "right": 18, "top": 14, "bottom": 12},
        background=colours["back"],
    )
    return dict(
        framed.configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=colours["soft"],
            titleColor=colours["soft"],
            gridColor=colours["line"],
            domainColor=colours["line"],
            tickColor=colours["line"],
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_legend(labelColor=colours["ink"], titleColor=colours["soft"], labelFontSize=12)
        .to_dict()
    )


def _table(rows: Iterable[Mapping[str, Cell]]) -> Any:  # noqa: ANN401 - Altair's constructors have no types
    make: Any = alt.InlineData
    return make(values=[dict(row) for row in rows])


def _funnel(request: PictureRequest, colours: Palette) -> Layers:
    """Rows: stage, half (half of the bar's length, 0–0.5), label."""
    order = [str(row["stage"]) for row in request.rows]
    y = alt.Y("stage:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=90))
    base = alt.Chart(_table(request.rows)).transform_calculate(
        left="-datum.half", right="datum.half", middle="0"
    )
    scale = alt.Scale(domain=[-0.5, 0.5])
    bars = base.mark_bar(color=colours["main"], cornerRadius=4, height={"band": 0.72}).encode(
        y=y, x=alt.X("left:Q", axis=None, scale=scale), x2="right:Q"
    )
    # On a long bar the text stands inside, beside a short one it would not fit.
    inside = base.transform_filter(f"datum.half >= {_FITS}").mark_text(
        fontSize=13, fontWeight="bold", color="#ffffff"
    )
    beside = base.transform_filter(f"datum.half < {_FITS}").mark_text(
        fontSize=13, fontWeight="bold", color=colours["ink"], align="left", dx=7
    )
    texts = (
        inside.encode(y=y, x=alt.X("middle:Q", scale=scale), text="label:N"),
        beside.encode(y=y, x=alt.X("right:Q", scale=scale), text="label:N"),
    )
    return alt.layer(bars, *texts)


def _matrix(request: PictureRequest, colours: Palette) -> Layers:
    """Rows: name, named, felt (0–1), worth and size (money), quadrant.

    Figures: felt_cut, worth_cut, low and high of the axis, knee (up to which it is linear).
    """
    figures, words = request.figures, request.words
    base = alt.Chart(_table(request.rows))
    x_scale = alt.Scale(domain=[0, 1])
    y_scale = alt.Scale(type="symlog", domain=[figures["low"], figures["high"]], constant=figures["knee"])
    values = alt.Axis(labels=not request.covered, labelExpr=words["amounts"], tickCount=4, grid=False)
    x = alt.X("felt:Q", scale=x_scale, title=words["x"], axis=alt.Axis(grid=False, values=[0, 0.5, 1]))
    y = alt.Y("worth:Q", scale=y_scale, title=words["y"], axis=values)
    names = ["I", "II", "III", "IV"]
    tones = [colours["soft"], colours["warm"], colours["plum"], colours["good"]]
    bubbles = base.mark_circle(opacity=0.75, stroke=colours["back"], strokeWidth=1).encode(
        x=x,
        y=y,
        size=alt.Size("size:Q", legend=None, scale=alt.Scale(range=[60, 900])),
        color=alt.Color("quadrant:N", legend=None, scale=alt.Scale(domain=names, range=tones)),
    )
    labels = base.transform_filter("datum.named").mark_text(
        fontSize=11, color=colours["ink"], dy=-13, clip=False
    )
    corners = _table(
        [
            {"felt": 0.02, "worth": figures["low"], "text": words["I"], "side": "low"},
            {"felt": 0.02, "worth": figures["high"], "text": words["II"], "side": "high"},
            {"felt": 0.98, "worth": figures["low"], "text": words["III"], "side": "low"},
            {"felt": 0.98, "worth": figures["high"], "text": words["IV"], "side": "high"},
        ]
    )
    areas = [
        alt.Chart(corners)
        .transform_filter(f"datum.side == '{side}' && datum.felt {'<' if align == 'left' else '>'} 0.5")
        .mark_text(fontSize=13, fontWeight="bold", color=colours["soft"], align=align, baseline=baseline)
        .encode(x=x, y=y, text="text:N")
        for side, baseline in _SIDES
        for align in _ALIGNS
    ]
    cuts = [
        alt.Chart(_table([{"felt": figures["felt_cut"]}]))
        .mark_rule(color=colours["line"], strokeDash=[5, 4])
        .encode(x=x),
        alt.Chart(_table([{"worth": figures["worth_cut"]}]))
        .mark_rule(color=colours["line"], strokeDash=[5, 4])
        .encode(y=y),
    ]
    return alt.layer(*cuts, bubbles, *areas, labels.encode(x=x, y=y, text="name:N"))


def _pareto(request: PictureRequest, colours: Palette) -> Layers:
    """Rows: customers and value, both as shares. Figures: share and made (the point told of), top."""
    figures, words = request.figures, request.words
    base = alt.Chart(_table(request.rows))
    percent = alt.Axis(format="%", tickCount=5, grid=False)
    x = alt.X("customers:Q", title=words["x"], axis=percent, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("value:Q", title=words["y"], axis=percent, scale=alt.Scale(domain=[0, figures["top"]]))
    area = base.mark_area(color=colours["pale"], opacity=0.6).encode(x=x, y=y)
    line = base.mark_line(color=colours["main"], strokeWidth=2.5).encode(x=x, y=y)
    told = _table([{"customers": figures["share"], "value": figures["made"], "text": words["point"]}])
    point = alt.Chart(told).mark_point(filled=True, size=90, color=colours["warm"], opacity=1)
    near_right = figures["share"] > 0.55
    text = alt.Chart(told).mark_text(
        fontSize=13,
        fontWeight="bold",
        color=colours["warm"],
        align="right" if near_right else "left",
        dx=-10 if near_right else 10,
        dy=18,
    )
    whole = alt.Chart(_table([{"value": 1}])).mark_rule(color=colours["line"], strokeDash=[5, 4]).encode(y=y)
    return alt.layer(area, whole, line, point.encode(x=x, y=y), text.encode(x=x, y=y, text="text:N"))


def _timeline(request: PictureRequest, colours: Palette) -> Layers:
    """Rows: at (ISO day), lane, size (0–1), text (or none). Words: one name for each lane, `now`, its day."""
    words = request.words
    lanes = [words[f"lane{n}"] for n in range(5)]
    tones = [colours["good"], colours["main"], colours["plum"], colours["bad"], colours["warm"]]
    base = alt.Chart(_table(request.rows))
    scale = alt.Scale(padding=16, nice=False)  # or the first mark would lie on the names of the lanes
    x = alt.X(
        "at:T",
        title=None,
        scale=scale,
        axis=alt.Axis(format=words["days"], tickCount=4, grid=False, labelBound=True),
    )
    y = alt.Y(
        "lane:N",
        sort=lanes,
        title=None,
        scale=alt.Scale(domain=lanes),
        axis=alt.Axis(domain=False, ticks=False, grid=True),
    )
    marks = base.mark_circle(opacity=0.8, stroke=colours["back"], strokeWidth=1).encode(
        x=x,
        y=y,
        size=alt.Size("size:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[40, 260])),
        color=alt.Color("lane:N", legend=None, scale=alt.Scale(domain=lanes, range=tones)),
    )
    # Texts of the right half end at their mark, or they would run out of the picture.
    texts = [
        base.transform_filter(f"datum.text && datum.late == {late}")
        .mark_text(fontSize=11, dy=-15, color=colours["ink"], align=align, limit=150)
        .encode(x=x, y=y, text="text:N")
        for late, align in (("false", _ALIGNS[0]), ("true", _ALIGNS[1]))
    ]
    now = (
        alt.Chart(_table([{"at": words["today"]}]))
        .mark_rule(color=colours["soft"], strokeDash=[3, 3])
        .encode(x=x)
    )
    return alt.layer(now, marks, *texts)


def _forecast(request: PictureRequest, colours: Palette) -> Layers:
    """Rows: name, start, stop, tone, label. Figures: weighted, top."""
    figures = request.figures
    order = [str(row["name"]) for row in request.rows]
    base = alt.Chart(_table(request.rows))
    words = request.words
    amounts = alt.Axis(labels=not request.covered, labelExpr=words["amounts"], tickCount=5, grid=False)
    x = alt.X("start:Q", title=None, axis=amounts, scale=alt.Scale(domain=[0, figures["top"]]))
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    tones = {"closed": "good", "range": "pale", "target": "warm"}
    bars = base.mark_bar(height=26, cornerRadius=5).encode(
        x=x,
        x2="stop:Q",
        y=y,
        color=alt.Color(
            "tone:N",
            legend=None,
            scale=alt.Scale(domain=list(tones), range=[colours[tone] for tone in tones.values()]),
        ),
    )
    text = base.mark_text(fontSize=12, dy=-24, align="left", color=colours["ink"]).encode(
        x=alt.value(0), y=y, text="label:N"
    )
    ranges = [row for row in request.rows if row["tone"] == "range"]
    weighted = _table([{"start": figures["weighted"], "name": row["name"]} for row in ranges])
    tick = alt.Chart(weighted).mark_tick(color=colours["main"], thickness=4, size=38).encode(x=x, y=y)
    return alt.layer(bars, tick, text)


_KINDS: dict[PictureKind, Callable[[PictureRequest, Palette], Layers]] = {
    PictureKind.FUNNEL: _funnel,
    PictureKind.MATRIX: _matrix,
    PictureKind.PARETO: _pareto,
    PictureKind.TIMELINE: _timeline,
    PictureKind.FORECAST: _forecast,
}
