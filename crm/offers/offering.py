"""From catalogue, standing and request to at most three offers, and what it would take for a better one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from crm.offers.calendars import CustomerDays, running
from crm.offers.catalogue import Campaign, Catalogue, Policy
from crm.offers.choice import Choice, Offer, Reach
from crm.offers.conflicts import clash_within, conflict_bits
from crm.offers.eligibility import Lack, Missing, missing_for
from crm.offers.gains import Gain, gain_of
from crm.offers.priced import Priced
from crm.offers.pricing import PriceBook
from crm.offers.search import Candidate, Limits, best_combinations, undominated
from crm.offers.standing import Request, Standing

OFFERS = 3
_FITTING, _SHORT = 2, 1
_TRIED = 4
"""How many offers just out of reach are looked at."""
_CONDITIONS = 2
_CENTS = 100
_NOTHING = Candidate(name="", cover=0, value=(0, 0))


@dataclass(frozen=True)
class _Ask:
    """One question to the engine: who, what, and the wants it comes to."""

    standing: Standing
    request: Request
    wants: tuple[str, ...]
    policy: Policy
    least: dict[str, Decimal] | None = None
    """Cheapest list price by category, when something cheap was asked for."""


@dataclass(frozen=True)
class _Entry:
    priced: Priced
    cover: int
    missing: tuple[Missing, ...]
    ask: _Ask

    @cached_property
    def gain(self) -> Gain:
        """What it means to the customer; only computed for what may be offered or is within reach."""
        ask = self.ask
        return gain_of(self.priced, ask.standing, ask.wants, ask.policy, ask.least)

    @cached_property
    def candidate(self) -> Candidate:
        """The entry as the search sees it."""
        priced, gain = self.priced, self.gain
        points = _FITTING if gain.fits else _SHORT
        return Candidate(
            name=priced.ref,
            cover=self.cover,
            value=(points * self.cover.bit_count(), round(gain.score * _CENTS)),
            monthly=round(priced.monthly * _CENTS),
            upfront=round(priced.upfront * _CENTS),
            lines=len(priced.lines),
        )


class Offering:
    """The engine for one catalogue on one day; holds prices, no customer."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        """Open the day's price book and the index from wants to what covers them."""
        self.catalogue, self.book = catalogue, PriceBook(catalogue, on)
        self._by_key: dict[str, list[str]] = {}
        self._campaigns: dict[str, list[Campaign]] = {}
        self._bad: dict[str, bool] = {}
        for id in dict.fromkeys((*(p.id for p in catalogue.products), *(b.id for b in catalogue.bundles))):
            priced = self.book.priced(id)
            for key in priced.keys if priced else ():
                self._by_key.setdefault(key, []).append(id)
        for campaign in catalogue.campaigns:
            for target in campaign.targets if campaign.in_force(on) else ():
                self._campaigns.setdefault(target, []).append(campaign)

    def choose(self, standing: Standing, request: Request) -> Choice:
        """Return the best offers for a customer; empty when nothing fits."""
        wants = self._wants(standing, request)
        thrifty = request.thrifty or self.catalogue.policy.weights_of(standing.segment).thrifty
        least = self._least(request.quantity) if thrifty else None
        ask = _Ask(standing, request, wants, self.catalogue.policy, least)
        found = _Field(self._entries(ask))
        if wants:
            offers = [self._offer(parts, ask) for parts in found.best(_limits(request), OFFERS)]
        else:
            offers = self._single(found.eligible, ask)
        met = {want for offer in offers[:1] for want in offer.covers}
        refused = tuple((e.priced.title, e.missing) for e in found.entries if e.missing)
        return Choice(
            offers=tuple(offers),
            wants=wants,
            unmet=tuple(want for want in wants if want not in met),
            reach=self._reach(offers, found, ask),
            refused=refused,
        )

    def priced_for(
        self, standing: Standing, request: Request, ref: str
    ) -> tuple[Gain | None, tuple[Missing, ...]]:
        """Return one offer by its reference as it stands today, with what is missing for it.

        None when it, or something in it, is not sold any more.
        """
        id, _, campaign_id = ref.partition("+")
        campaign = self.catalogue.campaign(campaign_id) if campaign_id else None
        priced = self._counted(id, request, campaign)
        if priced is None or (campaign_id and campaign is None):
            return None, ()
        gain = gain_of(priced, standing, request.wants or (id,), self.catalogue.policy)
        return gain, missing_for(priced, standing, request)

    def _counted(self, id: str, request: Request, campaign: Campaign | None = None) -> Priced | None:
        """Return something priced for as many as are asked for; None when it is not sold so today."""
        priced = self.book.priced(id, campaign=campaign, quantity=request.quantity)
        if priced is None or not request.quantities:
            return priced
        quantity = request.quantity_of(priced.keys)
        return None if quantity is None else self.book.priced(id, campaign=campaign, quantity=quantity)

    def offer_of(self, gains: Sequence[Gain], standing: Standing, request: Request) -> Offer:
        """Return given parts as one offer with its last day."""
        wants = self._wants(standing, request)
        covers = tuple(want for want in wants if any(want in gain.priced.keys for gain in gains))
        return Offer(tuple(gains), covers, self._until(gains, standing.days, request.on))

    # --- candidates ---

    def _wants(self, standing: Standing, request: Request) -> tuple[str, ...]:
        if request.wants:
            return tuple(dict.fromkeys(request.wants))
        return tuple(c for c in self.catalogue.categories() if standing.spend.get(c))

    def _entries(self, ask: _Ask) -> list[_Entry]:
        """Return everything that covers a want, priced, with what is missing for it."""
        keys = ask.wants or tuple(self._by_key)
        ids = dict.fromkeys(id for key in keys for id in self._by_key.get(key, ()))
        entries = []
        for priced in self._variants(ids, ask):
            if _held(priced, ask):
                continue
            cover = sum(1 << place for place, want in enumerate(ask.wants) if want in priced.keys)
            entries.append(_Entry(priced, cover, missing_for(priced, ask.standing, ask.request), ask))
        return entries

    def _least(self, quantity: Decimal) -> dict[str, Decimal]:
        """Return the cheapest list price of each category, for a quantity."""
        found: dict[str, Decimal] = {}
        for product in self.catalogue.products:
            priced = self.book.priced(product.id, quantity=quantity)
            if priced is not None and priced.bundle is None:
                price = priced.standard_monthly or priced.standard_upfront
                found[product.category] = min(price, found.get(product.category, price))
        return found

    def _variants(self, ids: Iterable[str], ask: _Ask) -> Iterable[Priced]:
        """Each product or bundle plainly and with each campaign that runs for this customer."""
        on, days = ask.request.on, ask.standing.days
        runs = {
            c.id
            for c in self.catalogue.campaigns
            if not c.windows or running(c.windows, on, days) is not None
        }
        for id in ids:
            plain = self._counted(id, ask.request)
            if plain is None or self._clashes(plain):
                continue
            yield plain
            campaigns = {c.id: c for key in plain.keys for c in self._campaigns.get(key, ())}
            for campaign in campaigns.values():
                if campaign.id not in runs:
                    continue
                priced = self._counted(id, ask.request, campaign)
                if priced is not None and not self._clashes(priced):
                    yield priced

    def _clashes(self, priced: Priced) -> bool:
        if priced.ref not in self._bad:
            self._bad[priced.ref] = clash_within(priced) is not None
        return self._bad[priced.ref]

    # --- search ---

    def _offer(self, entries: Sequence[_Entry], ask: _Ask) -> Offer:
        gains = tuple(entry.gain for entry in entries)
        covers = tuple(w for i, w in enumerate(ask.wants) if any(e.cover >> i & 1 for e in entries))
        return Offer(gains, covers, self._until(gains, ask.standing.days, ask.request.on))

    def _single(self, entries: Sequence[_Entry], ask: _Ask) -> list[Offer]:
        """The best single articles when nothing is asked for and nothing is known: one of each."""
        offers: dict[str, Offer] = {}
        limits = _limits(ask.request)
        for entry in sorted(entries, key=lambda e: e.candidate.order):
            candidate, id = entry.candidate, entry.priced.id
            if id not in offers and limits.hold(candidate.monthly, candidate.upfront):
                offers[id] = self._offer([entry], ask)
            if len(offers) == OFFERS:
                break
        return list(offers.values())

    def _until(self, gains: Sequence[Gain], days: CustomerDays, on: date) -> date:
        """The last day of an offer: the policy's, unless a part or its campaign ends before."""
        ends = [on + timedelta(days=self.catalogue.policy.offer_days)]
        for gain in gains:
            ends += [gain.priced.valid_until] if gain.priced.valid_until else []
            campaign = gain.priced.campaign
            if campaign is not None and campaign.windows and (pair := running(campaign.windows, on, days)):
                ends.append(pair[1])
        return min(ends)

    # --- what would it take ---

    def _reach(self, offers: Sequence[Offer], found: "_Field", ask: _Ask) -> tuple[Reach, ...]:
        """Better offers just out of reach: one or two conditions the customer can do something about."""
        if not ask.wants:
            return ()
        best = offers[0] if offers else None
        limits = _limits(ask.request)
        near = sorted((e for e in found.entries if _within_reach(e)), key=lambda e: e.candidate.order)
        reached: list[Reach] = []
        for entry in near[:_TRIED]:
            for parts in found.best(limits, 1, beside=entry):
                better = self._offer(parts, ask)
                if entry in parts and _better(better, best):
                    reached.append(Reach(better, entry.missing))
        if limits != Limits():
            for parts in found.best(Limits(), 1):
                free = self._offer(parts, ask)
                if _better(free, best):
                    reached.append(Reach(free, tuple(_over_budget(free, ask.request))))
        reached.sort(key=lambda reach: (-len(reach.offer.covers), -reach.offer.score))
        return tuple(reached[:2])


