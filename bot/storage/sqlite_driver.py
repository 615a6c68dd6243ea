"""SQLite under asyncio with as few trips to the driver's thread as can be.

aiosqlite makes four trips a statement (cursor, execute, fetch, close), and a trip costs more than most of
our statements: two thread switches and, while the loop is busy, the wait for the interpreter's lock. Here a
statement is one trip that brings its rows along. The transaction begins with its first statement, a
rollback is waited for by nobody, and statements marked as quick (one row by its key) run on the spot.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util.concurrency import await_

Outcome = tuple[Any, Sequence[Any], int, int | None]
"""Columns (as DB-API describes them, None without a result), rows, rows changed, last row id."""
Job = Callable[[sqlite3.Connection], Outcome]

QUICK = "quick"
"""Execution option of statements that may run on the calling thread: one row by its key."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.05


class Cursor:
    """A DB-API cursor that has fetched everything when `execute` returns."""

    def __init__(self, connection: "Connection") -> None:
        """Work on a connection; nothing is opened."""
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    def execute(self, operation: str, parameters: Sequence[Any] = (), *, quick: bool = False) -> None:
        """Run a statement; `quick` ones on the calling thread when nothing else is under way."""
        self._keep(self._connection.carry_out(partial(_one, operation, parameters), quick=quick))

    def executemany(
        self, operation: str, parameters: Sequence[Sequence[Any]], *, quick: bool = False
    ) -> None:
        """Run a statement for many sets of values."""
        self._keep(self._connection.carry_out(partial(_many, operation, parameters), quick=quick))

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is whatever the statement selects
        """Return the next row, None after the last."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return up to `size` rows."""
        count = min(len(self._rows), self.arraysize if size is None else size)
        return [self._rows.popleft() for _ in range(count)]

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""
        while self._rows:
            yield self._rows.popleft()

    def setinputsizes(self, *sizes: object) -> None:
        """Do nothing: SQLite has no sizes."""

    def close(self) -> None:
        """Forget the rows; in the driver nothing is open."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing: SQLAlchemy calls this so that no cursor stays open behind a result."""

    def _keep(self, outcome: Outcome) -> None:
        self.description, rows, self.rowcount, self.lastrowid = outcome
        self._rows = deque(rows)


@dataclass
class _Opening:
    """The statement that begins a transaction, run before the first other one.

    An object of its own for each transaction: a cancelled statement may still be in the thread when the
    connection serves its next user, whose opening it must not take for its own.
    """

    statement: str
    patience: float
    done: bool = False


class Connection(AsyncAdapt_aiosqlite_connection):
    """A connection as SQLAlchemy sees it. One task uses it at a time."""

    __slots__ = ("_finished", "_opening", "_posted")

    def __init__(self, dbapi: Any, connection: Any) -> None:  # noqa: ANN401 - as SQLAlchemy has it
        """Wrap an open `aiosqlite.Connection`."""
        super().__init__(dbapi, connection)
        self._opening: _Opening | None = None
        self._posted = self._finished = 0

    def begin_with(self, statement: str, patience: float) -> None:
        """Begin by this statement when the first other one comes.

        `patience` is how many seconds another process that holds the lock is waited for; the wait is
        the loop's, so that nothing blocks.
        """
        self._opening = _Opening(statement, patience)

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """Return a cursor; rows never stay behind in the driver."""
        return Cursor(self)

    def carry_out(self, job: Job, *, quick: bool) -> Outcome:
        """Run a job here or in the driver's thread, after the statement that begins the transaction."""
        opening, pause = self._opening, _FIRST_PAUSE
        limit = time.monotonic() + (opening.patience if opening else 0.0)
        while True:
            try:
                if quick and self._idle:
                    return _run(self._raw, opening, job)
                outcome: Outcome = await_(self._post(partial(_run, self._raw, opening, job)))
                return outcome
            except sqlite3.OperationalError as error:
                begun = opening is None or opening.done
                if begun or not _is_locked(error) or time.monotonic() >= limit:
                    raise
            except ValueError as error:  # how aiosqlite says that the connection is closed
                self._handle_exception(error)
            await_(asyncio.sleep(pause))
            pause = min(_LONGEST_PAUSE, pause * 2)

    def commit(self) -> None:
        """Make the transaction durable; nothing to do when none was begun."""
        opening, self._opening = self._opening, None
        if opening is None or opening.done:
            await_(self._post(self._raw.commit))

    def rollback(self) -> None:
        """Undo the transaction; what follows on this connection comes after it."""
        self._opening = None
        if self._connection._connection is None:
            return
        if not self._idle:
            # A cancelled statement is still in the thread; the rollback queues behind it.
            self._posted += 1
            self._connection._tx.put_nowait((None, partial(self._counted, self._raw.rollback)))
        elif self._raw.in_transaction:
            self._raw.rollback()

    @property
    def _raw(self) -> sqlite3.Connection:
        raw: sqlite3.Connection = self._connection._conn
        return raw

    @property
    def _idle(self) -> bool:
        """Whether the driver's thread has nothing of ours, so that this thread may use the connection."""
        return self._posted == self._finished

    async def _post(self, job: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the job returns
        self._posted += 1
        return await self._connection._execute(partial(self._counted, job))

    def _counted(self, job: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the job returns
        try:
            return job()
        finally:
            self._finished += 1


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the module of the driver."""

    def __init__(self) -> None:
        """Stand on aiosqlite and sqlite3."""
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **options: Any) -> Connection:  # noqa: ANN401 - sqlite3's own
        """Open a connection that two threads may use, one after the other."""
        opened = aiosqlite.connect(*arguments, **(options | {"check_same_thread": False}))
        opened._thread.daemon = True
        return Connection(self, await_(_opened(opened)))


async def _opened(connection: aiosqlite.Connection) -> aiosqlite.Connection:
    return await connection


def _run(raw: sqlite3.Connection, opening: _Opening | None, job: Job) -> Outcome:
    """Begin if that is still to do, then run the job; a locked database leaves nothing begun."""
    if opening is None or opening.done:
        return job(raw)
    if raw.in_transaction:  # only after a rollback that failed
        raw.rollback()
    raw.execute(opening.statement).close()
    try:
        outcome = job(raw)
    except sqlite3.OperationalError as error:
        if _is_locked(error):
            raw.rollback()
        else:
            opening.done = True
        raise
    except BaseException:
        opening.done = True
        raise
    opening.done = True
    return outcome


def _is_locked(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _one(operation: str, parameters: Sequence[Any], raw: sqlite3.Connection) -> Outcome:
    return _taken(raw.execute(operation, parameters))


def _many(operation: str, parameters: Sequence[Sequence[Any]], raw: sqlite3.Connection) -> Outcome:
    return _taken(raw.executemany(operation, parameters))


def _taken(cursor: sqlite3.Cursor) -> Outcome:
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()
