"""What goes out is whole, harmless, and comes in again unchanged."""

import asyncio
import csv
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.errors import InputRefused
from bot.services.customer_records import customer_of
from bot.services.exporting import ExportService
from bot.services.importing import ImportService
from bot.services.neutral_cells import neutral
from bot.services.sentences import parse_customer
from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Consent, Contact, Customer, HouseholdMember, Note
from crm.history import Opportunity, Promise, Purchase, Touchpoint
from crm.people import Actor, Role, Salesperson, Scope, Team
from crm.ports import CustomerFile, Erasure

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
EVERYTHING = Scope(team_id=None, owner_id=None)
ROOT = Actor(salesperson_id="root", team_id="north", role=Role.ADMIN)


class Noon:
    def now(self) -> datetime:
        return NOW


async def _store(database: SqlDatabase, files: Sequence[CustomerFile]) -> None:
    async with database.write() as uow:
        await uow.customers.add_many([file.customer for file in files])
        for file in files:
            await uow.histories.add_purchases(file.purchases)
            await uow.histories.add_touchpoints(file.touchpoints)
            await uow.histories.add_opportunities(file.opportunities)
            await uow.histories.add_promises(file.promises)
        await uow.commit()


async def _all(database: SqlDatabase) -> list[CustomerFile]:
    async with database.read() as uow:
        return [file async for file in uow.customers.each(EVERYTHING)]


def _customer(sentence: str, actor: Actor, **changes: object) -> CustomerFile:
    made = customer_of(parse_customer(sentence, NOW.date()), actor, NOW, NOW.date())
    return CustomerFile(customer=made.model_copy(update=changes))


@pytest.fixture
def service(lite: SqlDatabase, tmp_path: Path) -> ExportService:
    return ExportService(lite, Noon(), tmp_path / "data")


