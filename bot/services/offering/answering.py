"""What became of an offer: told to the customer, accepted, declined; and discounts within limits."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import Acceptance, OfferState, StoredOffer
from bot.services.offering.cases import Case
from bot.services.offering.service import OfferingService
from bot.services.offering.wishes import Wish
from crm.base import Id
from crm.history import Purchase
from crm.money import Money
from crm.offers.choice import Offer
from crm.people import RANK, Actor, Role

Renew = Callable[[BotUnitOfWork, Actor, Id], Awaitable[object]]
"""Reckons a customer's value anew inside a running transaction."""
REASONS = ("price", "no-need", "rival", "family", "later", "fit")
_MONTHS = timedelta(days=90)
_HUNDREDTH = Decimal("0.01")


class OfferAnswers:
    """Moves offers on; each step happens once, however often its button is pressed."""

    def __init__(self, offering: OfferingService, clock: Clock, *, renew: Renew | None = None) -> None:
        """Keep the collaborators; `renew` values the customer anew after an acceptance."""
        self._offering, self._clock, self._renew = offering, clock, renew

    async def get(self, uow: BotUnitOfWork, actor: Actor, offer_id: Id) -> StoredOffer:
        """Return an offer of a customer in the actor's scope. Raises NotFound."""
        return await uow.offers.get(offer_id, actor.scope)

    async def standing_offer(
        self, uow: BotUnitOfWork, actor: Actor, offer_id: Id
    ) -> tuple[StoredOffer, Case, Offer]:
        """Return an offer that can be said now, with the engine's own parts.

        Raises InputRefused `offers-expired`, `offers-withdrawn` or `offers-changed` (a price that is no
        longer the one shown).
        """
        stored = await uow.offers.get(offer_id, actor.scope)
        if stored.valid_until < self._offering.today():
            raise InputRefused("offers-expired", title=stored.title)
        case, offer = await self._again(uow, actor, stored)
        kept = stored.state is OfferState.OFFERED
        same = (offer.monthly, offer.upfront) == (stored.monthly, stored.upfront)
        if not same and not kept:
            raise InputRefused("offers-changed", title=stored.title)
        return stored, case, offer

    async def _again(self, uow: BotUnitOfWork, actor: Actor, stored: StoredOffer) -> tuple[Case, Offer]:
        """Price a kept offer anew. Raises InputRefused when it may not be made any more."""
        customer = await uow.customers.get(stored.customer_id, actor.scope)
        known = await self._offering.catalogues.of(uow, customer.team_id, self._offering.today())
        if stored.catalogue_key not in known:
            raise InputRefused("offers-withdrawn", title=stored.title)
        catalogue, offering = known[stored.catalogue_key]
        wants = stored.content.get("wants")
        wish = Wish(
            catalogue=stored.catalogue_key,
            quantity=stored.quantity,
            wants=tuple(str(want) for want in wants) if isinstance(wants, list) else (),
            quantities=_quantities(stored),
        )
        seller = await uow.people.get(stored.seller_id)
        asked = actor.model_copy(update={"name": seller.name})  # who may sell it is about the seller
        case = await self._offering.case(uow, asked, customer, catalogue, offering, wish=wish)
        gains = []
        for ref in stored.refs:
            gain, missing = offering.priced_for(case.standing, case.request, ref)
            if gain is None or missing:
                raise InputRefused("offers-withdrawn", title=stored.title)
            if stored.percent_off:
                included = offering.catalogue.tax_included
                gain = replace(gain, priced=gain.priced.reduced(stored.percent_off, tax_included=included))
            gains.append(gain)
        return case, offering.offer_of(gains, case.standing, case.request)

    async def told(self, uow: BotUnitOfWork, actor: Actor, offer_id: Id) -> StoredOffer:
        """Note that the customer heard an offer. Raises InputRefused when it may not be said any more."""
        stored = await uow.offers.get(offer_id, actor.scope)
        if stored.state is not OfferState.SHOWN:
            return stored
        await self.standing_offer(uow, actor, offer_id)
        told = stored.model_copy(update={"state": OfferState.OFFERED, "offered_at": self._clock.now()})
        await uow.offers.update(told, OfferState.SHOWN)
        return told

    async def accepted(self, uow: BotUnitOfWork, actor: Actor, offer_id: Id) -> StoredOffer:
        """Note an acceptance: every article paid for becomes a purchase.

        Raises InputRefused when it is too late.
        """
        stored = await self.told(uow, actor, offer_id)
        if stored.state is not OfferState.OFFERED:
            return stored
        stored, _, _ = await self.standing_offer(uow, actor, offer_id)
        done = stored.model_copy(update={"state": OfferState.ACCEPTED, "answered_at": self._clock.now()})
        if await uow.offers.update(done, OfferState.OFFERED):
            await uow.histories.add_purchases(self._purchases(done))
            if self._renew:
                await self._renew(uow, actor, done.customer_id)
        return done

    async def declined(self, uow: BotUnitOfWork, actor: Actor, offer_id: Id, reason: str) -> StoredOffer:
        """Note that the customer declined, and why: one of REASONS."""
        stored = await uow.offers.get(offer_id, actor.scope)
        if reason not in REASONS:
            raise InputRefused("old-button")
        if stored.state not in {OfferState.SHOWN, OfferState.OFFERED}:
            return stored
        now = self._clock.now()
        done = stored.model_copy(
            update={
                "state": OfferState.DECLINED,
                "answered_at": now,
                "offered_at": stored.offered_at or now,
                "reason": reason,
            }
        )
        await uow.offers.update(done, stored.state)
        return done

    def _purchases(self, offer: StoredOffer) -> list[Purchase]:
        lines = offer.content.get("lines")
        bought = []
        for place, line in enumerate(lines if isinstance(lines, list) else ()):
            if not isinstance(line, dict) or line["gift"]:
                continue
            margin = (Decimal(str(line["net"])) - Decimal(str(line["cost"]))).quantize(_HUNDREDTH)
            bought.append(
                Purchase(
                    id=f"{offer.id}-{place}",
                    customer_id=offer.customer_id,
                    product=str(line["name"]),
                    category=str(line["category"]),
                    quantity=Decimal(str(line["quantity"])),
                    unit=str(line["unit"]),
                    note=offer.title[:120],
                    amount=Money(amount=Decimal(str(line["total"])), currency=offer.currency),
                    margin=Money(amount=margin, currency=offer.currency),
                    bought_on=self._offering.today(),
                )
            )
        return bought

    async def acceptance(self, uow: BotUnitOfWork, actor: Actor) -> list[Acceptance]:
        """Return what came of the offers of the last 90 days, for the manager. Raises NotAllowed."""
        actor.require(Role.MANAGER, "see acceptance")
        return list(await uow.offers.acceptance(actor.team_id, self._clock.now() - _MONTHS))

    @staticmethod
    def may_decide(actor: Actor) -> bool:
        """Whether a person decides on discounts beyond a seller's limit."""
        return RANK[actor.role] >= RANK[Role.MANAGER]


def _quantities(offer: StoredOffer) -> dict[str, Decimal]:
    kept = offer.content.get("quantities")
    return {want: Decimal(str(count)) for want, count in kept.items()} if isinstance(kept, dict) else {}
