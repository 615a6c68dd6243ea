"""Sums of revenue over many customers, customers that look alike, and who was ever barred."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import RowMapping, Select, func, select

from bot.ports.records import Alike, Revenue, SumBy
from bot.storage.books_rows import whole
from bot.storage.customer_rows import in_scope
from bot.storage.session import Session
from bot.storage.tables_customers import customer, search_key
from bot.storage.tables_histories import purchase, signal
from crm.base import Id
from crm.history import SignalKind
from crm.people import Scope
from crm.search_keys import Rank

_PARTS = 10_000
"""Amounts are stored in ten-thousandths."""
_ALIKE = (
    customer.c.id,
    customer.c.name,
    customer.c.address_as,
    customer.c.company,
    customer.c.owner_id,
    customer.c.phone_tail,
    customer.c.created_at,
)


class SqlSums:
    """The part of `bot.ports.RecordKeeping` that reads over many customers."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def revenue(self, scope: Scope, first_on: date, last_on: date, by: SumBy) -> Sequence[Revenue]:
        """Return net revenue of the days, summed by the database; largest first."""
        column = {
            SumBy.PRODUCT: purchase.c.product,
            SumBy.ADDRESS: customer.c.address,
            SumBy.CUSTOMER: purchase.c.customer_id,
        }[by]
        amount = func.sum(whole(purchase.c.amount)).label("amount")
        statement = (
            select(
                column.label("of"),
                purchase.c.currency,
                func.count(purchase.c.customer_id.distinct()).label("customers"),
                func.count().label("lines"),
                amount,
            )
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(in_scope(scope), purchase.c.bought_on.between(first_on, last_on))
            .group_by(column, purchase.c.currency)
            .order_by(amount.desc(), column)
        )
        return [_revenue(row) for row in await self._session.rows(statement)]

    async def alike(self, scope: Scope, limit: int = 500) -> Sequence[tuple[Alike, ...]]:
        """Return groups of customers with the same number, company or name.

        Which of them are candidates is decided by the caller: this only keeps a million names from
        being read to find a few.
        """
        by_number = await self._by_number(scope, limit)
        groups = [*by_number.items()]
        for column in (customer.c.company, customer.c.name):
            groups += [((), ids) for ids in await self._by(column, scope, limit)]
        ids = list({id for _, group in groups for id in group})
        found = {row["id"]: row for row in await self._rows(ids, scope)}
        return [
            tuple(_alike(found[id], number[0] if number else "") for id in group if id in found)
            for number, group in groups
        ]

    async def in_segments(self, scope: Scope, segments: Sequence[str]) -> frozenset[Id]:
        """Return the customers that stand in one of the segments."""
        rows = await self._session.rows(
            select(customer.c.id).where(in_scope(scope), customer.c.segment.in_(segments))
        )
        return frozenset(row["id"] for row in rows)

    async def touched(self, scope: Scope, limit: int) -> Sequence[tuple[Id, str]]:
        """Return customers with their segment (or nothing), those touched last first."""
        statement = select(customer.c.id, customer.c.segment).where(in_scope(scope))
        latest = statement.order_by(customer.c.touched_at.desc(), customer.c.id).limit(limit)
        return [(id, segment or "") for id, segment in await self._session.run(latest)]

    async def barred(self, scope: Scope) -> Sequence[Id]:
        """Return customers about whom a barring was ever noted, latest first."""
        latest = func.max(signal.c.at)
        statement = (
            select(signal.c.customer_id)
            .join(customer, customer.c.id == signal.c.customer_id)
            .where(in_scope(scope), signal.c.kind == SignalKind.BARRED)
            .group_by(signal.c.customer_id)
            .order_by(latest.desc(), signal.c.customer_id)
        )
        return [row["customer_id"] for row in await self._session.rows(statement)]

    async def _by_number(self, scope: Scope, limit: int) -> dict[tuple[str, ...], list[Id]]:
        keys = (
            select(search_key.c.key)
            .join(customer, customer.c.no == search_key.c.customer_no)
            .where(in_scope(scope), search_key.c.rank == int(Rank.PHONE), search_key.c.key >= "0")
            .group_by(search_key.c.key)
            .having(func.count() > 1)
            .limit(limit)
        )
        rows = await self._session.rows(
            select(search_key.c.key, customer.c.id)
            .join(customer, customer.c.no == search_key.c.customer_no)
            .where(in_scope(scope), search_key.c.rank == int(Rank.PHONE), search_key.c.key.in_(keys))
        )
        groups: dict[tuple[str, ...], list[Id]] = defaultdict(list)
        for row in rows:
            groups[(row["key"],)].append(row["id"])
        return groups

    async def _by(self, column, scope: Scope, limit: int) -> list[list[Id]]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        several: Select[tuple[str]] = (
            select(column)
            .where(in_scope(scope), column != "")
            .group_by(column)
            .having(func.count() > 1)
            .limit(limit)
        )
        rows = await self._session.rows(
            select(customer.c.id, column.label("value")).where(in_scope(scope), column.in_(several))
        )
        groups: dict[str, list[Id]] = defaultdict(list)
        for row in rows:
            groups[row["value"]].append(row["id"])
        return list(groups.values())

    async def _rows(self, ids: Sequence[Id], scope: Scope) -> list[RowMapping]:
        found: list[RowMapping] = []
        for start in range(0, len(ids), 500):
            some = select(*_ALIKE).where(customer.c.id.in_(ids[start : start + 500]), in_scope(scope))
            found += await self._session.rows(some)
        return found


def _revenue(row: RowMapping) -> Revenue:
    amount = Decimal(int(row["amount"] or 0)) / _PARTS
    return Revenue(row["of"] or "", row["currency"], int(row["customers"]), int(row["lines"]), amount)


def _alike(row: RowMapping, phone: str) -> Alike:
    return Alike(
        id=row["id"],
        name=row["name"] or row["address_as"],
        company=row["company"],
        owner_id=row["owner_id"],
        phone=phone,
        tail=row["phone_tail"],
        created_at=row["created_at"],
    )
