"""Contracts on record: told, imported, valued, renewed, spoken of before they end."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from bot.errors import InputRefused
from bot.services.contract_words import read_contract
from bot.services.contracting import ContractService
from bot.services.exporting import ExportService
from bot.services.importing import ImportService
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from bot.services.valuing_bulk import recompute
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.contracts import Contract, ContractState, months_later, renewed_until
from crm.customers import Customer
from crm.errors import NotFound
from crm.history import Purchase
from crm.money import Money
from crm.people import Scope
from crm.value.contracts import ShiftedBetaGeometric
from crm.value.orders import Line
from crm.value.priorities import Cause
from crm.value.subscriptions import from_contract, payments_ahead, split
from crm.value.thresholds import built_in
from tests.services.conftest import add_crew

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
RULES = built_in()
EVERYTHING = Scope(team_id=None, owner_id=None)


def contract(clock: "HandClock", id: str = "k1", customer: str = "zhao", **more: object) -> Contract:
    values: dict[str, object] = {
        "id": id,
        "customer_id": customer,
        "product": "宽带",
        "amount": {"amount": "1200", "currency": "CNY"},
        "months": 12,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    return Contract.model_validate(values | more)


@pytest.fixture
async def valuing(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> ValuingService:
    now = clock.now()
    async with database.write() as uow:
        for id in ("zhao", "qian", "sun"):
            await uow.customers.add(
                Customer(id=id, team_id="north", owner_id="li", name=id, created_at=now, updated_at=now)
            )
        await uow.commit()
    return ValuingService(database, clock, RULES, zone=ZONE)


@pytest.fixture
def contracts(database: SqlDatabase, clock: "HandClock", valuing: ValuingService) -> ContractService:
    return ContractService(database, clock, RULES, zone=ZONE, renew=valuing.renew_in)


async def add(database: SqlDatabase, *records: Contract) -> None:
    async with database.write() as uow:
        await uow.contracts.add(records)
        await uow.commit()


@pytest.mark.parametrize(
    ("sentence", "product", "amount", "months", "started", "ends"),
    [
        ("宽带 1200元/年 2026-01-01到2026-12-31", "宽带", "1200", 12, (2026, 1, 1), (2026, 12, 31)),
        ("亲情套餐 每月99 从2025-06-01 签两年", "亲情套餐", "99", 1, (2025, 6, 1), (2027, 5, 31)),
        ("云盘订阅，季付300块，2026年12月31日到期", "云盘订阅", "300", 3, None, (2026, 12, 31)),
        ("维保 1.2万/年", "维保", "12000", 12, None, None),
        ("年费会员 680元", "年费会员", "680", 12, None, None),
        ("5G畅享129套餐 129元/月", "5G畅享129套餐", "129", 1, None, None),
        (
            "Broadband 1,200 yuan per year 2026-01-01 to 2026-12-31",
            None,
            "1200",
            12,
            (2026, 1, 1),
            (2026, 12, 31),
        ),
    ],
)
def test_a_sentence_tells_name_price_period_and_days(
    sentence: str,
    product: str | None,
    amount: str,
    months: int | None,
    started: tuple[int, int, int] | None,
    ends: tuple[int, int, int] | None,
) -> None:
    told = read_contract(sentence)
    assert (told.amount.amount, told.months) == (Decimal(amount), months)
    assert told.started_on == (date(*started) if started else None)
    assert told.ends_on == (date(*ends) if ends else None)
    if product:
        assert told.product == product


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("宽带", "contract-bad-amount"),
        ("宽带 -99元/月", "contract-bad-amount"),
        ("宽带 0元/月", "contract-bad-amount"),
        ("99元/月", "contract-nothing"),
        ("宽带 99元/月 2026-02-30到期", "contract-bad-day"),
        ("宽带 99元/月 2026-12-31到2026-01-01", "contract-bad-day"),
    ],
)
def test_a_sentence_that_is_no_contract_is_refused_with_the_reason(sentence: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_contract(sentence)
    assert refused.value.reason == code


def test_a_renewal_is_one_more_term_and_never_over_already(clock: "HandClock") -> None:
    year = contract(clock, started_on=date(2024, 3, 1), ends_on=date(2025, 2, 28))
    assert renewed_until(year, date(2025, 2, 1)) == date(2026, 2, 28)
    assert renewed_until(year, date(2027, 6, 1)) == date(2028, 2, 28), "terms nobody noted are passed over"
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_what_is_agreed_counts_in_full_and_what_comes_after_by_the_rate_of_renewal(
    clock: "HandClock",
) -> None:
    day = clock.now().date()
    model = ShiftedBetaGeometric(1.0, 9.0)
    start, end = months_later(day, -12), months_later(day, 12)
    runs = from_contract(contract(clock, months=1, started_on=start, ends_on=end), (), day)
    stops = from_contract(
        contract(clock, months=1, started_on=start, ends_on=end, state=ContractState.NOTICE), (), day
    )
    over = from_contract(
        contract(clock, months=1, started_on=start, ends_on=end, state=ContractState.ENDED), (), day
    )
    agreed = payments_ahead(stops, model, RULES.lifetime)
    assert 11 < agreed < 12, "twelve months, discounted"
    assert agreed < payments_ahead(runs, model, RULES.lifetime) < 36
    assert payments_ahead(over, model, RULES.lifetime) == 0


def test_an_open_contract_is_worth_what_the_same_payments_without_one_are(clock: "HandClock") -> None:
    day = clock.now().date()
    model = ShiftedBetaGeometric(1.0, 9.0)
    paid = [Line("套餐月费", day - timedelta(days=30 * n), 99.0) for n in range(6)]
    seen = split(paid, day, RULES.lifetime)[1][0]
    known = from_contract(contract(clock, months=1, started_on=paid[-1].on), paid, day)
    assert seen.payments == known.payments == 6
    assert payments_ahead(known, model, RULES.lifetime) == pytest.approx(
        payments_ahead(seen, model, RULES.lifetime)
    )


def test_payments_for_a_contract_are_no_orders_and_count_once(clock: "HandClock") -> None:
    day = clock.now().date()
    lines = [Line("宽带", day - timedelta(days=30 * n), 99.0) for n in range(3)] + [
        Line("路由器", day, 200.0)
    ]
    held = contract(clock, months=1, amount={"amount": "99", "currency": "CNY"})
    rest, found = split(lines, day, RULES.lifetime, [held])
    assert [line.product for line in rest] == ["路由器"]
    assert [one.payments for one in found] == [3]


async def test_a_customer_with_a_contract_and_no_purchase_is_worth_its_margin(
    valuing: ValuingService,
    contracts: ContractService,
    database: SqlDatabase,
    crew: "Crew",
    clock: "HandClock",
) -> None:
    before = await valuing.portrait(crew.li, "zhao")
    async with database.write() as uow:
        made = await contracts.add(uow, crew.li, "zhao", "宽带 1200元/年 2025-12-01签两年")
        await uow.commit()
    after = await valuing.portrait(crew.li, "zhao")
    assert before.worth.current <= 0 < after.worth.current
    assert any("宽带" in reason for reason in after.value_reasons)
    async with database.write() as uow:
        await contracts.put(uow, crew.li, made.id, ContractState.NOTICE)
        await uow.commit()
    leaving = await valuing.portrait(crew.li, "zhao")
    assert leaving.worth.current < after.worth.current
    assert leaving.notice_on is not None, "an announced end is what plays react to"


async def test_the_bulk_command_and_a_portrait_agree_on_contracts(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    day = clock.now().date()
    sale = Purchase(
        id=new_id(), customer_id="qian", product="路由器", amount=Money(amount=Decimal(300)), bought_on=day
    )
    dollars = {"amount": "80", "currency": "USD"}
    await add(
        database,
        contract(clock, "k1", "zhao", started_on=months_later(day, -6), ends_on=months_later(day, 6)),
        contract(clock, "k2", "qian", months=1, amount={"amount": "99", "currency": "CNY"}),
        contract(clock, "k3", "sun", amount=dollars),
    )
    async with database.write() as uow:
        await uow.histories.add_purchases([sale])
        await uow.commit()
    seen = {id: (await valuing.portrait(crew.li, id)).worth for id in ("zhao", "qian", "sun")}
    await recompute(database, clock, day, RULES, lambda *_: None)
    async with database.read() as uow:
        stored = {id: await uow.values.get(id) for id in seen}
    for id, worth in seen.items():
        kept = stored[id]
        assert kept is not None
        assert kept.worth.currency == worth.currency
        assert kept.worth.current == pytest.approx(worth.current)
        assert kept.worth.orders == worth.orders


async def test_pressing_renewed_twice_renews_once(
    contracts: ContractService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    day = clock.now().date()
    end = day + timedelta(days=20)
    await add(database, contract(clock, started_on=months_later(end, -12) + timedelta(days=1), ends_on=end))
    async with database.read() as uow:
        until = (await contracts.get(uow, crew.li, "k1")).next_end
    for _ in range(2):
        async with database.write() as uow:
            await contracts.extend(uow, crew.li, "k1", until)
            await uow.commit()
    async with database.read() as uow:
        kept = await uow.contracts.get("k1", crew.li.scope)
    assert kept.ends_on == until == months_later(end, 12)


async def test_a_colleagues_contract_does_not_exist(
    contracts: ContractService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await add(database, contract(clock, ends_on=clock.now().date()))
    async with database.write() as uow:
        with pytest.raises(NotFound):
            await contracts.put(uow, crew.wu, "k1", ContractState.ENDED)
    assert await contracts.ending(crew.wu) == ()


async def test_the_days_list_speaks_of_an_end_once_before_and_just_after_it(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    day = clock.now().date()
    await add(
        database,
        contract(clock, "k1", "zhao", ends_on=day + timedelta(days=10)),
        contract(clock, "k2", "qian", ends_on=day - timedelta(days=3)),
        contract(clock, "k3", "sun", ends_on=day + timedelta(days=60)),
    )
    items = await TodayService(database, clock, valuing, zone=ZONE).due(crew.li)
    found = {item.customer_id: item.texts[0] for item in items if item.cause is Cause.CONTRACT_END}
    assert set(found) == {"zhao", "qian"}
    assert "还没续" in found["qian"]


_TABLE = (
    "姓名,手机,合约名称,每期金额,付款周期,合约开始,合约到期,合约状态\n"
    "钱多多,13800000011,企业专线,2400元,季付,2026-01-01,2026-12-31,在用\n"
    "孙小美,13800000012,云盘,99,月,2025-05-01,,不续\n"
    "李空空,13800000013,,,,,2026-05-31,\n"
    "周反反,13800000014,宽带,99,月,2026-05-01,2026-01-01,\n"
    "吴负负,13800000015,宽带,-99,月,,,\n"
)


def _workbook() -> bytes:
    """Return the table as people save it: amounts as numbers, days as dates."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in _TABLE.splitlines():
        cells: list[object] = []
        for cell in line.split(","):
            number = cell.lstrip("-").isdecimal() and len(cell) < 6
            is_day = cell.count("-") == 2
            cells.append(int(cell) if number else date.fromisoformat(cell) if is_day else cell or None)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "table"), [("合约.csv", _TABLE.encode()), ("合约.xlsx", _workbook())], ids=["csv", "xlsx"]
)
async def test_a_table_of_contracts_is_imported_and_known_when_it_comes_again(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: "Path", name: str, table: bytes
) -> None:
    service = ImportService(database, clock, tmp_path / "data")
    for round_ in range(2):
        preview = await service.preview(crew.li, name, table)
        assert preview is not None
        async with database.write() as uow:
            report = await service.commit(uow, crew.li, preview.id, merge=True)
            await uow.commit()
        assert report is not None
        assert report.rejected == 2, round_
    async with database.read() as uow:
        held = {one.contract.product: one.contract for one in await uow.contracts.held(EVERYTHING)}
        names = {file.customer.name: file async for file in uow.customers.each(EVERYTHING)}
    assert set(held) == {"企业专线", "云盘"}
    line = held["企业专线"]
    assert (line.amount.amount, line.months, line.ends_on) == (Decimal(2400), 3, date(2026, 12, 31))
    assert held["云盘"].state is ContractState.NOTICE
    assert "2026-05-31" in names["李空空"].customer.notes[0].text, "without a price it stays a note"


async def test_contracts_travel_in_the_json_of_customers_and_come_back_once(
    valuing: ValuingService, database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: "Path"
) -> None:
    day = clock.now().date()
    kept = [
        contract(clock, "k1", "zhao", started_on=day, ends_on=day + timedelta(days=200), months=3),
        contract(clock, "k2", "qian", state="notice", margin={"amount": "300", "currency": "CNY"}),
    ]
    await add(database, *kept)
    report = await ExportService(database, clock, tmp_path / "out").export(crew.boss, "json")
    other = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}", tmp_path)
    await other.migrate()
    boss = (await add_crew(other, clock.now())).boss
    service = ImportService(other, clock, tmp_path / "in")
    for _ in range(2):
        preview = await service.preview(boss, report.path.name, report.path.read_bytes())
        assert preview is not None
        async with other.write() as uow:
            await service.commit(uow, boss, preview.id, merge=True)
            await uow.commit()
    async with other.read() as uow:
        held = sorted((one.contract for one in await uow.contracts.held(EVERYTHING)), key=lambda c: c.id)
    await other.close()
    assert held == kept
