"""How a salesperson likes to be served, and what a team says of itself."""

from typing import Literal, Protocol

from pydantic import Field

from crm.base import Id, Record

WishedTone = Literal["", "warm", "direct", "expert"]
"""Empty: as the customer's personality asks for."""
WishedAddress = Literal["", "您", "你"]
"""Empty: as the relation asks for (你 to who is younger, 您 to everybody else)."""
Language = Literal["", "zh", "en"]
"""Empty: the bot's own."""
LONGEST_SIGNATURE = 10
LONGEST_COMPANY = 20
_LINES, _DRAFTS = 2, 3


class Preferences(Record):
    """A salesperson's own settings; the defaults hold for everybody who never changed them."""

    tone: WishedTone = ""
    variants: Literal[0, 1, 2, 3] = 0
    """How many to choose from; 0 is as it fits: two lines, three drafts of copy."""
    covered: bool = False
    """Whether customers' cards open covered: the phone may be seen by the customer."""
    language: Language = ""
    address: WishedAddress = ""
    signature: str = Field("", max_length=LONGEST_SIGNATURE)
    """How the seller signs (小王); empty: not at all, and with the full name on quotations."""

    @property
    def lines(self) -> int:
        """Lines of an advice."""
        return self.variants or _LINES

    @property
    def drafts(self) -> int:
        """Drafts of the copy studio."""
        return self.variants or _DRAFTS


class TeamChoices(Record):
    """What a manager decides for the team."""

    company: str = Field("", max_length=LONGEST_COMPANY)
    """The firm's name as customers know it: text messages and quotations carry it."""


class PreferenceBook(Protocol):
    """Settings by person and by team."""

    async def of(self, salesperson_id: Id) -> Preferences:
        """Return a person's settings, the defaults when none are stored."""

    async def put(self, salesperson_id: Id, preferences: Preferences) -> None:
        """Store a person's settings in place of the ones before."""

    async def team(self, team_id: Id) -> TeamChoices:
        """Return a team's choices, the defaults when none are stored."""

    async def put_team(self, team_id: Id, choices: TeamChoices) -> None:
        """Store a team's choices in place of the ones before."""
