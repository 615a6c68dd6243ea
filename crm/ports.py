"""What the domain asks of a store: repositories seen through a scope, and a unit of work."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from crm.base import Id, Record
from crm.books import BuyingSummary, CategorySales, ContactSummary, Remarks, RepeatPurchase, Watched
from crm.contracts import Contract
from crm.customers import Customer
from crm.history import Opportunity, Promise, Purchase, Signal, SignalKind, Touchpoint
from crm.people import Invite, Salesperson, Scope, Team

__all__ = [
    "Books",
    "BuyingSummary",
    "CategorySales",
    "ContactSummary",
    "CustomerFile",
    "CustomerHit",
    "Customers",
    "Erasure",
    "Erasures",
    "Histories",
    "People",
    "Remarks",
    "RepeatPurchase",
    "UnitOfWork",
    "Watched",
]


class CustomerHit(Record):
    """A search result: enough for a button, without loading the customer."""

    id: Id
    name: str
    company: str = ""
    phone_tail: str = ""
    address: str = ""
    owner_id: Id
    score: float
    """1.0 for an exact key, falling with prefix matches and typos."""


class CustomerFile(Record):
    """Everything held about one customer; the unit of lossless JSON export and import."""

    customer: Customer
    purchases: tuple[Purchase, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    promises: tuple[Promise, ...] = ()
    signals: tuple[Signal, ...] = ()
    contracts: tuple[Contract, ...] = ()


class People(Protocol):
    """Teams, salespeople and invites."""

    async def add_team(self, team: Team) -> None:
        """Store a new team."""

    async def team(self, id: Id) -> Team:
        """Return a team or raise NotFound."""

    async def teams(self) -> Sequence[Team]:
        """Return all teams, oldest first."""

    async def remove_team(self, id: Id) -> None:
        """Remove a team with its people, customers and histories (used for the sample team)."""

    async def add(self, person: Salesperson) -> None:
        """Store a new salesperson."""

    async def update(self, person: Salesperson) -> None:
        """Replace a stored salesperson or raise NotFound."""

    async def get(self, id: Id) -> Salesperson:
        """Return a salesperson or raise NotFound."""

    async def by_telegram(self, telegram_id: int) -> Salesperson | None:
        """Return the active or removed salesperson linked with a Telegram account."""

    async def in_team(self, team_id: Id) -> Sequence[Salesperson]:
        """Return a team's people, oldest first."""

    async def add_invite(self, invite: Invite) -> None:
        """Store an invite."""

    async def invite(self, token_digest: str) -> Invite | None:
        """Return the invite with this digest, used or not."""

    async def use_invite(self, id: Id, by: Id, at: datetime) -> bool:
        """Mark an invite used; False when somebody else was faster."""


class Customers(Protocol):
    """Customers and their search keys. Outside the scope a customer does not exist."""

    async def add(self, customer: Customer) -> None:
        """Store a new customer with its search keys."""

    async def add_many(self, customers: Sequence[Customer]) -> None:
        """Store many new customers at once (imports, benchmarks)."""

    async def update(self, customer: Customer, scope: Scope) -> Customer:
        """Save over the version read; return it with version + 1. Raises Conflict or NotFound."""

    async def get(self, id: Id, scope: Scope) -> Customer:
        """Return a customer or raise NotFound."""

    async def search(self, text: str, scope: Scope, limit: int = 8) -> Sequence[CustomerHit]:
        """Find by name, part of a name, pinyin, initials, phone tail, company; typos at the end."""

    async def named(self, names: Sequence[str], scope: Scope) -> Sequence[CustomerHit]:
        """Return customers whose name or form of address equals one of `names` exactly."""

    async def by_phones(self, phones: Sequence[str], scope: Scope) -> Sequence[CustomerHit]:
        """Return customers reachable under one of these full numbers (duplicates at import)."""

    async def recent(self, scope: Scope, limit: int = 8) -> Sequence[CustomerHit]:
        """Return the customers touched last."""

    async def count(self, scope: Scope) -> int:
        """Return how many customers the scope holds."""

    def each(self, scope: Scope) -> AsyncIterator[CustomerFile]:
        """Walk over all customers of a scope with their histories, in order of id."""

    async def erase(self, id: Id, scope: Scope) -> CustomerFile:
        """Remove a customer, keys and histories for good; return what was held."""

    async def reindex(self) -> int:
        """Rebuild all search keys from the customers; return how many customers were done."""


