"""What the day's list has to be sure of about some customers, in four statements and few objects.

Whole files would cost a record for each purchase; here a purchase is a plain tuple of four figures.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.storage.books_rows import whole
from bot.storage.customer_rows import customer_record, in_scope
from bot.storage.history_rows import contract_record, touchpoint_record
from bot.storage.session import Session
from bot.storage.tables_contracts import contract
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import purchase, touchpoint
from crm.base import Id
from crm.books import Watched
from crm.contracts import Contract
from crm.history import Touchpoint
from crm.people import Scope
from crm.value.ahead import Bought

_THOUSANDTHS = 1_000


async def watched(session: Session, ids: Sequence[Id], scope: Scope, since: datetime) -> list[Watched]:
    """Return the customers among `ids` that the scope holds."""
    rows = await session.rows(select(customer).where(customer.c.id.in_(ids), in_scope(scope)))
    people = [customer_record(row) for row in rows]
    found = [one.id for one in people]
    bought, notes = await _bought(session, found)
    touched = await _touched(session, found, since)
    agreed = await _agreed(session, found)
    return [
        Watched(
            one, tuple(bought[one.id]), tuple(notes[one.id]), tuple(touched[one.id]), tuple(agreed[one.id])
        )
        for one in people
    ]


async def _bought(session: Session, ids: Sequence[Id]) -> tuple[dict[Id, list[Bought]], dict[Id, list[str]]]:
    bought: dict[Id, list[Bought]] = defaultdict(list)
    notes: dict[Id, list[str]] = defaultdict(list)
    statement = (
        select(
            purchase.c.customer_id,
            purchase.c.product,
            purchase.c.category,
            purchase.c.bought_on,
            whole(purchase.c.quantity),
            whole(purchase.c.amount),
            purchase.c.note,
        )
        .where(purchase.c.customer_id.in_(ids))
        .order_by(purchase.c.bought_on, purchase.c.id)
    )
    for id, product, category, on, quantity, amount, note in await session.run(statement):
        if amount > 0:
            bought[id].append(Bought(product, category, on, quantity / _THOUSANDTHS))
        if note:
            notes[id].append(note)
    return bought, notes


async def _touched(session: Session, ids: Sequence[Id], since: datetime) -> dict[Id, list[Touchpoint]]:
    groups: dict[Id, list[Touchpoint]] = defaultdict(list)
    wanted = touchpoint.c.customer_id.in_(ids), touchpoint.c.at >= since
    for row in await session.rows(
        select(touchpoint).where(*wanted).order_by(touchpoint.c.at, touchpoint.c.id)
    ):
        groups[row["customer_id"]].append(touchpoint_record(row))
    return groups


async def _agreed(session: Session, ids: Sequence[Id]) -> dict[Id, list[Contract]]:
    groups: dict[Id, list[Contract]] = defaultdict(list)
    mine = select(contract).where(contract.c.customer_id.in_(ids))
    for row in await session.rows(mine.order_by(contract.c.created_at, contract.c.id)):
        groups[row["customer_id"]].append(contract_record(row))
    return groups
