"""The customer: who it is, how to reach it, whom it cares for, who decides."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from crm.base import Id, Moment, Record

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class CustomerKind(StrEnum):
    """A private person, or an organisation."""

    PERSON = "person"
    COMPANY = "company"


class Segment(StrEnum):
    """Unordered kind of demand (D23): 公众客户, 商客, 大客户, and D8's group customers."""

    PUBLIC = "public"
    BUSINESS = "business"
    KEY_ACCOUNT = "key_account"
    GROUP = "group"


class ChannelKind(StrEnum):
    """Way of reaching a customer."""

    PHONE = "phone"
    SMS = "sms"
    WECHAT = "wechat"
    TELEGRAM = "telegram"
    EMAIL = "email"
    VISIT = "visit"


class Consent(StrEnum):
    """What the customer said about being contacted on a channel."""

    UNKNOWN = "unknown"
    GRANTED = "granted"
    REFUSED = "refused"


class Channel(Record):
    """One way to a customer with its consent. `do_not_contact` beats any consent."""

    kind: ChannelKind
    address: Short
    label: Short = ""
    consent: Consent = Consent.UNKNOWN
    do_not_contact: bool = False

    @property
    def may_contact(self) -> bool:
        """Whether a list or a draft may use this channel."""
        return not self.do_not_contact and self.consent is not Consent.REFUSED


class Relation(StrEnum):
    """How a household member is related to the customer."""

    SPOUSE = "spouse"
    CHILD = "child"
    SON = "son"
    DAUGHTER = "daughter"
    GRANDCHILD = "grandchild"
    GRANDSON = "grandson"
    GRANDDAUGHTER = "granddaughter"
    PARENT = "parent"
    FATHER = "father"
    MOTHER = "mother"
    SIBLING = "sibling"
    COMPANION = "companion"
    OTHER = "other"


class AgeBand(StrEnum):
    """The default grain of a minor's age: no date of birth needed."""

    INFANT = "infant"
    PRESCHOOL = "preschool"
    SCHOOL = "school"
    TEEN = "teen"
    ADULT = "adult"
    SENIOR = "senior"


class HouseholdMember(Record):
    """A person the customer lives with or cares for. Name and birthday are optional on purpose."""

    id: Id
    relation: Relation
    name: Short = ""
    age_band: AgeBand | None = None
    birthday: date | None = None
    has_say: bool = False
    """Whether the customer defers to this person when buying."""
    note: Short = ""


class BuyingRole(StrEnum):
    """The six buyers of D8 (S3): economic, technical, user, financial, coach, influencer."""

    ECONOMIC = "economic"
    TECHNICAL = "technical"
    USER = "user"
    FINANCIAL = "financial"
    COACH = "coach"
    INFLUENCER = "influencer"


class Contact(Record):
    """A person inside a company customer and the part played in buying."""

    id: Id
    name: Short
    position: Short = ""
    roles: tuple[BuyingRole, ...] = ()
    phone: Short = ""
    note: Short = ""


class Personality(StrEnum):
    """The twelve observed ways of behaving (D6); ids of the personality cards."""

    CALM = "calm"
    WAVERING = "wavering"
    SUPERIOR = "superior"
    BLUNT = "blunt"
    TALKATIVE = "talkative"
    SILENT = "silent"
    PICKY = "picky"
    INSINCERE = "insincere"
    ALOOF = "aloof"
    IMPULSIVE = "impulsive"
    RESENTFUL = "resentful"
    SLIPPERY = "slippery"


class PersonalityObservation(Record):
    """Behaviour seen by somebody on a day; never a verdict."""

    personality: Personality
    observed_on: date
    observed_by: Id
    note: Short = ""


class Note(Record):
    """A free remark about a customer by a salesperson."""

    id: Id
    text: Long
    by: Id
    at: Moment


class Customer(Record):
    """A customer with everything that is edited together; histories live in their own records."""

    id: Id
    team_id: Id
    owner_id: Id
    kind: CustomerKind = CustomerKind.PERSON
    name: Short = ""
    """May be empty for a row that came with nothing but a phone number."""
    address_as: Short = ""
    """How one speaks to the customer: 张大伯, 王姐, 李总."""
    company: Short = ""
    position: Short = ""
    segment: Segment | None = None
    address: Short = ""
    birthday: date | None = None
    channels: tuple[Channel, ...] = ()
    household: tuple[HouseholdMember, ...] = ()
    contacts: tuple[Contact, ...] = ()
    personality: tuple[PersonalityObservation, ...] = ()
    tags: tuple[Short, ...] = ()
    notes: tuple[Note, ...] = ()
    do_not_contact: bool = False
    created_at: Moment
    updated_at: Moment
    version: int = 1
    """Grows by one with each saved change; a save of an older version raises Conflict."""

    @property
    def phones(self) -> tuple[str, ...]:
        """Numbers of all phone channels, in order."""
        return tuple(c.address for c in self.channels if c.kind is ChannelKind.PHONE)

    @property
    def display_name(self) -> str:
        """Name, else form of address, else company, else the phone's tail (尾号)."""
        tail = f"尾号{self.phones[0][-4:]}" if self.phones else ""
        return self.name or self.address_as or self.company or tail or "未命名客户"

    @property
    def observed_personality(self) -> Personality | None:
        """The latest observation, if any."""
        latest = max(self.personality, key=lambda o: o.observed_on, default=None)
        return latest.personality if latest else None
