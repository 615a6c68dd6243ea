"""What was sold in a span of days that a salesperson names: 这个月卖了多少, 上周业绩, 今年卖得怎么样."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.ports import Database
from bot.ports.records import Revenue, SumBy
from crm.people import Actor

SHOWN = 3
"""Articles that are named."""
_ASKS = re.compile(r"卖|销售|业绩|营业|收入|成交|销量|sell|sold|sales|revenue", re.IGNORECASE)
_NARROWER = re.compile(r"哪|产品|商品|型号|品类|地区|区域|各|按|表|report|by ", re.IGNORECASE)
"""Such a question wants a table, not a sum."""
_SPANS = (
    ("today", r"今天|今日|今儿|today"),
    ("yesterday", r"昨天|昨日|yesterday"),
    ("last-week", r"上个?周|上个?星期|上个?礼拜|last week"),
    ("week", r"这个?周|本周|这个?星期|这个?礼拜|this week"),
    ("last-month", r"上个?月|last month"),
    ("last-quarter", r"上个?季|last quarter"),
    ("quarter", r"这个?季|本季|this quarter"),
    ("last-year", r"去年|last year"),
    ("year", r"今年|这一年|this year"),
    ("month", r"这个?月|本月|当月|最近|近来|this month"),
)


class Span(NamedTuple):
    """Days that a question names, both ends counted, and the like span before them."""

    name: str
    first: date
    last: date
    before_first: date
    before_last: date


class Sales(NamedTuple):
    """What was sold in a span, net of refunds, by currency: most lines first."""

    span: Span
    totals: tuple[tuple[str, Decimal], ...]
    lines: int
    customers: int
    before: dict[str, Decimal]
    """Of the like span before, by currency."""
    articles: tuple[Revenue, ...]
    """The articles that brought most, in the first currency."""


def span_of(text: str, today: date) -> Span | None:
    """Return the days that a question for a sum names; None where it wants something else."""
    if not _ASKS.search(text) or _NARROWER.search(text):
        return None
    name = next((name for name, words in _SPANS if re.search(words, text, re.IGNORECASE)), None)
    return None if name is None else _span(name, today)


def _span(name: str, today: date) -> Span:
    """Return the days of a span; one that runs is compared with as many days of the one before."""
    if name in {"today", "yesterday"}:
        day = today if name == "today" else today - timedelta(days=1)
        return Span(name, day, day, day - timedelta(days=1), day - timedelta(days=1))
    unit = name.removeprefix("last-")
    first = _first(unit, today)
    if name == unit:
        before = _first(unit, first - timedelta(days=1))
        upto = min(before + (today - first), first - timedelta(days=1))
        return Span(name, first, today, before, upto)
    last = first - timedelta(days=1)
    first = _first(unit, last)
    return Span(name, first, last, _first(unit, first - timedelta(days=1)), first - timedelta(days=1))


def _first(unit: str, day: date) -> date:
    """Return the first day of the week, month, quarter or year that a day lies in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


class SalesService:
    """Sums what an actor's customers bought."""

    def __init__(self, database: Database) -> None:
        """Keep the store."""
        self._database = database

    async def of(self, actor: Actor, span: Span) -> Sales:
        """Return what was sold in a span to the customers that the actor may see."""
        async with self._database.read() as uow:
            found = await uow.records.revenue(actor.scope, span.first, span.last, SumBy.PRODUCT)
            whose = await uow.records.revenue(actor.scope, span.first, span.last, SumBy.CUSTOMER)
            earlier = await uow.records.revenue(
                actor.scope, span.before_first, span.before_last, SumBy.PRODUCT
            )
        totals = _totals(found)
        main = totals[0][0] if totals else ""
        best = sorted((one for one in found if one.currency == main), key=lambda one: -one.amount)
        return Sales(
            span,
            totals,
            sum(one.lines for one in found),
            len({one.of for one in whose}),
            dict(_totals(earlier)),
            tuple(best[:SHOWN]),
        )


def _totals(found: Sequence[Revenue]) -> tuple[tuple[str, Decimal], ...]:
    lines: Counter[str] = Counter()
    for one in found:
        lines[one.currency] += one.lines
    return tuple(
        (currency, sum((one.amount for one in found if one.currency == currency), Decimal(0)))
        for currency, _ in lines.most_common()
    )
