"""Reading a file into a preview on disk: parse beside the event loop, compare with the store."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

from bot.errors import InputRefused
from bot.ports import Clock, Database
from bot.services.importing.columns import Mapping, guess_mapping
from bot.services.importing.json_files import Entry, Heading, read_json
from bot.services.importing.matching import EVERYTHING, FileMatcher, known_ids, stored_matches
from bot.services.importing.rows import BadRow, RowReader
from bot.services.importing.staging import ImportPreview, Rejected, StagedRow, Staging
from bot.services.importing.tables import SourceRow, read_rows
from crm.base import Id
from crm.people import Actor, Role

Progress = Callable[[int], None]
"""Called with the number of rows done so far."""

_BATCH = 1000
_PEEK = 200
_SHOWN = 5
_IDS = 20


class Previewer:
    """One reading of one file."""

    def __init__(
        self, database: Database, clock: Clock, root: Path, actor: Actor, progress: Progress
    ) -> None:
        """Prepare a new folder under `root`."""
        self._database, self._clock, self._actor, self._progress = database, clock, actor, progress
        self.staging = Staging(root)
        self._matcher = FileMatcher()
        self._done = self._new = self._duplicates = 0
        self._first_ids: list[Id] = []

    async def table(self, name: str, data: bytes) -> ImportPreview:
        """Read a CSV or XLSX file."""
        rows = await asyncio.to_thread(read_rows, name, data)
        head = await asyncio.to_thread(lambda: list(islice(rows, _PEEK)))
        if not head:
            raise InputRefused("empty", name=name)
        mapping = guess_mapping([(row.number, row.cells) for row in head])
        body = (row for row in chain(head, rows) if row.number > (mapping.header_row or 0))
        reader = await self._reader(mapping)
        while batch := await asyncio.to_thread(self._parse, reader, body):
            await self._stage(batch)
        return self._finished(
            name,
            headers=mapping.headers,
            columns=mapping.shown,
            first=[row.cells for row in head if row.number > (mapping.header_row or 0)][:_SHOWN],
            heading=None,
        )

    async def export(self, name: str, data: bytes) -> ImportPreview:
        """Read JSON of ours. Each customer stands for itself: sharing a number is no duplicate here."""
        heading, entries = await asyncio.to_thread(read_json, name, data)
        async with self._database.read() as uow:
            erased = {erasure.customer_id for erasure in await uow.erasures.all()}
        seen: set[Id] = set()
        first: list[tuple[str, ...]] = []
        while batch := await asyncio.to_thread(self._validate, entries, seen, erased):
            if len(first) < _SHOWN:
                first += [(r.file.customer.display_name, *r.file.customer.phones[:1]) for r in batch[:_SHOWN]]
            await self._stage(batch, by_id=True)
        return self._finished(name, headers=(), columns=(), first=first[:_SHOWN], heading=heading)

    async def _reader(self, mapping: Mapping) -> RowReader:
        owners: dict[str, Id] = {}
        if self._actor.role is not Role.SALESPERSON:
            async with self._database.read() as uow:
                people = await uow.people.in_team(self._actor.team_id)
            owners = {person.name: person.id for person in people if person.active}
        now = self._clock.now()
        # A birthday may already be tomorrow's date where the customer lives.
        return RowReader(mapping, self._actor, owners, now, now.date() + timedelta(days=1))

    def _parse(self, reader: RowReader, rows: Iterator[SourceRow]) -> list[StagedRow]:
        staged: list[StagedRow] = []
        while not staged:
            batch = list(islice(rows, _BATCH))
            if not batch:
                break
            for row in batch:
                self._done += 1
                try:
                    file = reader.read(row)
                except BadRow as error:
                    self._reject(row.number, str(error), row.cells)
                else:
                    same_as = self._matcher.match(file.customer)
                    staged.append(StagedRow(row=row.number, file=file, same_as=same_as))
        return staged

    def _validate(self, entries: Iterator[Entry], seen: set[Id], erased: set[Id]) -> list[StagedRow]:
        staged: list[StagedRow] = []
        for entry in entries:
            self._done += 1
            file = entry.file
            problem = entry.problem if file is None else _objection(file.customer.id, seen, erased)
            if file is None or problem:
                # What was erased does not come back in a list of rejected rows either.
                self._reject(
                    entry.number, problem, () if file and file.customer.id in erased else (entry.raw,)
                )
                continue
            seen.add(file.customer.id)
            staged.append(StagedRow(row=entry.number, file=file))
            if len(staged) == _BATCH:
                break
        return staged

    def _reject(self, number: int, reason: str, cells: tuple[str, ...]) -> None:
        self.staging.rejected.append(Rejected(row=number, reason=reason, cells=cells))

    async def _stage(self, batch: list[StagedRow], *, by_id: bool = False) -> None:
        first = [row.file.customer for row in batch if row.same_as is None]
        async with self._database.read() as uow:
            stored = await stored_matches(uow, first, self._actor.scope)
            taken = await known_ids(uow, first, EVERYTHING) if by_id else {}
            among = [customer for customer in first if customer.id in taken]
            stored |= await known_ids(uow, among, self._actor.scope)
        self._new += len(first) - len(stored)
        self._duplicates += len(batch) - len(first) + len(stored)
        fresh = [customer.id for customer in first if customer.id not in stored and customer.id not in taken]
        self._first_ids += fresh[: _IDS - len(self._first_ids)]
        await asyncio.to_thread(self.staging.write_rows, batch)
        self._progress(self._done)

    def _finished(
        self,
        name: str,
        *,
        headers: tuple[str, ...],
        columns: tuple[tuple[str, str], ...],
        first: list[tuple[str, ...]],
        heading: Heading | None,
    ) -> ImportPreview:
        rejected = self.staging.rejected
        preview = ImportPreview(
            id=self.staging.id,
            by=self._actor.salesperson_id,
            name=name,
            rows=self._done,
            new=self._new,
            duplicates=self._duplicates,
            rejected=len(rejected),
            columns=columns,
            first_rows=tuple(first),
            rejected_file=self.staging.write_rejected(headers),
            first_ids=tuple(self._first_ids),
            heading=heading,
            created_at=self._clock.now(),
            problems=tuple(f"第 {bad.row} 行：{bad.reason}" for bad in rejected[:_SHOWN]),
        )
        self.staging.finish(preview)
        return preview


def _objection(id: Id, seen: set[Id], erased: set[Id]) -> str:
    if id in erased:
        return "这位客户已按要求彻底删除，不再导入"
    return "同一个编号在文件里出现了两次" if id in seen else ""
