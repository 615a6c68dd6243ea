"""Catalogues of a team, what was offered to whom, approvals, and how much customers use."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from pydantic import Field, JsonValue

from crm.base import Id, Moment, Record
from crm.people import Scope


class StoredCatalogue(Record):
    """One version of a catalogue; of each key at most one version is in force."""

    id: Id
    team_id: Id
    key: str = Field(max_length=64)
    name: str
    version: int = Field(ge=1)
    in_force: bool = True
    content: dict[str, JsonValue]
    digest: str
    imported_by: Id
    imported_at: Moment


class OfferState(StrEnum):
    """Where an offer stands. Only from `offered` on did the customer hear of it."""

    SHOWN = "shown"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class StoredOffer(Record):
    """An offer as it was computed for a customer on a day; its figures never change afterwards."""

    id: Id
    team_id: Id
    customer_id: Id
    seller_id: Id
    household: str = ""
    """Folded address two private customers share, empty when there is none."""
    segment: str = ""
    catalogue_key: str
    catalogue_version: int
    refs: tuple[str, ...]
    keys: tuple[str, ...]
    title: str
    quantity: Decimal
    monthly: Decimal
    upfront: Decimal
    currency: str
    percent_off: Decimal = Decimal(0)
    """Further discount within limits, by the seller or approved."""
    content: dict[str, JsonValue]
    """Figures, lines, wants and words as shown."""
    state: OfferState = OfferState.SHOWN
    shown_at: Moment
    offered_at: Moment | None = None
    answered_at: Moment | None = None
    valid_until: date
    reason: str = ""


class ApprovalState(StrEnum):
    """What a manager made of a wish."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Approval(Record):
    """A further discount beyond a seller's limit; kept for good, with who asked, who decided and why."""

    id: Id
    team_id: Id
    customer_id: Id
    offer_id: Id
    asked_by: Id
    percent: Decimal
    reason: str
    asked_at: Moment
    state: ApprovalState = ApprovalState.ASKED
    decided_by: Id | None = None
    decided_at: Moment | None = None


class UsageProfile(Record):
    """What a customer uses and spends a month; `elsewhere` is spent with others, by category."""

    customer_id: Id
    usage: dict[str, Decimal] = Field(default_factory=dict)
    elsewhere: dict[str, Decimal] = Field(default_factory=dict)
    as_of: date
    stated_by: Id


class Acceptance(NamedTuple):
    """How often something was offered and what came of it."""

    title: str
    segment: str
    seller_id: Id
    state: OfferState
    times: int


class Addressee(NamedTuple):
    """What a campaign needs to know of a customer; one of very many."""

    id: Id
    kind: str
    segment: str
    address: str
    birthday: date | None
    first_on: date | None
    do_not_contact: bool
    profile: str
    """Channels and tags as stored text; looked into only where a rule asks."""


class Offers(Protocol):
    """Catalogues and offers of teams."""

    async def put_catalogue(self, new: StoredCatalogue) -> None:
        """Store a version and put it in force instead of the one before."""

    async def catalogues(self, team_id: Id) -> Sequence[StoredCatalogue]:
        """Return the catalogues in force, by key."""

    async def catalogue_ids(self, team_id: Id) -> Sequence[Id]:
        """Return the ids of the versions in force, by key: to know at once whether anything changed."""

    async def catalogue(self, team_id: Id, key: str, version: int | None = None) -> StoredCatalogue | None:
        """Return a version of a catalogue; the latest one, in force or not, without a number."""

    async def add(self, offers: Sequence[StoredOffer]) -> None:
        """Store offers."""

    async def get(self, id: Id, scope: Scope) -> StoredOffer:
        """Return an offer of a customer in the scope or raise NotFound."""

    async def update(self, offer: StoredOffer, was: OfferState) -> bool:
        """Replace an offer; False when its state is no longer `was` (pressed twice)."""

    async def of(self, customer_id: Id, limit: int = 30) -> Sequence[StoredOffer]:
        """Return what the customer heard of, latest first."""

    async def open_in_household(self, team_id: Id, household: str, today: date) -> Sequence[StoredOffer]:
        """Return offers that stand open at an address."""

    async def sold(self, team_id: Id, catalogue_key: str, since: datetime | None = None) -> dict[str, int]:
        """Return how often each id of a catalogue was accepted, at all or since a moment."""

    async def holders(self, scope: Scope, names: Sequence[str], since: date | None = None) -> set[Id]:
        """Return the customers of a scope who bought one of the articles, at all or since a day."""

    async def usages(self, scope: Scope) -> dict[Id, UsageProfile]:
        """Return what is known of the use of a scope's customers."""

    async def acceptance(self, team_id: Id, since: datetime) -> Sequence[Acceptance]:
        """Return counts by title, segment, seller and state."""

    async def tidy(self, before: datetime) -> int:
        """Remove offers nobody heard of, shown before a moment; return how many."""

    async def add_approval(self, approval: Approval) -> None:
        """Store a wish for a discount."""

    async def approval(self, id: Id, team_id: Id) -> Approval | None:
        """Return a wish, None in another team."""

    async def decide(self, approval: Approval) -> bool:
        """Store a decision; False when somebody else was faster."""

    async def usage(self, customer_id: Id) -> UsageProfile | None:
        """Return what is known of a customer's use."""

    async def put_usage(self, profiles: Sequence[UsageProfile]) -> None:
        """Store use, in place of what was known before."""

    def audience(self, scope: Scope, batch: int = 20_000) -> AsyncIterator[Sequence[Addressee]]:
        """Walk over all customers of a scope in batches."""
