"""The catalogue as data: products, bundles with gifts, campaigns, rules and the company's policy."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from crm.base import Record
from crm.customers import Segment, Short
from crm.money import Currency
from crm.offers.calendars import Window
from crm.offers.rules import Rule

Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s:|]+$")]
"""Identity of a thing in a catalogue: no spaces, no colon (it travels in buttons)."""

Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
Count = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, lt=100, decimal_places=2)]


class Billing(StrEnum):
    """Whether a price is paid once or each month."""

    ONE_TIME = "one_time"
    MONTHLY = "monthly"


class Dated(Record):
    """Something in force from one day to another, both included; open ends have no date."""

    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the day lies within the validity."""
        return (self.valid_from or on) <= on <= (self.valid_until or on)


class Product(Dated):
    """Something sold by itself. Several versions of one id may follow one another in time.

    `price` is what the customer is asked per unit (per month when monthly); whether it holds the tax is
    said by the catalogue. `cost` is ours per unit, without tax.
    """

    id: Key
    name: Short
    category: Key
    billing: Billing = Billing.ONE_TIME
    cost: Amount
    price: Amount
    unit: Short = "件"
    tax_rate: Share = Decimal(0)
    provides: dict[Key, Amount] = Field(default_factory=dict)
    """What one unit gives a month, by the keys of a usage profile: minutes, traffic_gb, lines."""
    over: dict[Key, Amount] = Field(default_factory=dict)
    """Price of one unit of use beyond what is provided; a key without a price is simply capped."""
    credit: Key | None = None
    """Category whose bill one unit lowers by one unit of money (a gift of 50 units = 50 of free calls).

    Such a product is given or committed to within a bundle, never sold by itself.
    """
    substitutes: tuple[Key, ...] = ()
    complements: tuple[Key, ...] = ()
    sold_by: tuple[Short, ...] = ()
    """Names of the people who may sell it; empty for everybody."""
    stock: Annotated[int, Field(ge=0)] | None = None
    quality: Annotated[int, Field(ge=0, le=100)] = 0
    says: Short = ""
    """What is good about it, in words for the customer."""
    gift_only: bool = False
    withdrawn: bool = False
    aliases: tuple[Short, ...] = ()
    """Names under which it stands in purchases."""


class Item(Record):
    """A product inside a bundle. `price` overrides the standard unit price."""

    product: Key
    quantity: Count = Decimal(1)
    price: Amount | None = None


class Gift(Record):
    """A product given with a bundle; its cost is ours, its worth is the standard price."""

    product: Key
    quantity: Count = Decimal(1)


class Solve(StrEnum):
    """Which side of a transfer is computed."""

    GIVE = "give"
    BIND = "bind"


class Transfer(Record):
    """Transfer pricing (D23): give what costs us little for what binds.

    Of the margin the binding product earns over the term at most `share` may be given away.
    `give`: the largest gift, in steps, that stays within it. `bind`: the smallest commitment to the
    binding product, in steps, that pays for one gift of `quantity`.
    """

    give: Key
    bind: Key
    solve: Solve
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)]
    step: Count = Decimal(1)
    quantity: Count = Decimal(1)


class Bundle(Dated):
    """Products sold together for a term, with or without gifts; may include other bundles."""

    id: Key
    name: Short
    items: tuple[Item, ...] = ()
    includes: tuple[Key, ...] = ()
    gifts: tuple[Gift, ...] = ()
    transfer: Transfer | None = None
    term_months: Annotated[int, Field(ge=0, le=120)] = 0
    percent_off: Percent = Decimal(0)
    quota: Annotated[int, Field(ge=0)] | None = None
    sold_by: tuple[Short, ...] = ()
    quality: Annotated[int, Field(ge=0, le=100)] = 0
    says: Short = ""
    withdrawn: bool = False


class Campaign(Dated):
    """An announced action in a window of the calendar: a discount or gifts on products or bundles."""

    id: Key
    name: Short
    windows: tuple[Window, ...] = ()
    """Empty: the whole validity."""
    targets: tuple[Key, ...]
    """Ids of products or bundles, or categories."""
    percent_off: Percent = Decimal(0)
    gifts: tuple[Gift, ...] = ()
    quota: Annotated[int, Field(ge=0)] | None = None
    says: Short = ""


