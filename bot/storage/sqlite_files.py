"""SQLite's files: the database, its write-ahead log, its shared memory."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StorageUnavailable

_SUFFIXES = ("", "-wal", "-shm", "-journal")


def settle(path: Path) -> None:
    """Bring everything into the one file, so that it can be replaced or moved.

    Raises StorageUnavailable when another process has the database open.
    """
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise StorageUnavailable(f"{path.name} is in use; stop Jinju first") from error
    if mode != "delete":
        raise StorageUnavailable(f"{path.name} is in use; stop Jinju first")


def remove_database(path: Path) -> None:
    """Delete a database with everything beside it, if it is there."""
    for suffix in _SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
