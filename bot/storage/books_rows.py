"""Statements over many customers, and what their rows become."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, RowMapping, Select, case, func, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.customer_rows import customer_hit, in_scope
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import opportunity, purchase
from crm.base import Id
from crm.history import Direction
from crm.people import Scope
from crm.ports import BuyingSummary, ContactSummary, Remarks
from crm.value.orders import Line, net_orders

_CENTS = 10_000
_FAR = date(9999, 12, 31)


def opportunities_in(scope: Scope) -> Select[tuple[object, ...]]:
    """Return the statement over all opportunities of a scope."""
    joined = select(opportunity).join(customer, customer.c.id == opportunity.c.customer_id)
    return joined.where(in_scope(scope))


def whole(column: ColumnElement[object]) -> ColumnElement[int]:
    """Return an exact column as the integer that is stored, so that sums are made by the database."""
    return type_coerce(column, BigInteger)


def summaries_until(scope: Scope, until: date) -> Select[tuple[object, ...]]:
    """Return the statement that sums each customer's orders by currency."""
    known = case((purchase.c.margin.is_not(None), whole(purchase.c.amount)), else_=0)
    by_day = (
        select(
            purchase.c.customer_id,
            customer.c.owner_id,
            customer.c.segment,
            purchase.c.currency,
            purchase.c.bought_on,
            func.sum(whole(purchase.c.amount)).label("net"),
            func.sum(whole(purchase.c.margin)).label("margin"),
            func.sum(known).label("base"),
        )
        .join(customer, customer.c.id == purchase.c.customer_id)
        .where(in_scope(scope), purchase.c.bought_on <= until)
        .group_by(
            purchase.c.customer_id,
            customer.c.owner_id,
            customer.c.segment,
            purchase.c.currency,
            purchase.c.bought_on,
        )
        .subquery()
    )
    day = by_day.c
    who = (day.customer_id, day.owner_id, day.segment, day.currency)
    return (
        select(
            *who,
            func.count().label("orders"),
            func.min(day.bought_on).label("first_on"),
            func.max(day.bought_on).label("last_on"),
            func.sum(day.net).label("net"),
            func.sum(day.margin).label("margin"),
            func.sum(day.base).label("base"),
        )
        .where(day.net > 0)
        .group_by(*who)
        .order_by(day.customer_id, day.currency)
    )


def lines_until(scope: Scope, until: date) -> Select[tuple[object, ...]]:
    """Return the statement over single lines, for customers with refunds."""
    return (
        select(
            purchase.c.customer_id,
            customer.c.owner_id,
            customer.c.segment,
            purchase.c.currency,
            purchase.c.product,
            purchase.c.bought_on,
            whole(purchase.c.amount).label("amount"),
            whole(purchase.c.margin).label("margin"),
        )
        .join(customer, customer.c.id == purchase.c.customer_id)
        .where(in_scope(scope), purchase.c.bought_on <= until)
    )


def amount_of(value: object) -> float:
    """Return a summed exact column in the currency's unit."""
    if isinstance(value, int):
        return value / _CENTS
    # PostgreSQL sums integers into its exact numeric.
    return int(Decimal(str(value))) / _CENTS if value is not None else 0.0


def line_of(row: RowMapping) -> Line:
    """Return the line of a row."""
    margin = row["margin"]
    return Line(
        row["product"],
        row["bought_on"],
        amount_of(row["amount"]),
        amount_of(margin) if margin is not None else None,
    )


def summary_of(row: RowMapping) -> BuyingSummary:
    """Return the summary of a row."""
    net = amount_of(row["net"])
    return BuyingSummary(
        customer_id=row["customer_id"],
        owner_id=row["owner_id"],
        segment=row["segment"] or "",
        currency=row["currency"],
        orders=row["orders"],
        first_on=row["first_on"],
        last_on=row["last_on"],
        revenue=net,
        order_value=net,
        margin=amount_of(row["margin"]),
        margin_base=amount_of(row["base"]),
    )


def from_lines(who: tuple[Id, Id, str, str], lines: Sequence[Line]) -> BuyingSummary | None:
    """Return the summary of a customer's lines, refunds netted; None without any."""
    customer_id, owner_id, segment, currency = who
    book = net_orders(lines)
    days = [order.on for order in book.orders] or [line.on for line in lines]
    return BuyingSummary(
        customer_id=customer_id,
        owner_id=owner_id,
        segment=segment,
        currency=currency,
        orders=len(book.orders),
        first_on=min(days, default=_FAR),
        last_on=max(days, default=_FAR),
        revenue=book.revenue,
        order_value=sum(order.net for order in book.orders),
        margin=book.margin,
        margin_base=book.margin_base,
    )


def contact_of(id: Id, rows: Sequence[RowMapping]) -> ContactSummary:
    """Return the contacts of a customer's rows, one row for each kind and direction."""
    kinds: dict[str, int] = defaultdict(int)
    for row in rows:
        kinds[row["kind"]] += int(Decimal(str(row["times"])))
    out = [row["last_at"] for row in rows if row["direction"] == Direction.OUT]
    incoming = [row["last_at"] for row in rows if row["direction"] == Direction.IN and row["kind"] != "note"]
    return ContactSummary(id, max(out, default=None), max(incoming, default=None), dict(kinds))


def remarks_of(row: RowMapping) -> Remarks:
    """Return the remarks of a customer's row."""
    profile = row["profile"] if isinstance(row["profile"], dict) else {}
    household = tuple(
        (member["relation"], member.get("name", ""), date.fromisoformat(member["birthday"]))
        for member in profile.get("household", ())
        if member.get("birthday")
    )
    notes = sorted(profile.get("notes", ()), key=lambda note: str(note["at"]), reverse=True)
    texts = (*profile.get("tags", ()), *(note["text"] for note in notes))
    return Remarks(row["id"], row["owner_id"], customer_hit(row, 1.0).name, row["birthday"], household, texts)
