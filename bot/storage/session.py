"""One open transaction as the repositories see it, with the errors of the domain instead of the driver's."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, RowMapping
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable
from bot.storage.sqlite_driver import QUICK
from crm.errors import Conflict, NotFound

Values = Mapping[str, object]
_QUICK = {QUICK: True}


class Session:
    """Runs statements on one connection. After a failed one the transaction can only be rolled back.

    PostgreSQL aborts the transaction by itself and then answers COMMIT with a quiet ROLLBACK;
    `broken` makes the loss loud, and the same on SQLite.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        """Wrap an open connection."""
        self.connection = connection
        self.broken = False

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL."""
        return self.connection.dialect.name == "postgresql"

    async def run(
        self, statement: Executable, values: Values | Sequence[Values] | None = None, *, quick: bool = False
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement, or the same for many sets of values.

        `quick` is for what takes microseconds, one row found by its key: SQLite then runs it without a
        trip to another thread. It means nothing to PostgreSQL.

        Raises:
            Conflict: a unique key exists already.
            NotFound: a record that is referred to does not exist.
            StorageUnavailable: the database cannot be reached or stays locked.
        """
        try:
            if quick and not self.is_postgresql:
                # Not `execute`: it takes a statement that nobody had to wait for as a mistake.
                return await self.connection.run_sync(_at_once, statement, values)
            return await self.connection.execute(statement, values)
        except IntegrityError as error:
            self.broken = True
            raise _translated(error) from error
        except (OperationalError, InterfaceError) as error:
            self.broken = True
            raise StorageUnavailable(str(error.orig)) from error
        except DBAPIError:
            self.broken = True
            raise

    async def rows(self, statement: Executable, values: Values | None = None) -> Sequence[RowMapping]:
        """Return all rows."""
        return (await self.run(statement, values)).mappings().all()

    async def row(
        self, statement: Executable, values: Values | None = None, *, quick: bool = False
    ) -> RowMapping | None:
        """Return the first row or None."""
        return (await self.run(statement, values, quick=quick)).mappings().first()

    async def scalar(
        self, statement: Executable, values: Values | None = None, *, quick: bool = False
    ) -> object:
        """Return the first column of the first row, or None."""
        return (await self.run(statement, values, quick=quick)).scalar()

    async def count(self, statement: Executable, values: Values | None = None, *, quick: bool = False) -> int:
        """Return how many rows a change touched."""
        return (await self.run(statement, values, quick=quick)).rowcount


def _at_once(
    connection: Connection, statement: Executable, values: Values | Sequence[Values] | None
) -> CursorResult[*tuple[Any, ...]]:
    return connection.execute(statement, values, execution_options=_QUICK)


def _translated(error: IntegrityError) -> Exception:
    text = str(error.orig)
    if "foreign key" in text.lower():
        return NotFound("referenced record", text.rsplit("DETAIL:", 1)[-1].strip())
    return Conflict("a record with this identity exists already")
