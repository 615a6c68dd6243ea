"""Customers side by side as arrays: a million are valued in seconds, one by the same formulas."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from crm.ports import BuyingSummary
from crm.value.numbers import Floats

Ints = npt.NDArray[np.int32]


class Buyers(NamedTuple):
    """What customers bought in one currency; every array has one place for each customer.

    Days are ordinals (`date.toordinal`), amounts are in the currency's unit.
    """

    segments: tuple[str, ...]
    """Names of the segments that occur; `segment` holds places in here."""
    segment: Ints
    orders: Floats
    first: Floats
    last: Floats
    order_value: Floats
    """Net of all orders that are left after refunds."""
    revenue: Floats
    margin: Floats
    """Known margin, and the revenue it is known for."""
    margin_base: Floats

    @staticmethod
    def of(rows: Sequence[BuyingSummary]) -> "Buyers":
        """Return summaries as columns, in their order."""
        places = {name: n for n, name in enumerate(sorted({row.segment for row in rows}))}
        return Buyers(
            segments=tuple(places),
            segment=np.array([places[row.segment] for row in rows], dtype=np.int32),
            orders=_column([row.orders for row in rows]),
            first=_column([row.first_on.toordinal() for row in rows]),
            last=_column([row.last_on.toordinal() for row in rows]),
            order_value=_column([row.order_value for row in rows]),
            revenue=_column([row.revenue for row in rows]),
            margin=_column([row.margin for row in rows]),
            margin_base=_column([row.margin_base for row in rows]),
        )

    def only(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Buyers":
        """Return some of the customers, by a mask or by places."""
        return Buyers._make((self.segments, *(column[rows] for column in self._columns)))

    def joined(self, other: "Buyers") -> "Buyers":
        """Return these customers and then others; both know the same segments."""
        pairs = zip(self._columns, other._columns, strict=True)
        return Buyers._make((self.segments, *(np.concatenate(pair) for pair in pairs)))

    @property
    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return tuple(self[1:])

    def table(self, until: date) -> "Table":
        """Return frequency, recency, age and mean order value at the end of a day."""
        repeats = np.maximum(self.orders - 1, 0)
        mean = np.where(self.orders > 0, self.order_value / np.maximum(self.orders, 1), 0.0)
        age = np.maximum(until.toordinal() - self.first, 0.0)
        return Table(repeats, self.last - self.first, age, self.orders, mean)


class Table(NamedTuple):
    """The variables of BG/NBD and Gamma-Gamma: x repeat orders, the last at t_x, watched for T days,
    n orders of mean net value z."""

    x: Floats
    t_x: Floats
    T: Floats
    n: Floats
    z: Floats


class Worths(NamedTuple):
    """What customers are worth in one currency, side by side; fields as in `lifetime.Worth`."""

    historical: Floats
    current: Floats
    alive: Floats
    orders_a_year: Floats
    order_value: Floats
    margin_rate: Floats
    cost_a_year: Floats
    sure: Floats


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)
