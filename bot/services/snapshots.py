"""What is known of a customer at the moment of a turn, read in one transaction."""

from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.briefs import Snapshot, ViewPort
from bot.services.facts.offers import open_offer
from crm.barring import in_force
from crm.base import Id
from crm.history import SignalKind
from crm.people import Actor

_HISTORY = 12
"""Purchases and contacts looked at: what an answer may speak of."""


class Snapshots:
    """Reads snapshots; days are those of `zone`."""

    def __init__(self, database: Database, clock: Clock, view: ViewPort | None, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `view` tells a customer's value, where it is known."""
        self._database, self._clock, self._view, self._zone = database, clock, view, zone

    async def of(self, actor: Actor, customer_id: Id) -> Snapshot:
        """Return what is known of a customer now; raises NotFound outside the actor's scope."""
        today = self._clock.now().astimezone(self._zone).date()
        async with self._database.read() as uow:
            customer = await uow.customers.get(customer_id, actor.scope)
            return Snapshot(
                value=await self._view(uow, customer) if self._view else None,
                customer=customer,
                purchases=tuple(await uow.histories.purchases(customer_id, _HISTORY)),
                touchpoints=tuple(await uow.histories.touchpoints(customer_id, _HISTORY)),
                opportunities=tuple(await uow.histories.opportunities(customer_id)),
                promises=tuple(await uow.histories.promises(customer_id)),
                barring=in_force(await uow.books.signals(customer_id, SignalKind.BARRED), today),
                open_offer=open_offer(await uow.offers.of(customer_id), today),
                lines_sent=tuple(await uow.advices.lines_for(customer_id)),
            )
