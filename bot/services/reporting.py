"""Tables of D27 for whoever leads: revenue by tier, product and region; relationships, key and ordinary."""

import asyncio
import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.records import Revenue, SumBy
from bot.services.exporting import FOLDER
from bot.services.neutral_cells import neutral
from bot.services.valuing import ValuingService
from bot.services.valuing_book import Book
from crm.base import Id, Record, new_id
from crm.customers import Segment
from crm.history import Direction, TouchpointKind
from crm.people import Actor, Role
from crm.ports import CustomerFile
from crm.regions import region_of

KEY_SEGMENTS = frozenset({Segment.KEY_ACCOUNT, Segment.GROUP})
A_PAGE = 4
"""Lines of the relationship table on one screen."""
_LOOKED_AT = 20_000
"""Customers the screens of the relationship table reach, those touched last first; the file holds all."""
_FIRST = date(1900, 1, 1)


class By(StrEnum):
    """What revenue is divided by."""

    TIER = "tier"
    PRODUCT = "product"
    REGION = "region"
    KEY = "key"


class Period(StrEnum):
    """Which days count."""

    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


_HEADS = {By.TIER: "分级", By.PRODUCT: "产品", By.REGION: "地区", By.KEY: "类别"}
_CELLS = {"": "没写明", "key": "重点", "ordinary": "普通"}


class RevenueRow(Record):
    """One line: `name` is a tier, a product, a region, `key` or `ordinary`; empty when unknown."""

    name: str
    customers: int
    amount: Decimal
    share: float | None
    """Of the currency's total; None when that is not positive."""


class RevenueTable(Record):
    """Net revenue in one currency, largest first."""

    by: By
    period: Period
    currency: str
    rows: tuple[RevenueRow, ...]
    total: Decimal


class Relation(Record):
    """A line of the relationship table."""

    customer_id: Id
    name: str
    company: str
    position: str
    address: str
    contact: str
    owner: str
    met: tuple[date, ...]
    """Days of contact, latest first."""
    feedback: str
    """What the customer said last."""
    is_key: bool


class RelationPage(NamedTuple):
    """Some lines of the relationship table."""

    lines: tuple[Relation, ...]
    of_kind: int
    """Customers of the kind that was asked for."""
    page: int
    """From 0."""
    in_all: int
    """Every customer of the actor's; where it is more than the screens reach, the file has the rest."""
    within_reach: bool

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(0, self.of_kind - 1) // A_PAGE + 1


