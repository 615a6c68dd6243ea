"""Rows that stand once for a customer (usage, values, names of senders): moved by a merge, and back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from pydantic import JsonValue
from sqlalchemy import RowMapping, Table, and_, delete, select, update

from bot.ports.records import OnceRow
from bot.storage.people import insert_new
from bot.storage.session import Session
from crm.base import Id


async def give_once(session: Session, table: Table, gone_id: Id, kept_id: Id) -> tuple[OnceRow, ...]:
    """Move a customer's rows; return them as they were. Where the kept one has its own, that stays."""
    keys = list(table.primary_key.columns)
    found: list[OnceRow] = []
    for row in await session.rows(select(table).where(table.c.customer_id == gone_id)):
        here = and_(*(key == row[key.name] for key in keys))
        there = and_(
            table.c.customer_id == kept_id,
            *(key == row[key.name] for key in keys if key.name != "customer_id"),
        )
        taken = await session.row(select(table.c.customer_id).where(there))
        if taken is None:
            await session.run(update(table).where(here).values(customer_id=kept_id))
        else:
            await session.run(delete(table).where(here))
        found.append(OnceRow(row=_written(row), moved=taken is None))
    return tuple(found)


async def return_once(
    session: Session, table: Table, rows: Sequence[OnceRow], gone_id: Id, kept_id: Id
) -> int:
    """Give the rows back; one the kept customer got by the merge leaves it, unless it was changed since."""
    keys = [key.name for key in table.primary_key.columns]
    count = 0
    for one in rows:
        values = _read(one.row)
        if one.moved:
            now = and_(
                table.c.customer_id == kept_id, *(table.c[k] == values[k] for k in keys if k != "customer_id")
            )
            held = await session.row(select(table).where(now))
            unchanged = held is not None and dict(held) == values | {"customer_id": kept_id}
            if "customer_id" not in keys and not unchanged:
                continue  # the one row there is says something else by now
            if unchanged:
                await session.run(delete(table).where(now))
        await session.run(insert_new(session, table).values(**values | {"customer_id": gone_id}))
        count += 1
    return count


def _written(row: RowMapping) -> dict[str, JsonValue]:
    return {name: _tagged(value) for name, value in row.items()}


def _tagged(value: object) -> JsonValue:
    """Return a value as JSON that says what it was."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"exact": str(value)}
    return {"plain": value}  # type: ignore[dict-item]  # text, numbers and JSON columns


def _read(row: Mapping[str, JsonValue]) -> dict[str, object]:
    return {name: _untagged(value) for name, value in row.items()}


def _untagged(value: JsonValue) -> object:
    if not isinstance(value, dict):
        return value
    kind, told = next(iter(value.items()))
    if kind == "moment":
        return datetime.fromisoformat(str(told))
    if kind == "date":
        return date.fromisoformat(str(told))
    return Decimal(str(told)) if kind == "exact" else told
