"""How much was sold in the days that a question names, beside the like days before."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.services.sales import SalesService, Span, span_of
from bot.storage.database import SqlDatabase
from crm.history import Purchase
from crm.money import Money
from tests.services.test_merging import person

if TYPE_CHECKING:
    from tests.services.conftest import Crew

TODAY = date(2026, 3, 18)  # a Wednesday
NOW = datetime(2026, 3, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last", "before_first", "before_last"),
    [
        ("这个月卖了多少", (3, 1), (3, 18), (2, 1), (2, 18)),
        ("今天卖了多少", (3, 18), (3, 18), (3, 17), (3, 17)),
        ("昨天业绩多少", (3, 17), (3, 17), (3, 16), (3, 16)),
        ("这周卖得怎么样", (3, 16), (3, 18), (3, 9), (3, 11)),
        ("上周业绩多少", (3, 9), (3, 15), (3, 2), (3, 8)),
        ("上个月的营业额", (2, 1), (2, 28), (1, 1), (1, 31)),
        ("这季度销售额多少", (1, 1), (3, 18), None, None),
        ("how much did we sell this month", (3, 1), (3, 18), (2, 1), (2, 18)),
    ],
)
def test_the_days_a_question_names_are_compared_with_the_like_days_before(
    text: str,
    first: tuple[int, int],
    last: tuple[int, int],
    before_first: tuple[int, int] | None,
    before_last: tuple[int, int] | None,
) -> None:
    span = span_of(text, TODAY)
    assert span is not None
    assert (span.first, span.last) == (date(2026, *first), date(2026, *last))
    if before_first and before_last:
        assert (span.before_first, span.before_last) == (date(2026, *before_first), date(2026, *before_last))
    else:
        assert (span.before_first, span.before_last) == (date(2025, 10, 1), date(2025, 12, 16))


def test_a_long_month_is_compared_with_a_short_one_that_ends_earlier() -> None:
    span = span_of("这个月卖了多少", date(2026, 3, 31))
    assert span is not None
    assert (span.before_first, span.before_last) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    "text", ["各产品卖了多少", "哪个地区卖得好", "销售报表", "今天先联系谁", "本月销售额按产品看"]
)
def test_a_question_for_a_table_or_for_something_else_is_left_to_its_screen(text: str) -> None:
    assert span_of(text, TODAY) is None


async def test_a_sum_takes_refunds_off_and_keeps_currencies_and_colleagues_apart(
    database: SqlDatabase, crew: "Crew"
) -> None:
    def sale(id: str, whom: str, amount: str, on: date, currency: str = "CNY") -> Purchase:
        money = Money(amount=Decimal(amount), currency=currency)
        return Purchase(id=id, customer_id=whom, product="米", amount=money, bought_on=on)

    async with database.write() as uow:
        await uow.customers.add_many([person("a", "甲"), person("b", "乙"), person("c", "丙", owner="wu")])
        await uow.histories.add_purchases(
            [
                sale("1", "a", "1000", date(2026, 3, 2)),
                sale("2", "a", "-250", date(2026, 3, 3)),
                sale("3", "b", "70", date(2026, 3, 4), "USD"),
                sale("4", "c", "9999", date(2026, 3, 4)),
                sale("5", "a", "500", date(2026, 2, 18)),
                sale("6", "a", "800", date(2026, 2, 19)),
            ]
        )
        await uow.commit()
    service, span = SalesService(database), span_of("这个月卖了多少", TODAY)
    assert isinstance(span, Span)
    own = await service.of(crew.li, span)
    assert own.totals == (("CNY", Decimal(750)), ("USD", Decimal(70)))
    assert (own.lines, own.customers) == (3, 2)
    assert own.before == {"CNY": Decimal(500)}
    assert [one.of for one in own.articles] == ["米"]
    team = await service.of(crew.boss, span)
    assert dict(team.totals)["CNY"] == Decimal(10749)
