"""Reads over all customers of a scope at once, and signals about customers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Text, case, func, insert, or_, select, type_coerce

from bot.storage.books_rows import (
    amount_of,
    contact_of,
    from_lines,
    line_of,
    lines_until,
    opportunities_in,
    remarks_of,
    summaries_until,
    summary_of,
    whole,
)
from bot.storage.customer_rows import HIT_COLUMNS, customer_hit, customer_record, in_scope
from bot.storage.history_rows import (
    histories_of,
    opportunity_record,
    purchase_record,
    signal_record,
)
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import opportunity, purchase, signal, touchpoint
from bot.storage.watching import watched
from crm.base import Id
from crm.errors import NotFound
from crm.history import (
    Direction,
    Opportunity,
    OpportunityState,
    Purchase,
    Signal,
    SignalKind,
    TouchpointKind,
)
from crm.people import Scope
from crm.ports import (
    BuyingSummary,
    CategorySales,
    ContactSummary,
    CustomerFile,
    CustomerHit,
    Remarks,
    RepeatPurchase,
    Watched,
)
from crm.value.orders import Line
from crm.value.portrait import HELP

_AT_ONCE = 500


class SqlBooks:
    """Implements `crm.ports.Books`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def opportunity(self, id: Id, scope: Scope) -> Opportunity:
        """Return one opportunity of a customer in the scope or raise NotFound."""
        row = await self._session.row(opportunities_in(scope).where(opportunity.c.id == id))
        if row is None:
            raise NotFound("opportunity", id)
        return opportunity_record(row)

    async def opportunities(self, scope: Scope, since: datetime) -> Sequence[Opportunity]:
        """Return open opportunities and those changed since a moment, latest change first."""
        wanted = (opportunity.c.state == OpportunityState.OPEN) | (opportunity.c.updated_at >= since)
        statement = opportunities_in(scope).where(wanted)
        ordered = statement.order_by(opportunity.c.updated_at.desc(), opportunity.c.id)
        return [opportunity_record(row) for row in await self._session.rows(ordered)]

    async def purchases(self, scope: Scope, first_on: date, last_on: date) -> Sequence[Purchase]:
        """Return the purchases of the days from `first_on` to `last_on`, latest first."""
        statement = (
            select(purchase)
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(in_scope(scope), purchase.c.bought_on.between(first_on, last_on))
            .order_by(purchase.c.bought_on.desc(), purchase.c.id)
        )
        return [purchase_record(row) for row in await self._session.rows(statement)]

    async def signals(self, customer_id: Id, kind: SignalKind | None = None) -> Sequence[Signal]:
        """Return a customer's signals, latest first."""
        statement = select(signal).where(signal.c.customer_id == customer_id)
        if kind is not None:
            statement = statement.where(signal.c.kind == kind)
        latest = statement.order_by(signal.c.at.desc(), signal.c.id.desc())
        return [signal_record(row) for row in await self._session.rows(latest)]

    async def add_signals(self, signals: Sequence[Signal]) -> None:
        """Store signals; they are never changed afterwards."""
        if signals:
            await self._session.run(insert(signal), [record.model_dump() for record in signals])

    async def buying(self, scope: Scope, until: date) -> Sequence[BuyingSummary]:
        """Return one summary for each customer and currency with a purchase up to a day.

        Summed by the database; customers with a refund are read line by line, because a refund
        takes back an order of an earlier day.
        """
        refunded = await self._refunded(scope, until)
        rows = await self._session.rows(summaries_until(scope, until))
        plain = [summary_of(row) for row in rows if row["customer_id"] not in refunded]
        return [*plain, *await self._netted(scope, until, refunded)]

    async def contacts(
        self, scope: Scope, since: datetime, ids: Sequence[Id] | None = None
    ) -> Sequence[ContactSummary]:
        """Return the latest contacts of each customer that had any; `ids` narrows it to some of them."""
        statement = (
            select(
                touchpoint.c.customer_id,
                touchpoint.c.kind,
                touchpoint.c.direction,
                func.max(touchpoint.c.at).label("last_at"),
                func.sum(case((touchpoint.c.at >= since, 1), else_=0)).label("times"),
            )
            .join(customer, customer.c.id == touchpoint.c.customer_id)
            .where(in_scope(scope))
            .group_by(touchpoint.c.customer_id, touchpoint.c.kind, touchpoint.c.direction)
            .order_by(touchpoint.c.customer_id)
        )
        if ids is not None:
            statement = statement.where(touchpoint.c.customer_id.in_(ids))
        rows = await self._session.rows(statement)
        return [contact_of(id, list(group)) for id, group in groupby(rows, lambda row: row["customer_id"])]

    async def repeats(self, scope: Scope, since: date, until: date) -> Sequence[RepeatPurchase]:
        """Return the products each customer bought on at least one day between two days."""
        statement = (
            select(
                purchase.c.customer_id,
                purchase.c.product,
                func.count(purchase.c.bought_on.distinct()).label("days"),
                func.min(purchase.c.bought_on).label("first_on"),
                func.max(purchase.c.bought_on).label("last_on"),
            )
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(in_scope(scope), purchase.c.bought_on.between(since, until), whole(purchase.c.amount) > 0)
            .group_by(purchase.c.customer_id, purchase.c.product)
        )
        return [RepeatPurchase._make(row) for row in await self._session.run(statement)]

    async def remarks(self, scope: Scope, words: Sequence[str]) -> Sequence[Remarks]:
        """Return the remarks of customers with a birthday, or with one of the words in the profile."""
        profile = type_coerce(customer.c.profile, Text)
        marked = [customer.c.birthday.is_not(None), profile.contains('"birthday"')]
        marked += [profile.contains(word) for word in words]
        columns = (*HIT_COLUMNS, customer.c.birthday, customer.c.profile)
        rows = await self._session.rows(select(*columns).where(in_scope(scope), or_(*marked)))
        return [remarks_of(row) for row in rows]

    async def complained(self, scope: Scope, since: datetime) -> Sequence[Id]:
        """Return the customers who complained since a moment and got no help after that, latest first."""
        later = touchpoint.alias("later")
        helped = (
            select(later.c.id)
            .where(
                later.c.customer_id == touchpoint.c.customer_id,
                later.c.at > touchpoint.c.at,
                later.c.direction == Direction.OUT,
                later.c.kind.in_(HELP),
            )
            .exists()
        )
        statement = (
            select(touchpoint.c.customer_id, func.max(touchpoint.c.at).label("last_at"))
            .join(customer, customer.c.id == touchpoint.c.customer_id)
            .where(in_scope(scope), touchpoint.c.kind == TouchpointKind.COMPLAINT, touchpoint.c.at >= since)
            .where(~helped)
            .group_by(touchpoint.c.customer_id)
            .order_by(func.max(touchpoint.c.at).desc(), touchpoint.c.customer_id)
        )
        return [row["customer_id"] for row in await self._session.rows(statement)]

    async def telling(self, scope: Scope, since: datetime, words: Sequence[str]) -> Sequence[Id]:
        """Return the customers of whom one of the words was said or noted since a moment, latest first."""
        last_at = func.max(touchpoint.c.at)
        named = or_(*(touchpoint.c.text.contains(word, autoescape=True) for word in words))
        statement = (
            select(touchpoint.c.customer_id)
            .join(customer, customer.c.id == touchpoint.c.customer_id)
            .where(in_scope(scope), touchpoint.c.at >= since, touchpoint.c.direction != Direction.OUT, named)
            .group_by(touchpoint.c.customer_id)
            .order_by(last_at.desc(), touchpoint.c.customer_id)
        )
        return [row["customer_id"] for row in await self._session.rows(statement)]

    async def categories(self, scope: Scope, since: date, currency: str) -> Sequence[CategorySales]:
        """Return what each customer spent on each category since a day, in one currency."""
        who = (purchase.c.customer_id, customer.c.segment, purchase.c.category)
        statement = (
            select(*who, func.sum(whole(purchase.c.amount)).label("revenue"))
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(in_scope(scope), purchase.c.bought_on >= since, purchase.c.currency == currency)
            .group_by(*who)
        )
        return [
            CategorySales(
                row["customer_id"], row["segment"] or "", row["category"], amount_of(row["revenue"])
            )
            for row in await self._session.rows(statement)
        ]

    async def hits(self, ids: Sequence[Id], scope: Scope) -> Sequence[CustomerHit]:
        """Return names for several customers; those outside the scope are left out."""
        found: list[CustomerHit] = []
        for start in range(0, len(ids), _AT_ONCE):
            statement = select(*HIT_COLUMNS).where(customer.c.id.in_(ids[start : start + _AT_ONCE]))
            rows = await self._session.rows(statement.where(in_scope(scope)))
            found += [customer_hit(row, 1.0) for row in rows]
        return found

    async def files(self, ids: Sequence[Id], scope: Scope) -> Sequence[CustomerFile]:
        """Return several customers with their histories; those outside the scope are left out."""
        rows = await self._session.rows(select(customer).where(customer.c.id.in_(ids), in_scope(scope)))
        histories = await histories_of(self._session, [row["id"] for row in rows])
        return [CustomerFile(customer=customer_record(row), **histories[row["id"]]) for row in rows]

    async def watched(self, ids: Sequence[Id], scope: Scope, since: datetime) -> Sequence[Watched]:
        """Return what the day's list looks at, with the contacts since a moment; the scope as in `files`."""
        return await watched(self._session, ids, scope, since)

    async def _refunded(self, scope: Scope, until: date) -> set[Id]:
        statement = (
            select(purchase.c.customer_id)
            .distinct()
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(in_scope(scope), purchase.c.bought_on <= until, whole(purchase.c.amount) < 0)
        )
        return {row["customer_id"] for row in await self._session.rows(statement)}

    async def _netted(self, scope: Scope, until: date, ids: set[Id]) -> list[BuyingSummary]:
        groups: dict[tuple[Id, Id, str, str], list[Line]] = defaultdict(list)
        ordered = sorted(ids)
        for start in range(0, len(ordered), _AT_ONCE):
            statement = lines_until(scope, until).where(customer.c.id.in_(ordered[start : start + _AT_ONCE]))
            for row in await self._session.rows(statement):
                who = (row["customer_id"], row["owner_id"], row["segment"] or "", row["currency"])
                groups[who].append(line_of(row))
        return [one for who, lines in groups.items() if (one := from_lines(who, lines))]
