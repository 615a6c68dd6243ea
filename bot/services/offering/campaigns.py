"""Who a campaign is for: asked of very many customers, so that only what a rule asks for is looked at."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.ports.offers import Addressee
from crm.base import Id
from crm.customers import CustomerKind, Segment
from crm.offers.calendars import CustomerDays, WindowKind, named_windows, running
from crm.offers.catalogue import Campaign, Catalogue
from crm.offers.eligibility import lacks
from crm.offers.rules import Criteria, RuleKind
from crm.offers.standing import Request, Standing
from crm.offers.standings import BLACKLIST, months_between

_SEGMENTS = {segment.value: segment for segment in Segment}
_KINDS = {kind.value: kind for kind in CustomerKind}
_OWN_DAYS = frozenset({WindowKind.CUSTOMER_SINCE, WindowKind.BIRTHDAY})


@dataclass(frozen=True)
class Known:
    """What rules may ask beyond the customer's own record: who holds what, and the use a month."""

    holders: Mapping[str, Set[Id]] = field(default_factory=dict)
    usage: Mapping[Id, dict[str, Decimal]] = field(default_factory=dict)


class Fits:
    """One campaign on one day, ready to be asked about very many customers.

    All rules on the customer are asked here; only how many are bought is looked at when the offer is made.
    """

    def __init__(
        self, catalogue: Catalogue, campaign: Campaign, today: date, known: Known | None = None
    ) -> None:
        """Gather the rules that name the campaign or all its targets; `known` is what else they ask for."""
        self.campaign, self.today, self._known = campaign, today, known or Known()
        rules = [
            rule
            for rule in catalogue.rules
            if rule.kind is RuleKind.ELIGIBILITY
            and (
                campaign.id in rule.applies_to
                or "*" in rule.applies_to
                or set(campaign.targets) <= set(rule.applies_to)
            )
        ]
        self._criteria = [_without_volume(rule.requires) for rule in rules]
        self.asked = frozenset(id for c in self._criteria for id in (*c.holds_any, *c.holds_none))
        """Ids of products the rules ask whether they are held."""
        self.asks_usage = any(c.usage for c in self._criteria)
        self._asks_profile = any(c.statuses or c.good_record for c in self._criteria)
        self._own_days = any(_hangs_on_customer(w.kind, w.name) for w in campaign.windows)
        runs = not campaign.windows or running(campaign.windows, today, CustomerDays()) is not None
        self.is_open = campaign.in_force(today) and (runs or self._own_days)
        self._everybody = runs
        self._request = Request(on=today)

    def among(self, batch: Sequence[Addressee]) -> list[Id]:
        """Return the ids of those in a batch who should hear of the campaign."""
        if not self.is_open:
            return []
        return [one.id for one in batch if self.fits(one)]

    def fits(self, one: Addressee) -> bool:
        """Whether one customer may be contacted, has the right day, and fulfils every rule."""
        if one.do_not_contact or not _reachable(one.profile):
            return False
        if not self._everybody:
            days = CustomerDays.model_construct(since=one.first_on, birthday=one.birthday)
            if running(self.campaign.windows, self.today, days) is None:
                return False
        if not self._criteria:
            return True
        standing = self._standing(one)
        return all(next(lacks(c, standing, self._request), None) is None for c in self._criteria)

    def _standing(self, one: Addressee) -> Standing:
        tags: tuple[str, ...] = ()
        if self._asks_profile and '"tags"' in one.profile:
            tags = tuple(json.loads(one.profile).get("tags", ()))
        return Standing.model_construct(
            kind=_KINDS[one.kind],
            segment=_SEGMENTS.get(one.segment),
            tenure_months=months_between(one.first_on, self.today) if one.first_on else 0,
            holdings=tuple(id for id, who in self._known.holders.items() if one.id in who),
            usage=self._known.usage.get(one.id, {}),
            spend={},
            region=one.address,
            statuses=tags,
            blacklisted=BLACKLIST in tags,
            may_contact=True,
            days=CustomerDays.model_construct(since=one.first_on, birthday=one.birthday),
        )


def _without_volume(criteria: Criteria) -> Criteria:
    return criteria.model_copy(update={"volume": None})


def _hangs_on_customer(kind: WindowKind, name: str) -> bool:
    if kind is WindowKind.NAMED:
        return any(_hangs_on_customer(w.kind, w.name) for w in named_windows().get(name, ()))
    return kind in _OWN_DAYS


def _reachable(profile: str) -> bool:
    """Whether any channel may be used; only looked into when something was refused."""
    if '"channels"' not in profile:
        return False
    if '"refused"' not in profile and '"do_not_contact"' not in profile:
        return True
    channels = json.loads(profile).get("channels", ())
    return any(not c.get("do_not_contact") and c.get("consent") != "refused" for c in channels)
