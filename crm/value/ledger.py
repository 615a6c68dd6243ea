"""Millions of purchase lines into columns of customers: sorted once, summed day by day.

Only customers without a refund are summed here; a refund takes back an order of an earlier day, which
`crm.value.orders.net_orders` does line by line.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crm.value.columns import Buyers, Ints

UNIT = 10_000
"""Amounts are whole ten-thousandths of the currency's unit, as stored."""
Whole = npt.NDArray[np.int64]


class Lines(NamedTuple):
    """Purchase lines side by side."""

    who: Ints
    """Place of the customer."""
    currency: npt.NDArray[np.int8]
    day: Ints
    """Ordinal of the day."""
    amount: Whole
    margin: Whole
    has_margin: npt.NDArray[np.bool_]


class Ledger(NamedTuple):
    """Summed lines: one place for each customer and currency that occurs."""

    who: Ints
    currency: npt.NDArray[np.int8]
    buyers: Buyers


def refunded(lines: Lines) -> Ints:
    """Return the places of customers with a negative line."""
    found: Ints = np.unique(lines.who[lines.amount < 0]).astype(np.int32)
    return found


def summed(lines: Lines, segment_of: Ints, segments: tuple[str, ...]) -> Ledger:
    """Return the ledger of lines without refunds; `segment_of` gives each customer's place in `segments`.

    An order is a day with a positive net, as in `orders.net_orders`.
    """
    by_day, day_net, day_margin, day_base = _days(lines)
    kept = day_net > 0
    by_day, day_net = by_day[kept], day_net[kept]
    pair = (lines.who[by_day].astype(np.int64) << 8) | lines.currency[by_day]
    starts = _starts(pair)
    if not len(starts):
        none = np.zeros(0)
        return Ledger(np.zeros(0, np.int32), np.zeros(0, np.int8), _empty(segments, none))
    ends = np.append(starts[1:], len(pair)) - 1
    days = lines.day[by_day]
    who = lines.who[by_day][starts]
    net = np.add.reduceat(day_net, starts) / UNIT
    buyers = Buyers(
        segments=segments,
        segment=segment_of[who],
        orders=(ends - starts + 1).astype(np.float64),
        first=days[starts].astype(np.float64),
        last=days[ends].astype(np.float64),
        order_value=net,
        revenue=net,
        margin=np.add.reduceat(day_margin[kept], starts) / UNIT,
        margin_base=np.add.reduceat(day_base[kept], starts) / UNIT,
    )
    return Ledger(who, lines.currency[by_day][starts], buyers)


def without(lines: Lines, left_out: Ints, customers: int) -> Lines:
    """Return the lines of all but some customers."""
    if not len(left_out):
        return lines
    mask = np.zeros(customers, dtype=bool)
    mask[left_out] = True
    stay = ~mask[lines.who]
    return Lines._make(column[stay] for column in lines)


def _days(lines: Lines) -> tuple[npt.NDArray[np.int64], Whole, Whole, Whole]:
    """Return for each day of a customer in a currency: a place of it in the lines, net, margin, base."""
    key = ((lines.who.astype(np.int64) << 8) | lines.currency) << 22 | lines.day
    order = np.argsort(key, kind="stable")
    starts = _starts(key[order])
    if not len(starts):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing, nothing
    amount, known = lines.amount[order], lines.has_margin[order]
    margin = np.where(known, lines.margin[order], 0)
    return (
        order[starts],
        np.add.reduceat(amount, starts),
        np.add.reduceat(margin, starts),
        np.add.reduceat(np.where(known, amount, 0), starts),
    )


def _starts(ordered: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.flatnonzero(np.diff(ordered)) + 1])


def _empty(segments: tuple[str, ...], none: npt.NDArray[np.float64]) -> Buyers:
    return Buyers(segments, np.zeros(0, np.int32), *([none] * 7))
