"""Customers and their search keys."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select, update

from bot.storage.columns import storable
from bot.storage.customer_rows import (
    HIT_COLUMNS,
    customer_hit,
    customer_record,
    customer_values,
    in_scope,
)
from bot.storage.history_rows import histories_of
from bot.storage.keys import (
    ScopeNumbers,
    add_keys,
    clear_keys,
    mark_current,
    refresh_statistics,
    remove_keys,
    replace_keys,
)
from bot.storage.search import rows_with_keys, search
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import opportunity, promise, purchase, signal, touchpoint
from crm.base import Id
from crm.customers import Customer
from crm.errors import Conflict, NotFound
from crm.folding import fold, fold_number
from crm.people import Scope
from crm.ports import CustomerFile, CustomerHit
from crm.search_keys import Rank, exact_key, keys_of, score, starts_of

_BATCH = 1000
"""Customers written or read at once; keeps memory flat and other tasks running."""


class SqlCustomers:
    """Implements `crm.ports.Customers`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, new: Customer) -> None:
        """Store a new customer with its search keys."""
        await self.add_many([new])

    async def add_many(self, customers: Sequence[Customer]) -> None:
        """Store many new customers at once. Raises Conflict when one is there already."""
        numbers = ScopeNumbers(self._session)
        for start in range(0, len(customers), _BATCH):
            batch = [(record, keys_of(record)) for record in customers[start : start + _BATCH]]
            stored = await self._session.run(
                insert(customer).returning(customer.c.id, customer.c.no),
                [customer_values(*pair) for pair in batch],
            )
            # Rows may come back in any order, and asking for theirs would insert them one by one.
            nos = {row.id: row.no for row in stored}
            rows = [(nos[storable(record.id)], record, keys) for record, keys in batch]
            await add_keys(self._session, numbers, rows)
        if len(customers) >= _BATCH:
            await refresh_statistics(self._session)

    async def update(self, changed: Customer, scope: Scope) -> Customer:
        """Save over the version read; return it with version + 1. Raises Conflict or NotFound."""
        row = await self._row(changed.id, scope)
        before = customer_record(row)
        saved = changed.model_copy(update={"version": changed.version + 1})
        keys = keys_of(saved)
        values = customer_values(saved, keys)
        values["touched_at"] = max(row["touched_at"], saved.updated_at)
        statement = update(customer).where(customer.c.no == row["no"], customer.c.version == changed.version)
        if not await self._session.count(statement.values(values)):
            raise Conflict(f"customer {changed.id} was changed by somebody else")
        await replace_keys(self._session, row["no"], (before, keys_of(before)), (saved, keys))
        return saved

    async def get(self, id: Id, scope: Scope) -> Customer:
        """Return a customer or raise NotFound."""
        return customer_record(await self._row(id, scope))

    async def search(self, text: str, scope: Scope, limit: int = 8) -> Sequence[CustomerHit]:
        """Find by name, part of a name, pinyin, initials, phone tail, company; typos at the end."""
        return await search(self._session, text, scope, limit)

    async def named(self, names: Sequence[str], scope: Scope) -> Sequence[CustomerHit]:
        """Return customers whose name or form of address equals one of `names` exactly.

        Width, case, spaces and traditional characters make no difference.
        """
        wanted = {fold(name) for name in names}
        rows = await rows_with_keys(self._session, map(exact_key, names), Rank.NAME, scope)
        return [
            customer_hit(row, score(Rank.NAME, exact=True))
            for row in rows
            if wanted & {fold(row["name"]), fold(row["address_as"])}
        ]

    async def by_phones(self, phones: Sequence[str], scope: Scope) -> Sequence[CustomerHit]:
        """Return customers reachable under one of these full numbers (duplicates at import)."""
        rows = await rows_with_keys(self._session, map(fold_number, phones), Rank.PHONE, scope)
        return [customer_hit(row, score(Rank.PHONE, exact=True)) for row in rows]

    async def recent(self, scope: Scope, limit: int = 8) -> Sequence[CustomerHit]:
        """Return the customers touched last."""
        latest = select(*HIT_COLUMNS).where(in_scope(scope)).order_by(customer.c.touched_at.desc())
        return [customer_hit(row, 1.0) for row in await self._session.rows(latest.limit(limit))]

    async def count(self, scope: Scope) -> int:
        """Return how many customers the scope holds."""
        found = await self._session.scalar(select(func.count()).select_from(customer).where(in_scope(scope)))
        return int(str(found))

    async def each(self, scope: Scope) -> AsyncIterator[CustomerFile]:
        """Walk over all customers of a scope with their histories, in order of id."""
        last = ""
        while True:
            page = select(customer).where(in_scope(scope), customer.c.id > last)
            rows = await self._session.rows(page.order_by(customer.c.id).limit(_BATCH))
            if not rows:
                return
            for file in await self._files(rows):
                yield file
            last = rows[-1]["id"]

    async def erase(self, id: Id, scope: Scope) -> CustomerFile:
        """Remove a customer, keys and histories for good; return what was held."""
        row = await self._row(id, scope)
        file = (await self._files([row]))[0]
        await remove_keys(self._session, row["no"], row["owner_id"])
        # Not left to the foreign keys: connections that change tables have them switched off.
        for history in (purchase, touchpoint, opportunity, promise, signal):
            await self._session.run(delete(history).where(history.c.customer_id == id))
        await self._session.run(delete(customer).where(customer.c.no == row["no"]))
        return file

    async def reindex(self) -> int:
        """Rebuild all search keys from the customers; return how many customers were done."""
        await clear_keys(self._session)
        numbers, last, done = ScopeNumbers(self._session), 0, 0
        while True:
            page = select(customer).where(customer.c.no > last).order_by(customer.c.no).limit(_BATCH)
            rows = await self._session.rows(page)
            if not rows:
                await mark_current(self._session)
                await refresh_statistics(self._session)
                return done
            await self._index(rows, numbers)
            last, done = rows[-1]["no"], done + len(rows)

    async def _index(self, rows: Sequence[RowMapping], numbers: ScopeNumbers) -> None:
        records = [(row["no"], record, keys_of(record)) for row in rows for record in [customer_record(row)]]
        await self._session.run(
            update(customer).where(customer.c.no == bindparam("row")).values(starts=bindparam("fresh")),
            [{"row": no, "fresh": starts_of(keys)} for no, _, keys in records],
        )
        await add_keys(self._session, numbers, records)

    async def _files(self, rows: Sequence[RowMapping]) -> list[CustomerFile]:
        histories = await histories_of(self._session, [row["id"] for row in rows])
        return [CustomerFile(customer=customer_record(row), **histories[row["id"]]) for row in rows]

    async def _row(self, id: Id, scope: Scope) -> RowMapping:
        row = await self._session.row(select(customer).where(customer.c.id == id, in_scope(scope)))
        if row is None:
            raise NotFound("customer", id)
        return row
