"""Engines for a database URL: how connections are opened and transactions begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, NullPool

from bot.errors import ConfigurationError
from bot.storage import sqlite_driver
from bot.storage.sqlite_driver import QUICK, Cursor, Driver

BUSY_SECONDS = 15
"""How long a SQLite writer waits for another process."""
CALL_SECONDS = 30
"""After this a call to a PostgreSQL that went silent is given up."""
READERS = 4

_PRAGMAS = {
    "busy_timeout": str(BUSY_SECONDS * 1000),
    # NORMAL lost every commit since the last checkpoint in a simulated power cut; saved means saved.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # Overwrite what is deleted, so that an erased customer's bytes are gone.
    "secure_delete": "ON",
    "temp_store": "MEMORY",
    "cache_size": "-16000",
}

_NEVER_BLOCK = {"busy_timeout": "0"}
"""Quick statements run on the loop's own thread: the driver waits for a lock there, not SQLite."""


@dataclass(frozen=True)
class Engines:
    """Engines by use. On PostgreSQL all three draw from the same server; on SQLite they differ."""

    reader: AsyncEngine
    writer: AsyncEngine
    migrator: AsyncEngine
    """Without foreign key actions: rebuilding a table must not cascade."""

    plain: AsyncEngine
    """Without transactions, for statements that refuse to run in one."""

    async def dispose(self) -> None:
        """Close all connections."""
        for engine in {self.reader, self.writer, self.migrator, self.plain}:
            await engine.dispose()


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite URL, None for another database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite+aiosqlite:///{path.absolute()}"


def open_engines(url: str) -> Engines:
    """Build the engines for an async SQLAlchemy URL (sqlite+aiosqlite, postgresql+asyncpg).

    Raises ConfigurationError for another database.
    """
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigurationError("the SQLite database must be a file")
        return Engines(
            reader=_sqlite(url, "BEGIN", READERS, {"query_only": "ON", **_NEVER_BLOCK}),
            writer=_sqlite(url, "BEGIN IMMEDIATE", 1, _NEVER_BLOCK),
            migrator=migration_engine(url),
            plain=_sqlite(url, None, 0, {}),
        )
    if parsed.drivername == "postgresql+asyncpg":
        writer = create_async_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            connect_args={"command_timeout": CALL_SECONDS, "timeout": CALL_SECONDS},
        )
        reader = writer.execution_options(postgresql_readonly=True)
        plain = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        return Engines(reader=reader, writer=writer, migrator=migration_engine(url), plain=plain)
    raise ConfigurationError(f"unknown kind of database: {parsed.drivername}")


def migration_engine(url: str) -> AsyncEngine:
    """Build an engine for changing tables: connections are not kept, foreign keys do not cascade."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN IMMEDIATE", 0, {"foreign_keys": "OFF"})
    return create_async_engine(url, poolclass=NullPool)


def snapshot_engine(url: str) -> AsyncEngine:
    """Build an engine whose connections see one moment of the database for as long as they live."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN", 0, {"query_only": "ON"})
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    return engine.execution_options(postgresql_readonly=True)


def _sqlite(url: str, begin: str | None, connections: int, pragmas: dict[str, str]) -> AsyncEngine:
    if connections:
        engine = create_async_engine(
            url, module=Driver(), poolclass=AsyncAdaptedQueuePool, pool_size=connections, max_overflow=0
        )
    else:
        engine = create_async_engine(url, module=Driver(), poolclass=NullPool)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes late and deferred: a read that turns into a write then
        # fails at once under load. We begin ourselves, at the start, in the mode we mean.
        connection.isolation_level = None
        cursor = connection.cursor()
        # What differs comes last: some of these read the file, and another process that starts or
        # closes has it to itself for a moment. Only afterwards may a lock be an error at once.
        for name, value in (*_PRAGMAS.items(), *pragmas.items()):
            cursor.execute(f"PRAGMA {name} = {value}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "do_execute")
    def execute(cursor: Cursor, statement: str, parameters: Sequence[Any], context: ExecutionContext) -> bool:
        cursor.execute(statement, parameters, quick=QUICK in context.execution_options)
        return True

    if begin is not None:

        @event.listens_for(engine.sync_engine, "begin")
        def start(connection: Connection) -> None:
            adapted = cast(sqlite_driver.Connection, connection.connection.dbapi_connection)
            adapted.begin_with(begin, BUSY_SECONDS)

    return engine
