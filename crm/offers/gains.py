"""Both sides' gain (D23): what the customer saves against today, what we earn and what binds.

Amounts are in the catalogue's currency. `H` is the policy's horizon in months; what is paid or given
once in an offer with a term longer than that counts by its share.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm.offers.catalogue import Policy, Weights
from crm.offers.priced import ZERO, Part, Priced
from crm.offers.standing import Standing


@dataclass(frozen=True, slots=True)
class Short:
    """Use an offer does not carry and has no price for."""

    key: str
    used: Decimal
    provided: Decimal


@dataclass(frozen=True)
class Gain:
    """What an offer means to one customer and to us."""

    priced: Priced
    horizon: int
    weights: Weights
    today: Decimal | None
    """What the customer spends a month on all it replaces; None when a wanted part is not known."""
    baseline: Decimal
    """The same, list prices standing in for what is not known of the wanted parts."""
    baseline_upfront: Decimal
    overage: Decimal
    """Paid a month beyond what is provided."""
    leftover: Decimal
    """What remains to be paid a month in categories a gift only lowers."""
    short: tuple[Short, ...]

    @property
    def fits(self) -> bool:
        """Whether the offer carries today's use."""
        return not self.short

    @property
    def expected(self) -> Decimal:
        """What the customer will really pay a month."""
        return self.priced.monthly + self.overage + self.leftover

    @property
    def saving_monthly(self) -> Decimal | None:
        """Today's spend less what will be paid; negative when it costs more; None without today's spend."""
        return None if self.today is None else self.today - self.expected

    @property
    def saving_once(self) -> Decimal:
        """List price of what is bought once, less what is paid, with the worth of what is given."""
        priced = self.priced
        return priced.standard_upfront - priced.upfront + priced.gift_worth

    @property
    def saving_list(self) -> Decimal:
        """What it costs less a month than the same articles singly."""
        return self.priced.standard_monthly - self.priced.monthly

    @property
    def saving_term(self) -> Decimal | None:
        """The customer's saving over the bound time; None without today's spend."""
        if self.saving_monthly is None:
            return self.saving_once if not self.priced.monthly else None
        return self.saving_monthly * self.priced.binding_months + self.saving_once

    @property
    def customer_gain(self) -> Decimal:
        """The customer's gain over the horizon, what is not wanted counting as cost alone."""
        once = self.baseline_upfront - self.priced.upfront + self.priced.gift_worth
        return (self.baseline - self.expected) * self._months + once * self._share

    @property
    def own_gain(self) -> Decimal:
        """Our margin over the horizon."""
        return self.priced.margin_monthly * self._months + self.priced.margin_upfront * self._share

    @property
    def score(self) -> Decimal:
        """One number to compare offers by; see `Weights`."""
        weights = self.weights
        return (
            weights.customer * self.customer_gain
            + weights.own * self.own_gain
            + weights.quality * self.priced.quality
        )

    @property
    def _months(self) -> int:
        return self.horizon if self.priced.monthly or self.baseline else 0

    @property
    def _share(self) -> Decimal:
        return min(Decimal(1), Decimal(self.horizon) / self.priced.binding_months)


def gain_of(
    priced: Priced,
    standing: Standing,
    wants: Collection[str],
    policy: Policy,
    least: Mapping[str, Decimal] | None = None,
) -> Gain:
    """Return what a priced offer means to a customer who asks for `wants` (categories or ids).

    `least` holds the cheapest list price of each category, to compare with where nothing is known of
    today's spend; without it an offer is compared with its own list price.
    """
    named, spend = priced.id in wants, standing.spend
    today = baseline = once = ZERO
    known = True
    for part in priced.replacing:
        wanted = named or not wants or part.category in wants or not part.ids.isdisjoint(wants)
        if not part.monthly:
            once += _compared(part, least) if wanted else ZERO
        elif part.category in spend:
            today += spend[part.category]
            baseline += spend[part.category]
        elif wanted:
            known = False
            baseline += _compared(part, least)
    credit, leftover = _credits(priced, spend)
    overage, short = _overage(priced, standing)
    # without any spend known there is nothing to compare with
    replaces = any(part.monthly for part in priced.replacing)
    known = known and (bool(today + credit) or not replaces)
    return Gain(
        priced=priced,
        horizon=policy.horizon_months,
        weights=policy.weights_of(standing.segment),
        today=today + credit if known else None,
        baseline=baseline + credit,
        baseline_upfront=once,
        overage=overage,
        leftover=leftover,
        short=short,
    )


def _compared(part: Part, least: Mapping[str, Decimal] | None) -> Decimal:
    return part.standard if least is None else least.get(part.category, part.standard)


def _credits(priced: Priced, spend: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Return today's spend in categories a gift lowers, and what of it remains.

    Only use counts: a credit of 50 for somebody who spends 30 saves 30.
    """
    spent = left = ZERO
    for category, given in priced.credits.items():
        bill = spend.get(category, ZERO)
        spent += bill
        left += max(ZERO, bill - given)
    return spent, left


def _overage(priced: Priced, standing: Standing) -> tuple[Decimal, tuple[Short, ...]]:
    """Return what use beyond the provided costs a month, and use without a price."""
    cost, short = ZERO, []
    for capacity in priced.capacities if standing.usage else ():
        used = standing.usage.get(capacity.key, ZERO)
        if used <= capacity.amount:
            continue
        if capacity.over is None:
            short.append(Short(capacity.key, used, capacity.amount))
        else:
            cost += (used - capacity.amount) * capacity.over
    return cost, tuple(short)


def use_profile(standing: Standing, policy: Policy) -> tuple[str, ...]:
    """Return the keys of heavy use (上网多, 打电话多 …), empty for somebody who uses little of everything."""
    return tuple(key for key, least in policy.heavy_use.items() if standing.usage.get(key, ZERO) >= least)
