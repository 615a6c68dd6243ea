"""Prices of products and bundles on a day: lines, tax, gifts, transfer, discounts, floor. No customer here.

Discounts never add up: of the bundle's own, a volume tier and a campaign the largest one counts.
Each line is rounded half up to the policy's step; what the customer pays includes the tax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm.offers.catalogue import Bundle, Campaign, Catalogue, Gift, Item, Policy, Product
from crm.offers.priced import HUNDRED, ZERO, Line, Priced, priced_line
from crm.offers.rules import Rule, RuleKind
from crm.offers.transfer import Bound, transferred


class PriceBook:
    """Prices of one catalogue on one day; remembers what it priced, so asking again costs nothing."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        """Price nothing yet."""
        self.catalogue, self.on = catalogue, on
        self._known: dict[tuple[str, str, Decimal], Priced | None] = {}

    def priced(
        self, id: str, *, campaign: Campaign | None = None, quantity: Decimal = Decimal(1)
    ) -> Priced | None:
        """Return a product or bundle with its price; None when something in it is not sold today.

        `quantity` multiplies the whole, and decides volume tiers.
        """
        key = (id, campaign.id if campaign else "", quantity)
        if key not in self._known:
            self._known[key] = self._price(id, campaign, quantity)
        return self._known[key]

    def _price(self, id: str, campaign: Campaign | None, quantity: Decimal) -> Priced | None:
        bundle = self.catalogue.bundle(id)
        if bundle is None:
            product = self.catalogue.product(id, self.on)
            if product is None or product.gift_only or product.credit:
                return None
            return self._whole(product.id, product.name, (Item(product=id),), (), None, campaign, quantity)
        if bundle.withdrawn or not bundle.in_force(self.on):
            return None
        items, gifts = flattened(self.catalogue, bundle)
        return self._whole(bundle.id, bundle.name, items, gifts, bundle, campaign, quantity)

    def _whole(
        self,
        id: str,
        title: str,
        items: Sequence[Item],
        gifts: Sequence[Gift],
        bundle: Bundle | None,
        campaign: Campaign | None,
        quantity: Decimal,
    ) -> Priced | None:
        gifts = (*gifts, *(campaign.gifts if campaign else ()))
        ids = (*(item.product for item in items), *(gift.product for gift in gifts))
        products = {id: self.catalogue.product(id, self.on) for id in ids}
        bound = self._bound(bundle, items, products)
        if bound is None or any(product is None for product in products.values()):
            return None
        keys = {id, campaign.id} if campaign else {id}
        for item in items:
            keys |= {item.product, _sure(products[item.product]).category}
        if bound.bind is not None:
            keys |= {bound.bind.id, bound.bind.category}
        rules = self.catalogue.rules_for(keys)
        percent = max(
            bundle.percent_off if bundle else ZERO,
            campaign.percent_off if campaign else ZERO,
            volume_percent(rules, quantity),
        )
        lines = [self._sold(x, _sure(products[x.product]), percent, quantity) for x in items]
        lines += [self._given(x, _sure(products[x.product]), quantity) for x in gifts]
        lines += self._moved(bound, quantity)
        policy = self.catalogue.policy
        return Priced(
            id=id,
            title=title,
            lines=tuple(lines),
            term_months=bundle.term_months if bundle else 0,
            percent_off=percent,
            min_margin=_min_margin(policy, rules),
            quality=self._quality(bundle, lines),
            currency=self.catalogue.currency,
            round_to=policy.round_to,
            keys=frozenset(keys),
            rules=rules,
            valid_until=_ends(bundle, lines, campaign),
            campaign=campaign,
            bundle=bundle,
            says=(bundle.says if bundle else lines[0].product.says),
        )

    def _bound(
        self, bundle: Bundle | None, items: Sequence[Item], products: dict[str, Product | None]
    ) -> Bound | None:
        """What the transfer comes to; empty without one, None when a side of it is not sold today."""
        if bundle is None or bundle.transfer is None:
            return Bound()
        give = self.catalogue.product(bundle.transfer.give, self.on)
        bind = products.get(bundle.transfer.bind) or self.catalogue.product(bundle.transfer.bind, self.on)
        if give is None or bind is None:
            return None
        return transferred(bundle, give, bind, items, tax_included=self.catalogue.tax_included)

    def _sold(self, item: Item, product: Product, percent: Decimal, quantity: Decimal) -> Line:
        unit = product.price if item.price is None else item.price
        return priced_line(
            product,
            item.quantity * quantity,
            unit * (1 - percent / HUNDRED),
            tax_included=self.catalogue.tax_included,
            round_to=self.catalogue.policy.round_to,
        )

    def _given(self, gift: Gift, product: Product, quantity: Decimal) -> Line:
        return priced_line(
            product,
            gift.quantity * quantity,
            ZERO,
            gift=True,
            tax_included=self.catalogue.tax_included,
            round_to=self.catalogue.policy.round_to,
        )

    def _moved(self, bound: Bound, quantity: Decimal) -> Iterable[Line]:
        """The two sides of a transfer: what is given, and what the customer commits to on top."""
        if bound.give is not None and bound.given > 0:
            yield self._given(Gift(product=bound.give.id, quantity=bound.given), bound.give, quantity)
        if bound.bind is not None and bound.committed > 0:
            line = self._sold(
                Item(product=bound.bind.id, quantity=bound.committed), bound.bind, ZERO, quantity
            )
            yield replace(line, is_extra=True)

    def _quality(self, bundle: Bundle | None, lines: Sequence[Line]) -> int:
        own = bundle.quality if bundle else 0
        return own or max((line.product.quality for line in lines if not line.is_gift), default=0)


def flattened(catalogue: Catalogue, bundle: Bundle) -> tuple[tuple[Item, ...], tuple[Gift, ...]]:
    """Return items and gifts of a bundle with those of the bundles it includes (validated: no circle)."""
    items, gifts = bundle.items, bundle.gifts
    for id in bundle.includes:
        inner = catalogue.bundle(id)
        if inner is not None:
            more_items, more_gifts = flattened(catalogue, inner)
            items, gifts = (*items, *more_items), (*gifts, *more_gifts)
    return items, gifts


def volume_percent(rules: Iterable[Rule], quantity: Decimal) -> Decimal:
    """Return the discount the quantity earns, the largest of all tiers reached."""
    tiers = (tier for rule in rules if rule.kind is RuleKind.VOLUME for tier in rule.tiers)
    return max((tier.percent_off for tier in tiers if quantity >= tier.least), default=ZERO)


def _min_margin(policy: Policy, rules: Iterable[Rule]) -> Decimal:
    return max(policy.min_margin, *(r.min_margin for r in rules if r.kind is RuleKind.FLOOR), ZERO)


def _ends(bundle: Bundle | None, lines: Sequence[Line], campaign: Campaign | None) -> date | None:
    ends = [line.product.valid_until for line in lines]
    ends += [part.valid_until for part in (bundle, campaign) if part is not None]
    return min((day for day in ends if day is not None), default=None)


def _sure(product: Product | None) -> Product:
    assert product is not None  # noqa: S101 - the caller looked
    return product