class ReportService:
    """Sums and lists over everything an actor may see."""

    def __init__(
        self, database: Database, clock: Clock, valuing: ValuingService, data_dir: Path, *, zone: ZoneInfo
    ) -> None:
        """Tables as files are written to where exports lie; `zone` decides which day it is."""
        self._database, self._clock, self._valuing, self._zone = database, clock, valuing, zone
        self._root = data_dir / FOLDER

    async def revenue(self, actor: Actor, by: By, period: Period) -> Sequence[RevenueTable]:
        """Return a table for each currency, the one with most customers first. Raises NotAllowed."""
        actor.require(Role.MANAGER, "reports")
        first, last = self._days(period)
        async with self._database.read() as uow:
            if by is By.PRODUCT:
                found = await uow.records.revenue(actor.scope, first, last, SumBy.PRODUCT)
                named = [(one.of, one) for one in found]
            elif by is By.REGION:
                found = await uow.records.revenue(actor.scope, first, last, SumBy.ADDRESS)
                named = [(region_of(one.of), one) for one in found]
            else:
                named = await self._by_customer(uow, actor, by, first, last)
        return await asyncio.to_thread(_tables, by, period, named)

    async def revenue_file(self, actor: Actor, by: By, period: Period) -> Path:
        """Write the tables as CSV; return where it lies."""
        tables = await self.revenue(actor, by, period)
        heads = ["货币", _HEADS[by], "客户数", "净额", "占比"]
        rows = [
            [
                t.currency,
                _CELLS.get(r.name, r.name),
                str(r.customers),
                f"{r.amount:.2f}",
                f"{r.share:.4f}" if r.share else "",
            ]
            for t in tables
            for r in t.rows
        ]
        return await asyncio.to_thread(self._write, f"营收-按{_HEADS[by]}", heads, rows)

    async def relations(self, actor: Actor, page: int = 0, *, key: bool) -> RelationPage:
        """Return a page of the relationship table, key or ordinary customers, those touched last first.

        A page that is gone is the last one.
        """
        async with self._database.read() as uow:
            book = await self._valuing.book(uow, actor, market=False)
            found = await uow.records.touched(actor.scope, _LOOKED_AT)
            within = len(found) < _LOOKED_AT
            in_all = len(found) if within else await uow.customers.count(actor.scope)
            mine = [id for id, segment in found if self.is_key(id, segment, book) is key]
            page = min(page, max(0, len(mine) - 1) // A_PAGE)
            shown = mine[page * A_PAGE : (page + 1) * A_PAGE]
            files = await uow.books.files(shown, actor.scope)
            owners = await _names(uow, actor)
        lines = {file.customer.id: self._relation(file, book, owners) for file in files}
        ordered = tuple(lines[id] for id in shown if id in lines)
        return RelationPage(ordered, len(mine), page, in_all, within)

    async def relations_file(self, actor: Actor) -> Path:
        """Write the whole relationship table as CSV, key customers first; return where it lies."""
        async with self._database.read() as uow:
            book = await self._valuing.book(uow, actor, market=False)
            owners = await _names(uow, actor)
            lines = [self._relation(file, book, owners) async for file in uow.customers.each(actor.scope)]
        heads = ["类别", "姓名", "单位", "职务", "地址", "联系方式", "负责人", "来往日期", "反馈"]
        ordered = sorted(lines, key=lambda line: not line.is_key)
        rows = [
            [
                "重点" if line.is_key else "普通",
                line.name,
                line.company,
                line.position,
                line.address,
                neutral(line.contact),
                line.owner,
                "、".join(f"{day}" for day in line.met),
                line.feedback,
            ]
            for line in ordered
        ]
        return await asyncio.to_thread(self._write, "客户关系表", heads, rows)

    def is_key(self, customer_id: Id, segment: Segment | str | None, book: Book) -> bool:
        """Say whether a customer is a key one: by segment, or by a tier that makes most of the value."""
        standing = book.standings.get(customer_id)
        return segment in KEY_SEGMENTS or (
            standing is not None and standing.tier in self._valuing.rules.tiers.valuable
        )

    async def _by_customer(
        self, uow: BotUnitOfWork, actor: Actor, by: By, first: date, last: date
    ) -> list[tuple[str, Revenue]]:
        found = await uow.records.revenue(actor.scope, first, last, SumBy.CUSTOMER)
        book = await self._valuing.book(uow, actor, market=False)
        if by is By.TIER:
            return [(book.standings[o.of].tier if o.of in book.standings else "", o) for o in found]
        marked = await uow.records.in_segments(actor.scope, [segment.value for segment in KEY_SEGMENTS])
        return [("key" if o.of in marked or self.is_key(o.of, None, book) else "ordinary", o) for o in found]

    def _relation(self, file: CustomerFile, book: Book, owners: dict[Id, str]) -> Relation:
        customer = file.customer
        met = sorted(
            {t.at.astimezone(self._zone).date() for t in file.touchpoints if t.direction != "internal"},
            reverse=True,
        )
        said = [
            t for t in file.touchpoints if t.direction is Direction.IN and t.kind is not TouchpointKind.NOTE
        ]
        last = max(said, key=lambda t: t.at, default=None)
        return Relation(
            customer_id=customer.id,
            name=customer.display_name,
            company=customer.company,
            position=customer.position,
            address=customer.address,
            contact="、".join(channel.address for channel in customer.channels),
            owner=owners.get(customer.owner_id, ""),
            met=tuple(met[:10]),
            feedback=" ".join(last.text.split()) if last else "",
            is_key=self.is_key(customer.id, customer.segment, book),
        )

    def _days(self, period: Period) -> tuple[date, date]:
        today = self._clock.now().astimezone(self._zone).date()
        first = {
            Period.MONTH: today.replace(day=1),
            Period.YEAR: today - timedelta(days=365),
            Period.EVER: _FIRST,
        }
        return first[period], today

    def _write(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
        folder = self._root / new_id()
        folder.mkdir(parents=True)
        path = folder / f"{name}-{self._clock.now():%Y%m%d}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows([neutral(cell) for cell in row] for row in rows)
        return path


def _tables(by: By, period: Period, named: Iterable[tuple[str, Revenue]]) -> list[RevenueTable]:
    groups: dict[str, dict[str, list[Revenue]]] = {}
    for name, one in named:
        groups.setdefault(one.currency, {}).setdefault(name, []).append(one)
    tables = [_table(by, period, currency, lines) for currency, lines in groups.items()]
    return sorted(tables, key=lambda table: -sum(row.customers for row in table.rows))


def _table(by: By, period: Period, currency: str, lines: dict[str, list[Revenue]]) -> RevenueTable:
    sums = {name: sum((one.amount for one in found), Decimal(0)) for name, found in lines.items()}
    total = sum(sums.values(), Decimal(0))
    rows = [
        RevenueRow(
            name=name,
            customers=sum(one.customers for one in found),
            amount=sums[name],
            share=float(sums[name] / total) if total > 0 else None,
        )
        for name, found in lines.items()
    ]
    # Tiers have an order of their own, everything else stands by size.
    rows.sort(key=lambda row: (row.name == "", row.name) if by is By.TIER else (False, -row.amount, row.name))
    return RevenueTable(by=by, period=period, currency=currency, rows=tuple(rows), total=total)


async def _names(uow: BotUnitOfWork, actor: Actor) -> dict[Id, str]:
    return {person.id: person.name for person in await uow.people.in_team(actor.team_id)}
