"""What a picture shows, as plain data: the only thing that goes to the process that draws."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from bot.ports.records import PictureLook
from crm.base import Record

WIDTH = 390
"""Points: the width of a phone."""
SCALE = 2.5
"""Pixels for each point, so that small text stays sharp."""
HEIGHTS = {"funnel": 380, "matrix": 430, "pareto": 360, "timeline": 330, "forecast": 250}
"""Points, by kind."""

Cell = str | float | bool | None


class PictureKind(StrEnum):
    """The pictures there are."""

    FUNNEL = "funnel"
    MATRIX = "matrix"
    PARETO = "pareto"
    TIMELINE = "timeline"
    FORECAST = "forecast"


class PictureRequest(Record):
    """One picture to draw. The columns of `rows` depend on the kind, see `charts`."""

    kind: PictureKind
    title: str
    rows: tuple[dict[str, Cell], ...]
    words: dict[str, str] = Field(default_factory=dict)
    """Titles of axes and names of areas, in the seller's language."""
    figures: dict[str, float] = Field(default_factory=dict)
    """Lines and bounds."""
    dark: bool = False
    covered: bool = False
    """Hide amounts; names are left out of the rows already."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the PNG in pixels."""
        return round(WIDTH * SCALE), round(HEIGHTS[self.kind] * SCALE)


class Scene(NamedTuple):
    """A picture and its sentence."""

    request: PictureRequest
    caption: str


def request_of(
    kind: PictureKind,
    title: str,
    rows: Sequence[dict[str, Cell]],
    look: PictureLook,
    *,
    words: dict[str, str] | None = None,
    figures: dict[str, float] | None = None,
) -> PictureRequest:
    """Return a request in somebody's look."""
    return PictureRequest(
        kind=kind,
        title=title,
        rows=tuple(rows),
        words=words or {},
        figures=figures or {},
        dark=look.dark,
        covered=look.covered,
    )
