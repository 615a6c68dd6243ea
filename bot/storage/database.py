"""The database: hands out transactions, migrates, and closes."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageUnavailable
from bot.storage import schema
from bot.storage.advices import SqlAdvices
from bot.storage.books import SqlBooks
from bot.storage.contracts import SqlContracts, SqlWinRates
from bot.storage.customers import SqlCustomers
from bot.storage.days import SqlDays, SqlJobs
from bot.storage.dialogues import SqlDialogues
from bot.storage.engines import Engines, open_engines, sqlite_path
from bot.storage.erasure_log import ErasureLog
from bot.storage.forgetting import erase_again
from bot.storage.histories import SqlHistories
from bot.storage.inbox import SqlInbox
from bot.storage.keys import are_current
from bot.storage.knowledge_misses import SqlMisses
from bot.storage.knowledge_repository import SqlChunks
from bot.storage.line_uses import SqlLineUses
from bot.storage.metadata import load_tables
from bot.storage.model_calls import SqlModelCalls
from bot.storage.offers import SqlOffers
from bot.storage.outbox import SqlOutbox
from bot.storage.people import SqlErasures, SqlPeople
from bot.storage.practice import SqlCopyProducts, SqlQuizAnswers
from bot.storage.preferences import SqlPreferences
from bot.storage.proposed import SqlProposedAnswers
from bot.storage.record_keeping import SqlRecordKeeping
from bot.storage.secretary import SqlAliases, SqlSecretary
from bot.storage.session import Session
from bot.storage.values import SqlValues

_PATIENCE = 50
"""Tries, a tenth of a second apart, to empty the log while others read."""


class SqlUnitOfWork:
    """One transaction; implements `bot.ports.BotUnitOfWork`. Leaving without commit rolls back."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        writes: bool,
        turn: "WriterTurn | None" = None,
        log: ErasureLog | None = None,
    ) -> None:
        """Prepare; nothing is opened before `async with`."""
        self._engine = engine
        self._writes = writes
        self._turn = turn
        self._log = log
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        """Wait for the turn (SQLite writers), then begin."""
        if self._turn is not None:
            await self._turn.take()
        try:
            self._connection = await self._engine.connect()
            await self._connection.begin()
        except BaseException as error:
            await self._leave()
            if isinstance(error, DBAPIError | OSError | TimeoutError):
                raise StorageUnavailable(str(error)) from error
            raise
        self._offer(Session(self._connection))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed, close, let the next writer in."""
        await self._leave()

    async def commit(self) -> None:
        """Make everything durable. A unit that only reads has nothing to do.

        Raises StorageUnavailable when an earlier statement failed, because then nothing was kept.
        """
        if not self._writes or self._connection is None:
            return
        if self.session.broken:
            raise StorageUnavailable("a statement of this transaction failed; nothing was saved")
        try:
            await self._connection.commit()
        except DBAPIError as error:
            raise StorageUnavailable(str(error.orig)) from error
        if self._log is not None and self.erasures.added:
            # After the commit: a crash in between is made good at the next start.
            self._log.append(self.erasures.added)

    def _offer(self, session: Session) -> None:
        self.session = session
        self.people = SqlPeople(session)
        self.customers = SqlCustomers(session)
        self.histories = SqlHistories(session)
        self.books = SqlBooks(session)
        self.erasures = SqlErasures(session)
        self.inbox = SqlInbox(session)
        self.outbox = SqlOutbox(session)
        self.dialogues = SqlDialogues(session)
        self.advices = SqlAdvices(session)
        self.chunks = SqlChunks(session)
        self.misses = SqlMisses(session)
        self.quiz = SqlQuizAnswers(session)
        self.copy_products = SqlCopyProducts(session)
        self.model_calls = SqlModelCalls(session)
        self.line_uses = SqlLineUses(session)
        self.secretary = SqlSecretary(session)
        self.aliases = SqlAliases(session)
        self.values = SqlValues(session)
        self.records = SqlRecordKeeping(session)
        self.jobs = SqlJobs(session)
        self.days = SqlDays(session)
        self.offers = SqlOffers(session)
        self.preferences = SqlPreferences(session)
        self.contracts = SqlContracts(session)
        self.win_rates = SqlWinRates(session)
        self.proposed = SqlProposedAnswers(session)

    async def _leave(self) -> None:
        # A cancelled task must still close and pass the turn on, or every later writer would hang.
        await asyncio.shield(asyncio.ensure_future(self._close()))

    async def _close(self) -> None:
        try:
            if self._connection is not None:
                await self._connection.close()
        finally:
            self._connection = None
            if self._turn is not None:
                self._turn.pass_on()


class WriterTurn:
    """The one writer lock of a SQLite database in this process."""

    def __init__(self) -> None:
        """Start free."""
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    async def take(self) -> None:
        """Wait for the turn; raises RuntimeError instead of waiting for oneself for ever."""
        task = asyncio.current_task()
        if self._lock.locked() and self._holder is task:
            raise RuntimeError("a write() inside a write() of the same task would wait for itself")
        await self._lock.acquire()
        self._holder = task

    def pass_on(self) -> None:
        """Let the next writer in."""
        self._holder = None
        if self._lock.locked():
            self._lock.release()


class SqlDatabase:
    """Implements `bot.ports.Database` on SQLite or PostgreSQL."""

    def __init__(self, url: str, data_dir: Path | None = None) -> None:
        """Keep the URL (as `Settings.database` gives it); connections open when first needed.

        `data_dir` holds the list of erasures; by default the folder of the SQLite file.
        """
        self.url = url
        self._path = sqlite_path(url)
        self._engines: Engines = open_engines(url)
        self._turn = WriterTurn() if self._path else None
        folder = data_dir or (self._path.parent if self._path else None)
        self._log = ErasureLog(folder / "erasures.jsonl") if folder else None

    def read(self) -> SqlUnitOfWork:
        """Return a unit that only reads; its commit does nothing."""
        return SqlUnitOfWork(self._engines.reader, writes=False)

    def write(self) -> SqlUnitOfWork:
        """Return a unit that may write."""
        return SqlUnitOfWork(self._engines.writer, writes=True, turn=self._turn, log=self._log)

    async def migrate(self) -> None:
        """Create or upgrade the tables, rebuild outdated search keys, apply listed erasures.

        Raises SchemaTooNew for a newer version's database, StorageUnavailable when there is none.
        """
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            await self._use_log()
            async with self._engines.migrator.begin() as connection:
                await connection.run_sync(schema.upgrade)
                session = Session(connection)
                if not await are_current(session):
                    await SqlCustomers(session).reindex()
                erasures = await self._agree_on_erasures(session)
        except (OperationalError, InterfaceError, OSError) as error:
            raise StorageUnavailable(str(error)) from error
        if erasures and self._turn is not None:
            await self.compact()

    async def revision(self) -> str | None:
        """Return the schema revision in force, None before the first migration."""
        async with self._engines.migrator.connect() as connection:
            return await connection.run_sync(schema.current)

    async def compact(self) -> None:
        """Overwrite what was deleted: after this an erased customer's bytes are in no file of SQLite.

        Deleted rows are overwritten in place (`secure_delete`); the write-ahead log still holds old pages
        until it is emptied here. PostgreSQL does its own housekeeping (VACUUM of the tables touched).
        """
        if self._turn is None:
            await self._vacuum()
            return
        await self._turn.take()
        try:
            await self._empty_log()
        finally:
            self._turn.pass_on()

    async def close(self) -> None:
        """Close all connections."""
        await self._engines.dispose()

    async def _use_log(self) -> None:
        """Switch a SQLite file to write-ahead logging, which it then keeps.

        The switch does not wait for others as everything else does, so we ask again.
        """
        for attempt in range(_PATIENCE if self._path else 0):
            try:
                async with self._engines.plain.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                return
            except OperationalError:
                if attempt == _PATIENCE - 1:
                    raise
                await asyncio.sleep(0.1)

    async def _empty_log(self) -> None:
        """Empty the write-ahead log; readers in the way are waited for."""
        for _ in range(_PATIENCE):
            async with self._engines.plain.connect() as connection:
                row = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).first()
            if row is not None and row[0] == 0:
                return
            await asyncio.sleep(0.1)
        raise StorageUnavailable("a long reading keeps the log from being emptied; try again")

    async def _vacuum(self) -> None:
        async with self._engines.plain.connect() as connection:
            for table in load_tables().tables:
                await connection.exec_driver_sql(f'VACUUM (ANALYZE) "{table}"')

    async def _agree_on_erasures(self, session: Session) -> int:
        """Bring table and list to the same erasures; return how many customers had come back."""
        if self._log is None:
            return 0
        listed = self._log.read()
        self._log.append(await SqlErasures(session).all())
        stored = {erasure.customer_id for erasure in await SqlErasures(session).all()}
        return await erase_again(session, [e for e in listed if e.customer_id not in stored])
