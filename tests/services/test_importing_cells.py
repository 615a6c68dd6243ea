"""Single cells, as people and Excel write them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.importing.cells import BadCell, day_of, money_of, phones_of, quantity_of
from bot.services.importing.columns import field_of, known_fields
from bot.services.importing.encodings import decode
from bot.services.importing.tables import read_rows


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("13800000001", ("13800000001",)),
        ("13800000001.0", ("13800000001",)),
        ("1.3800000001E+10", ("13800000001",)),
        ("+86 138 0000 0001", ("13800000001",)),
        ("'+8613800000001", ("13800000001",)),
        ("(+44)7911123456", ("+447911123456",)),
        ("(+447911123456)", ("+447911123456",)),
        ("13800000001、13800000002", ("13800000001", "13800000002")),
        ("13800000001 13800000002", ("13800000001", "13800000002")),
        ("1088000001", ("010-88000001",)),
        ("57188000001", ("0571-88000001",)),
        ("无", ()),
        ("0", ()),
        ("", ()),
    ],
)
def test_phone_cells(text: str, phones: tuple[str, ...]) -> None:
    assert phones_of(text) == phones


@pytest.mark.parametrize("text", ["1.38E+10", "138000", "电话没有记", "12345678901234567"])
def test_phone_cells_that_cannot_be_dialled_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        phones_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "2025年3月1日",
        "20250301",
        "45717",
        "2025-03-01 10:30:00",
        "２０２５-03-01",
        "2025-3-1",
    ],
)
def test_one_day_in_every_writing(text: str) -> None:
    assert day_of(text) == date(2025, 3, 1)


def test_year_last_is_read_only_where_day_and_month_cannot_be_mistaken() -> None:
    assert day_of("25/3/2025") == day_of("3/25/2025") == date(2025, 3, 25)
    for text in ("3/4/2025", "2025-02-30", "2025-13-01", "昨天"):
        with pytest.raises(BadCell):
            day_of(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("¥3,800.00", "3800", "CNY"),
        ("3800元", "3800", "CNY"),
        ("3.8万", "38000", "CNY"),
        ("￥ 1，200", "1200", "CNY"),
        ("-50", "-50", "CNY"),
        ("$100", "100", "USD"),
        ("HK$88.5", "88.5", "HKD"),
        ("人民币500圆整", "500", "CNY"),
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    money = money_of(text)

    assert money is not None
    assert (money.amount, money.currency) == (Decimal(amount), currency)


def test_an_amount_that_is_none_is_refused_and_nothing_stays_nothing() -> None:
    with pytest.raises(BadCell):
        money_of("面议")
    assert money_of("") is None
    assert quantity_of("") == (Decimal(1), "")
    assert quantity_of("2.5公斤") == (Decimal("2.5"), "公斤")


def test_no_two_fields_claim_the_same_header() -> None:
    words = [word for field in known_fields() for word in field.whole]

    assert len(words) == len(set(words))
    assert all(field_of(word) == field.field for field in known_fields() for word in field.whole)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("金额（元）", "amount"),
        ("* 手机号码", "phone"),
        ("客户 电话", "phone"),
        ("Phone No.", "phone"),
        ("爱好", ""),
    ],
)
def test_headers_are_recognised_with_ornaments(header: str, field: str) -> None:
    assert field_of(header) == field


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    from bot.errors import InputRefused

    try:
        rows = list(read_rows("x.csv", data))
    except InputRefused:
        return
    assert all(any(cell.strip() for cell in row.cells) for row in rows)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_text_comes_through_unchanged(text: str) -> None:
    assert decode(text.encode(), "x.csv") == text.removeprefix("\ufeff")


@given(st.text(max_size=30))
def test_cells_never_raise_anything_but_their_reason(text: str) -> None:
    for read in (phones_of, day_of, money_of, quantity_of):
        with suppress(BadCell):
            read(text)
