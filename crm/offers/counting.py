"""What is gone of a stock or a quota: counted from what was accepted."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal

from crm.offers.catalogue import Catalogue, Gift
from crm.offers.pricing import flattened


def is_limited(catalogue: Catalogue) -> bool:
    """Whether anything in a catalogue can run out."""
    limits = [
        *(product.stock for product in catalogue.products),
        *(bundle.quota for bundle in catalogue.bundles),
        *(campaign.quota for campaign in catalogue.campaigns),
    ]
    return any(limit is not None for limit in limits)


def units_gone(catalogue: Catalogue, accepted: Mapping[str, int]) -> dict[str, int]:
    """Return how many units of each product went out, in bundles and as gifts too.

    `accepted` counts acceptances by id of product, bundle and campaign. Parts of units are rounded up.
    """
    gone: dict[str, Decimal] = {}

    def add(id: str, quantity: Decimal) -> None:
        gone[id] = gone.get(id, Decimal(0)) + quantity

    for product in catalogue.products:
        if count := accepted.get(product.id):
            add(product.id, Decimal(count))
    for bundle in catalogue.bundles:
        if count := accepted.get(bundle.id):
            items, gifts = flattened(catalogue, bundle)
            for id, quantity in (*((i.product, i.quantity) for i in items), *_given(gifts)):
                add(id, quantity * count)
    for campaign in catalogue.campaigns:
        if count := accepted.get(campaign.id):
            for id, quantity in _given(campaign.gifts):
                add(id, quantity * count)
    return {id: int(quantity.to_integral_value(ROUND_CEILING)) for id, quantity in gone.items()}


def _given(gifts: Iterable[Gift]) -> Iterable[tuple[str, Decimal]]:
    return ((gift.product, gift.quantity) for gift in gifts)


def counted(catalogue: Catalogue, ever: Mapping[str, int], since_stated: Mapping[str, int]) -> dict[str, int]:
    """Return what counts against limits: quotas all acceptances, stocks those since the stock was stated."""
    parts = {bundle.id for bundle in catalogue.bundles} | {one.id for one in catalogue.campaigns}
    return {id: count for id, count in ever.items() if id in parts} | units_gone(catalogue, since_stated)
