"""Revenue and relationship tables: summed by the database, refunds taken off, currencies never mixed."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.reporting import By, Period, ReportService
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.customers import Segment
from crm.errors import NotAllowed
from crm.history import Purchase, Touchpoint, TouchpointKind
from crm.money import Money
from crm.value.thresholds import built_in
from tests.services.test_merging import person

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def sale(id: str, whom: str, product: str, amount: str, on: date, currency: str = "CNY") -> Purchase:
    money = Money(amount=Decimal(amount), currency=currency)
    return Purchase(id=id, customer_id=whom, product=product, amount=money, bought_on=on)


@pytest.fixture
async def reports(database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: Path) -> ReportService:
    customers = [
        person("a", "甲厂", address="苏州市姑苏区", segment=Segment.KEY_ACCOUNT),
        person("b", "乙", address="苏州市吴中区", owner="wu"),
        person("c", "=HYPERLINK(1)", address=""),
    ]
    said = Touchpoint(
        id="t", customer_id="a", by="li", kind=TouchpointKind.MESSAGE, text="交货要再快点", at=NOW
    )
    async with database.write() as uow:
        await uow.customers.add_many(customers)
        await uow.histories.add_touchpoints([said])
        await uow.histories.add_purchases(
            [
                sale("1", "a", "米", "1000", date(2026, 2, 1)),
                sale("2", "a", "米", "-250.5", date(2026, 2, 3)),
                sale("3", "b", "油", "300", date(2026, 3, 1)),
                sale("4", "c", "米", "50", date(2020, 1, 1)),
                sale("5", "c", "米", "70", date(2026, 2, 1), "USD"),
                sale("6", "c", "米", "999", date(2030, 1, 1)),
            ]
        )
        await uow.commit()
    valuing = ValuingService(database, clock, built_in(), zone=ZONE)
    return ReportService(database, clock, valuing, tmp_path, zone=ZONE)


async def test_refunds_are_taken_off_and_currencies_stay_apart(reports: ReportService, crew: "Crew") -> None:
    yuan, dollars = await reports.revenue(crew.boss, By.PRODUCT, Period.YEAR)
    assert [(row.name, row.amount) for row in yuan.rows] == [("米", Decimal("749.5")), ("油", Decimal(300))]
    assert yuan.total == Decimal("1049.5")
    assert (dollars.currency, dollars.total) == ("USD", Decimal(70))


async def test_purchases_in_the_future_and_before_the_period_do_not_count(
    reports: ReportService, crew: "Crew"
) -> None:
    ever = (await reports.revenue(crew.boss, By.PRODUCT, Period.EVER))[0]
    assert ever.total == Decimal("1099.5")
    month = await reports.revenue(crew.boss, By.PRODUCT, Period.MONTH)
    assert [(row.name, row.amount) for row in month[0].rows] == [("油", Decimal(300))]


async def test_regions_are_read_from_addresses(reports: ReportService, crew: "Crew") -> None:
    table = (await reports.revenue(crew.boss, By.REGION, Period.EVER))[0]
    assert {row.name: row.customers for row in table.rows} == {"苏州": 2, "": 1}


async def test_key_customers_stand_apart(reports: ReportService, crew: "Crew") -> None:
    table = (await reports.revenue(crew.boss, By.KEY, Period.EVER))[0]
    assert next(row for row in table.rows if row.name == "key").amount >= Decimal("749.5")
    lines = {line.customer_id: line for line in (await reports.relations(crew.boss, key=True)).lines}
    assert lines["a"].is_key
    ordinary = await reports.relations(crew.boss, key=False)
    assert "a" not in {line.customer_id for line in ordinary.lines}
    assert lines["a"].feedback == "交货要再快点"
    assert lines["a"].met == (date(2026, 3, 1),)


async def test_the_relationship_table_is_turned_to_its_very_end(
    reports: ReportService, database: SqlDatabase, crew: "Crew", monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [person(f"m{n:03}", f"小店{n}", owner="wu") for n in range(500)]
    async with database.write() as uow:
        await uow.customers.add_many(many)
        await uow.commit()
    first = await reports.relations(crew.wu, key=False)
    pages = [await reports.relations(crew.wu, page, key=False) for page in range(first.pages)]
    seen = [line.customer_id for page in pages for line in page.lines]
    assert len(seen) == len(set(seen)) == first.of_kind >= 500
    assert (await reports.relations(crew.wu, 999, key=False)).page == first.pages - 1
    assert first.within_reach
    monkeypatch.setattr("bot.services.reporting._LOOKED_AT", 100)
    short = await reports.relations(crew.wu, key=False)
    assert (short.within_reach, short.in_all) == (False, 501), "the rest is in the file, and it is said"


async def test_tiers_come_in_their_order(reports: ReportService, crew: "Crew") -> None:
    table = (await reports.revenue(crew.boss, By.TIER, Period.EVER))[0]
    names = [row.name for row in table.rows]
    assert names == sorted(names, key=lambda name: (name == "", name))


async def test_revenue_is_a_managers_and_relations_are_ones_own(reports: ReportService, crew: "Crew") -> None:
    with pytest.raises(NotAllowed):
        await reports.revenue(crew.li, By.PRODUCT, Period.YEAR)
    seen = [await reports.relations(crew.wu, key=key) for key in (True, False)]
    assert {line.customer_id for page in seen for line in page.lines} == {"b"}
    assert seen[0].in_all == 1
    assert (
        await reports.revenue(crew.boss.model_copy(update={"team_id": "south"}), By.TIER, Period.EVER) == []
    )


async def test_files_open_in_a_spreadsheet_and_run_nothing(reports: ReportService, crew: "Crew") -> None:
    path = await reports.relations_file(crew.boss)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:2] == ["类别", "姓名"]
    assert rows[1][1] == "甲厂"
    assert not any(cell.startswith("=") for row in rows for cell in row)
    table = await reports.revenue_file(crew.boss, By.PRODUCT, Period.EVER)
    assert "米,2,799.50" in table.read_text(encoding="utf-8-sig")
