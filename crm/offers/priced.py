"""A priced product or bundle: its lines, sums, margin, floor. Built by `pricing`, never by hand.

Each line is rounded half up to the policy's step; what the customer pays includes the tax.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property

from crm.offers.catalogue import Billing, Bundle, Campaign, Product
from crm.offers.rules import Rule, RuleKind

ZERO, HUNDRED = Decimal(0), Decimal(100)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One article of an offer. Amounts are for the whole quantity, per month when monthly.

    `total` and `standard` are what the customer pays and would pay at the list price, tax included;
    `net` is `total` without tax, `cost` is ours without tax.
    """

    product: Product
    quantity: Decimal
    unit_price: Decimal
    standard: Decimal
    total: Decimal
    net: Decimal
    cost: Decimal
    is_gift: bool = False
    is_extra: bool = False
    """A commitment on top of today's use: it replaces nothing."""

    @property
    def monthly(self) -> bool:
        """Whether the line is paid each month."""
        return self.product.billing is Billing.MONTHLY


@dataclass(frozen=True, slots=True)
class Part:
    """What an offer sells of one category: ids, list price, whether monthly."""

    category: str
    ids: frozenset[str]
    standard: Decimal
    monthly: bool


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an offer provides of one key of use, and what a unit beyond it costs (None: not possible)."""

    key: str
    amount: Decimal
    over: Decimal | None


@dataclass(frozen=True)
class Priced:
    """A product or bundle with its price on a day. `keys` are what rules may name it by."""

    id: str
    title: str
    lines: tuple[Line, ...]
    term_months: int
    percent_off: Decimal
    min_margin: Decimal
    quality: int
    currency: str
    round_to: Decimal
    keys: frozenset[str]
    rules: tuple[Rule, ...]
    valid_until: date | None
    campaign: Campaign | None = None
    bundle: Bundle | None = None
    extra_percent: Decimal = ZERO
    """Further discount a person gave, within limits."""
    says: str = ""

    @property
    def ref(self) -> str:
        """Identity with the campaign: `bundle+campaign`."""
        return f"{self.id}+{self.campaign.id}" if self.campaign else self.id

    @property
    def binding_months(self) -> int:
        """Months of revenue we can count on: the term, else the first month."""
        return max(self.term_months, 1)

    @cached_property
    def sold(self) -> tuple[Product, ...]:
        """What is paid for."""
        return tuple(line.product for line in self.lines if not line.is_gift)

    @cached_property
    def replacing(self) -> tuple[Part, ...]:
        """What is sold instead of what the customer has today, by category; extras replace nothing."""
        found: dict[tuple[str, bool], Part] = {}
        for line in self.lines:
            if line.is_gift or line.is_extra:
                continue
            at = (line.product.category, line.monthly)
            ids, standard = frozenset({line.product.id}), line.standard
            if at in found:
                ids, standard = ids | found[at].ids, standard + found[at].standard
            found[at] = Part(line.product.category, ids, standard, line.monthly)
        return tuple(found.values())

    @cached_property
    def credits(self) -> dict[str, Decimal]:
        """By how much a month gifts lower the bill of categories that are not sold here."""
        sold = {part.category for part in self.replacing if part.monthly}
        given: dict[str, Decimal] = {}
        for line in self.lines:
            category = line.product.credit
            if category and line.is_gift and line.monthly and category not in sold:
                given[category] = given.get(category, ZERO) + line.quantity
        return given

    @cached_property
    def capacities(self) -> tuple[Capacity, ...]:
        """What is provided a month, by key of use."""
        amounts: dict[str, Decimal] = {}
        prices: dict[str, Decimal] = {}
        for line in self.lines:
            for key, amount in line.product.provides.items():
                amounts[key] = amounts.get(key, ZERO) + amount * line.quantity
                if key in line.product.over:
                    prices[key] = min(prices.get(key, line.product.over[key]), line.product.over[key])
        return tuple(Capacity(key, amount, prices.get(key)) for key, amount in amounts.items())

    @cached_property
    def conflicts(self) -> tuple[Rule, ...]:
        """The rules that name it and say what may not stand beside it."""
        return tuple(rule for rule in self.rules if rule.kind is RuleKind.CONFLICT)

    @cached_property
    def conditions(self) -> tuple[Rule, ...]:
        """The rules that say who may have it."""
        return tuple(rule for rule in self.rules if rule.kind is RuleKind.ELIGIBILITY)

    def _sum(self, field: str, *, monthly: bool) -> Decimal:
        return sum((getattr(line, field) for line in self.lines if line.monthly is monthly), ZERO)

    @cached_property
    def monthly(self) -> Decimal:
        """What the customer pays each month, tax included."""
        return self._sum("total", monthly=True)

    @cached_property
    def upfront(self) -> Decimal:
        """What the customer pays once, tax included."""
        return self._sum("total", monthly=False)

    @cached_property
    def standard_monthly(self) -> Decimal:
        """The same at list prices, gifts left out."""
        return sum((x.standard for x in self.lines if x.monthly and not x.is_gift), ZERO)

    @cached_property
    def standard_upfront(self) -> Decimal:
        """The same at list prices, gifts left out."""
        return sum((x.standard for x in self.lines if not x.monthly and not x.is_gift), ZERO)

    @cached_property
    def gift_worth(self) -> Decimal:
        """List price of what is given once."""
        return sum((x.standard for x in self.lines if x.is_gift and not x.monthly), ZERO)

    @cached_property
    def margin_monthly(self) -> Decimal:
        """Net revenue less cost of a month, gifts' cost included."""
        return self._sum("net", monthly=True) - self._sum("cost", monthly=True)

    @cached_property
    def margin_upfront(self) -> Decimal:
        """Net revenue less cost of what is sold and given once."""
        return self._sum("net", monthly=False) - self._sum("cost", monthly=False)

    @property
    def total(self) -> Decimal:
        """All the customer is bound to pay."""
        return self.upfront + self.monthly * self.binding_months

    @property
    def margin(self) -> Decimal:
        """What we earn over the bound time."""
        return self.margin_upfront + self.margin_monthly * self.binding_months

    @property
    def tax(self) -> Decimal:
        """Tax within `total`."""
        return self.total - self.net

    @cached_property
    def net(self) -> Decimal:
        """`total` without tax."""
        return self._sum("net", monthly=False) + self._sum("net", monthly=True) * self.binding_months

    @cached_property
    def cost(self) -> Decimal:
        """Our cost over the bound time."""
        return self._sum("cost", monthly=False) + self._sum("cost", monthly=True) * self.binding_months

    @property
    def floor(self) -> Decimal:
        """The least net revenue over the bound time."""
        return self.cost * (1 + self.min_margin)

    @property
    def above_floor(self) -> bool:
        """Whether it may be offered at all."""
        return self.net >= self.floor

    @property
    def headroom(self) -> Decimal:
        """Per cent that could still be taken off before the floor, rounded down to hundredths."""
        if self.net <= 0:
            return ZERO
        left = (1 - self.floor / self.net) * HUNDRED
        return max(ZERO, left.quantize(_HUNDREDTH, ROUND_DOWN))

    def reduced(self, percent: Decimal, *, tax_included: bool) -> "Priced":
        """Return the same with a further discount on all that is paid for."""
        lines = tuple(
            line
            if line.is_gift
            else priced_line(
                line.product,
                line.quantity,
                line.unit_price * (1 - percent / HUNDRED),
                tax_included=tax_included,
                round_to=self.round_to,
                extra=line.is_extra,
            )
            for line in self.lines
        )
        return replace(self, lines=lines, extra_percent=self.extra_percent + percent)


def priced_line(
    product: Product,
    quantity: Decimal,
    unit_price: Decimal,
    *,
    tax_included: bool,
    round_to: Decimal,
    gift: bool = False,
    extra: bool = False,
) -> Line:
    """Return one line with its tax, cost and list price; `unit_price` is after discounts."""
    tax = 1 + product.tax_rate
    on_top = Decimal(1) if tax_included else tax
    total = ZERO if gift else rounded(unit_price * quantity * on_top, round_to)
    return Line(
        product=product,
        quantity=quantity,
        unit_price=ZERO if gift else unit_price,
        standard=rounded(product.price * quantity * on_top, round_to),
        total=total,
        net=rounded(total / tax, _HUNDREDTH),
        cost=product.cost * quantity,
        is_gift=gift,
        is_extra=extra,
    )


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """Return an amount rounded half up to a multiple of `step`."""
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
