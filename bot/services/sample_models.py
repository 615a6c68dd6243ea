"""The sample team as data: what may stand in bot/sample/, checked on loading."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from crm.customers import (
    AgeBand,
    BuyingRole,
    ChannelKind,
    Consent,
    CustomerKind,
    Personality,
    Relation,
    Segment,
)
from crm.history import Direction, OpportunityState, PromiseState, Stage, TouchpointKind
from crm.people import Role


class Entry(BaseModel):
    """A piece of the data; unknown fields are refused. `ago` counts days back from the loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Entry):
    """A member of the team."""

    id: str
    name: str
    role: Role
    telegram_id: int | None = None


class TeamEntry(Entry):
    """The team."""

    id: str
    name: str
    people: tuple[Person, ...]


class ChannelEntry(Entry):
    """A channel with the customer's consent."""

    kind: ChannelKind
    address: str
    consent: Consent = Consent.UNKNOWN
    do_not_contact: bool = False
    label: str = ""


class MemberEntry(Entry):
    """A person of the household."""

    relation: Relation
    name: str = ""
    age_band: AgeBand | None = None
    has_say: bool = False
    note: str = ""


class ContactEntry(Entry):
    """A person in a firm."""

    id: str
    name: str
    position: str = ""
    roles: tuple[BuyingRole, ...] = ()
    phone: str = ""
    note: str = ""


class ObservationEntry(Entry):
    """Behaviour seen by the owner."""

    personality: Personality
    ago: int = Field(ge=0)
    note: str = ""


class NoteEntry(Entry):
    """A note by the owner."""

    ago: int = Field(ge=0)
    text: str


class PurchaseEntry(Entry):
    """A purchase, or with `every` a row of them from `ago` down to `until` days back."""

    product: str
    category: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    amount: Decimal
    margin: Decimal | None = None
    ago: int = Field(ge=0)
    every: int | None = Field(None, ge=5)
    until: int = Field(0, ge=0)


class TouchpointEntry(Entry):
    """One contact."""

    kind: TouchpointKind
    ago: int = Field(ge=0)
    text: str
    direction: Direction = Direction.IN
    channel: ChannelKind | None = None


class OpportunityEntry(Entry):
    """A possible sale; `in` is the expected day, counted forward."""

    title: str
    stage: Stage
    state: OpportunityState = OpportunityState.OPEN
    amount: Decimal | None = None
    expected: int | None = Field(None, alias="in")
    ago: int = Field(ge=0)
    advance: str = ""


class PromiseEntry(Entry):
    """A promise of the owner; `due` counts forward, negative is past."""

    text: str
    due: int | None = None
    ago: int = Field(ge=0)
    state: PromiseState = PromiseState.OPEN


class CustomerEntry(Entry):
    """A customer with everything around it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    owner: str
    kind: CustomerKind = CustomerKind.PERSON
    name: str = ""
    address_as: str = ""
    company: str = ""
    position: str = ""
    segment: Segment | None = None
    address: str = ""
    phones: tuple[str, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()
    household: tuple[MemberEntry, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()
    personality: tuple[ObservationEntry, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    purchases: tuple[PurchaseEntry, ...] = ()
    touchpoints: tuple[TouchpointEntry, ...] = ()
    opportunities: tuple[OpportunityEntry, ...] = ()
    promises: tuple[PromiseEntry, ...] = ()
    do_not_contact: bool = False
