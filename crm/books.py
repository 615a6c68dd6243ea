"""What a store sums up over many customers: rows of plain figures, read by the books."""

from datetime import date, datetime
from typing import NamedTuple

from crm.base import Id
from crm.contracts import Contract
from crm.customers import Customer
from crm.history import Touchpoint
from crm.value.ahead import Bought


class BuyingSummary(NamedTuple):
    """What a customer bought in one currency, up to a day. An order is a day with a positive net.

    Amounts are floats in the currency's unit: this feeds estimates, never a price.
    """

    customer_id: Id
    owner_id: Id
    segment: str
    currency: str
    orders: int
    first_on: date
    last_on: date
    revenue: float
    """Net of refunds."""
    order_value: float
    """Net of the orders left after refunds."""
    margin: float
    """Known margin, and the revenue it is known for."""
    margin_base: float


class RepeatPurchase(NamedTuple):
    """A product a customer bought on several days: enough to see that it may run out."""

    customer_id: Id
    product: str
    days: int
    first_on: date
    last_on: date


class Remarks(NamedTuple):
    """What was noted about a customer's days: birthdays, tags and notes."""

    customer_id: Id
    owner_id: Id
    name: str
    birthday: date | None
    household: tuple[tuple[str, str, date], ...]
    """Relation, name and birthday of members who have one."""
    texts: tuple[str, ...]
    """Tags and notes."""


class CategorySales(NamedTuple):
    """What a customer spent on a category, in the currency's unit."""

    customer_id: Id
    segment: str
    category: str
    revenue: float


class ContactSummary(NamedTuple):
    """When a customer was last in touch with us, and how often each kind of contact happened."""

    customer_id: Id
    last_out_at: datetime | None
    last_in_at: datetime | None
    kinds: dict[str, int]
    """Number of touchpoints by kind since the day asked for."""


class Watched(NamedTuple):
    """What the day's list has to be sure of about one customer: much less than the whole file."""

    customer: Customer
    bought: tuple[Bought, ...]
    """What was bought, refunds left out, earliest first."""
    purchase_notes: tuple[str, ...]
    touchpoints: tuple[Touchpoint, ...]
    """Those since the moment asked for, in order of time."""
    contracts: tuple[Contract, ...]
