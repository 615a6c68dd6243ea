"""Discounts beyond the offer: given within limits, put before a manager, or refused with the reason."""

from dataclasses import replace
from decimal import Decimal

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import Approval, ApprovalState, OfferState, StoredOffer
from bot.services.offering.answering import OfferAnswers
from bot.services.offering.cases import Case
from bot.services.offering.service import OfferingService
from crm.base import Id, new_id
from crm.offers.choice import Offer
from crm.offers.limits import Decision, Ruling, rule_on
from crm.people import Actor, Role


class Discounts:
    """Rules on wishes for a further discount; the company's policy and the floor decide."""

    def __init__(self, offering: OfferingService, answers: OfferAnswers, clock: Clock) -> None:
        """Keep the collaborators."""
        self._offering, self._answers, self._clock = offering, answers, clock

    async def ask(
        self, uow: BotUnitOfWork, actor: Actor, offer_id: Id, percent: Decimal, reason: str
    ) -> tuple[Decision, StoredOffer, Approval | None]:
        """Rule on a further discount: give it, put it before a manager, or refuse it with the reason.

        Only the number, the role behind the update and the floor decide; words decide nothing.
        """
        stored, case, offer = await self._answers.standing_offer(uow, actor, offer_id)
        if stored.state is not OfferState.SHOWN:
            raise InputRefused("offers-told-already", title=stored.title)
        if stored.percent_off:
            raise InputRefused("offers-reduced-already", title=stored.title)
        decision = self._strictest(case, offer, percent, actor.role)
        if decision.ruling is Ruling.NEEDS_MANAGER:
            approval = Approval(
                id=new_id(),
                team_id=stored.team_id,
                customer_id=stored.customer_id,
                offer_id=stored.id,
                asked_by=actor.salesperson_id,
                percent=percent,
                reason=reason[:400],
                asked_at=self._clock.now(),
            )
            await uow.offers.add_approval(approval)
            return decision, stored, approval
        if decision.ruling is Ruling.GRANTED:
            stored = await self._reduced(uow, actor, stored, case, offer, percent)
        return decision, stored, None

    async def needs_manager(self, uow: BotUnitOfWork, actor: Actor, offer_id: Id, percent: Decimal) -> bool:
        """Whether a discount is possible, but only with a manager: then a reason is asked for first."""
        _, case, offer = await self._answers.standing_offer(uow, actor, offer_id)
        return self._strictest(case, offer, percent, actor.role).ruling is Ruling.NEEDS_MANAGER

    def _strictest(self, case: Case, offer: Offer, percent: Decimal, role: Role) -> Decision:
        """The ruling on an offer is the strictest one on its parts."""
        catalogue = case.offering.catalogue
        rulings = [
            rule_on(
                part.priced,
                percent,
                role,
                catalogue.policy,
                tax_included=catalogue.tax_included,
                segment=case.customer.segment,
                services_offered=bool(case.memory.heard),
            )
            for part in offer.parts
        ]
        worst = max(rulings, key=lambda ruling: list(Ruling).index(ruling.ruling))
        return replace(
            worst,
            own_limit=min(r.own_limit for r in rulings),
            manager_limit=min(r.manager_limit for r in rulings),
        )

    async def _reduced(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        stored: StoredOffer,
        case: Case,
        offer: Offer,
        percent: Decimal,
    ) -> StoredOffer:
        included = case.offering.catalogue.tax_included
        parts = tuple(
            replace(p, priced=p.priced.reduced(percent, tax_included=included)) for p in offer.parts
        )
        fresh = self._offering.stored(actor, case, Offer(parts, offer.covers, offer.valid_until))
        changed = fresh.model_copy(update={"id": stored.id, "seller_id": stored.seller_id})
        await uow.offers.update(changed, stored.state)
        return changed

    async def decide(
        self, uow: BotUnitOfWork, actor: Actor, approval_id: Id, *, granted: bool
    ) -> tuple[Approval, StoredOffer] | None:
        """Store a manager's decision and, when granted, the new price; None when it was decided before.

        Raises NotAllowed for a salesperson, InputRefused when the offer may not be made any more.
        """
        actor.require(Role.MANAGER, "decide on a discount")
        approval = await uow.offers.approval(approval_id, actor.team_id)
        if approval is None or approval.state is not ApprovalState.ASKED:
            return None
        state = ApprovalState.GRANTED if granted else ApprovalState.REFUSED
        decided = approval.model_copy(
            update={"state": state, "decided_by": actor.salesperson_id, "decided_at": self._clock.now()}
        )
        if not await uow.offers.decide(decided):
            return None
        stored = await uow.offers.get(approval.offer_id, actor.scope)
        if granted:
            stored, case, offer = await self._answers.standing_offer(uow, actor, approval.offer_id)
            ruling = self._strictest(case, offer, approval.percent, actor.role).ruling
            if ruling is not Ruling.GRANTED or stored.percent_off:
                raise InputRefused("offers-changed", title=stored.title)
            stored = await self._reduced(uow, actor, stored, case, offer, approval.percent)
        return decided, stored
