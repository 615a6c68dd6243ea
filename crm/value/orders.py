"""Purchases as orders: refunds net the order they take back, the future and other currencies stay apart.

An order is all that one customer bought on one day in one currency (as in Fader, Hardie & Lee 2005,
where purchases of one day count once).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from crm.history import Purchase


class Line(NamedTuple):
    """A purchase line without its identity; `amount` is negative for a refund."""

    product: str
    on: date
    amount: float
    margin: float | None = None


class Order(NamedTuple):
    """What is left of one day's buying after refunds; always more than nothing."""

    on: date
    net: float


class OrderBook(NamedTuple):
    """One customer's buying in one currency."""

    orders: tuple[Order, ...]
    """Oldest first."""
    revenue: float
    """Net of all refunds, also of those that found no order."""
    margin: float
    """Known margin, and the revenue it is known for."""
    margin_base: float
    unmatched: float = 0.0
    """Refunds (positive) beyond everything bought before: to be looked at by a person."""

    @property
    def margin_rate(self) -> float | None:
        """Margin over revenue where the margin is known."""
        return self.margin / self.margin_base if self.margin_base > 0 else None


class Recency(NamedTuple):
    """Frequency, recency and age of BG/NBD, in days: x repeat orders, the last at t_x, observed for T."""

    x: int
    t_x: float
    T: float


def lines_of(purchases: Iterable[Purchase], currency: str, until: date) -> list[Line]:
    """Return the lines in one currency up to a day; later ones have not happened."""
    return [
        Line(p.product, p.bought_on, float(p.amount.amount), float(p.margin.amount) if p.margin else None)
        for p in purchases
        if p.amount.currency == currency and p.bought_on <= until
    ]


def main_currency(purchases: Sequence[Purchase]) -> str:
    """Return the currency most lines are in; CNY for a customer who bought nothing."""
    counts: dict[str, int] = defaultdict(int)
    for purchase in purchases:
        counts[purchase.amount.currency] += 1
    return min(counts, key=lambda c: (-counts[c], c)) if counts else "CNY"


def net_orders(lines: Sequence[Line]) -> OrderBook:
    """Net each refund against the latest earlier purchase of the product, then of anything."""
    bought = sorted((line for line in lines if line.amount > 0), key=lambda line: line.on)
    left = [line.amount for line in bought]
    unmatched = 0.0
    for refund in sorted((line for line in lines if line.amount < 0), key=lambda line: line.on):
        unmatched += _take_back(refund, bought, left)
    days: dict[date, float] = defaultdict(float)
    for line, rest in zip(bought, left, strict=True):
        days[line.on] += rest
    orders = tuple(Order(on, net) for on, net in sorted(days.items()) if net > 1e-9)
    known = [line for line in lines if line.margin is not None]
    return OrderBook(
        orders=orders,
        revenue=sum(line.amount for line in lines),
        margin=sum(line.margin or 0.0 for line in known),
        margin_base=sum(line.amount for line in known),
        unmatched=unmatched,
    )


def _take_back(refund: Line, bought: Sequence[Line], left: list[float]) -> float:
    """Take a refund off earlier purchases, the same product first; return what found none."""
    due = -refund.amount
    earlier = [n for n, line in enumerate(bought) if line.on <= refund.on]
    same = [n for n in earlier if bought[n].product == refund.product]
    for n in [*reversed(same), *reversed(earlier)]:
        taken = min(due, left[n])
        left[n] -= taken
        due -= taken
    return due if due > 1e-9 else 0.0


def recency(book: OrderBook, until: date) -> Recency | None:
    """Return (x, t_x, T) in days at the end of `until`; None without an order."""
    if not book.orders:
        return None
    first, last = book.orders[0].on, book.orders[-1].on
    return Recency(len(book.orders) - 1, float((last - first).days), float((until - first).days))


def rhythm(book: OrderBook) -> float | None:
    """Return the median days between orders; None with fewer than two orders."""
    days = [order.on for order in book.orders]
    gaps = sorted((b - a).days for a, b in pairwise(days))
    if not gaps:
        return None
    middle = len(gaps) // 2
    return float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2
