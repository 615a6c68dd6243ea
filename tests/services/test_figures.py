"""Figures are found and normalised; what only looks like one is left alone."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.figures import FigureKind, find_figures
from bot.services.figures.numerals import read_numeral

SUNDAY = date(2026, 11, 22)
_DIGITS = "零一二三四五六七八九"
_FORMAL = dict(zip("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))


def chinese(number: int) -> str:
    """Return the numeral of a number below 100,000,000 in full: 三千零八."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        zero = "零" if 0 < rest < 1000 else ""
        return chinese(head) + "万" + zero + (chinese(rest) if rest else "")
    said, pending = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if pending and said else "") + _DIGITS[digit] + name
            pending = False
        else:
            pending = True
    return said


def clipped(number: int) -> str | None:
    """Return the colloquial short form (三千八, 一万二) where there is one."""
    for unit in (10_000, 1000, 100):
        most = 9 if unit < 10_000 else 999
        if number % (unit // 10) == 0 and number % unit and 1 <= number // unit <= most:
            return chinese(number // unit) + chinese(unit)[-1] + _DIGITS[number % unit * 10 // unit]
    return None


numbers = st.integers(1, 99_999_999)


@given(numbers)
def test_a_number_written_out_in_chinese_reads_back(number: int) -> None:
    full = chinese(number)
    forms = {
        full,
        "".join(_FORMAL.get(c, c) for c in full),
        full.replace("二千", "两千").replace("二万", "两万"),
    }
    for form in forms | ({short} if (short := clipped(number)) else set()):
        read = read_numeral(form)
        assert read is not None
        assert (read.value, read.low, read.high) == (number, number, number)


@given(numbers)
def test_an_amount_is_the_same_in_every_spelling(number: int) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in str(number))
    for amount in (
        f"{number}元",
        f"{number:,}块",
        f"¥{number}",
        f"RMB{number}",
        f"{wide}元",
        f"{chinese(number)}元",
    ):
        if amount == "一元":
            continue
        found = find_figures(f"这款是{amount}的")
        assert [(f.kind, f.value, f.unit) for f in found] == [(FigureKind.MONEY, number, "CNY")]


@given(st.integers(1, 9999))
def test_ten_thousands_may_be_written_with_a_point(tenths: int) -> None:
    value = Decimal(tenths) / 10
    [figure] = find_figures(f"预算{value}万元")
    assert figure.value == value * 10_000


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("到手三千八", FigureKind.NUMBER, 3800, ""),
        ("一万二千元", FigureKind.MONEY, 12000, "CNY"),
        ("三块五一斤", FigureKind.MONEY, Decimal("3.5"), "CNY"),
        ("打八折", FigureKind.PERCENT, 80, "pay"),
        ("打八五折", FigureKind.PERCENT, 85, "pay"),
        ("便宜两成", FigureKind.PERCENT, 20, "off"),
        ("优惠20%", FigureKind.PERCENT, 20, "off"),
        ("百分之十五", FigureKind.PERCENT, 15, ""),
        ("省一半", FigureKind.PERCENT, 50, ""),
        ("半价", FigureKind.PERCENT, 50, "pay"),
        ("质保半年", FigureKind.DURATION, 6, "month"),
        ("一个半月", FigureKind.DURATION, Decimal("1.5"), "month"),
        ("两个半小时", FigureKind.DURATION, 150, "minute"),
        ("宽带100兆", FigureKind.SPEED, 100, "M"),
        ("宽带300M", FigureKind.SPEED, 300, "M"),
        ("跑65公里", FigureKind.QUANTITY, 65000, "m"),
        ("两斤米", FigureKind.QUANTITY, 1000, "g"),
        ("小米六岁半", FigureKind.AGE, Decimal("6.5"), "year_of_age"),
        ("三倍", FigureKind.RATIO, 3, "times"),
        ("for a week", FigureKind.DURATION, 10080, "minute"),
        ("twenty percent", FigureKind.PERCENT, 20, ""),
        ("half price", FigureKind.PERCENT, 50, "pay"),
        ("three thousand eight hundred yuan", FigureKind.MONEY, 3800, "CNY"),
        ("电话13800001234", FigureKind.PHONE, 13800001234, ""),
    ],
)
def test_a_figure_is_normalised(text: str, kind: FigureKind, value: Decimal, unit: str) -> None:
    assert [(f.kind, f.value, f.unit) for f in find_figures(text)] == [(kind, value, unit)]


@pytest.mark.parametrize("text", ["每月138", "138块一个月", "138元/月", "一个月138块", "月费138元"])
def test_a_monthly_rate_is_one_figure_with_its_period(text: str) -> None:
    [figure] = find_figures(text)
    assert (figure.value, figure.per) == (138, "月")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("两百来块", 200, 299),
        ("三千多元", 3000, 3999),
        ("几十块", 20, 99),
        ("三四百块", 300, 400),
        ("4000元左右", 3600, 4400),
    ],
)
def test_an_approximation_bounds_what_is_meant(text: str, low: int, high: int) -> None:
    [figure] = find_figures(text)
    assert figure.approximate
    assert figure.means(Decimal(low))
    assert figure.means(Decimal(high))
    assert not figure.means(Decimal(low - 2))
    assert not figure.means(Decimal(high + 2))


@pytest.mark.parametrize("text", ["3-5天", "三到五天", "3至5天", "3~5天"])
def test_both_ends_of_a_range_are_figures(text: str) -> None:
    assert [f.value for f in find_figures(text)] == [3 * 1440, 5 * 1440]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25号", date(2026, 11, 25)),
        ("十一月二十二", date(2026, 11, 22)),
        ("11月25日", date(2026, 11, 25)),
        ("下周五", date(2026, 11, 27)),
        ("明天", date(2026, 11, 23)),
        ("大后天", date(2026, 11, 25)),
        ("2026-12-01", date(2026, 12, 1)),
        ("3号", date(2026, 12, 3)),
        ("Nov 25", date(2026, 11, 25)),
    ],
)
def test_a_day_is_reckoned_from_today(text: str, day: date) -> None:
    [figure] = find_figures(text, SUNDAY)
    assert (figure.kind, figure.on) == (FigureKind.DATE, day)


def test_a_day_and_its_hour_are_two_figures() -> None:
    day, hour = find_figures("后天下午三点", SUNDAY)
    assert day.on == date(2026, 11, 24)
    assert (hour.kind, hour.value) == (FigureKind.TIME, 15 * 60)


@pytest.mark.parametrize(
    "text",
    [
        "一下", "一点都不贵", "咱一起看", "第一次来", "都一样", "三心二意", "万一不合适",
        "十分满意", "一辆车", "两全其美", "百分百理解",
        "说两句实话", "有三件事", "两个办法", "千万别勉强", "半天没回", "A3和A2", "5G手机",
        "三年级", "这几天", "第二天", "一家人", "二维码",
        "一分钱一分货", "有一天", "四面八方", "1、先看\n2、再试",
    ],
)  # fmt: skip
def test_what_only_holds_a_numeral_is_no_figure(text: str) -> None:
    assert find_figures(text) == ()


def test_a_full_width_comma_parts_two_numbers() -> None:
    assert [f.value for f in find_figures("每月138，300兆")] == [138, 300]


@given(st.text(max_size=60))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = find_figures(text, SUNDAY)
    assert all(text[f.start : f.end] == f.text or len(f.text) == f.end - f.start for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
