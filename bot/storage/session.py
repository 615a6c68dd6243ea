"""One open transaction as the repositories see it, with the errors of the domain instead of the driver's."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, RowMapping
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable
from crm.errors import Conflict, NotFound

Values = Mapping[str, object]


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
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement, or the same for many sets of values.

        Raises:
            Conflict: a unique key exists already.
            NotFound: a record that is referred to does not exist.
            StorageUnavailable: the database cannot be reached or stays locked.
        """
        try:
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

    async def row(self, statement: Executable, values: Values | None = None) -> RowMapping | None:
        """Return the first row or None."""
        return (await self.run(statement, values)).mappings().first()

    async def scalar(self, statement: Executable, values: Values | None = None) -> object:
        """Return the first column of the first row, or None."""
        return (await self.run(statement, values)).scalar()

    async def count(self, statement: Executable, values: Values | None = None) -> int:
        """Return how many rows a change touched."""
        return (await self.run(statement, values)).rowcount


def _translated(error: IntegrityError) -> Exception:
    text = str(error.orig)
    if "foreign key" in text.lower():
        return NotFound("referenced record", text.rsplit("DETAIL:", 1)[-1].strip())
    return Conflict("a record with this identity exists already")
