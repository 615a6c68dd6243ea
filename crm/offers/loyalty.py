"""A loyal customer never gets a worse standard offer than a new one without somebody being told."""

from dataclasses import dataclass
from decimal import Decimal

from crm.offers.choice import Offer
from crm.offers.offering import Offering
from crm.offers.standing import Request, Standing


@dataclass(frozen=True)
class Gap:
    """How much less somebody new would pay over the horizon for the same wants."""

    loyal: Offer
    new: Offer
    amount: Decimal


def newcomer(standing: Standing) -> Standing:
    """Return the same customer without a history with us."""
    return Standing.model_validate(
        standing.model_dump()
        | {"tenure_months": 0, "holdings": (), "days": {"birthday": standing.days.birthday}}
    )


def loyalty_gap(offering: Offering, standing: Standing, request: Request) -> Gap | None:
    """Return what a newcomer with the same needs would pay less, None when nothing."""
    if standing.is_new:
        return None
    wants = request.model_copy(update={"wants": offering.choose(standing, request).wants})
    loyal, new = offering.choose(standing, wants).best, offering.choose(newcomer(standing), wants).best
    if loyal is None or new is None or len(new.covers) < len(loyal.covers):
        return None
    horizon = offering.catalogue.policy.horizon_months
    amount = cost_over(loyal, horizon) - cost_over(new, horizon)
    return Gap(loyal, new, amount) if amount > 0 else None


def cost_over(offer: Offer, months: int) -> Decimal:
    """Return what an offer costs over a horizon, its gifts taken off."""
    gifts = sum((part.priced.gift_worth for part in offer.parts), Decimal(0))
    return (offer.expected * months if offer.monthly else Decimal(0)) + offer.upfront - gifts
