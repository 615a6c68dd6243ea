"""Restoring a backup: checked first, built beside, swapped in whole, erasures applied again."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import InputRefused, SchemaTooNew
from bot.storage import schema
from bot.storage.archive import FORMAT, ArchiveReader, Manifest
from bot.storage.customers import SqlCustomers
from bot.storage.engines import migration_engine, sqlite_path, sqlite_url
from bot.storage.erasure_log import ErasureLog
from bot.storage.forgetting import erase_again
from bot.storage.metadata import load_tables
from bot.storage.people import SqlErasures
from bot.storage.session import Session
from bot.storage.sqlite_files import remove_database, settle
from crm.ports import Erasure

_ROWS = 2000
Reader = Callable[[Any], object]
"""Turns a JSON value into what the database takes."""


async def restore(source: Path, url: str, data_dir: Path, *, force: bool = False) -> Manifest:
    """Replace the database and `data_dir/files` by a backup; return what it held.

    The bot must not be running. Customers erased since the backup are erased again.

    Raises:
        InputRefused: not a backup, damaged, or (`target_not_empty`) there is data and no `force`.
        SchemaTooNew: a newer version of Jinju wrote the backup or the database.
    """
    archive = await asyncio.to_thread(ArchiveReader, source)
    try:
        _require_readable(archive.manifest)
        await asyncio.to_thread(archive.verify)
        log = ErasureLog(data_dir / "erasures.jsonl")
        present = await _present(url, data_dir, force=force)
        await asyncio.to_thread(log.append, present)
        files = await asyncio.to_thread(_unpack_beside, archive, data_dir)
        path = sqlite_path(url)
        if path is None:
            erased = await _fill(url, archive, log.read())
        else:
            erased = await _replace_file(path, archive, log.read())
        await asyncio.to_thread(log.append, erased)
        await asyncio.to_thread(_swap_files, files, data_dir / "files")
        return archive.manifest
    finally:
        archive.close()


def _require_readable(manifest: Manifest) -> None:
    if manifest.format > FORMAT or not schema.known(manifest.schema_revision):
        raise SchemaTooNew(f"the backup has schema {manifest.schema_revision}, newer than {schema.head()}")


async def _present(url: str, data_dir: Path, *, force: bool) -> list[Erasure]:
    """Return the erasures the present database lists; refuse to overwrite data without `force`."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        used, erasures = False, []
    else:
        engine = migration_engine(url)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(schema.require_known)
                used = await connection.run_sync(_holds_rows)
                erasures = await _listed(connection)
        finally:
            await engine.dispose()
    folder = data_dir / "files"
    if not force and (used or (folder.is_dir() and any(folder.iterdir()))):
        raise InputRefused("target_not_empty")
    return erasures


def _holds_rows(connection: Connection) -> bool:
    names = set(inspect(connection).get_table_names()) & set(load_tables().tables)
    return any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in names)


async def _listed(connection: AsyncConnection) -> list[Erasure]:
    tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return list(await SqlErasures(Session(connection)).all()) if "erasure" in tables else []


async def _replace_file(path: Path, archive: ArchiveReader, erasures: list[Erasure]) -> list[Erasure]:
    beside = path.with_name(f"{path.name}.restoring")
    await asyncio.to_thread(remove_database, beside)
    try:
        known = await _fill(sqlite_url(beside), archive, erasures)
        await asyncio.to_thread(_swap_database, beside, path)
    finally:
        await asyncio.to_thread(remove_database, beside)
    return known


async def _fill(url: str, archive: ArchiveReader, erasures: list[Erasure]) -> list[Erasure]:
    """Build the restored database in one transaction; return every erasure it knows then."""
    engine = migration_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_drop_all)
            await connection.run_sync(schema.upgrade, archive.manifest.schema_revision)
            for table in await connection.run_sync(_tables_in_order):
                if table.name in archive.manifest.columns:
                    await _load(connection, table, archive)
            await connection.run_sync(schema.upgrade)
            await connection.run_sync(_restart_counters)
            session = Session(connection)
            await SqlCustomers(session).reindex()
            known = {erasure.customer_id: erasure for erasure in await SqlErasures(session).all()}
            known |= {erasure.customer_id: erasure for erasure in erasures}
            await erase_again(session, known.values())
            return list(known.values())
    finally:
        await engine.dispose()


def _drop_all(connection: Connection) -> None:
    ours = {*load_tables().tables, "alembic_version"}
    present = MetaData()
    with schema.quiet_reflection():
        present.reflect(connection, only=lambda name, _: name in ours)
    present.drop_all(connection)


async def _load(connection: AsyncConnection, table: Table, archive: ArchiveReader) -> None:
    columns = archive.manifest.columns[table.name]
    types = [_reader(table.columns[name].type.python_type, connection.dialect.name) for name in columns]
    lines = archive.lines(table.name)
    while batch := await asyncio.to_thread(_parse, lines, columns, types):
        await connection.execute(table.insert(), batch)


def _parse(lines: Iterator[bytes], columns: Sequence[str], types: Sequence[Reader]) -> list[dict[str, Any]]:
    return [
        {
            name: None if value is None else read(value)
            for name, read, value in zip(columns, types, json.loads(line), strict=True)
        }
        for line in islice(lines, _ROWS)
    ]


def _reader(kind: type[Any], dialect: str) -> Reader:
    """Return what turns a JSON value into what the database takes for a column."""
    if kind is datetime:
        zone = None if dialect == "sqlite" else UTC
        return lambda value: datetime.fromisoformat(str(value)).astimezone(UTC).replace(tzinfo=zone)
    if kind is date:
        return lambda value: date.fromisoformat(str(value))
    return lambda value: value


def _tables_in_order(connection: Connection) -> list[Table]:
    """Return the tables as the database has them at the backup's revision, parents first."""
    present = MetaData()
    with schema.quiet_reflection():
        present.reflect(connection)
    return present.sorted_tables


def _restart_counters(connection: Connection) -> None:
    """Let generated keys go on after the restored ones (SQLite does so by itself)."""
    if connection.dialect.name != "postgresql":
        return
    for table in load_tables().tables.values():
        column = table.autoincrement_column
        if column is not None:
            highest = connection.execute(select(func.max(column))).scalar()
            name = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            if highest is not None and name is not None:
                connection.execute(select(func.setval(name, highest)))


def _unpack_beside(archive: ArchiveReader, data_dir: Path) -> Path:
    beside = data_dir / "files.restoring"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    archive.extract_files(beside)
    return beside


def _swap_database(new: Path, place: Path) -> None:
    """Replace one database file by another; the old one stays whole until the last moment."""
    settle(new)
    if place.exists():
        settle(place)
    new.replace(place)


def _swap_files(new: Path, place: Path) -> None:
    old = place.with_name("files.replaced")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
