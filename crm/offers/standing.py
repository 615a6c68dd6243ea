"""How a customer stands for an offer: only what can be told to the customer's face.

There is no field for personality, perceived value, quadrant, price sensitivity or churn risk, so no
rule can ask for them and no price can depend on them.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from crm.base import Record
from crm.customers import CustomerKind, Segment, Short
from crm.offers.calendars import CustomerDays

Use = Annotated[Decimal, Field(ge=0)]


class Standing(Record):
    """The tellable facts of one customer on a day. Amounts are per month in the catalogue's currency."""

    kind: CustomerKind = CustomerKind.PERSON
    segment: Segment | None = None
    tenure_months: Annotated[int, Field(ge=0)] = 0
    """Whole months since the first purchase; 0 for somebody new."""
    holdings: tuple[str, ...] = ()
    """Ids of the products held: bought for good, or paid for in the last two months."""
    usage: dict[str, Use] = Field(default_factory=dict)
    """Use a month by key: minutes, traffic_gb, lines, devices. A missing key is not known."""
    spend: dict[str, Use] = Field(default_factory=dict)
    """Spend a month by category."""
    region: str = ""
    statuses: tuple[Short, ...] = ()
    """What was announced and shown: 学生, 军人, 会员."""
    blacklisted: bool = False
    may_contact: bool = True
    days: CustomerDays = CustomerDays()

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever bought from us."""
        return self.tenure_months == 0 and not self.holdings and self.days.since is None


class Request(Record):
    """What is asked for: categories or ids, how many, the budget, and who is selling."""

    wants: tuple[str, ...] = ()
    """Categories, or ids of products or bundles; empty means whatever suits."""
    quantity: Annotated[Decimal, Field(gt=0, le=1_000_000)] = Decimal(1)
    quantities: dict[str, Annotated[Decimal, Field(gt=0, le=1_000_000)]] = Field(default_factory=dict)
    """How many of single wants, where they differ (两辆A3加三个头盔); what is not named counts once then."""
    monthly_budget: Use | None = None
    upfront_budget: Use | None = None
    thrifty: bool = False
    """Something cheap was asked for: what is not known of today's spend is compared with the cheapest."""
    seller: str = ""
    on: date
    sold: dict[str, int] = Field(default_factory=dict)
    """What is gone already, by id: units of a product since its stock was stated, acceptances of a
    bundle or campaign."""
    barred: tuple[str, ...] = ()
    """Ids that conflict with what stands open in the household."""

    def quantity_of(self, keys: Collection[str]) -> Decimal | None:
        """Return how many of something that goes under these keys are asked for.

        None for what joins wants of different numbers: no bundle is two of one and three of the other.
        """
        if not self.quantities:
            return self.quantity
        asked = {self.quantities.get(want, Decimal(1)) for want in self.wants if want in keys}
        return asked.pop() if len(asked) == 1 else None if asked else Decimal(1)
