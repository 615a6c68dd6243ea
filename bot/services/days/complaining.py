"""Clocks on complaints over the store: opening one, closing it, and those that run in a scope."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from crm import clocks
from crm.base import Id, new_id
from crm.clocks import ClockRules
from crm.customers import Customer
from crm.errors import NotFound
from crm.history import Direction, Touchpoint, TouchpointKind
from crm.people import Actor, Scope
from crm.value.thresholds import Thresholds

_MOST = 40


class Running(NamedTuple):
    """A customer's clock."""

    customer: Customer
    clock: clocks.Clock


class ComplaintService:
    """Complaints and their promised times."""

    def __init__(
        self, database: Database, clock: Clock, thresholds: Thresholds, rules: ClockRules, *, zone: ZoneInfo
    ) -> None:
        """Keep the collaborators; the opening hours are those of `zone`."""
        self._database, self._clock, self.zone = database, clock, zone
        self._thresholds, self.rules = thresholds, rules

    def of(self, touchpoints: Sequence[Touchpoint]) -> tuple[clocks.Clock, ...]:
        """Return the clocks that run on a customer's touchpoints, soonest first."""
        return clocks.clocks(touchpoints, self._thresholds, self.rules, self.zone)

    async def running(self, uow: BotUnitOfWork, scope: Scope) -> tuple[Running, ...]:
        """Return the clocks of all customers in a scope, soonest first."""
        since = self._clock.now() - timedelta(days=self.rules.look_back_days)
        ids = (await uow.books.complained(scope, since))[:_MOST]
        found = [
            Running(file.customer, clock)
            for file in await uow.books.files(ids, scope)
            for clock in self.of(file.touchpoints)
            if clock.complaint.at >= since
        ]
        return tuple(sorted(found, key=lambda one: one.clock.due_at))

    async def of_customer(self, actor: Actor, customer_id: Id) -> tuple[clocks.Clock, ...]:
        """Return one customer's clocks or raise NotFound."""
        async with self._database.read() as uow:
            files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        return self.of(files[0].touchpoints)

    async def open(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> clocks.Clock:
        """Make the last note about a customer a complaint: from now its clocks run. Twice is once.

        Raises NotFound, InputRefused `old-button` without a note.
        """
        await uow.customers.get(customer_id, actor.scope)
        latest = await uow.histories.touchpoints(customer_id, _MOST)
        note = next((t for t in latest if t.kind is TouchpointKind.NOTE), None)
        if note is None:
            raise InputRefused("old-button")
        known = next((t for t in latest if t.kind is TouchpointKind.COMPLAINT and t.text == note.text), None)
        complaint = known or Touchpoint(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=TouchpointKind.COMPLAINT,
            direction=Direction.IN,
            text=note.text,
            at=self._clock.now(),
        )
        if known is None:
            await uow.histories.add_touchpoints([complaint])
        running = self.of([complaint])
        if not running:  # the note itself says that it is settled
            raise InputRefused("complaint-settled")
        return running[0]

    async def advance(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, *, settled: bool, text: str
    ) -> Customer:
        """Record that the customer was answered, or that the complaint is settled. Raises NotFound."""
        customer = await uow.customers.get(customer_id, actor.scope)
        done = Touchpoint(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=TouchpointKind.SERVICE if settled else TouchpointKind.MESSAGE,
            direction=Direction.OUT,
            text=text,
            at=self._clock.now(),
        )
        await uow.histories.add_touchpoints([done])
        return customer
