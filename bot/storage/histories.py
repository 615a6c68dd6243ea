"""Purchases, touchpoints, opportunities and promises."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, update

from bot.storage.customer_rows import in_scope
from bot.storage.history_rows import (
    opportunity_record,
    opportunity_values,
    promise_record,
    purchase_record,
    purchase_values,
    touchpoint_record,
)
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import opportunity, promise, purchase, touchpoint
from bot.storage.values_rows import TELLING, outdate
from crm.base import Id
from crm.errors import NotFound
from crm.history import Opportunity, OpportunityState, Promise, PromiseState, Purchase, Touchpoint
from crm.people import Scope


class SqlHistories:
    """Implements `crm.ports.Histories`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add_purchases(self, purchases: Sequence[Purchase]) -> None:
        """Store purchases."""
        if purchases:
            await self._session.run(insert(purchase), [purchase_values(record) for record in purchases])
            await outdate(self._session, {record.customer_id for record in purchases})

    async def purchases(self, customer_id: Id, limit: int = 50) -> Sequence[Purchase]:
        """Return a customer's purchases, latest first."""
        statement = select(purchase).where(purchase.c.customer_id == customer_id)
        latest = statement.order_by(purchase.c.bought_on.desc(), purchase.c.id.desc()).limit(limit)
        return [purchase_record(row) for row in await self._session.rows(latest)]

    async def add_touchpoints(self, touchpoints: Sequence[Touchpoint]) -> None:
        """Store touchpoints and move their customers up among those touched last."""
        if not touchpoints:
            return
        await self._session.run(insert(touchpoint), [record.model_dump() for record in touchpoints])
        await outdate(self._session, {t.customer_id for t in touchpoints if t.kind in TELLING})
        latest: dict[Id, datetime] = {}
        for record in touchpoints:
            latest[record.customer_id] = max(record.at, latest.get(record.customer_id, record.at))
        at = bindparam("moment", type_=customer.c.touched_at.type)
        later = case((customer.c.touched_at < at, at), else_=customer.c.touched_at)
        await self._session.run(
            update(customer).where(customer.c.id == bindparam("whom")).values(touched_at=later),
            [{"whom": id, "moment": moment} for id, moment in latest.items()],
        )

    async def touchpoints(self, customer_id: Id, limit: int = 10) -> Sequence[Touchpoint]:
        """Return a customer's touchpoints, latest first."""
        statement = select(touchpoint).where(touchpoint.c.customer_id == customer_id)
        latest = statement.order_by(touchpoint.c.at.desc(), touchpoint.c.id.desc()).limit(limit)
        return [touchpoint_record(row) for row in await self._session.rows(latest)]

    async def add_opportunities(self, opportunities: Sequence[Opportunity]) -> None:
        """Store opportunities."""
        if opportunities:
            values = [opportunity_values(record) for record in opportunities]
            await self._session.run(insert(opportunity), values)

    async def update_opportunity(self, changed: Opportunity) -> None:
        """Replace an opportunity or raise NotFound."""
        statement = update(opportunity).where(
            opportunity.c.id == changed.id, opportunity.c.customer_id == changed.customer_id
        )
        if not await self._session.count(statement.values(opportunity_values(changed))):
            raise NotFound("opportunity", changed.id)

    async def opportunities(self, customer_id: Id) -> Sequence[Opportunity]:
        """Return a customer's opportunities, open ones first, then the latest."""
        closed = case((opportunity.c.state == OpportunityState.OPEN, 0), else_=1)
        statement = select(opportunity).where(opportunity.c.customer_id == customer_id)
        ordered = statement.order_by(closed, opportunity.c.updated_at.desc(), opportunity.c.id.desc())
        return [opportunity_record(row) for row in await self._session.rows(ordered)]

    async def open_opportunities(self, scope: Scope, limit: int = 100) -> Sequence[Opportunity]:
        """Return open opportunities of all customers in the scope, largest amount first."""
        statement = (
            select(opportunity)
            .join(customer, customer.c.id == opportunity.c.customer_id)
            .where(opportunity.c.state == OpportunityState.OPEN, in_scope(scope))
            .order_by(opportunity.c.amount.desc().nulls_last(), opportunity.c.id)
        )
        return [opportunity_record(row) for row in await self._session.rows(statement.limit(limit))]

    async def add_promises(self, promises: Sequence[Promise]) -> None:
        """Store promises."""
        if promises:
            await self._session.run(insert(promise), [record.model_dump() for record in promises])

    async def update_promise(self, changed: Promise) -> None:
        """Replace a promise or raise NotFound."""
        statement = update(promise).where(
            promise.c.id == changed.id, promise.c.customer_id == changed.customer_id
        )
        if not await self._session.count(statement.values(changed.model_dump())):
            raise NotFound("promise", changed.id)

    async def promises(self, customer_id: Id) -> Sequence[Promise]:
        """Return a customer's promises, earliest due first, those without a date last."""
        statement = select(promise).where(promise.c.customer_id == customer_id)
        ordered = statement.order_by(promise.c.due_at.asc().nulls_last(), promise.c.id)
        return [promise_record(row) for row in await self._session.rows(ordered)]

    async def due_promises(self, scope: Scope, until: datetime) -> Sequence[Promise]:
        """Return open promises in the scope that fall due before `until`, earliest first."""
        statement = (
            select(promise)
            .join(customer, customer.c.id == promise.c.customer_id)
            .where(promise.c.state == PromiseState.OPEN, promise.c.due_at < until, in_scope(scope))
            .order_by(promise.c.due_at, promise.c.id)
        )
        return [promise_record(row) for row in await self._session.rows(statement)]
