"""The store of reckoned values, and the wide reads that reckoning for everybody needs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from crm.base import Id
from crm.people import Scope
from crm.value.contracts import ShiftedBetaGeometric
from crm.value.curve import Curve
from crm.value.lifetime import Model, Worth
from crm.value.orders import Line
from crm.value.view import ValueView


class Valued(NamedTuple):
    """One customer's stored value. `view` is empty until somebody had to do with the customer."""

    worth: Worth
    tier: str
    rank: int
    computed_on: date
    view: ValueView | None = None


class Learnt(NamedTuple):
    """What was learnt of a team's customers in one currency."""

    model: Model
    curve: Curve
    mean_value: float
    """Mean current value of a customer."""
    renewal: ShiftedBetaGeometric
    """How subscriptions are renewed."""


class Person(NamedTuple):
    """Whose purchases are read."""

    id: Id
    team_id: Id
    segment: str


NO_MARGIN = -(2**53)
"""Stands for an unknown margin among whole numbers; no sum of money comes near."""


class Bought(NamedTuple):
    """Purchase lines of some customers, one customer's side by side."""

    customers: Sequence[Id]
    """Each once."""
    counts: npt.NDArray[np.int64]
    """How many of the lines are each customer's."""
    lines: npt.NDArray[np.int64]
    """A row a line: ordinal of the day, place of the currency, amount and margin in whole ten-thousandths
    (the margin `NO_MARGIN` where none is known)."""


class Values(Protocol):
    """Reckoned values of customers."""

    async def get(self, customer_id: Id) -> Valued | None:
        """Return a customer's stored value, or None. The caller has made sure of the scope."""

    async def put(self, rows: Sequence[Valued]) -> None:
        """Store values, replacing earlier ones of the same customers."""

    async def of(self, scope: Scope, most: int) -> Sequence[tuple[Valued, Id]]:
        """Return the most valuable customers in a scope with their owners, highest first; without views."""

    async def count(self, scope: Scope) -> int:
        """Return how many customers of a scope have a stored value."""

    async def learnt(self, team_id: Id) -> Mapping[str, Learnt]:
        """Return what was learnt of a team, by currency."""

    async def learn(self, team_id: Id, currency: str, learnt: Learnt) -> None:
        """Store what was learnt, replacing what was known."""

    def people(self) -> AsyncIterator[Sequence[Person]]:
        """Yield all customers, in blocks."""

    async def currencies(self) -> Sequence[str]:
        """Return the currencies that purchases were made in, in alphabetical order."""

    def lines(self, until: date, currencies: Sequence[str]) -> AsyncIterator[Bought]:
        """Yield all purchase lines up to a day, in blocks; each customer is in one block only."""

    async def line_count(self, until: date) -> int:
        """Return how many purchase lines there are up to a day, for a progress bar."""

    def contacts(self) -> AsyncIterator[Sequence[tuple[Id, str, int]]]:
        """Yield customer, kind of contact and how often it happened, in blocks."""

    def tiers(self) -> AsyncIterator[Sequence[tuple[Id, str]]]:
        """Yield the stored tiers, in blocks."""

    async def subscribers(self, words: Sequence[str], scope: Scope | None = None) -> Sequence[Id]:
        """Return the customers who bought an article with one of the words in its name."""

    async def whole_lines(self, ids: Sequence[Id], until: date) -> Mapping[tuple[Id, str], list[Line]]:
        """Return the lines of some customers by customer and currency, with their products."""