class Weights(Record):
    """What counts when offers are compared: the customer's gain, ours, and quality."""

    customer: Annotated[Decimal, Field(ge=0, le=10)] = Decimal(1)
    own: Annotated[Decimal, Field(ge=0, le=10)] = Decimal("0.5")
    quality: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """Money a point of quality is worth over the horizon."""
    thrifty: bool = False
    """Where today's spend is not known, compare with the cheapest of the category, not the own list price."""


class Policy(Record):
    """What the company decides once for all offers."""

    min_margin: Share = Decimal(0)
    """Share of cost that must be earned on top of it; 0 sells at cost, never below."""
    seller_limit: Percent = Decimal(0)
    """Further discount a salesperson may give alone, in per cent of the offer's price."""
    manager_limit: Percent = Decimal(0)
    """The same with a manager's approval."""
    round_to: Annotated[Decimal, Field(gt=0)] = Decimal("0.01")
    horizon_months: Annotated[int, Field(ge=1, le=120)] = 12
    offer_days: Annotated[int, Field(ge=1, le=365)] = 7
    """How long a quotation stands, unless something in it ends earlier."""
    non_price_first: tuple[Segment, ...] = (Segment.KEY_ACCOUNT,)
    services_first: tuple[Short, ...] = ()
    """What may be offered before any discount, in words for the customer."""
    heavy_use: dict[Key, Amount] = Field(default_factory=dict)
    """From which monthly use a customer counts as heavy in a key of the usage profile."""
    weights: dict[Segment, Weights] = Field(default_factory=dict)
    terms: tuple[Short, ...] = ()
    """Sentences printed below a quotation."""

    def weights_of(self, segment: Segment | None) -> Weights:
        """Return the weights of a segment; the default where none are set."""
        return self.weights.get(segment or Segment.PUBLIC, Weights())


class Catalogue(Record):
    """Everything a company sells in one currency, with the rules under which it does."""

    id: Key
    name: Short
    company: Short = ""
    currency: Currency = "CNY"
    tax_included: bool = True
    words: dict[Key, tuple[Short, ...]] = Field(default_factory=dict)
    """Everyday words for a category, as they appear in a wish: 手机 for 手机套餐."""
    products: tuple[Product, ...]
    bundles: tuple[Bundle, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    rules: tuple[Rule, ...] = ()
    policy: Policy = Policy()

    def product(self, id: Key, on: date) -> Product | None:
        """Return the version of a product in force on a day, None when there is none."""
        versions = self._versions.get(id, ())
        return next((p for p in versions if p.in_force(on) and not p.withdrawn), None)

    def any_product(self, id: Key) -> Product | None:
        """Return a product whether it is in force or not: the latest version."""
        return self._versions.get(id, (None,))[-1]

    def bundle(self, id: Key) -> Bundle | None:
        """Return a bundle by id."""
        return self._bundles.get(id)

    def campaign(self, id: Key) -> Campaign | None:
        """Return a campaign by id."""
        return next((c for c in self.campaigns if c.id == id), None)

    def categories(self) -> tuple[str, ...]:
        """Return the categories in order of first appearance."""
        return tuple(dict.fromkeys(p.category for p in self.products))

    def rules_for(self, targets: Iterable[str]) -> tuple[Rule, ...]:
        """Return the rules that name one of the targets (ids, categories or `*`), in their order."""
        places = sorted({i for target in (*targets, "*") for i in self._rules.get(target, ())})
        return tuple(self.rules[i] for i in places)

    @cached_property
    def _versions(self) -> dict[str, tuple[Product, ...]]:
        found: dict[str, tuple[Product, ...]] = {}
        for product in sorted(self.products, key=lambda p: p.valid_from or date.min):
            found[product.id] = (*found.get(product.id, ()), product)
        return found

    @cached_property
    def _bundles(self) -> dict[str, Bundle]:
        return {bundle.id: bundle for bundle in self.bundles}

    @cached_property
    def _rules(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, rule in enumerate(self.rules):
            for target in rule.applies_to:
                found.setdefault(target, []).append(place)
        return found
