"""Facts that make an offer, taken out for customers who get none for the time being."""

from collections.abc import Sequence

from bot.services.briefs import Fact

OFFER_SLOTS = frozenset({"trade_in", "net_price", "gift", "until"})


def without_offers(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts without what is taken off or added, and without what was computed from it."""
    gone = {fact.id for fact in facts if fact.slot in OFFER_SLOTS}
    kept = [fact for fact in facts if fact.id not in gone]
    while derived := {fact.id for fact in kept if gone.intersection(fact.basis)}:
        gone |= derived
        kept = [fact for fact in kept if fact.id not in derived]
    return tuple(kept)
