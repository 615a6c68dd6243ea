"""A fresh price beside an advice: what could be said to this customer now, computed but not yet kept.

Only where a price is what the talk is about, for articles the words, an open deal or the customer's own
use name, and never before service where service comes first (D22).
"""

import re
from collections.abc import Sequence

from bot.ports import BotUnitOfWork
from bot.services.briefs import Offer, Quoted, Snapshot
from bot.services.offering.cases import services_first
from bot.services.offering.service import HISTORY, OfferingService
from bot.services.offering.wishes import Wish, catalogue_for, wish_in
from bot.services.turns import Reading, Turn, TurnKind
from crm.customers import Customer
from crm.offers.catalogue import Catalogue
from crm.offers.leading import in_order
from crm.people import Actor
from playbooks.terms import ObjectionKind

_ABOUT_PRICE = frozenset(
    {
        ObjectionKind.PRICE_TOO_HIGH,
        ObjectionKind.NO_BUDGET,
        ObjectionKind.DISCOUNT_REQUEST,
        ObjectionKind.COMPETITOR_CHEAPER,
        ObjectionKind.WAIT_FOR_PROMOTION,
        ObjectionKind.PRODUCT_UNFIT,
    }
)
_SETTLED_FIRST = frozenset(
    {
        ObjectionKind.PAST_GRIEVANCE,
        ObjectionKind.BILLING_DISPUTE,
        ObjectionKind.PRIVACY,
        ObjectionKind.LEAVING,
        ObjectionKind.NETWORK_QUALITY,
    }
)
"""What is settled before anything is offered."""
_PRICE = re.compile(
    r"贵|便宜|多少钱|什么价|啥价|怎么卖|价格|报价|几块|优惠|how much|price|expensive|cheap", re.IGNORECASE
)


def asks_for_price(turn: Turn, reading: Reading) -> str:
    """Return the words to look for an offer with; empty where no price is called for.

    A seller who names prices in the turn has said what the offer is: nothing is computed beside it.
    """
    if reading.kind is not TurnKind.OBJECTION or reading.seller_note or turn.seller_note:
        return ""
    words = reading.customer_words or turn.text
    kind = reading.objection.primary
    wanted = kind in _ABOUT_PRICE or (kind not in _SETTLED_FIRST and _PRICE.search(words))
    return words if wanted else ""


def offers_of(snapshot: Snapshot | None) -> tuple[Offer, ...]:
    """Return the fresh offer of a snapshot as an advice carries it."""
    fresh = snapshot.quoted.fresh if snapshot else None
    if fresh is None:
        return ()
    content = {key: str(fresh.content.get(key) or "") for key in ("price", "line", "seller")}
    return (
        Offer(
            id=fresh.id,
            title=fresh.title,
            price=content["price"],
            line=content["line"],
            rule=content["seller"],
        ),
    )


class Previews:
    """Computes the offer that would lead, for the snapshot behind an advice."""

    def __init__(self, offering: OfferingService) -> None:
        """Keep the engine's service."""
        self._offering = offering

    async def __call__(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        customer: Customer,
        words: str,
        hints: Sequence[str],
    ) -> Quoted:
        """Return whether the team has a catalogue, and the offer to lead with if `words` call for one.

        Words that name no article are taken to go on about what `hints` (open deals, latest contacts) name.
        """
        offering = self._offering
        known = await offering.catalogues.of(uow, customer.team_id, offering.today())
        if not known or not words:
            return Quoted(sells=bool(known))
        purchases = await uow.histories.purchases(customer.id, HISTORY)
        engines = [engine for _, engine in known.values()]
        key = catalogue_for(words, engines, purchases)
        if key not in known:
            return Quoted(sells=True)
        stored, engine = known[key]
        wish = _wish(words, hints, engine.catalogue)
        case = await offering.case(uow, actor, customer, stored, engine, wish=wish, purchases=purchases)
        if (not wish.wants and not case.standing.spend) or services_first(case):
            return Quoted(sells=True)
        choice = engine.choose(case.standing, case.request)
        led, _ = in_order(choice.offers, await offering.leaning(uow, customer))
        for offer in case.memory.refused_last(led)[:1]:
            open_one = case.memory.better_and_open(offer)
            return Quoted(sells=True, fresh=open_one or offering.stored(actor, case, offer))
        return Quoted(sells=True)


def _wish(words: str, hints: Sequence[str], catalogue: Catalogue) -> Wish:
    """Return what the words want; what the first hint that names an article does, when they name none."""
    wish = wish_in(words, catalogue)
    named = (found for hint in hints if (found := wish_in(hint, catalogue)).wants)
    return wish if wish.wants else wish.model_copy(update={"wants": next(named, wish).wants})
