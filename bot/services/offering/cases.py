"""What /offer shows of a case: the offers in order, what goes with them, what would be better and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.ports.offers import StoredCatalogue, StoredOffer
from bot.services.offering.memory import Memory
from bot.services.offering.shown import Reached, Shown
from bot.services.offering.wishes import names_of
from bot.services.offering.words import missing_said, price_said, why_second
from bot.services.texts import Texts
from crm.customers import Customer
from crm.offers.choice import Choice, Offer
from crm.offers.leading import Lead
from crm.offers.offering import Offering
from crm.offers.standing import Request, Standing

_REFUSED = 3
_BESIDE = 2


@dataclass(frozen=True)
class Case:
    """One customer before one catalogue: all the engine is told."""

    customer: Customer
    stored: StoredCatalogue
    offering: Offering
    standing: Standing
    request: Request
    memory: Memory


def shown_of(
    case: Case,
    choice: Choice,
    offers: tuple[StoredOffer, ...],
    lead: Lead,
    led: Sequence[Offer],
    warnings: tuple[str, ...],
    say: Texts,
) -> Shown:
    """Return the screen's content; `led` are the chosen offers in the order of `offers`."""
    names, currency = names_of(case.offering), case.offering.catalogue.currency
    refused = {title: missing_said(missing[0], currency, say, names) for title, missing in choice.refused}
    offered = {offer.title for offer in offers}
    return Shown(
        customer_id=case.customer.id,
        customer=case.customer.display_name,
        catalogue=case.stored.name,
        offers=offers,
        lead="" if lead is Lead.BEST else f"offers-lead-{lead.value}",
        second=why_second(led[0], led[1], say) if len(led) > 1 and len(offers) > 1 else "",
        unmet=tuple(names.get(want, want) for want in choice.unmet),
        reach=tuple(
            Reached(
                reach.offer.title,
                price_said(reach.offer, say),
                tuple(missing_said(m, currency, say, names) for m in reach.missing),
            )
            for reach in choice.reach
        ),
        refused=tuple((t, said) for t, said in refused.items() if t not in offered)[:_REFUSED],
        beside=_beside(case, led[:1], say),
        services=services_first(case),
        warnings=warnings,
    )


def _beside(case: Case, first: Sequence[Offer], say: Texts) -> tuple[tuple[str, str], ...]:
    """Return complements of the first offer that it does not hold, that the customer may have and lacks."""
    lines = [line for offer in first for part in offer.parts for line in part.priced.lines]
    inside = {line.product.id for line in lines} | set(case.standing.holdings)
    ids = dict.fromkeys(id for line in lines if not line.is_gift for id in line.product.complements)
    one = case.request.model_copy(update={"quantity": Decimal(1), "quantities": {}, "wants": ()})
    found = []
    for id in ids:
        gain, missing = case.offering.priced_for(case.standing, one, id)
        if id not in inside and gain is not None and not missing:
            offer = case.offering.offer_of((gain,), case.standing, one)
            found.append((gain.priced.title, price_said(offer, say)))
    return tuple(found[:_BESIDE])


def services_first(case: Case) -> tuple[str, ...]:
    """Non-price first: until the customer heard of anything from us."""
    policy = case.offering.catalogue.policy
    first = case.customer.segment in policy.non_price_first and not case.memory.heard
    return policy.services_first if first else ()
