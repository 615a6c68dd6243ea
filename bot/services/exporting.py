"""Exporting customers: tables for people (CSV, XLSX), JSON with everything for machines."""

import asyncio
import csv
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.importing.json_files import (
    END,
    FORMAT,
    VERSION,
    Heading,
    entry_text,
    heading_text,
    person_of,
)
from bot.services.neutral_cells import neutral
from crm.base import Record, new_id
from crm.customers import ChannelKind
from crm.people import Actor
from crm.ports import CustomerFile

if TYPE_CHECKING:
    pass

FOLDER = Path("files") / "exports"
FORMS = ("csv", "xlsx", "json")
_STAYS = timedelta(days=1)
_BATCH = 500
HEADERS = (
    "姓名",
    "称呼",
    "类型",
    "单位",
    "职务",
    "手机",
    "微信",
    "邮箱",
    "地址",
    "生日",
    "标签",
    "备注",
    "勿联系",
    "负责人",
    "家人",
    "购买次数",
    "累计金额",
    "最近购买",
    "最近购买日期",
    "最近联系",
)


class ExportReport(Record):
    """A written export; `path` lies in DATA_DIR and is kept for a day."""

    path: Path
    customers: int


class _Sink(Protocol):
    def add(self, files: Sequence[CustomerFile]) -> None: ...

    def close(self) -> None: ...


class ExportService:
    """Writes what a person may see."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        """Exports are written to `data_dir/files/exports`."""
        self._database, self._clock = database, clock
        self._root = data_dir / FOLDER

    async def export(
        self, actor: Actor, form: str, progress: Callable[[int], None] = lambda done: None
    ) -> ExportReport:
        """Write all customers in the actor's scope as `csv`, `xlsx` or `json`, batch by batch.

        Raises InputRefused `export-form` for another form.
        """
        if form not in FORMS:
            raise InputRefused("export-form", form=form, forms="、".join(FORMS))
        self._tidy()
        folder = self._root / new_id()
        folder.mkdir(parents=True)
        path = folder / f"客户-{self._clock.now():%Y%m%d}.{form}"
        async with self._database.read() as uow:
            sink = await self._sink(uow, actor, path)
            done = 0
            try:
                async for batch in _batches(uow.customers.each(actor.scope)):
                    await asyncio.to_thread(sink.add, batch)
                    done += len(batch)
                    progress(done)
            finally:
                await asyncio.to_thread(sink.close)
        return ExportReport(path=path, customers=done)

    async def _sink(self, uow: BotUnitOfWork, actor: Actor, path: Path) -> _Sink:
        scope = actor.scope
        teams = [t for t in await uow.people.teams() if scope.team_id in (None, t.id)]
        people = [
            person
            for team in teams
            for person in await uow.people.in_team(team.id)
            if scope.owner_id in (None, person.id)
        ]
        if path.suffix == ".json":
            heading = Heading(
                format=FORMAT,
                version=VERSION,
                exported_at=self._clock.now(),
                teams=tuple(teams),
                people=tuple(person_of(person) for person in people),
            )
            return _JsonSink(path, heading)
        owners = {person.id: person.name for person in people}
        return _CsvSink(path, owners) if path.suffix == ".csv" else _XlsxSink(path, owners)

    def _tidy(self) -> None:
        before = (self._clock.now() - _STAYS).timestamp()
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.stat().st_mtime < before:
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()


def row_of(file: CustomerFile, owners: dict[str, str]) -> list[str]:
    """Return a customer's line of a table, in the order of `HEADERS`, free of formulas."""
    customer, bought = file.customer, sorted(file.purchases, key=lambda p: p.bought_on)
    by_kind = {
        kind: "、".join(c.address for c in customer.channels if c.kind is kind)
        for kind in (ChannelKind.WECHAT, ChannelKind.EMAIL)
    }
    last = bought[-1] if bought else None
    contact = max((t.at for t in file.touchpoints), default=None)
    return [
        neutral(text)
        for text in (
            customer.name,
            customer.address_as,
            "企业" if customer.kind == "company" else "个人",
            customer.company,
            customer.position,
            "、".join(neutral(phone) for phone in customer.phones),
            by_kind[ChannelKind.WECHAT],
            by_kind[ChannelKind.EMAIL],
            customer.address,
            customer.birthday.isoformat() if customer.birthday else "",
            "、".join(customer.tags),
            "\n".join(note.text for note in customer.notes),
            "是" if customer.do_not_contact else "",
            owners.get(customer.owner_id, ""),
            "、".join(_member(m.relation.value, m.name) for m in customer.household),
            str(len(bought)) if bought else "",
            _totals(file),
            last.product if last else "",
            last.bought_on.isoformat() if last else "",
            f"{contact:%Y-%m-%d}" if contact else "",
        )
    ]


def _totals(file: CustomerFile) -> str:
    totals: dict[str, Decimal] = {}
    for purchase in file.purchases:
        money = purchase.amount
        totals[money.currency] = totals.get(money.currency, Decimal(0)) + money.amount
    return " ".join(
        f"{amount:.2f}" if currency == "CNY" else f"{amount:.2f} {currency}"
        for currency, amount in totals.items()
    )


_RELATIONS = {
    "spouse": "爱人",
    "child": "孩子",
    "son": "儿子",
    "daughter": "女儿",
    "grandchild": "孙辈",
    "grandson": "孙子",
    "granddaughter": "孙女",
    "parent": "父母",
    "father": "父亲",
    "mother": "母亲",
    "sibling": "兄弟姐妹",
    "companion": "同伴",
    "other": "家人",
}


def _member(relation: str, name: str) -> str:
    return f"{_RELATIONS[relation]}{name}"


async def _batches(files: AsyncIterator[CustomerFile]) -> AsyncIterator[list[CustomerFile]]:
    batch: list[CustomerFile] = []
    async for file in files:
        batch.append(file)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _CsvSink:
    """UTF-8 with a byte order mark, without which Excel shows Chinese as noise."""

    def __init__(self, path: Path, owners: dict[str, str]) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8-sig", newline="")
        self._writer, self._owners = csv.writer(self._file), owners
        self._writer.writerow(HEADERS)

    def add(self, files: Sequence[CustomerFile]) -> None:
        self._writer.writerows(row_of(file, self._owners) for file in files)

    def close(self) -> None:
        self._file.close()


class _XlsxSink:
    def __init__(self, path: Path, owners: dict[str, str]) -> None:
        from openpyxl import Workbook

        self._path, self._owners = path, owners
        self._book: Workbook = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("客户")
        self._sheet.append(HEADERS)

    def add(self, files: Sequence[CustomerFile]) -> None:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        for file in files:
            cells = row_of(file, self._owners)
            self._sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32767] for cell in cells])

    def close(self) -> None:
        self._book.save(self._path)


class _JsonSink:
    def __init__(self, path: Path, heading: Heading) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")
        self._file.write(heading_text(heading))
        self._first = True

    def add(self, files: Sequence[CustomerFile]) -> None:
        for file in files:
            self._file.write(entry_text(file, first=self._first))
            self._first = False

    def close(self) -> None:
        self._file.write(END)
        self._file.close()
