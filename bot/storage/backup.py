"""Backing up while the bot runs: one snapshot of the database, the uploads beside it."""

import asyncio
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConfigurationError
from bot.storage import schema
from bot.storage.archive import ArchiveWriter, Manifest, table_member
from bot.storage.columns import stored_type
from bot.storage.engines import snapshot_engine
from bot.storage.metadata import load_tables
from bot.storage.restore import restore

__all__ = ["backup", "kept_tables", "restore"]

_ROWS = 2000


async def backup(url: str, data_dir: Path, target: Path) -> Manifest:
    """Write a backup of the database and of `data_dir/files` to `target`; return what it holds.

    The bot may go on working: the tables are read in one snapshot. The file appears under its name only
    when it is complete. Raises ConfigurationError for a database that was never migrated.
    """
    with _complete_or_absent(target) as beside:
        return await _write(url, data_dir, beside)


def kept_tables() -> list[Table]:
    """Return the tables a backup holds, parents first; derived ones are rebuilt instead."""
    return [table for table in load_tables().sorted_tables if not table.info.get("derived")]


@contextmanager
def _complete_or_absent(target: Path) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


async def _write(url: str, data_dir: Path, path: Path) -> Manifest:
    archive = ArchiveWriter(path)
    engine = snapshot_engine(url)
    try:
        async with engine.connect() as connection:
            revision = await connection.run_sync(schema.current)
            if revision != schema.head():
                await connection.run_sync(schema.require_known)
                raise ConfigurationError("the database is not migrated yet; start Jinju once")
            counts = {table.name: await _dump(connection, table, archive) for table in kept_tables()}
        for name, file in _uploads(data_dir / "files"):
            await asyncio.to_thread(archive.add_file, name, file)
        columns = {table.name: tuple(column.name for column in table.columns) for table in kept_tables()}
        return archive.finish(revision, datetime.now(UTC), columns, counts)
    finally:
        archive.close()
        await engine.dispose()


async def _dump(connection: AsyncConnection, table: Table, archive: ArchiveWriter) -> int:
    """Write one table; encoding and packing run beside the event loop, a block of rows at a time."""
    raw = [type_coerce(column, stored_type(column.type)).label(column.name) for column in table.columns]
    statement = select(*raw).order_by(*table.primary_key.columns)
    count = 0
    archive.start(table_member(table.name))
    async with connection.stream(statement, execution_options={"yield_per": _ROWS}) as result:
        async for rows in result.partitions():
            await asyncio.to_thread(_pack, archive, rows)
            count += len(rows)
    archive.end()
    return count


def _pack(archive: ArchiveWriter, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    lines = (json.dumps(list(row), ensure_ascii=False, default=_plain) for row in rows)
    archive.write("".join(f"{line}\n" for line in lines).encode())


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a column of type {type(value).__name__} cannot be backed up")


def _uploads(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"files/{path.relative_to(folder).as_posix()}", path
