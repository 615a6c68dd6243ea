"""What the engine hands out: offers, what is just out of reach, and everything together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from crm.offers.eligibility import Missing
from crm.offers.gains import Gain
from crm.offers.priced import ZERO
from crm.offers.rules import Rule, RuleKind


@dataclass(frozen=True)
class Offer:
    """One thing to propose: one or several priced parts that may stand together."""

    parts: tuple[Gain, ...]
    covers: tuple[str, ...]
    """The wants it meets."""
    valid_until: date

    @property
    def refs(self) -> tuple[str, ...]:
        """Identities of the parts, campaigns included."""
        return tuple(part.priced.ref for part in self.parts)

    @property
    def title(self) -> str:
        """The parts' names."""
        return " + ".join(part.priced.title for part in self.parts)

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(part.priced, name) for part in self.parts), ZERO)

    @cached_property
    def monthly(self) -> Decimal:
        """What the customer pays a month."""
        return self._sum("monthly")

    @cached_property
    def upfront(self) -> Decimal:
        """What the customer pays once."""
        return self._sum("upfront")

    @cached_property
    def margin(self) -> Decimal:
        """What we earn over the bound time."""
        return self._sum("margin")

    @cached_property
    def tax(self) -> Decimal:
        """Tax within all the customer is bound to pay."""
        return self._sum("tax")

    @property
    def term_months(self) -> int:
        """The longest term."""
        return max(part.priced.term_months for part in self.parts)

    @cached_property
    def expected(self) -> Decimal:
        """What the customer will really pay a month."""
        return sum((part.expected for part in self.parts), ZERO)

    @cached_property
    def saving_monthly(self) -> Decimal | None:
        """Against today's spend; None when a part of it is not known."""
        return _all(part.saving_monthly for part in self.parts if part.priced.monthly)

    @cached_property
    def saving_term(self) -> Decimal | None:
        """The customer's saving over the bound time; None when today's spend is not known."""
        return _all(part.saving_term for part in self.parts)

    @cached_property
    def score(self) -> Decimal:
        """By which offers are compared."""
        return sum((part.score for part in self.parts), ZERO)

    @property
    def keys(self) -> frozenset[str]:
        """All rules may name it by."""
        return frozenset().union(*(part.priced.keys for part in self.parts))

    @property
    def quality(self) -> int:
        """The least quality of the parts."""
        return min(part.priced.quality for part in self.parts)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The eligibility and volume rules it rests on: each has a reason one may say."""
        found = {
            rule.id: rule
            for part in self.parts
            for rule in part.priced.rules
            if rule.kind is RuleKind.ELIGIBILITY or _earned(rule, part.priced.percent_off)
        }
        return tuple(found.values())


@dataclass(frozen=True)
class Reach:
    """A better offer, and what is missing for it."""

    offer: Offer
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Choice:
    """What came out: offers best first, why others are not among them, what would make it better."""

    offers: tuple[Offer, ...]
    wants: tuple[str, ...]
    unmet: tuple[str, ...] = ()
    reach: tuple[Reach, ...] = ()
    refused: tuple[tuple[str, tuple[Missing, ...]], ...] = ()
    """Titles that fit the wants but not the customer, with what is missing."""

    @property
    def best(self) -> Offer | None:
        """The best offer, if any."""
        return self.offers[0] if self.offers else None


def _earned(rule: Rule, percent: Decimal) -> bool:
    """Whether a volume rule is what the discount came from."""
    return rule.kind is RuleKind.VOLUME and any(tier.percent_off == percent for tier in rule.tiers)


def _all(values: Iterable[Decimal | None]) -> Decimal | None:
    known = list(values)
    if not known or any(value is None for value in known):
        return None
    return sum((value for value in known if value is not None), ZERO)
