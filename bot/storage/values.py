"""Reckoned values of customers, and reading everything there is, block by block."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from pydantic import JsonValue
from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports.values import Bought, Learnt, Person, Valued
from bot.storage.books_rows import amount_of, whole
from bot.storage.customer_rows import in_scope
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import purchase, touchpoint
from bot.storage.tables_values import customer_value, value_model
from bot.storage.values_packed import packed, unpacked
from bot.storage.values_rows import PLAIN_COLUMNS, learnt_of, learnt_text, plain_of, row_of, valued_of
from crm.base import Id
from crm.people import Scope
from crm.value.orders import Line

BLOCK = 20_000
_AT_ONCE = 500


class SqlValues:
    """Implements `bot.ports.values.Values`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def get(self, customer_id: Id) -> Valued | None:
        """Return a customer's stored value, or None."""
        row = await self._session.row(
            select(customer_value).where(customer_value.c.customer_id == customer_id)
        )
        return valued_of(row) if row else None

    async def put(self, rows: Sequence[Valued]) -> None:
        """Store values, replacing earlier ones of the same customers."""
        if rows:
            await self._upsert(customer_value, ["customer_id"], [row_of(one) for one in rows])

    async def of(self, scope: Scope, most: int) -> Sequence[tuple[Valued, Id]]:
        """Return the most valuable customers in a scope with their owners, highest first; without views."""
        statement = (
            select(customer.c.owner_id, *PLAIN_COLUMNS)
            .join(customer, customer.c.id == customer_value.c.customer_id)
            .where(in_scope(scope))
            .order_by(customer_value.c.current.desc())
            .limit(most)
        )
        return [(plain_of(row), row[0]) for row in await self._session.run(statement)]

    async def count(self, scope: Scope) -> int:
        """Return how many customers of a scope have a stored value."""
        statement = (
            select(func.count())
            .select_from(customer_value)
            .join(customer, customer.c.id == customer_value.c.customer_id)
            .where(in_scope(scope))
        )
        return int(cast(int, await self._session.scalar(statement) or 0))

    async def learnt(self, team_id: Id) -> Mapping[str, Learnt]:
        """Return what was learnt of a team, by currency."""
        rows = await self._session.rows(select(value_model).where(value_model.c.team_id == team_id))
        return {row["currency"]: learnt_of(row["content"]) for row in rows}

    async def learn(self, team_id: Id, currency: str, learnt: Learnt) -> None:
        """Store what was learnt, replacing what was known."""
        content: JsonValue = learnt_text(learnt)
        values = {
            "team_id": team_id,
            "currency": currency,
            "learnt_at": datetime.now(UTC),
            "content": content,
        }
        await self._upsert(value_model, ["team_id", "currency"], [values])

    async def people(self) -> AsyncIterator[Sequence[Person]]:
        """Yield all customers, in blocks."""
        statement = select(customer.c.id, customer.c.team_id, customer.c.segment)
        async for block in self._blocks(statement):
            yield [Person(id, team, segment or "") for id, team, segment in block]

    async def currencies(self) -> Sequence[str]:
        """Return the currencies that purchases were made in, in alphabetical order."""
        rows = await self._session.rows(select(purchase.c.currency).distinct())
        return sorted(row["currency"] for row in rows)

    async def lines(self, until: date, currencies: Sequence[str]) -> AsyncIterator[Bought]:
        """Yield all purchase lines up to a day, in blocks; each customer is in one block only."""
        if not currencies:
            return
        async for block in self._blocks(packed(until, currencies, postgresql=self._session.is_postgresql)):
            yield unpacked(block)

    async def line_count(self, until: date) -> int:
        """Return how many purchase lines there are up to a day."""
        counted = select(func.count()).select_from(purchase).where(purchase.c.bought_on <= until)
        return int(cast(int, await self._session.scalar(counted) or 0))

    async def contacts(self) -> AsyncIterator[Sequence[tuple[Id, str, int]]]:
        """Yield customer, kind of contact and how often it happened, in blocks."""
        statement = select(touchpoint.c.customer_id, touchpoint.c.kind, func.count()).group_by(
            touchpoint.c.customer_id, touchpoint.c.kind
        )
        async for block in self._blocks(statement):
            yield [(id, kind, int(times)) for id, kind, times in block]

    async def tiers(self) -> AsyncIterator[Sequence[tuple[Id, str]]]:
        """Yield the stored tiers, in blocks."""
        async for block in self._blocks(select(customer_value.c.customer_id, customer_value.c.tier)):
            yield [(id, tier) for id, tier in block]

    async def subscribers(self, words: Sequence[str], scope: Scope | None = None) -> Sequence[Id]:
        """Return the customers who bought an article with one of the words in its name."""
        if scope is None:
            return await self._buyers_of([name for name in await self._articles() if _names_any(name, words)])
        named = or_(*(purchase.c.product.contains(word, autoescape=True) for word in words))
        statement = (
            select(purchase.c.customer_id)
            .distinct()
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(named, in_scope(scope))
        )
        return [row["customer_id"] for row in await self._session.rows(statement)]

    async def _articles(self) -> Sequence[str]:
        """Return the name of every article ever bought: few beside the lines they stand in."""
        return [row["product"] for row in await self._session.rows(select(purchase.c.product).distinct())]

    async def _buyers_of(self, products: Sequence[str]) -> Sequence[Id]:
        """Return who bought one of some articles, once each.

        Not by DISTINCT: it would read the lines in the order of the customers, in ten times the time.
        """
        found: dict[Id, None] = {}
        for start in range(0, len(products), _AT_ONCE):
            chosen = purchase.c.product.in_(products[start : start + _AT_ONCE])
            async for block in self._blocks(select(purchase.c.customer_id).where(chosen)):
                found.update(dict.fromkeys(id for (id,) in block))
        return list(found)

    async def whole_lines(self, ids: Sequence[Id], until: date) -> Mapping[tuple[Id, str], list[Line]]:
        """Return the lines of some customers by customer and currency, with their products."""
        found: dict[tuple[Id, str], list[Line]] = defaultdict(list)
        for start in range(0, len(ids), _AT_ONCE):
            chosen = purchase.c.customer_id.in_(ids[start : start + _AT_ONCE])
            statement = select(
                purchase.c.customer_id,
                purchase.c.currency,
                purchase.c.product,
                purchase.c.bought_on,
                whole(purchase.c.amount),
                whole(purchase.c.margin),
            ).where(chosen, purchase.c.bought_on <= until)
            async for block in self._blocks(statement):
                for id, currency, product, day, amount, margin in block:
                    known = amount_of(margin) if margin is not None else None
                    on = date.fromisoformat(day) if isinstance(day, str) else day
                    found[id, currency].append(Line(product, on, amount_of(amount), known))
        return found

    async def _blocks(self, statement: Select[Any]) -> AsyncIterator[Sequence[Any]]:
        """Yield plain tuples; on SQLite straight from the driver, in half the time of rows."""
        if self._session.is_postgresql:
            result = await self._session.connection.stream(statement, execution_options={"yield_per": BLOCK})
            async for block in result.partitions(BLOCK):
                yield block
            return
        raw = (await self._session.connection.get_raw_connection()).driver_connection
        dialect = self._session.connection.dialect
        text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        cursor = await cast(Any, raw).execute(text)
        try:
            while block := await cursor.fetchmany(BLOCK):
                yield block
        finally:
            await cursor.close()

    async def _upsert(self, table: Any, keys: list[str], values: list[dict[str, object]]) -> None:  # noqa: ANN401
        insert = postgresql.insert if self._session.is_postgresql else sqlite.insert
        statement = insert(table)
        others = {
            column.name: statement.excluded[column.name] for column in table.c if column.name not in keys
        }
        await self._session.run(statement.on_conflict_do_update(index_elements=keys, set_=others), values)


def _names_any(product: str, words: Sequence[str]) -> bool:
    return any(word in product for word in words)
