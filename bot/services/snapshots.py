"""What is known of a customer at the moment of a turn, read in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.briefs import Quoted, Snapshot, ViewPort
from bot.services.facts.offers import open_offer
from crm.barring import in_force
from crm.base import Id
from crm.customers import Customer
from crm.history import OpportunityState, SignalKind
from crm.people import Actor

_HISTORY = 12
"""Purchases and contacts looked at: what an answer may speak of."""


QuotePort = Callable[[BotUnitOfWork, Actor, Customer, str, Sequence[str]], Awaitable[Quoted]]
"""Gives what the offer engine has for a customer inside a running read; the words say what is
asked for, the hints what was talked about before."""


class Snapshots:
    """Reads snapshots; days are those of `zone`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        view: ViewPort | None,
        quote: QuotePort | None = None,
        *,
        zone: ZoneInfo,
    ) -> None:
        """Keep the collaborators; `view` tells a customer's value, `quote` what could be offered."""
        self._database, self._clock, self._view, self._zone = database, clock, view, zone
        self._quote = quote

    async def of(self, actor: Actor, customer_id: Id, wished: str = "") -> Snapshot:
        """Return what is known of a customer now; raises NotFound outside the actor's scope.

        `wished` are the words to look for a price with, empty when the turn calls for none.
        """
        today = self._clock.now().astimezone(self._zone).date()
        async with self._database.read() as uow:
            customer = await uow.customers.get(customer_id, actor.scope)
            deals = tuple(await uow.histories.opportunities(customer_id))
            barring = in_force(await uow.books.signals(customer_id, SignalKind.BARRED), today)
            wished = "" if barring else wished
            contacts = tuple(await uow.histories.touchpoints(customer_id, _HISTORY))
            talked = (
                *(d.title for d in deals if d.state is OpportunityState.OPEN),
                *(c.text for c in contacts),
            )
            return Snapshot(
                value=await self._view(uow, customer) if self._view else None,
                customer=customer,
                purchases=tuple(await uow.histories.purchases(customer_id, _HISTORY)),
                touchpoints=contacts,
                opportunities=deals,
                promises=tuple(await uow.histories.promises(customer_id)),
                barring=barring,
                quoted=await self._quote(uow, actor, customer, wished, talked) if self._quote else Quoted(),
                open_offer=open_offer(await uow.offers.of(customer_id), today),
                lines_sent=tuple(await uow.advices.lines_for(customer_id)),
            )
