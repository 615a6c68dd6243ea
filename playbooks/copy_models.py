"""Schema of the copy studio: channels, audiences, and templates by channel and way of persuading."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from playbooks.models import Content, Key, Reference, Words
from playbooks.terms import Driver, Style

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Angle = Literal["family", "deserve", "driver", "honest"]
"""family, deserve: the two weapons of D19; driver: a value of D3–D5; honest: plain, says who needs it."""
GUILT: frozenset[Angle] = frozenset({"family", "deserve"})
COPY_SLOTS = {"产品": 16, "品类": 6, "优点": 24, "价格": 10, "家人": 6, "您": 1, "称呼": 6}
"""Slots of copy with the longest fill expected."""


class Channel(Content):
    """Where the copy will stand."""

    id: Key = Field(description="Short id")
    title: Title = Field(description="As a button shows it")
    cues: tuple[Pattern, ...] = Field(description="Regular expressions that name it in a wish")
    limit: int = Field(256, ge=30, le=256, description="UTF-16 units at most")


class Audience(Content):
    """For whom it is bought, or who reads it."""

    id: Key = Field(description="Short id")
    title: Title = Field(description="As a button shows it")
    cues: tuple[Pattern, ...] = Field(description="Regular expressions that name it in a wish")
    family: str = Field("", max_length=6, description="The family member the article is for; empty for none")
    business: bool = Field(False, description="An organisation: no guilt to remove")


class CopyFrame(Content):
    """What can be chosen: channels, audiences, and when guilt removal is allowed."""

    kind: Literal["copy_frame"] = Field(description="copy_frame")
    id: Key = Field(description="Equals the file's name")
    sources: tuple[Reference, ...] = Field(description="Where the method comes from", min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1, description="Places")
    audiences: tuple[Audience, ...] = Field(min_length=1, description="People")
    least_price: int = Field(description="Yuan from which guilt removal is allowed")
    dear_cues: tuple[Pattern, ...] = Field(description="Words that say it costs more than usual")
    fair_cues: tuple[Pattern, ...] = Field(description="Words that say it does not")


class Template(Content):
    """One piece of copy; slots in Chinese braces, every figure from a slot."""

    id: Key = Field(description="Unique in the file")
    text: Words = Field(description="The words")
    driver: Driver | None = Field(None, description="The value it shows (angle driver)")


class CopySheet(Content):
    """Templates of one channel, by angle."""

    kind: Literal["copy"] = Field(description="copy")
    id: Key = Field(description="Equals the file's name")
    channel: Key = Field(description="Id of a channel of the frame")
    templates: dict[Angle, tuple[Template, ...]] = Field(description="At least eight of each angle")


OCCASION_SLOTS = {"称呼": 10, "您": 1, "缘由": 24}
"""Slots of wishes for an occasion; the reason is a clause of the seller's."""


class OccasionLine(Content):
    """A wish as it is sent."""

    id: Key = Field(description="Unique in the occasion")
    text: Words = Field(description="The words")
    business: bool = Field(False, description="For a contact of an organisation")


class Occasion(Content):
    """A day or a cause on which one writes without selling anything."""

    id: Key = Field(description="Short id")
    title: Title = Field(description="As a screen shows it")
    cues: tuple[Pattern, ...] = Field(description="Regular expressions that name it in a wish", min_length=1)
    lines: tuple[OccasionLine, ...] = Field(description="At least three for persons, three for business")


class Occasions(Content):
    """Festivals, birthdays, apologies, thanks: copy that sells nothing."""

    kind: Literal["copy_occasions"] = Field(description="copy_occasions")
    id: Key = Field(description="Equals the file's name")
    sources: tuple[Reference, ...] = Field(description="Where the wording comes from", min_length=1)
    occasions: tuple[Occasion, ...] = Field(description="First that fits is taken", min_length=1)


class WalkAround(Content):
    """Lines by thinking style (D7) for what the moves have no words for; `any` or a driver."""

    kind: Literal["walk_around"] = Field(description="walk_around")
    id: Key = Field(description="Equals the file's name")
    sources: tuple[Reference, ...] = Field(description="Where the styles come from", min_length=1)
    lines: dict[Style, dict[Driver | Literal["any"], tuple[Words, ...]]] = Field(
        description="Every style, with `any` at least; the only slot is {您}"
    )
