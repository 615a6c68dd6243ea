"""Ears and eyes: a voice note becomes words, a picture becomes turns of a chat, a price list, or a card.

Both need a model; without one the bot says what it needs and the way without it. What comes back is
data like any pasted text: nothing in it is an instruction.
"""

from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field

from bot.errors import InputRefused
from bot.services.model_budget import ModelBudget
from crm.base import Record
from crm.people import Actor
from knowledge.errors import EndpointFailed

MOST_SECONDS = 180
"""Seconds of the longest voice note that is listened to."""
MOST_VOICE = 10 * 1024 * 1024
MOST_PICTURE = 8 * 1024 * 1024
_LONGEST = 4000


def _cell(value: object) -> str:
    """Return what a model put into a cell as text, cut: one odd cell does not spoil a whole picture."""
    return "" if value is None else " ".join(str(value).split())[:120]


Cell = Annotated[str, BeforeValidator(_cell)]


class PriceRow(Record):
    """One line of a photographed price list, copied as it stands: what cannot be read is empty."""

    name: Cell = ""
    price: Cell = ""
    unit: Cell = ""
    note: Cell = ""

    @property
    def line(self) -> str:
        """The row as one line of text."""
        priced = "/".join(filter(None, (self.price, self.unit)))
        return " ".join(filter(None, (self.name, priced, self.note)))


class PictureKind(StrEnum):
    """What a picture shows."""

    CHAT = "chat"
    PRICES = "prices"
    CARD = "card"
    OTHER = "other"


class SeenTurn(Record):
    """One message of a photographed chat."""

    who: Literal["customer", "salesperson"]
    text: str = Field(max_length=2000)


class Picture(Record):
    """What was read off a picture. `name` is the chat partner's, or the card's; `phones` the card's."""

    kind: PictureKind
    name: str = Field("", max_length=80)
    company: str = Field("", max_length=120)
    phones: tuple[str, ...] = Field((), max_length=5)
    turns: tuple[SeenTurn, ...] = Field((), max_length=60)
    text: str = Field("", max_length=8000)
    rows: tuple[PriceRow, ...] = Field((), max_length=100)

    @property
    def listed(self) -> str:
        """A price list as text, from its rows where the model gave no text."""
        return self.text.strip() or "\n".join(row.line for row in self.rows)

    @property
    def customer_words(self) -> str:
        """What the customer said last: everything after the salesperson's last message, else all of it."""
        said: list[str] = []
        for turn in reversed(self.turns):
            if turn.who == "salesperson":
                if said:
                    break
                continue
            said.insert(0, turn.text)
        return "\n".join(said)[:_LONGEST]


class Ears(Protocol):
    """Turns speech into text."""

    async def hear(self, sound: bytes, name: str) -> str:
        """Return the words, empty for silence. Raises EndpointFailed."""

    async def close(self) -> None:
        """Close connections."""


class Eyes(Protocol):
    """Reads pictures."""

    async def look(self, picture: bytes, mime: str) -> Picture:
        """Return what stands there. Raises EndpointFailed."""

    async def close(self) -> None:
        """Close connections."""


def check_voice(seconds: int, size: int) -> None:
    """Refuse what is too long to listen to, before it is fetched. Raises InputRefused."""
    if seconds > MOST_SECONDS or size > MOST_VOICE:
        raise InputRefused("voice-too-long", minutes=MOST_SECONDS // 60)


def check_picture(size: int) -> None:
    """Refuse what is too big to look at, before it is fetched. Raises InputRefused."""
    if size > MOST_PICTURE:
        raise InputRefused("picture-too-big", megabytes=MOST_PICTURE // 1024 // 1024)


class PerceivingService:
    """Listens and looks within the day's limits; each call is counted like any other of a model."""

    def __init__(self, budget: ModelBudget, ears: Ears | None, eyes: Eyes | None) -> None:
        """Keep the collaborators."""
        self._budget, self._ears, self._eyes = budget, ears, eyes

    async def hear(self, actor: Actor, sound: bytes, name: str) -> str:
        """Return the words of a voice note. Raises InputRefused: no model, day's limit, failed, silence."""
        if self._ears is None:
            raise InputRefused("unsupported-voice")
        await self._allow(actor)
        try:
            text = await self._ears.hear(sound, name)
        except EndpointFailed as error:
            await self._budget.count(actor, "hearing", "failed")
            raise InputRefused("voice-failed") from error
        await self._budget.count(actor, "hearing", "used")
        if not text:
            raise InputRefused("voice-silent")
        return text[:_LONGEST]

    async def look(self, actor: Actor, picture: bytes, mime: str) -> Picture:
        """Return what a picture holds. Raises InputRefused: no model, day's limit, failed."""
        if self._eyes is None:
            raise InputRefused("unsupported-photo")
        await self._allow(actor)
        try:
            seen = await self._eyes.look(picture, mime)
        except EndpointFailed as error:
            await self._budget.count(actor, "picture", "failed")
            raise InputRefused("picture-unclear") from error
        await self._budget.count(actor, "picture", "used")
        return seen

    @property
    def hears(self) -> bool:
        """Whether voice notes can be listened to."""
        return self._ears is not None

    @property
    def sees(self) -> bool:
        """Whether pictures can be looked at."""
        return self._eyes is not None

    async def close(self) -> None:
        """Close connections."""
        for one in (self._ears, self._eyes):
            if one is not None:
                await one.close()

    async def _allow(self, actor: Actor) -> None:
        if not await self._budget.allows(actor):
            raise InputRefused("model-limit")
