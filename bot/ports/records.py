"""Record keeping: merges, hand-overs, sums of revenue, and how somebody likes pictures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from pydantic import JsonValue

from crm.base import Id, Moment, Record
from crm.customers import Customer
from crm.people import Scope


class OnceRow(Record):
    """A row that stands once for a customer, as it was before a merge."""

    row: Mapping[str, JsonValue]
    moved: bool
    """Whether the kept customer took it; otherwise it had its own and this one was left out."""


class Moved(NamedTuple):
    """What changed hands in a merge, by table."""

    ids: dict[str, tuple[str, ...]]
    once: dict[str, tuple[OnceRow, ...]]


class Merge(Record):
    """Two records of one customer made one. The one gone is kept whole here until it cannot come back."""

    id: Id
    team_id: Id
    kept_id: Id
    gone_id: Id
    by: Id
    at: Moment
    undone_at: Moment | None = None
    gone: Customer
    before: Customer
    """The kept record as it was."""
    joined: Customer
    """The kept record right after the merge."""
    moved: Mapping[str, tuple[str, ...]]
    """By table, the records that changed hands."""
    once: Mapping[str, tuple[OnceRow, ...]] = {}
    """By table, the rows that stand once for a customer."""


class HandOver(Record):
    """Customers that went from one salesperson to another."""

    id: Id
    team_id: Id
    from_id: Id
    to_id: Id
    by: Id
    at: Moment
    undone_at: Moment | None = None
    customer_ids: tuple[Id, ...]


class Alike(NamedTuple):
    """A customer as the search for duplicates sees it."""

    id: Id
    name: str
    company: str
    owner_id: Id
    phone: str
    """The number a group has in common; empty when it is grouped by something else."""
    tail: str
    created_at: datetime


class SumBy(StrEnum):
    """What revenue may be summed by in the database."""

    PRODUCT = "product"
    ADDRESS = "address"
    CUSTOMER = "customer"


class Revenue(NamedTuple):
    """Net revenue of a product, an address or a customer in one currency."""

    of: str
    currency: str
    customers: int
    lines: int
    amount: Decimal


class PictureLook(Record):
    """How a salesperson wants pictures."""

    salesperson_id: Id
    dark: bool = False
    covered: bool = False


class RecordKeeping(Protocol):
    """Changes over several customers at once, and what has to be known to take them back."""

    async def lock(self, ids: Sequence[Id]) -> None:
        """Hold customers until the transaction ends, so that two people cannot change them crosswise."""

    async def move(self, gone_id: Id, kept_id: Id) -> Moved:
        """Give every record of a customer to another one; return by table which."""

    async def move_back(self, merge: Merge) -> int:
        """Give back what a merge moved, as far as it is still there; return how many records."""

    async def mentioning(self, needles: Sequence[str], scope: Scope, but_id: Id) -> Sequence[Id]:
        """Return the other customers in a scope whose profile or contacts hold one of the strings."""

    async def redact_contacts(self, ids: Sequence[Id], needles: Sequence[str], mark: str) -> int:
        """Put a mark in place of the strings in the recorded contacts of some customers."""

    async def add_merge(self, merge: Merge) -> None:
        """Remember a merge."""

    async def merge(self, id: Id, scope: Scope) -> Merge:
        """Return a merge whose kept customer is in the scope, or raise NotFound."""

    async def merges(self, scope: Scope, since: datetime, limit: int = 10) -> Sequence[Merge]:
        """Return merges that still hold, latest first."""

    async def undo_merge(self, id: Id, at: datetime) -> bool:
        """Mark a merge undone; False when somebody else was faster."""

    async def forget(self, customer_id: Id) -> Sequence[Customer]:
        """Remove the merges a customer had part in; return the records that had gone into it (erasure)."""

    async def alike(self, scope: Scope, limit: int = 500) -> Sequence[tuple[Alike, ...]]:
        """Return groups of customers with the same number, company or name."""

    async def set_apart(self, one: Id, other: Id, at: datetime) -> None:
        """Remember that two customers are not the same."""

    async def apart(self) -> frozenset[tuple[Id, Id]]:
        """Return all pairs known to be different, smaller id first."""

    async def owned(self, owner_id: Id, scope: Scope, limit: int) -> Sequence[Id]:
        """Return ids of somebody's customers within the scope, touched last first."""

    async def owners(self, scope: Scope) -> Mapping[Id, int]:
        """Return how many customers each owner has."""

    async def hand(self, ids: Sequence[Id], from_id: Id, to_id: Id, at: datetime) -> Sequence[Id]:
        """Give customers that are still `from_id`'s to `to_id`; return which.

        What `from_id` still owes them, and is to be reminded of about them, goes along.
        """

    async def add_hand_over(self, hand_over: HandOver) -> None:
        """Remember a hand-over."""

    async def hand_over(self, id: Id, scope: Scope) -> HandOver:
        """Return a hand-over of the scope's team, or raise NotFound."""

    async def hand_overs(self, scope: Scope, since: datetime, limit: int = 10) -> Sequence[HandOver]:
        """Return hand-overs that still hold, latest first."""

    async def undo_hand_over(self, id: Id, at: datetime) -> bool:
        """Mark a hand-over undone; False when somebody else was faster."""

    async def revenue(self, scope: Scope, first_on: date, last_on: date, by: SumBy) -> Sequence[Revenue]:
        """Return net revenue of the days, summed by the database."""

    async def in_segments(self, scope: Scope, segments: Sequence[str]) -> frozenset[Id]:
        """Return the customers that stand in one of the segments."""

    async def touched(self, scope: Scope, limit: int) -> Sequence[tuple[Id, str]]:
        """Return customers with their segment (or nothing), those touched last first."""

    async def barred(self, scope: Scope) -> Sequence[Id]:
        """Return customers about whom a barring was ever noted, latest first."""

    async def look(self, salesperson_id: Id) -> PictureLook:
        """Return how somebody wants pictures."""

    async def put_look(self, look: PictureLook) -> None:
        """Keep how somebody wants pictures."""
