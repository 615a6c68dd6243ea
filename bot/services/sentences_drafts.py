"""What was read out of a free sentence: proposals, not yet records of the store."""

from datetime import date

from pydantic import Field

from crm.base import Record
from crm.customers import AgeBand, CustomerKind, Personality, Relation, Segment, Short


class MemberDraft(Record):
    """A person around the customer, as told. No birthday is ever asked for."""

    relation: Relation
    name: Short = ""
    age_band: AgeBand | None = None
    has_say: bool = False
    note: Short = ""


class PersonalityDraft(Record):
    """Behaviour as described, with the words it was described in."""

    personality: Personality
    words: Short


class CustomerDraft(Record):
    """A customer as far as a sentence or a dialogue tells.

    `understood` holds the pieces of the sentence that became fields and `notes` everything else, so
    that together they hold every letter and digit of it. A note has at most 4,000 characters.
    """

    kind: CustomerKind = CustomerKind.PERSON
    name: Short = ""
    address_as: Short = ""
    company: Short = ""
    position: Short = ""
    segment: Segment | None = None
    address: Short = ""
    birthday: date | None = None
    phones: tuple[Short, ...] = ()
    wechat: Short = ""
    email: Short = ""
    household: tuple[MemberDraft, ...] = ()
    personality: tuple[PersonalityDraft, ...] = ()
    tags: tuple[Short, ...] = ()
    notes: tuple[str, ...] = ()
    understood: tuple[str, ...] = Field((), repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing tells who the customer is: no name, company, number or address."""
        return not (self.name or self.address_as or self.company or self.phones or self.wechat or self.email)

    @property
    def note(self) -> str:
        """All notes as one text."""
        return "\n".join(self.notes)


class HouseholdPatch(Record):
    """Facts proposed from a remark about a known customer; nothing is stored before a person agrees."""

    customer_name: Short = ""
    """Whose family is spoken of (王姐), empty when the remark does not say."""
    members: tuple[MemberDraft, ...] = ()
    note: str = ""
    """The whole remark without its opening words (记一下)."""
