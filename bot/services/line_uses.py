"""Keeping what became of the lines: judgements, outcomes, and lines sent from elsewhere."""

from bot.ports import BotUnitOfWork, Clock, LineUse, UseKind
from bot.services.briefs import Advice, Variant
from crm.base import Id, new_id
from crm.errors import NotFound
from crm.people import Actor

REASONS = ("stiff", "unfitting", "wrong", "other")
"""Why a line was disliked: it sounds stiff, does not fit this customer, says something wrong, else."""


class LineUseService:
    """Stores uses inside the caller's transaction. An advice is only ever the person's own."""

    def __init__(self, clock: Clock) -> None:
        """Keep the clock."""
        self._clock = clock

    async def judge(
        self, uow: BotUnitOfWork, actor: Actor, advice_id: Id, kind: UseKind, reason: str = ""
    ) -> Advice:
        """Store a judgement or an outcome for the lines of an advice; return the advice.

        Raises NotFound for an advice that is gone or another person's.
        """
        kept = await uow.advices.get(advice_id, actor.salesperson_id)
        if kept is None:
            raise NotFound("advice", advice_id)
        advice = Advice.model_validate(kept.advice)
        for variant in advice.variants:
            await self.keep(
                uow, actor, variant, kind, reason=reason, customer_id=kept.customer_id, advice_id=advice_id
            )
        return advice

    async def keep(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        variant: Variant,
        kind: UseKind,
        *,
        reason: str = "",
        customer_id: Id | None = None,
        advice_id: Id | None = None,
    ) -> bool:
        """Store one use of one line; False when it was stored before."""
        return await uow.line_uses.add(
            LineUse(
                id=new_id(),
                team_id=actor.team_id,
                salesperson_id=actor.salesperson_id,
                customer_id=customer_id,
                advice_id=advice_id,
                card_id=variant.card_id,
                move_id=variant.move_id,
                line_id=variant.line_id,
                kind=kind,
                reason=reason,
                at=self._clock.now(),
            )
        )
