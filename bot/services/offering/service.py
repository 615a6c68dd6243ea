"""What to propose to a customer now: eligible, priced, with what was proposed before in mind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import OfferState, StoredCatalogue, StoredOffer
from bot.services.barring import barring_text
from bot.services.offering.campaigns import Fits
from bot.services.offering.cases import Case, shown_of
from bot.services.offering.catalogues import Catalogues
from bot.services.offering.memory import Memory, household_of
from bot.services.offering.shown import Shown, content_of
from bot.services.offering.wishes import Wish, catalogue_for, catalogue_used, read_wish, wish_in
from bot.services.offering.words import (
    customer_line,
    money,
    price_said,
    seller_line,
)
from bot.services.texts import Texts
from crm.barring import in_force
from crm.base import Id, new_id
from crm.customers import Customer
from crm.history import Purchase, Signal, SignalKind
from crm.offers.catalogue import Campaign
from crm.offers.choice import Choice, Offer
from crm.offers.conflicts import barred_by
from crm.offers.counting import counted, is_limited
from crm.offers.leading import Leaning, in_order
from crm.offers.limits import rule_on
from crm.offers.loyalty import loyalty_gap
from crm.offers.offering import Offering
from crm.offers.standing import Request
from crm.offers.standings import standing_of
from crm.people import RANK, Actor, Role

HISTORY = 400
_STAYS = timedelta(days=30)


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
        if not key and (used := await uow.offers.usage(customer_id)):
            key = catalogue_used({*used.usage, *used.elsewhere}, [o for _, o in known.values()])
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
            quantities=wish.quantities,
            monthly_budget=wish.monthly_budget,
            upfront_budget=wish.upfront_budget,
            thrifty=wish.thrifty,
            seller=actor.name,
            on=today,
            sold=await self._gone(uow, stored, offering),
            barred=tuple(sorted(barred_by(offering.catalogue, open_keys))),
        )
        memory = Memory(tuple(await uow.offers.of(customer.id)), today)
        return Case(customer, stored, offering, standing, request, memory)

    async def _gone(self, uow: BotUnitOfWork, stored: StoredCatalogue, offering: Offering) -> dict[str, int]:
        """What counts against stocks and quotas; an import states the stock anew."""
        if not is_limited(offering.catalogue):
            return {}
        ever = await uow.offers.sold(stored.team_id, stored.key)
        since = await uow.offers.sold(stored.team_id, stored.key, stored.imported_at)
        return counted(offering.catalogue, ever, since)

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
        unfair = self._loyalty(case)
        manages = RANK[actor.role] >= RANK[Role.MANAGER]
        warnings += [unfair] if unfair and manages else []
        tell = unfair if unfair and not manages and await self._is_news(uow, actor, case) else ""
        warnings += [
            self._say("offers-declined-before", title=o.title, why=self._say(f"offers-reason-{o.reason}"))
            for o in case.memory.declined(led)
        ]
        shown = shown_of(case, choice, tuple(offers), lead, led, tuple(warnings), self._say)
        return replace(shown, for_managers=tell)

    async def _is_news(self, uow: BotUnitOfWork, actor: Actor, case: Case) -> bool:
        """Whether managers were not yet told of this customer and version; notes that they are now."""
        version = f"{case.stored.key} v{case.stored.version}"
        told = await uow.books.signals(case.customer.id, SignalKind.LOYALTY_WARNED)
        if any(signal.subject == version for signal in told):
            return False
        signal = Signal(
            id=new_id(),
            customer_id=case.customer.id,
            kind=SignalKind.LOYALTY_WARNED,
            subject=version,
            by=actor.salesperson_id,
            at=self._clock.now(),
        )
        await uow.books.add_signals([signal])
        return True

    def stored(
        self, actor: Actor, case: Case, offer: Offer, *, state: OfferState = OfferState.SHOWN
    ) -> StoredOffer:
        """Return an offer as it is kept, with its words."""
        own, manager = self.limits(case, offer)
        line = customer_line(offer, case.customer.segment, self._say)
        content = content_of(
            offer,
            wants=case.request.wants,
            quantities=case.request.quantities,
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

    def _loyalty(self, case: Case) -> str:
        """What a newcomer would pay less for the same, in words; empty when nothing."""
        gap = loyalty_gap(case.offering, case.standing, case.request)
        if gap is None:
            return ""
        amount = money(gap.amount, case.offering.catalogue.currency)
        months = case.offering.catalogue.policy.horizon_months
        return self._say("offers-loyal-worse", amount=amount, months=months, title=gap.new.title)

    def _was_better(self, before: StoredOffer) -> str:
        day = before.offered_at or before.shown_at
        return self._say(
            "offers-was-better",
            title=before.title,
            day=f"{day:%m-%d}",
            price=str(before.content.get("price") or ""),
            reason=self._say("offers-was-discount" if before.percent_off else "offers-was-expired"),
        )
