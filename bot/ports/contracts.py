"""The stores of contracts and of a team's own win rates."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from crm.base import Id, Moment, Record
from crm.contracts import Contract
from crm.history import Stage
from crm.people import Scope


class Held(NamedTuple):
    """A contract with whose it is."""

    contract: Contract
    owner_id: Id
    segment: str


class Contracts(Protocol):
    """Contracts of customers within a scope."""

    async def add(self, contracts: Sequence[Contract]) -> None:
        """Store new contracts."""

    async def update(self, contract: Contract) -> None:
        """Replace a stored contract or raise NotFound."""

    async def get(self, id: Id, scope: Scope) -> Contract:
        """Return a contract of a customer in the scope or raise NotFound."""

    async def of(self, customer_id: Id) -> Sequence[Contract]:
        """Return a customer's contracts, oldest first. The caller has made sure of the scope."""

    async def ending(self, scope: Scope, first_on: date, last_on: date, limit: int) -> Sequence[Contract]:
        """Return contracts not ended whose term is over between two days, soonest first."""

    async def held(self, scope: Scope) -> Sequence[Held]:
        """Return every contract in a scope."""

    async def holders(self) -> Sequence[Id]:
        """Return all customers who have or had a contract."""

    async def of_many(self, ids: Sequence[Id]) -> Sequence[Contract]:
        """Return the contracts of some customers."""


class WinRate(Record):
    """How often an opportunity in a stage is won, as a team set it."""

    id: Id
    team_id: Id
    stage: Stage
    rate: float
    by: Id
    at: Moment


class WinRates(Protocol):
    """Win rates by team; the latest of a stage holds, the others are its history."""

    async def add(self, rates: Sequence[WinRate]) -> None:
        """Keep rates that hold from now on."""

    async def in_force(self, team_id: Id) -> dict[Stage, float]:
        """Return the rates a team set; stages it never touched are missing."""

    async def history(self, team_id: Id, limit: int) -> Sequence[WinRate]:
        """Return the rates a team set, latest first."""
