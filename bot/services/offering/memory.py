"""What a customer heard before: never worse next time without a reason, never the refused one first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.ports.offers import OfferState, StoredOffer
from crm.customers import Customer, CustomerKind
from crm.folding import fold
from crm.offers.choice import Offer

_REMEMBERED = timedelta(days=90)
_TIRED = timedelta(days=30)
_ADDRESS = 6
"""Characters of an address below which it names no one home."""


def household_of(customer: Customer) -> str:
    """Return the folded address private customers of one home share; empty when there is none."""
    folded = fold(customer.address) if customer.kind is CustomerKind.PERSON else ""
    return folded if len(folded) >= _ADDRESS else ""


@dataclass(frozen=True)
class Memory:
    """Offers a customer heard of, latest first."""

    heard: tuple[StoredOffer, ...]
    today: date

    def better_and_open(self, offer: Offer) -> StoredOffer | None:
        """Return an offer of the same things that still stands and costs no more: it is kept to."""
        for old in self._same(offer):
            stands = old.state is OfferState.OFFERED and old.valid_until >= self.today
            if stands and old.monthly <= offer.monthly and old.upfront <= offer.upfront:
                return old
        return None

    def better_before(self, offer: Offer) -> StoredOffer | None:
        """Return an offer of the same things that was cheaper and has ended."""
        return next(
            (o for o in self._same(offer) if o.monthly < offer.monthly or o.upfront < offer.upfront), None
        )

    def declined(self, offers: Sequence[Offer]) -> list[StoredOffer]:
        """Return what was declined lately and would be proposed again."""
        found = [self._declined(offer) for offer in offers]
        return [offer for offer in found if offer is not None]

    def refused_last(self, offers: Sequence[Offer]) -> list[Offer]:
        """Return the offers with those the customer declined lately at the end."""
        return sorted(offers, key=lambda offer: self._declined(offer) is not None)

    def _declined(self, offer: Offer) -> StoredOffer | None:
        last = next(iter(self._same(offer)), None)
        if last is None or last.state is not OfferState.DECLINED or last.offered_at is None:
            return None
        lately = last.offered_at.date() >= self.today - _TIRED
        same = (last.monthly, last.upfront) <= (offer.monthly, offer.upfront)
        return last if lately and same else None

    def _same(self, offer: Offer) -> list[StoredOffer]:
        """Offers of the same parts, whatever the campaign, of the last three months."""
        parts = {part.priced.id for part in offer.parts}
        return [
            o
            for o in self.heard
            if {ref.partition("+")[0] for ref in o.refs} == parts
            and o.shown_at.date() >= self.today - _REMEMBERED
        ]