class _Field:
    """Everything that covers a want, ready to be searched more than once."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.entries = entries
        self.eligible = [entry for entry in entries if not entry.missing]
        self._places = [place for place, entry in enumerate(entries) if not entry.missing]

    @cached_property
    def _candidates(self) -> list[Candidate]:
        return [
            entry.candidate if not entry.missing or _within_reach(entry) else _NOTHING
            for entry in self.entries
        ]

    @cached_property
    def _conflicts(self) -> list[int]:
        return conflict_bits([entry.priced for entry in self.entries])

    def best(self, limits: Limits, count: int, beside: _Entry | None = None) -> list[list[_Entry]]:
        """Return the best combinations of eligible entries, and of one more beside them."""
        more = [place for place, entry in enumerate(self.entries) if entry is beside]
        among = (self._kept if count == 1 else self._places) + more
        found = best_combinations(self._candidates, self._conflicts, limits, count, among)
        return [[self.entries[place] for place in one.places] for one in found]

    @cached_property
    def _kept(self) -> list[int]:
        """The eligible entries that can stand in a best combination, whatever the budget."""
        covering = [place for place in self._places if self._candidates[place].cover]
        return undominated(covering, self._candidates, self._conflicts, 1)


def _held(priced: Priced, ask: _Ask) -> bool:
    """What the customer pays for already is no offer, unless it was asked for by name."""
    plain = priced.bundle is None and bool(priced.monthly)
    return plain and priced.id in ask.standing.holdings and priced.id not in ask.wants


def _within_reach(entry: _Entry) -> bool:
    return 0 < len(entry.missing) <= _CONDITIONS and all(missing.changeable for missing in entry.missing)


def _limits(request: Request) -> Limits:
    monthly, upfront = request.monthly_budget, request.upfront_budget
    return Limits(
        None if monthly is None else int(monthly * _CENTS), None if upfront is None else int(upfront * _CENTS)
    )


def _over_budget(offer: Offer, request: Request) -> Iterable[Missing]:
    pairs = (
        (Lack.MONTHLY_BUDGET, offer.monthly, request.monthly_budget),
        (Lack.UPFRONT_BUDGET, offer.upfront, request.upfront_budget),
    )
    for lack, asked, budget in pairs:
        if budget is not None and asked > budget:
            yield Missing(lack, needs=f"{asked.normalize():f}", gap=asked - budget)


def _better(offer: Offer, best: Offer | None) -> bool:
    return best is None or (len(offer.covers), offer.score) > (len(best.covers), best.score)
