"""Merging customers: moving every record of one to another, and back."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import RowMapping, Table, and_, delete, insert, or_, select, update

from bot.ports.records import Merge, Moved, OnceRow
from bot.storage.customer_rows import in_scope
from bot.storage.merging_once import give_once, return_once
from bot.storage.metadata import load_tables
from bot.storage.people import insert_new
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_bot import dialogue
from bot.storage.tables_customers import customer
from bot.storage.tables_people import erasure
from bot.storage.tables_records import customer_merge, hand_over, not_the_same
from bot.storage.values_rows import outdate
from crm.base import Id
from crm.customers import Customer
from crm.errors import NotFound
from crm.people import Scope

_AT_ONCE = 500
_KEPT_BACK = {"gone", "before", "joined", "moved", "once"}


class SqlMerges:
    """The part of `bot.ports.RecordKeeping` about duplicates."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def lock(self, ids: Sequence[Id]) -> None:
        """Hold customers until the transaction ends (on SQLite a writer is alone anyway)."""
        wanted = select(customer.c.id).where(customer.c.id.in_(ids))
        # Always in the same order, or two people merging crosswise would wait for each other.
        await self._session.rows(wanted.order_by(customer.c.id).with_for_update())

    async def move(self, gone_id: Id, kept_id: Id) -> Moved:
        """Give every record of a customer to another one; return by table which.

        Goes over all tables with a `customer_id`, so that one added later is not forgotten.
        """
        moved, once = dict[str, tuple[str, ...]](), dict[str, tuple[OnceRow, ...]]()
        for table in _tables_about_customers():
            if set(table.primary_key.columns.keys()) == {"id"}:
                moved[table.name] = await self._give(table, gone_id, kept_id)
            else:
                once[table.name] = await give_once(self._session, table, gone_id, kept_id)
        pinned = update(dialogue).where(dialogue.c.pinned_customer_id == gone_id)
        await self._session.run(pinned.values(pinned_customer_id=kept_id))
        return Moved(
            {name: ids for name, ids in moved.items() if ids},
            {name: rows for name, rows in once.items() if rows},
        )

    async def move_back(self, merge: Merge) -> int:
        """Give back what a merge moved, as far as it is still there; return how many records."""
        tables, count = load_tables().tables, 0
        for name, ids in merge.moved.items():
            if name in tables:
                count += await self._return(tables[name], ids, merge)
        for name, rows in merge.once.items():
            if name in tables:
                count += await return_once(self._session, tables[name], rows, merge.gone_id, merge.kept_id)
        await outdate(self._session, {merge.kept_id, merge.gone_id})
        return count

    async def add_merge(self, merge: Merge) -> None:
        """Remember a merge."""
        kept_back = merge.model_dump(mode="json", include=_KEPT_BACK)
        row = merge.model_dump(exclude=_KEPT_BACK)
        await self._session.run(insert(customer_merge).values(**row, kept_back=kept_back))

    async def merge(self, id: Id, scope: Scope) -> Merge:
        """Return a merge whose kept customer is in the scope, or raise NotFound."""
        row = await self._session.row(_visible(scope).where(customer_merge.c.id == id))
        if row is None:
            raise NotFound("merge", id)
        return _merge(row)

    async def merges(self, scope: Scope, since: datetime, limit: int = 10) -> Sequence[Merge]:
        """Return merges that still hold, latest first."""
        mine = and_(customer_merge.c.at >= since, customer_merge.c.undone_at.is_(None))
        latest = _visible(scope).where(mine).order_by(customer_merge.c.at.desc(), customer_merge.c.id.desc())
        return [_merge(row) for row in await self._session.rows(latest.limit(limit))]

    async def undo_merge(self, id: Id, at: datetime) -> bool:
        """Mark a merge undone; False when somebody else was faster."""
        statement = update(customer_merge).where(
            customer_merge.c.id == id, customer_merge.c.undone_at.is_(None)
        )
        return await self._session.count(statement.values(undone_at=at)) == 1

    async def forget(self, customer_id: Id) -> Sequence[Customer]:
        """Remove the merges a customer had part in; return the records that had gone into it."""
        gone: dict[Id, Customer] = {}
        waiting, seen = [customer_id], set[Id]()
        while waiting:
            one = waiting.pop()
            seen.add(one)
            into = customer_merge.c.kept_id == one
            for row in await self._session.rows(select(customer_merge).where(into)):
                merge = _merge(row)
                # An undone merge let its record live on: that is somebody else's to erase.
                if merge.undone_at is None and merge.gone_id not in seen:
                    gone[merge.gone_id] = merge.gone
                    waiting.append(merge.gone_id)
        ids = list(seen)
        part = or_(customer_merge.c.kept_id.in_(ids), customer_merge.c.gone_id.in_(ids))
        await self._session.run(delete(customer_merge).where(part))
        pair = or_(not_the_same.c.first_id.in_(ids), not_the_same.c.second_id.in_(ids))
        await self._session.run(delete(not_the_same).where(pair))
        await self._leave_hand_overs(set(ids))
        return list(gone.values())

    async def set_apart(self, one: Id, other: Id, at: datetime) -> None:
        """Remember that two customers are not the same."""
        first, second = sorted((one, other))
        row = {"first_id": first, "second_id": second, "at": at}
        await self._session.run(insert_new(self._session, not_the_same).values(row))

    async def apart(self) -> frozenset[tuple[Id, Id]]:
        """Return all pairs known to be different, smaller id first."""
        rows = await self._session.rows(select(not_the_same))
        return frozenset((row["first_id"], row["second_id"]) for row in rows)

    async def _leave_hand_overs(self, ids: set[Id]) -> None:
        """Take customers out of the lists of hand-overs."""
        listed = holds_any(hand_over.c.customer_ids, sorted(ids))
        for row in await self._session.rows(select(hand_over).where(listed)):
            left = [id for id in row["customer_ids"] if id not in ids]
            mine = update(hand_over).where(hand_over.c.id == row["id"])
            await self._session.run(mine.values(customer_ids=left))

    async def _return(self, table: Table, ids: Sequence[str], merge: Merge) -> int:
        count = 0
        for start in range(0, len(ids), _AT_ONCE):
            some = _typed(table, ids[start : start + _AT_ONCE])
            mine = and_(table.c.id.in_(some), table.c.customer_id == merge.kept_id)
            count += await self._session.count(update(table).where(mine).values(customer_id=merge.gone_id))
        return count

    async def _give(self, table: Table, gone_id: Id, kept_id: Id) -> tuple[str, ...]:
        statement = update(table).where(table.c.customer_id == gone_id).values(customer_id=kept_id)
        rows = await self._session.rows(statement.returning(table.c.id))
        return tuple(str(row["id"]) for row in rows)


def _tables_about_customers() -> list[Table]:
    known = load_tables().tables.values()
    # What was erased stays erased under its own number.
    return [table for table in known if "customer_id" in table.c and table is not erasure]


def _typed(table: Table, ids: Sequence[str]) -> list[object]:
    whole = table.c.id.type.python_type is int
    return [int(id) for id in ids] if whole else list(ids)


def _visible(scope: Scope):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a Select of many columns
    joined = select(customer_merge).join(customer, customer.c.id == customer_merge.c.kept_id)
    return joined.where(in_scope(scope))


def _merge(row: RowMapping) -> Merge:
    values: dict[str, JsonValue] = dict(row)
    kept_back = values.pop("kept_back")
    return Merge.model_validate(values | (kept_back if isinstance(kept_back, dict) else {}))
