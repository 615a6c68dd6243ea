"""Potential value (D1): what cross-selling, a larger share of the wallet and referrals could add."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crm.value.thresholds import LifetimeRules


class CategorySpend(NamedTuple):
    """What a customer spent on a category within a year."""

    customer_id: str
    segment: str
    category: str
    revenue: float


class Gap(NamedTuple):
    """A category that most look-alikes buy and this customer does not, with their usual yearly spend."""

    category: str
    spend: float
    share: float
    """Share of the look-alikes who buy it."""


class Potential(NamedTuple):
    """Margin that could be added within a year, by source."""

    cross_sell: float
    wallet: float
    referrals: float
    gaps: tuple[Gap, ...]

    @property
    def total(self) -> float:
        """All three."""
        return self.cross_sell + self.wallet + self.referrals


class Market:
    """What the customers of each segment buy; built once, asked for each customer."""

    def __init__(self, spends: Iterable[CategorySpend], rules: LifetimeRules) -> None:
        """Group the spends by segment and category."""
        self._rules = rules
        self._by_customer: dict[str, dict[str, float]] = defaultdict(dict)
        self._segments: dict[str, set[str]] = defaultdict(set)
        for one in spends:
            self._by_customer[one.customer_id][one.category] = one.revenue
            self._segments[one.segment].add(one.customer_id)

    def gaps(self, customer_id: str, segment: str) -> tuple[Gap, ...]:
        """Return what at least half of the look-alikes buy and this customer does not, largest first.

        A look-alike is of the same segment and buys at least one of the same categories.
        """
        own = {category for category, spend in self._by_customer.get(customer_id, {}).items() if spend > 0}
        alike = [
            id
            for id in self._segments.get(segment, ())
            if id != customer_id and own & self._by_customer[id].keys()
        ]
        if len(alike) < self._rules.look_alikes:
            return ()
        spent: dict[str, list[float]] = defaultdict(list)
        for id in alike:
            for category, revenue in self._by_customer[id].items():
                if category and category not in own and revenue > 0:
                    spent[category].append(revenue)
        found = (
            Gap(category, sorted(amounts)[len(amounts) // 2], len(amounts) / len(alike))
            for category, amounts in spent.items()
            if len(amounts) * 2 >= len(alike)
        )
        return tuple(sorted(found, key=lambda gap: (-gap.spend * gap.share, gap.category)))


def wallet_gap(spend_a_year: float, share: float | None, target: float) -> float:
    """Return the yearly spend that is missing to the wanted share of the wallet (D10: two thirds).

    A customer who gives us 30% of 3,000 gives 6,667 in all, so 3,667 is missing to two thirds.
    """
    if share is None or not 0 < share < target or spend_a_year <= 0:
        return 0.0
    return spend_a_year / share * (target - share)


def potential(
    gaps: tuple[Gap, ...],
    *,
    spend_a_year: float,
    share: float | None,
    referrals_a_year: float,
    new_customer_value: float,
    margin_rate: float,
    rules: LifetimeRules,
) -> Potential:
    """Return the margin that could be added; parts nobody recorded anything for count as nothing."""
    rate = max(margin_rate, 0.0)
    missing = sum(gap.spend * gap.share for gap in gaps)
    return Potential(
        cross_sell=missing * rules.cross_sell_share * rate,
        wallet=wallet_gap(spend_a_year, share, rules.wallet_share) * rate,
        referrals=max(referrals_a_year, 0.0) * max(new_customer_value, 0.0),
        gaps=gaps,
    )


def cost_to_serve(kinds: Mapping[str, int], rules: LifetimeRules) -> float:
    """Return what the contacts cost, in `cost_currency`."""
    prices = {kind.value: float(price) for kind, price in rules.cost_to_serve.items()}
    return sum(prices.get(kind, 0.0) * times for kind, times in kinds.items())
