"""A public file of a real shop, from table to decisions: import, value, tiers, risk of leaving."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.importing import ImportService
from bot.services.valuing import ValuingService
from bot.services.valuing_bulk import recompute
from bot.storage.database import SqlDatabase
from crm.people import Scope
from crm.value.thresholds import built_in
from tests.cdnow import END, data_file, sales

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

pytestmark = pytest.mark.skipif(data_file("CDNOW_sample.txt") is None, reason="lifetimes is not installed")
RULES = built_in()
CUSTOMERS = 400


def table() -> tuple[str, dict[str, list[float]]]:
    """Return the first customers as a table of purchases as a shop exports it, and what each paid.

    A line that is there twice in every cell is one line: the import takes it for the same sale.
    """
    out, paid = io.StringIO(), dict[str, list[float]]()
    writer = csv.writer(out)
    writer.writerow(["姓名", "手机", "购买产品", "数量", "金额", "购买日期"])
    for sale in dict.fromkeys(sales()):
        number = int(sale.customer)
        if number <= CUSTOMERS and sale.amount > 0:
            name = f"顾客{sale.customer}"
            writer.writerow([name, f"1390000{number:04d}", "CD", sale.units, f"${sale.amount:.2f}", sale.on])
            paid.setdefault(name, []).append(sale.amount)
    return out.getvalue(), paid


async def test_a_real_shops_file_is_imported_valued_ranked_and_watched(
    lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    clock.moment = datetime(END.year, END.month, END.day, 12, tzinfo=UTC)
    text, paid = table()
    importing = ImportService(lite, clock, tmp_path / "data")
    preview = await importing.preview(lite_crew.li, "cd-shop.csv", text.encode())
    assert preview.rejected == 0, preview.problems
    async with lite.write() as uow:
        await importing.commit(uow, lite_crew.li, preview.id, merge=False)
        await uow.commit()

    report = await recompute(lite, clock, END, RULES, lambda *_: None)
    assert report.valued == len(paid)
    assert report.lines == sum(map(len, paid.values()))
    assert "USD: BG/NBD + Gamma-Gamma" in report.models[0]

    valuing = ValuingService(lite, clock, RULES, zone=ZoneInfo("UTC"))
    async with lite.read() as uow:
        files = [file async for file in uow.customers.each(Scope(team_id="north", owner_id="li"))]
        stored = {file.customer.id: await uow.values.get(file.customer.id) for file in files}
        book = await valuing.book(uow, lite_crew.li)
    tiers = {one.tier for one in stored.values() if one}
    assert tiers == {"A", "B", "C", "D"}
    best = max(files, key=lambda file: sum(paid[file.customer.name]))
    kept = stored[best.customer.id]
    assert kept
    assert kept.tier == "A"
    assert kept.worth.historical == pytest.approx(sum(paid[best.customer.name]) * RULES.lifetime.margin_rate)

    portraits = [valuing.draw(file, book) for file in files]
    assert all(0 <= one.churn_risk < 1 and one.churn.reasons for one in portraits)
    gone = [one for one in portraits if (END - one.worth.last_on).days > 400 and one.worth.orders > 3]
    there = [one for one in portraits if (END - one.worth.last_on).days < 30 and one.worth.orders > 3]
    assert gone
    assert there
    assert min(one.churn_risk for one in gone) > max(1 - one.worth.alive for one in there)