async def test_a_csv_opens_in_excel_and_holds_no_formula(
    service: ExportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    evil = _customer("张大伯 13800000001", lite_crew.li, name='=HYPERLINK("http://x")', tags=("@SUM(A1)",))
    abroad = _customer("Anna Smith, +44 7911 123456", lite_crew.li, address="-2+3+cmd|' /C calc'!A0")
    await _store(lite, [evil, abroad])

    report = await service.export(lite_crew.li, "csv")

    assert report.customers == 2
    raw = report.path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    cells = [cell for row in rows for cell in row]
    assert "(+447911123456)" in cells
    assert '\'=HYPERLINK("http://x")' in cells


async def test_a_workbook_holds_text_and_no_formula(
    service: ExportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    await _store(lite, [_customer("张大伯 13800000001", lite_crew.li, name="=1+1", position="\x0b职位")])

    report = await service.export(lite_crew.li, "xlsx")

    sheet = load_workbook(report.path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "'=1+1" in [cell.value for cell in cells]
    assert "13800000001" in [cell.value for cell in cells]


async def test_a_table_we_wrote_imports_again(
    service: ExportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    await _store(lite, [_customer("张大伯 13800000001 住城西老街12号 骑旧电动车", lite_crew.li)])
    importing = ImportService(lite, clock, tmp_path / "data")

    for form in ("csv", "xlsx"):
        report = await service.export(lite_crew.li, form)
        preview = await importing.preview(lite_crew.li, report.path.name, report.path.read_bytes())
        assert (preview.new, preview.duplicates, preview.rejected) == (0, 1, 0), preview.problems


async def test_everybody_exports_what_is_theirs_to_see(
    service: ExportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    await _store(
        lite,
        [
            _customer("甲一 13800000001", lite_crew.li),
            _customer("乙二 13800000002", lite_crew.wu),
            _customer("丙三 13800000003", lite_crew.stranger_team),
        ],
    )

    counts = [
        (await service.export(actor, "json")).customers
        for actor in (lite_crew.li, lite_crew.boss, lite_crew.stranger_team, lite_crew.admin)
    ]

    assert counts == [1, 2, 1, 3]
    heading = json.loads((await service.export(lite_crew.li, "json")).path.read_text(encoding="utf-8"))
    assert [person["name"] for person in heading["people"]] == ["li"]


async def test_an_unknown_form_is_refused(service: ExportService, lite_crew: "Crew") -> None:
    with pytest.raises(InputRefused):
        await service.export(lite_crew.li, "pdf")


async def test_an_empty_export_is_valid_json(service: ExportService, lite_crew: "Crew") -> None:
    report = await service.export(lite_crew.li, "json")

    assert json.loads(report.path.read_text(encoding="utf-8"))["customers"] == []
    assert report.customers == 0


async def test_json_of_the_same_database_is_no_conflict(
    service: ExportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    await _store(lite, [_customer("张大伯 13800000001", lite_crew.li)])
    before = await _all(lite)
    report = await service.export(lite_crew.li, "json")
    importing = ImportService(lite, clock, tmp_path / "data")

    preview = await importing.preview(lite_crew.li, "x.json", report.path.read_bytes())
    async with lite.write() as uow:
        done = await importing.commit(uow, lite_crew.li, preview.id)
        await uow.commit()

    assert (preview.new, preview.duplicates) == (0, 1)
    assert done is not None
    assert done.conflicts == ()
    assert await _all(lite) == before


async def test_a_changed_record_is_reported_as_a_conflict_and_joined(
    service: ExportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    file = _customer("张大伯 13800000001", lite_crew.li)
    await _store(lite, [file])
    text = (await service.export(lite_crew.li, "json")).path.read_text(encoding="utf-8")
    changed = text.replace('"address":""', '"address":"城西老街12号"')
    importing = ImportService(lite, clock, tmp_path / "data")

    preview = await importing.preview(lite_crew.li, "x.json", changed.encode())
    async with lite.write() as uow:
        done = await importing.commit(uow, lite_crew.li, preview.id)
        await uow.commit()

    assert done is not None
    assert done.conflicts == ("张大伯",)
    assert (await _all(lite))[0].customer.address == "城西老街12号"


async def test_anothers_customer_of_the_same_id_is_left_alone(
    service: ExportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    file = _customer("张大伯 13800000001", lite_crew.wu)
    await _store(lite, [file])
    data = (await service.export(lite_crew.wu, "json")).path.read_bytes()
    importing = ImportService(lite, clock, tmp_path / "data")

    preview = await importing.preview(lite_crew.li, "x.json", data)
    async with lite.write() as uow:
        done = await importing.commit(uow, lite_crew.li, preview.id)
        await uow.commit()

    assert preview.new == 1
    assert done is not None
    stored = {f.customer.owner_id: f.customer.id for f in await _all(lite)}
    assert stored["wu"] == file.customer.id
    assert stored["li"] != file.customer.id


async def test_an_erased_customer_does_not_come_back_by_an_old_export(
    service: ExportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    file = _customer("张大伯 13800000001", lite_crew.li)
    await _store(lite, [file])
    data = (await service.export(lite_crew.li, "json")).path.read_bytes()
    async with lite.write() as uow:
        await uow.customers.erase(file.customer.id, EVERYTHING)
        await uow.erasures.add(Erasure(customer_id=file.customer.id, erased_on=NOW.date()))
        await uow.commit()

    preview = await ImportService(lite, clock, tmp_path / "data").preview(lite_crew.li, "x.json", data)

    assert (preview.new, preview.rejected) == (0, 1)
    assert preview.rejected_file is not None
    assert "张大伯" not in preview.rejected_file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1", "'=1"),
        ("+8613800000001", "(+8613800000001)"),
        ("+44 7911 123456", "(+44 7911 123456)"),
        ("+cmd", "'+cmd"),
        ("-12.50", "-12.50"),
        ("-1+1", "'-1+1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("普通", "普通"),
    ],
)
def test_cells_are_shown_and_never_run(text: str, shown: str) -> None:
    assert neutral(text) == shown


# --- export, then import into an empty database: nothing may differ ---

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
IDS = st.uuids().map(str)


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(datetime(1900, 1, 1).date(), datetime(2100, 1, 1).date())
CHANNELS = st.builds(
    Channel, kind=st.sampled_from(ChannelKind), address=TEXT, label=TEXT, consent=st.sampled_from(Consent)
)
MEMBERS = st.builds(HouseholdMember, id=IDS, name=TEXT, note=TEXT, birthday=st.none() | DAYS)
CONTACTS = st.builds(Contact, id=IDS, name=TEXT, position=TEXT, phone=TEXT, note=TEXT)
NOTES = st.builds(Note, id=IDS, text=TEXT, by=st.just("li"), at=MOMENTS)
CUSTOMERS = st.builds(
    Customer,
    id=IDS,
    team_id=st.sampled_from(["north"]),
    owner_id=st.sampled_from(["li", "wu"]),
    name=TEXT,
    address_as=TEXT,
    company=TEXT,
    position=TEXT,
    address=TEXT,
    birthday=st.none() | DAYS,
    channels=st.lists(CHANNELS, max_size=3).map(tuple),
    household=st.lists(MEMBERS, max_size=2).map(tuple),
    contacts=st.lists(CONTACTS, max_size=2).map(tuple),
    personality=st.just(()),
    tags=st.lists(TEXT, max_size=2).map(tuple),
    notes=st.lists(NOTES, max_size=2).map(tuple),
    created_at=MOMENTS,
    updated_at=MOMENTS,
    version=st.integers(1, 9),
)


@st.composite
def files(draw: st.DrawFn) -> CustomerFile:
    customer = draw(CUSTOMERS)
    whose = st.just(customer.id)
    cents = st.decimals(-(10**9), 10**9, places=2)
    money = st.fixed_dictionaries({"amount": cents, "currency": st.sampled_from(["CNY", "USD"])})

    def some(kind: type, **fields: st.SearchStrategy[object]) -> tuple[object, ...]:
        return tuple(draw(st.lists(st.builds(kind, id=IDS, customer_id=whose, **fields), max_size=2)))

    by = st.just("li")
    return CustomerFile(
        customer=customer,
        purchases=some(
            Purchase,
            product=TEXT,
            category=TEXT,
            unit=TEXT,
            note=TEXT,
            quantity=st.decimals(-(10**6), 10**6, places=3),
            amount=money,
            margin=st.none() | money,
            bought_on=DAYS,
        ),
        touchpoints=some(Touchpoint, by=by, text=TEXT, at=MOMENTS),
        opportunities=some(
            Opportunity,
            title=TEXT,
            amount=st.none() | money,
            expected_on=st.none() | DAYS,
            next_advance=TEXT,
            created_at=MOMENTS,
            updated_at=MOMENTS,
        ),
        promises=some(Promise, by=by, text=TEXT, due_at=st.none() | MOMENTS, source=TEXT, created_at=MOMENTS),
    )


async def _opened(folder: Path, *, people: bool) -> SqlDatabase:
    database = SqlDatabase(f"sqlite+aiosqlite:///{folder / 'jinju.db'}", folder)
    await database.migrate()
    async with database.write() as uow:
        if people:
            await uow.people.add_team(Team(id="north", name="north", created_at=NOW))
            for id in ("li", "wu", "root"):
                await uow.people.add(Salesperson(id=id, team_id="north", name=id, created_at=NOW))
        else:
            await uow.people.add_team(Team(id="home", name="home", created_at=NOW))
            await uow.people.add(Salesperson(id="root", team_id="home", name="root", created_at=NOW))
        await uow.commit()
    return database


async def _through(stored: Sequence[CustomerFile]) -> tuple[list[CustomerFile], list[CustomerFile]]:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        source, target = await _opened(Path(one), people=True), await _opened(Path(two), people=False)
        try:
            await _store(source, stored)
            report = await ExportService(source, Noon(), Path(one)).export(ROOT, "json")
            importing = ImportService(target, Noon(), Path(two))
            admin = ROOT.model_copy(update={"team_id": "home"})
            preview = await importing.preview(admin, report.path.name, report.path.read_bytes())
            assert preview.rejected == 0, preview.problems
            async with target.write() as uow:
                await importing.commit(uow, admin, preview.id)
                await uow.commit()
            return await _all(source), await _all(target)
        finally:
            await source.close()
            await target.close()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(files(), max_size=4, unique_by=lambda file: file.customer.id))
def test_json_comes_through_an_empty_database_unchanged(stored: list[CustomerFile]) -> None:
    before, after = asyncio.run(_through(stored))

    assert len(before) == len(stored)
    assert after == before
