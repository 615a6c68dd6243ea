"""Tables of customers come in, whatever program wrote them."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from bot.errors import InputRefused
from bot.services.importing import ImportPreview, ImportReport, ImportService
from bot.services.importing.staging import REJECTED_NAME
from bot.storage.database import SqlDatabase
from crm.people import Actor, Scope
from crm.ports import CustomerFile

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


EVERYTHING = Scope(team_id=None, owner_id=None)
TABLE = "姓名,手机,地址,备注\n张大伯,13800000001,城西老街12号,旧车\n王姐,13800000002,梅园小区,财务\n"


@pytest.fixture
def service(lite: SqlDatabase, clock: "HandClock", tmp_path: Path) -> ImportService:
    return ImportService(lite, clock, tmp_path / "data")


async def _commit(
    service: ImportService, lite: SqlDatabase, actor: Actor, preview: ImportPreview, *, merge: bool = True
) -> ImportReport | None:
    async with lite.write() as uow:
        report = await service.commit(uow, actor, preview.id, merge=merge)
        await uow.commit()
    return report


async def _all(lite: SqlDatabase) -> list[CustomerFile]:
    async with lite.read() as uow:
        files = [file async for file in uow.customers.each(EVERYTHING)]
    return sorted(files, key=lambda f: (not "".join(f.customer.phones).startswith("1"), f.customer.phones))


async def _imported(
    service: ImportService, lite: SqlDatabase, actor: Actor, text: str | bytes, name: str = "客户.csv"
) -> list[CustomerFile]:
    data = text.encode() if isinstance(text, str) else text
    preview = await service.preview(actor, name, data)
    assert preview.rejected == 0, preview.problems
    await _commit(service, lite, actor, preview)
    return await _all(lite)


def _workbook(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_preview_stores_nothing_and_a_confirmation_everything(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    preview = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())

    assert (preview.rows, preview.new, preview.duplicates, preview.rejected) == (2, 2, 0, 0)
    assert ("手机", "电话") in preview.columns
    assert preview.first_rows[0][0] == "张大伯"
    assert await _all(lite) == []

    report = await _commit(service, lite, lite_crew.li, preview)
    assert report is not None
    assert report.added == 2
    first = (await _all(lite))[0].customer
    assert (first.name, first.address_as, first.phones) == ("张大伯", "张大伯", ("13800000001",))
    assert (first.owner_id, first.team_id, first.notes[0].text) == ("li", "north", "旧车")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "big5"])
async def test_every_usual_encoding_is_read(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew", encoding: str
) -> None:
    text = TABLE
    if encoding == "big5":
        text = "姓名,手機,地址,備註\n張大伯,13800000001,城西老街12號,舊車\n王姐,13800000002,梅園,財務\n"

    files = await _imported(service, lite, lite_crew.li, text.encode(encoding))

    assert [file.customer.name for file in files] == ["張大伯" if encoding == "big5" else "张大伯", "王姐"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "；", "|"])
async def test_every_usual_delimiter_is_guessed(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew", delimiter: str
) -> None:
    files = await _imported(service, lite, lite_crew.li, TABLE.replace(",", delimiter))

    assert [file.customer.phones for file in files] == [("13800000001",), ("13800000002",)]


async def test_a_broken_row_five_hundred_keeps_the_other_rows(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    rows = [f"客户{n},138{n:08d},某路{n}号," for n in range(1, 1001)]
    rows[499] = '坏行,"13800000500,没有关上的引号'

    preview = await service.preview(
        lite_crew.li, "客户.csv", ("姓名,手机,地址,备注\n" + "\n".join(rows)).encode()
    )
    report = await _commit(service, lite, lite_crew.li, preview)

    assert (preview.rows, preview.new, preview.rejected) == (1000, 999, 1)
    assert report is not None
    assert report.rejected_file is not None
    assert report.rejected_file.name == REJECTED_NAME
    with report.rejected_file.open(encoding="utf-8-sig", newline="") as file:
        header, bad = csv.reader(file)
    assert header[:2] == ["行号", "原因"]
    assert bad[0] == "501"
    assert "引号" in bad[1]
    assert bad[2] == "坏行"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("李四,13800000003", "列数"),
        ("李四,13800000003,路,,,多了", "列数"),
        ("李四,1380000000,路,", "11 位"),
        ("李四,abc电话,路,", "不像电话"),
        (",,路,", "没有姓名"),
        ("李四,1.38E+10,路,", "科学计数"),
    ],
)
async def test_a_row_that_cannot_be_a_customer_is_returned_with_the_reason(
    service: ImportService, lite_crew: "Crew", row: str, reason: str
) -> None:
    preview = await service.preview(lite_crew.li, "客户.csv", f"{TABLE}{row}\n".encode())

    assert (preview.new, preview.rejected) == (2, 1)
    assert reason in preview.problems[0]


async def test_a_few_bytes_of_rubbish_cost_one_row_not_the_encoding(
    service: ImportService, lite_crew: "Crew"
) -> None:
    good = "".join(f"客户{n},138{n:08d},某路,\n" for n in range(200)).encode()
    data = "姓名,手机,地址,备注\n".encode() + good + b"\xff\xfe\x81\n".join([b"", b"x,13800009999,\x80,\n"])

    preview = await service.preview(lite_crew.li, "客户.csv", data)

    assert preview.new >= 200
    assert preview.first_rows[0][0] == "客户0"


async def test_rows_with_nothing_but_a_number_are_kept(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    files = await _imported(service, lite, lite_crew.li, "姓名,电话\n,13800000001\n,057188000001\n")

    assert [file.customer.phones for file in files] == [("13800000001",), ("0571-88000001",)]
    assert files[0].customer.display_name == "尾号0001"


async def test_a_table_without_headers_is_read_by_its_content(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    files = await _imported(
        service, lite, lite_crew.li, "张大伯,13800000001,城西老街12号\n王姐,13800000002,梅园小区5栋\n"
    )

    assert [(f.customer.name, f.customer.address) for f in files] == [
        ("张大伯", "城西老街12号"),
        ("王姐", "梅园小区5栋"),
    ]


async def test_a_title_above_the_headers_and_unknown_columns_lose_nothing(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    text = "2026年客户登记表,,,\n客户名称,联系人,联系电话,爱好\n康乐食品厂,白总,13800000044,钓鱼\n"

    [file] = await _imported(service, lite, lite_crew.li, text)

    assert (file.customer.company, file.customer.name) == ("康乐食品厂", "白总")
    assert file.customer.notes[0].text == "爱好：钓鱼"


async def test_several_numbers_and_purchases_of_one_customer(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    text = (
        "姓名,手机,产品,数量,金额,购买日期\n"
        "赵敏,13800000012/0571-88000009,五常大米,2袋,¥396.00,2025/12/1\n"
        "赵敏,13800000012,菜籽油,1,79元,2026-01-05\n"
    )
    preview = await service.preview(lite_crew.li, "客户.csv", text.encode())
    await _commit(service, lite, lite_crew.li, preview, merge=False)

    [file] = await _all(lite)
    assert file.customer.phones == ("13800000012", "0571-88000009")
    bought = sorted(file.purchases, key=lambda purchase: purchase.bought_on)
    assert [(p.product, p.amount.amount, p.bought_on) for p in bought] == [
        ("五常大米", Decimal(396), date(2025, 12, 1)),
        ("菜籽油", Decimal(79), date(2026, 1, 5)),
    ]
    assert (bought[0].quantity, bought[0].unit) == (Decimal(2), "袋")


async def test_a_purchase_without_a_day_becomes_a_note_and_no_invented_day(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    [file] = await _imported(service, lite, lite_crew.li, "姓名,手机,产品,金额\n赵敏,13800000012,大米,396\n")

    assert file.purchases == ()
    assert file.customer.notes[0].text == "购买：大米 396"


async def test_excel_numbers_days_and_a_second_sheet(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    data = _workbook(
        [
            ["姓名", "电话", "生日", "购买产品", "金额", "购买日期", "备注"],
            ["张大伯", 13800000001, datetime(1955, 5, 20), "刹车片", 60.5, 46000, None],
            ["固话客户", 57188000001, None, None, None, None, "座机少了零"],
            [None, None, None, None, None, None, None],
        ],
        第二页=[["姓名"], ["不读"]],
    )

    first, second = await _imported(service, lite, lite_crew.li, data, "客户.xlsx")

    assert (first.customer.phones, first.customer.birthday) == (("13800000001",), date(1955, 5, 20))
    assert (first.purchases[0].amount.amount, first.purchases[0].bought_on) == (
        Decimal("60.5"),
        date(2025, 12, 9),
    )
    assert second.customer.phones == ("0571-88000001",)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"  \n\n", "empty"),
        ("a.csv", b"MZ\x90\x00" + bytes(range(256)) * 40, "not_what_it_says"),
        ("a.xlsx", b"name,phone\n", "not_what_it_says"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
        ("a.xlsx", b"PK\x03\x04broken", "broken"),
        ("a.json", b'{"a": 1}', "not_what_it_says"),
        ("a.json", b"{", "broken"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_by_name(
    service: ImportService, lite_crew: "Crew", tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        await service.preview(lite_crew.li, name, data)

    assert refused.value.reason == reason
    assert list((tmp_path / "data").rglob("rows.jsonl")) == []


async def test_a_bomb_is_refused_before_it_is_unpacked(service: ImportService, lite_crew: "Crew") -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(b"0" * (1 << 20))

    with pytest.raises(InputRefused) as refused:
        await service.preview(lite_crew.li, "客户.xlsx", out.getvalue())

    assert refused.value.reason == "bomb"


async def test_the_same_file_again_is_all_duplicates_and_merging_changes_nothing(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    before = await _imported(service, lite, lite_crew.li, TABLE)

    preview = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())
    report = await _commit(service, lite, lite_crew.li, preview)

    assert (preview.new, preview.duplicates) == (0, 2)
    assert report is not None
    assert (report.added, report.merged) == (0, 2)
    assert await _all(lite) == before


async def test_merging_fills_gaps_keeps_what_is_known_and_notes_what_differs(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    await _imported(service, lite, lite_crew.li, "姓名,手机,地址\n张大伯,13800000001,城西老街12号\n")

    text = "姓名,手机,地址,单位\n张大爷,13800000001,城东新村,老年大学\n"
    [file] = await _imported(service, lite, lite_crew.li, text)

    customer = file.customer
    assert (customer.name, customer.address, customer.company) == ("张大伯", "城西老街12号", "老年大学")
    assert "城东新村" in customer.notes[-1].text
    assert "张大爷" in customer.notes[-1].text


async def test_the_same_name_is_a_duplicate_only_with_the_same_firm_or_address(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    text = "姓名,地址\n刘芳,城北花园\n刘芳,江边路66号\n刘芳,城北花园\n"

    preview = await service.preview(lite_crew.li, "客户.csv", text.encode())
    report = await _commit(service, lite, lite_crew.li, preview, merge=False)

    assert (preview.new, preview.duplicates) == (2, 1)
    assert report is not None
    assert (report.added, report.skipped) == (2, 1)


async def test_anothers_customer_is_neither_a_duplicate_nor_touched(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    await _imported(service, lite, lite_crew.wu, TABLE)

    preview = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())

    assert (preview.new, preview.duplicates) == (2, 0)


async def test_confirming_twice_has_one_effect(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    preview = await service.preview(lite_crew.li, "客户.csv", "姓名\n甲一\n乙二\n".encode())

    first = await _commit(service, lite, lite_crew.li, preview)
    second = await _commit(service, lite, lite_crew.li, preview)

    assert first is not None
    assert second is None
    assert len(await _all(lite)) == 2


async def test_a_transaction_that_fails_leaves_the_preview_to_be_confirmed_again(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    preview = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())
    async with lite.write() as uow:
        await service.commit(uow, lite_crew.li, preview.id)
        # left without commit, as after a crash

    report = await _commit(service, lite, lite_crew.li, preview)

    assert report is not None
    assert report.added == 2


async def test_two_previews_of_one_file_do_not_double_it(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    one = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())
    two = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())

    await _commit(service, lite, lite_crew.li, one)
    report = await _commit(service, lite, lite_crew.li, two)

    assert report is not None
    assert report.added == 0
    assert len(await _all(lite)) == 2


async def test_a_preview_belongs_to_whoever_made_it_and_outlives_a_restart(
    service: ImportService, lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    preview = await service.preview(lite_crew.li, "客户.csv", TABLE.encode())
    reborn = ImportService(lite, clock, tmp_path / "data")

    assert await _commit(reborn, lite, lite_crew.wu, preview) is None
    assert await _commit(reborn, lite, lite_crew.li, preview) is not None
    async with lite.write() as uow:
        assert await reborn.commit(uow, lite_crew.li, "../../etc") is None


async def test_a_manager_gives_customers_to_their_owners_and_a_seller_keeps_them(
    service: ImportService, lite: SqlDatabase, lite_crew: "Crew"
) -> None:
    text = "姓名,手机,负责人\n甲一,13800000001,wu\n乙二,13800000002,离职的人\n"

    files = await _imported(service, lite, lite_crew.boss, text)

    assert [file.customer.owner_id for file in files] == ["wu", "boss"]
    assert files[1].customer.notes[0].text == "负责人：离职的人"


async def test_progress_is_told(service: ImportService, lite: SqlDatabase, lite_crew: "Crew") -> None:
    seen: list[int] = []
    text = "姓名,手机\n" + "".join(f"客{n},138{n:08d}\n" for n in range(2500))

    await service.preview(lite_crew.li, "客户.csv", text.encode(), progress=seen.append)

    assert seen == sorted(seen)
    assert seen[-1] == 2500
