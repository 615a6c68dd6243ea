"""What to propose to a customer now: eligible, priced, with what was proposed before in mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import OfferState, StoredCatalogue, StoredOffer
from bot.services.barring import barring_text
from bot.services.offering.campaigns import Fits
from bot.services.offering.catalogues import Catalogues
from bot.services.offering.memory import Memory, household_of
from bot.services.offering.shown import Reached, Shown, content_of
from bot.services.offering.wishes import Wish, catalogue_for, names_of, read_wish, wish_in
from bot.services.offering.words import (
    customer_line,
    missing_said,
    money,
    price_said,
    seller_line,
    why_second,
)
from bot.services.texts import Texts
from crm.barring import in_force
from crm.base import Id, new_id
from crm.customers import Customer
from crm.history import Purchase, SignalKind
from crm.offers.catalogue import Campaign
from crm.offers.choice import Choice, Offer
from crm.offers.conflicts import barred_by
from crm.offers.leading import Lead, Leaning, in_order
from crm.offers.limits import rule_on
from crm.offers.loyalty import loyalty_gap
from crm.offers.offering import Offering
from crm.offers.standing import Request, Standing
from crm.offers.standings import standing_of
from crm.people import RANK, Actor, Role

HISTORY = 400
_STAYS = timedelta(days=30)
_REFUSED = 3


@dataclass(frozen=True)
class Case:
    """One customer before one catalogue: all the engine is told."""

    customer: Customer
    stored: StoredCatalogue
    offering: Offering
    standing: Standing
    request: Request
    memory: Memory


class OfferingService:
    """Chooses and words offers; keeps what was shown."""

    def __init__(self, clock: Clock, texts: Texts, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; days are those of `zone`."""
        self._clock, self._say, self.zone = clock, texts, zone
        self.catalogues = Catalogues(clock)

    def today(self) -> date:
        """Return the day in the team's zone."""
        return self._clock.now().astimezone(self.zone).date()

    def running(self, offering: Offering) -> list[Campaign]:
        """Return the campaigns of a catalogue that run today, those on customers' own days included."""
        today = self.today()
        return [c for c in offering.catalogue.campaigns if Fits(offering.catalogue, c, today).is_open]

    async def wish(self, uow: BotUnitOfWork, actor: Actor, text: str) -> Wish | None:
        """Return what a text asks for from one of the team's catalogues, None when none knows its words."""
        known = await self.catalogues.of(uow, actor.team_id, self.today())
        return read_wish(text, [offering.catalogue for _, offering in known.values()])

    async def lines_of_business(self, uow: BotUnitOfWork, actor: Actor) -> list[StoredCatalogue]:
        """Return the catalogues to choose from."""
        return [stored for stored, _ in (await self.catalogues.of(uow, actor.team_id, self.today())).values()]

    async def show(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, *, text: str = "", catalogue: str = ""
    ) -> Shown | None:
        """Choose, word and keep the offers for a customer; the caller commits.

        None when it is not clear from which catalogue. Raises NotFound outside the scope, InputRefused
        `offers-no-catalogue` when the team has none, `offers-barred` while offers are on hold.
        """
        customer = await uow.customers.get(customer_id, actor.scope)
        barring = in_force(await uow.books.signals(customer_id, SignalKind.BARRED), self.today())
        if barring is not None:
            raise InputRefused("offers-barred", barring=barring_text(barring, self._say))
        known = await self.catalogues.of(uow, customer.team_id, self.today())
        if not known:
            raise InputRefused("offers-no-catalogue")
        purchases = await uow.histories.purchases(customer_id, HISTORY)
        key = catalogue or catalogue_for(text, [o for _, o in known.values()], purchases)
        if key not in known:
            return None
        stored, offering = known[key]
        wish = wish_in(text, offering.catalogue)
        case = await self.case(uow, actor, customer, stored, offering, wish=wish, purchases=purchases)
        choice = offering.choose(case.standing, case.request)
        return await self._kept(uow, actor, case, choice)

    async def case(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        customer: Customer,
        stored: StoredCatalogue,
        offering: Offering,
        *,
        wish: Wish,
        purchases: Sequence[Purchase] | None = None,
    ) -> Case:
        """Gather what the engine is told of a customer."""
        today = self.today()
        if purchases is None:
            purchases = await uow.histories.purchases(customer.id, HISTORY)
        used = await uow.offers.usage(customer.id)
        standing = standing_of(
            customer,
            purchases,
            offering.catalogue,
            today,
            usage=used.usage if used else None,
            elsewhere=used.elsewhere if used else None,
        )
        household = household_of(customer)
        open_ = await uow.offers.open_in_household(customer.team_id, household, today) if household else ()
        open_keys = {key for offer in open_ if offer.customer_id != customer.id for key in offer.keys}
        request = Request(
            wants=wish.wants,
            quantity=wish.quantity,
            monthly_budget=wish.monthly_budget,
            upfront_budget=wish.upfront_budget,
            thrifty=wish.thrifty,
            seller=actor.name,
            on=today,
            sold=await uow.offers.sold(customer.team_id, stored.key),
            barred=tuple(sorted(barred_by(offering.catalogue, open_keys))),
        )
        memory = Memory(tuple(await uow.offers.of(customer.id)), today)
        return Case(customer, stored, offering, standing, request, memory)

    async def _kept(self, uow: BotUnitOfWork, actor: Actor, case: Case, choice: Choice) -> Shown:
        leaning = await self.leaning(uow, case.customer)
        led, lead = in_order(choice.offers, leaning)
        offers, warnings = [], []
        fresh = []
        for offer in case.memory.refused_last(led):
            better = case.memory.better_and_open(offer)
            if better is not None:
                offers.append(better)
                continue
            stored = self.stored(actor, case, offer)
            fresh.append(stored)
            offers.append(stored)
            if (before := case.memory.better_before(offer)) is not None:
                warnings.append(self._was_better(before))
        await uow.offers.tidy(self._clock.now() - _STAYS)
        await uow.offers.add(fresh)
        if RANK[actor.role] >= RANK[Role.MANAGER]:
            warnings += self._loyalty(case)
        warnings += [
            self._say("offers-declined-before", title=o.title, why=self._say(f"offers-reason-{o.reason}"))
            for o in case.memory.declined(led)
        ]
        return self._shown(case, choice, tuple(offers), lead, led, tuple(warnings))

    def _shown(
        self,
        case: Case,
        choice: Choice,
        offers: tuple[StoredOffer, ...],
        lead: Lead,
        led: Sequence[Offer],
        warnings: tuple[str, ...],
    ) -> Shown:
        names, currency = names_of(case.offering), case.offering.catalogue.currency
        refused = {
            title: missing_said(missing[0], currency, self._say, names) for title, missing in choice.refused
        }
        offered = {offer.title for offer in offers}
        return Shown(
            customer_id=case.customer.id,
            customer=case.customer.display_name,
            catalogue=case.stored.name,
            offers=offers,
            lead="" if lead is Lead.BEST else f"offers-lead-{lead.value}",
            second=why_second(led[0], led[1], self._say) if len(led) > 1 and len(offers) > 1 else "",
            unmet=tuple(names.get(want, want) for want in choice.unmet),
            reach=tuple(
                Reached(
                    reach.offer.title,
                    price_said(reach.offer, self._say),
                    tuple(missing_said(m, currency, self._say, names) for m in reach.missing),
                )
                for reach in choice.reach
            ),
            refused=tuple((t, said) for t, said in refused.items() if t not in offered)[:_REFUSED],
            services=self.services_first(case),
            warnings=warnings,
        )

    @staticmethod
    def services_first(case: Case) -> tuple[str, ...]:
        """Non-price first: until the customer heard of anything from us."""
        policy = case.offering.catalogue.policy
        first = case.customer.segment in policy.non_price_first and not case.memory.heard
        return policy.services_first if first else ()

    def stored(
        self, actor: Actor, case: Case, offer: Offer, *, state: OfferState = OfferState.SHOWN
    ) -> StoredOffer:
        """Return an offer as it is kept, with its words."""
        own, manager = self.limits(case, offer)
        line = customer_line(offer, case.customer.segment, self._say)
        content = content_of(
            offer,
            wants=case.request.wants,
            line=line,
            price=price_said(offer, self._say),
            seller=seller_line(offer, own, manager, self._say),
        )
        return StoredOffer(
            id=new_id(),
            team_id=case.customer.team_id,
            customer_id=case.customer.id,
            seller_id=actor.salesperson_id,
            household=household_of(case.customer),
            segment=case.customer.segment.value if case.customer.segment else "",
            catalogue_key=case.stored.key,
            catalogue_version=case.stored.version,
            refs=offer.refs,
            keys=tuple(sorted(offer.keys)),
            title=offer.title,
            quantity=case.request.quantity,
            monthly=offer.monthly,
            upfront=offer.upfront,
            currency=case.offering.catalogue.currency,
            percent_off=max(part.priced.extra_percent for part in offer.parts),
            content=content,
            state=state,
            shown_at=self._clock.now(),
            valid_until=offer.valid_until,
        )

    def limits(self, case: Case, offer: Offer) -> tuple[Decimal, Decimal]:
        """Return the further per cent a salesperson and a manager may still give on an offer."""
        policy = case.offering.catalogue.policy
        included = case.offering.catalogue.tax_included
        rulings = [
            rule_on(part.priced, Decimal(1), Role.SALESPERSON, policy, tax_included=included)
            for part in offer.parts
        ]
        return min(r.own_limit for r in rulings), min(r.manager_limit for r in rulings)

    async def leaning(self, uow: BotUnitOfWork, customer: Customer) -> Leaning:
        """What is believed of the customer: only for the order of eligible offers."""
        signals = await uow.books.signals(customer.id, SignalKind.ASSIGNED)
        latest = {signal.subject: signal.text for signal in reversed(signals)}
        return Leaning(
            personality=customer.observed_personality,
            segment=customer.segment,
            quadrant="ideal" if latest.get("quadrant") == "IV" else "",
            at_risk=latest.get("churn") == "high",
        )

    def _loyalty(self, case: Case) -> list[str]:
        gap = loyalty_gap(case.offering, case.standing, case.request)
        if gap is None:
            return []
        amount = money(gap.amount, case.offering.catalogue.currency)
        months = case.offering.catalogue.policy.horizon_months
        return [self._say("offers-loyal-worse", amount=amount, months=months, title=gap.new.title)]

    def _was_better(self, before: StoredOffer) -> str:
        day = before.offered_at or before.shown_at
        return self._say(
            "offers-was-better",
            title=before.title,
            day=f"{day:%m-%d}",
            price=str(before.content.get("price") or ""),
            reason=self._say("offers-was-discount" if before.percent_off else "offers-was-expired"),
        )
