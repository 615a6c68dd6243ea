"""Rules as data: who may have what, and what may not stand together. Each says its reason aloud."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from crm.base import Record
from crm.customers import CustomerKind, Segment, Short

Number = Annotated[Decimal, Field(ge=0)]


class Between(Record):
    """A range, both ends included; an open end is missing."""

    least: Number | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> "Between":
        if self.least is None and self.most is None:
            raise ValueError("a range needs least or most")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("least is above most")
        return self

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class Criteria(Record):
    """What a customer must fulfil. Only tellable criteria exist here; anything else is refused as unknown."""

    segments: tuple[Segment, ...] = ()
    kind: CustomerKind | None = None
    new_customer: bool | None = None
    tenure_months: Between | None = None
    holds_any: tuple[str, ...] = ()
    holds_none: tuple[str, ...] = ()
    usage: dict[str, Between] = Field(default_factory=dict)
    volume: Between | None = None
    """Quantity asked for in this order."""
    regions: tuple[str, ...] = ()
    statuses: tuple[Short, ...] = ()
    consent: bool = False
    """The customer must not have refused to be contacted."""
    good_record: bool = False
    """Nothing unsettled from earlier dealings (the company's blacklist, said politely)."""


class RuleKind(StrEnum):
    """What a rule does."""

    ELIGIBILITY = "eligibility"
    CONFLICT = "conflict"
    VOLUME = "volume"
    FLOOR = "floor"


class Tier(Record):
    """From a quantity on, so much per cent off."""

    least: Annotated[Decimal, Field(gt=0)]
    percent_off: Annotated[Decimal, Field(ge=0, lt=100)]


class Rule(Record):
    """One rule. `says` is the reason in words one may say to the customer."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: RuleKind
    applies_to: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of products, bundles or campaigns, categories, or `*`."""
    says: Annotated[Short, Field(min_length=2)]
    requires: Criteria = Criteria()
    against: tuple[str, ...] = ()
    """For a conflict: what may not stand beside one of `applies_to`."""
    tiers: tuple[Tier, ...] = ()
    min_margin: Annotated[Decimal, Field(ge=0, le=10)] = Decimal(0)

    @model_validator(mode="after")
    def _says_what_it_does(self) -> "Rule":
        if self.kind is RuleKind.CONFLICT and not self.against:
            raise ValueError("a conflict needs `against`")
        if self.kind is RuleKind.VOLUME and not self.tiers:
            raise ValueError("a volume rule needs `tiers`")
        return self