class Histories(Protocol):
    """Purchases, touchpoints, opportunities and promises of customers within a scope."""

    async def add_purchases(self, purchases: Sequence[Purchase]) -> None:
        """Store purchases."""

    async def purchases(self, customer_id: Id, limit: int = 50) -> Sequence[Purchase]:
        """Return a customer's purchases, latest first."""

    async def add_touchpoints(self, touchpoints: Sequence[Touchpoint]) -> None:
        """Store touchpoints; they are never changed afterwards."""

    async def touchpoints(self, customer_id: Id, limit: int = 10) -> Sequence[Touchpoint]:
        """Return a customer's touchpoints, latest first."""

    async def add_opportunities(self, opportunities: Sequence[Opportunity]) -> None:
        """Store opportunities."""

    async def update_opportunity(self, opportunity: Opportunity) -> None:
        """Replace an opportunity or raise NotFound."""

    async def opportunities(self, customer_id: Id) -> Sequence[Opportunity]:
        """Return a customer's opportunities, open ones first."""

    async def open_opportunities(self, scope: Scope, limit: int = 100) -> Sequence[Opportunity]:
        """Return open opportunities of all customers in the scope, largest amount first."""

    async def add_promises(self, promises: Sequence[Promise]) -> None:
        """Store promises."""

    async def update_promise(self, promise: Promise) -> None:
        """Replace a promise or raise NotFound."""

    async def promises(self, customer_id: Id) -> Sequence[Promise]:
        """Return a customer's promises, earliest due first."""

    async def due_promises(self, scope: Scope, until: datetime) -> Sequence[Promise]:
        """Return open promises in the scope that fall due before `until`."""


class Books(Protocol):
    """Reads over all customers of a scope at once: the funnel, values, the day's list."""

    async def opportunity(self, id: Id, scope: Scope) -> Opportunity:
        """Return one opportunity of a customer in the scope or raise NotFound."""

    async def opportunities(self, scope: Scope, since: datetime) -> Sequence[Opportunity]:
        """Return open opportunities and those changed since a moment, latest change first."""

    async def purchases(self, scope: Scope, first_on: date, last_on: date) -> Sequence[Purchase]:
        """Return the purchases of the days from `first_on` to `last_on`, latest first."""

    async def signals(self, customer_id: Id, kind: SignalKind | None = None) -> Sequence[Signal]:
        """Return a customer's signals, latest first."""

    async def add_signals(self, signals: Sequence[Signal]) -> None:
        """Store signals; they are never changed afterwards."""

    async def buying(self, scope: Scope, until: date) -> Sequence[BuyingSummary]:
        """Return one summary for each customer and currency with a purchase up to a day."""

    async def contacts(
        self, scope: Scope, since: datetime, ids: Sequence[Id] | None = None
    ) -> Sequence[ContactSummary]:
        """Return the latest contacts of each customer that had any; `ids` narrows it to some of them."""

    async def repeats(self, scope: Scope, since: date, until: date) -> Sequence[RepeatPurchase]:
        """Return the products each customer bought on at least one day between two days."""

    async def remarks(self, scope: Scope, words: Sequence[str]) -> Sequence[Remarks]:
        """Return the remarks of customers with a birthday, or with one of the words in the profile."""

    async def complained(self, scope: Scope, since: datetime) -> Sequence[Id]:
        """Return the customers who complained since a moment and got no help after that, latest first."""

    async def telling(self, scope: Scope, since: datetime, words: Sequence[str]) -> Sequence[Id]:
        """Return the customers of whom one of the words was said or noted since a moment, latest first."""

    async def categories(self, scope: Scope, since: date, currency: str) -> Sequence[CategorySales]:
        """Return what each customer spent on each category since a day, in one currency."""

    async def hits(self, ids: Sequence[Id], scope: Scope) -> Sequence[CustomerHit]:
        """Return names for several customers; those outside the scope are left out."""

    async def files(self, ids: Sequence[Id], scope: Scope) -> Sequence[CustomerFile]:
        """Return several customers with their histories; those outside the scope are left out."""

    async def watched(self, ids: Sequence[Id], scope: Scope, since: datetime) -> Sequence[Watched]:
        """Return what the day's list looks at, with the contacts since a moment; the scope as in `files`."""


class Erasure(Record):
    """A note that something was erased, without saying what: enough to erase it again."""

    customer_id: Id
    erased_on: date


class Erasures(Protocol):
    """The list a restore consults, so that an old backup does not bring a customer back."""

    async def add(self, erasure: Erasure) -> None:
        """Remember an erasure."""

    async def all(self) -> Sequence[Erasure]:
        """Return every remembered erasure."""


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit()` rolls back."""

    @property
    def people(self) -> People:
        """Teams, salespeople, invites."""

    @property
    def customers(self) -> Customers:
        """Customers and their search keys."""

    @property
    def histories(self) -> Histories:
        """Dated records of customers."""

    @property
    def books(self) -> Books:
        """Reads over many customers at once, and signals."""

    @property
    def erasures(self) -> Erasures:
        """What was erased."""

    async def __aenter__(self) -> Self:
        """Open the transaction."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back unless committed, and close."""

    async def commit(self) -> None:
        """Make everything durable."""
