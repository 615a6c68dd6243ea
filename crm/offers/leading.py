"""Which of the eligible, priced offers to lead with. Personality and value speak here and nowhere else.

Takes offers and returns the same offers in another order: no price can change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crm.customers import Personality, Segment
from crm.offers.choice import Offer
from crm.offers.priced import ZERO


class Lead(StrEnum):
    """Why an offer leads."""

    BEST = "best"
    SAVING = "saving"
    QUALITY = "quality"
    SIMPLE = "simple"
    LIGHT = "light"


@dataclass(frozen=True)
class Leaning:
    """What we believe about the customer; never a criterion."""

    personality: Personality | None = None
    segment: Segment | None = None
    price_sensitive: bool = False
    quadrant: str = ""
    at_risk: bool = False


_QUALITY = frozenset({Personality.SUPERIOR, Personality.PICKY})
_SIMPLE = frozenset({Personality.WAVERING, Personality.BLUNT, Personality.SILENT, Personality.ALOOF})
_BUSINESS = frozenset({Segment.KEY_ACCOUNT, Segment.BUSINESS})


def lead_of(leaning: Leaning) -> Lead:
    """Return by what the first offer is chosen."""
    if leaning.price_sensitive or leaning.at_risk:
        return Lead.SAVING
    if leaning.segment in _BUSINESS or leaning.personality in _QUALITY:
        return Lead.QUALITY
    if leaning.personality in _SIMPLE:
        return Lead.SIMPLE
    return Lead.LIGHT if leaning.quadrant == "ideal" else Lead.BEST


_BY: dict[Lead, Callable[[Offer], object]] = {
    Lead.SAVING: lambda o: -(o.saving_term or ZERO),
    Lead.QUALITY: lambda o: -o.quality,
    Lead.SIMPLE: lambda o: (len(o.parts), sum(len(p.priced.lines) for p in o.parts)),
    Lead.LIGHT: lambda o: o.term_months,
}


def in_order(offers: tuple[Offer, ...], leaning: Leaning) -> tuple[tuple[Offer, ...], Lead]:
    """Return the same offers with the one to lead with first, and why.

    Only offers that meet as much as the best one may lead.
    """
    lead = lead_of(leaning)
    if len(offers) < 2 or lead not in _BY:
        return offers, Lead.BEST
    full = len(offers[0].covers)
    able = [offer for offer in offers if len(offer.covers) == full]
    first = min(able, key=_BY[lead])  # type: ignore[arg-type]
    if first is offers[0]:
        return offers, Lead.BEST
    return (first, *(offer for offer in offers if offer is not first)), lead
