"""How a salesperson likes to be served."""

from typing import Literal, Protocol

from crm.base import Id, Record

WishedTone = Literal["", "warm", "direct", "expert"]
"""Empty: as the customer's personality asks for."""


class Preferences(Record):
    """A salesperson's own settings; the defaults hold for everybody who never changed them."""

    tone: WishedTone = ""
    variants: Literal[1, 2, 3] = 2
    covered: bool = False
    """Whether customers' cards open covered: the phone may be seen by the customer."""


class PreferenceBook(Protocol):
    """Settings by person."""

    async def of(self, salesperson_id: Id) -> Preferences:
        """Return a person's settings, the defaults when none are stored."""

    async def put(self, salesperson_id: Id, preferences: Preferences) -> None:
        """Store a person's settings in place of the ones before."""
