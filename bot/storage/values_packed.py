"""A customer's purchase lines as one text that the database makes: ten million lines without a tuple each."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import numpy as np
from sqlalchemy import Integer, Select, String, case, func, literal_column, select, type_coerce
from sqlalchemy import cast as sql_cast

from bot.ports.values import NO_MARGIN, Bought
from bot.storage.books_rows import whole
from bot.storage.tables_histories import purchase

_JULIAN = 1721424.5
"""Julian day of the day before 1 January of the year 1, so that ordinals are Python's."""
_COLUMNS = 4


def packed(until: date, currencies: Sequence[str], *, postgresql: bool) -> Select[Any]:
    """Return the statement for customer, count of lines, and the numbers of the lines in one text."""
    place = case(*((purchase.c.currency == name, n) for n, name in enumerate(currencies)))
    numbers = (place, whole(purchase.c.amount), func.coalesce(whole(purchase.c.margin), NO_MARGIN))
    if postgresql:
        day = purchase.c.bought_on - literal_column("DATE '0001-01-01'") + 1
        text = func.string_agg(func.concat_ws(" ", day, *numbers), " ")
    else:
        ordinal = func.julianday(type_coerce(purchase.c.bought_on, String)) - _JULIAN
        text = func.group_concat(func.printf("%d %d %d %d", sql_cast(ordinal, Integer), *numbers), " ")
    return (
        select(purchase.c.customer_id, func.count(), text)
        .where(purchase.c.bought_on <= until)
        .group_by(purchase.c.customer_id)
    )


def unpacked(block: Sequence[Any]) -> Bought:
    """Return rows of `packed` as arrays."""
    customers, counts, texts = zip(*block, strict=True)
    lines = np.fromstring(" ".join(cast(Sequence[str], texts)), dtype=np.int64, sep=" ")
    return Bought(
        cast(Sequence[str], customers), np.array(counts, dtype=np.int64), lines.reshape(-1, _COLUMNS)
    )
