"""What /offer shows, and how an offer is kept with the figures it was shown with."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import JsonValue

from bot.ports.offers import StoredOffer
from bot.services.facts.parts import plain
from crm.base import Id
from crm.offers.choice import Offer
from crm.offers.priced import Line


@dataclass(frozen=True)
class Reached:
    """A better offer and what it would take."""

    title: str
    price: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """Offers for a customer, stored and in the order to be shown."""

    customer_id: Id
    customer: str
    catalogue: str
    offers: tuple[StoredOffer, ...]
    lead: str = ""
    """Why the first one leads: a key of `offers-lead-…`; empty when it is simply the best."""
    second: str = ""
    unmet: tuple[str, ...] = ()
    reach: tuple[Reached, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Titles that fit the wish but not the customer, with the first reason."""
    beside: tuple[tuple[str, str], ...] = ()
    """What goes well with the first offer and may be sold to this customer, with its price."""
    services: tuple[str, ...] = ()
    """What to offer before any price, for customers with whom service comes first (D22)."""
    warnings: tuple[str, ...] = ()
    """What to mind about these offers; for managers also that a newcomer would pay less."""
    for_managers: str = ""
    """Set once a customer and catalogue version when a seller's offer is worse than a newcomer's."""


def content_of(
    offer: Offer,
    *,
    wants: tuple[str, ...],
    line: str,
    seller: str,
    price: str,
    quantities: Mapping[str, Decimal] | None = None,
) -> dict[str, JsonValue]:
    """Return the figures and words of an offer as they are kept."""
    lines: list[JsonValue] = [_line(line) for part in offer.parts for line in part.priced.lines]
    return {
        "line": line,
        "seller": seller,
        "price": price,
        "wants": list(wants),
        "quantities": {want: plain(count) for want, count in (quantities or {}).items()},
        "says": [rule.says for rule in offer.rules],
        "lines": lines,
        "term": offer.term_months,
        "tax": plain(offer.tax),
        "margin": plain(offer.margin),
        "expected": plain(offer.expected),
        "quality": offer.quality,
        "saving_monthly": _maybe(offer.saving_monthly),
        "saving_term": _maybe(offer.saving_term),
        "saving_list": plain(sum((part.saving_list for part in offer.parts), Decimal(0))),
        "saving_once": plain(
            sum((part.priced.standard_upfront - part.priced.upfront for part in offer.parts), Decimal(0))
        ),
        "campaigns": [part.priced.campaign.name for part in offer.parts if part.priced.campaign],
    }


def _line(line: Line) -> dict[str, JsonValue]:
    return {
        "id": line.product.id,
        "name": line.product.name,
        "category": line.product.category,
        "quantity": plain(line.quantity),
        "unit": line.product.unit,
        "monthly": line.monthly,
        "unit_price": plain(line.unit_price),
        "total": plain(line.total),
        "standard": plain(line.standard),
        "net": plain(line.net),
        "cost": plain(line.cost),
        "gift": line.is_gift,
        "credit": bool(line.product.credit),
        "tax_rate": plain(line.product.tax_rate),
    }


def _maybe(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)
