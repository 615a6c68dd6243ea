"""Answers that salespeople propose for the material; a manager reads them and decides."""

from collections.abc import Sequence

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.proposed import ProposedAnswer, ProposedState
from bot.services.shelf_answers import LONGEST_ANSWER, LONGEST_QUESTION, AnswerService
from crm.base import Id, new_id
from crm.errors import NotFound
from crm.people import Actor, Role
from knowledge.ingest import chunk

_MOST = 50


class ProposalService:
    """Use cases around the approval queue."""

    def __init__(self, database: Database, clock: Clock, answers: AnswerService) -> None:
        """Keep the collaborators; an approved answer becomes material through `answers`."""
        self._database, self._clock, self._answers = database, clock, answers

    async def propose(self, uow: BotUnitOfWork, actor: Actor, question: str, answer: str) -> ProposedAnswer:
        """Store an answer that waits for a manager; it is not found before.

        Raises InputRefused `answer-empty` or `answer-long`.
        """
        question, answer = " ".join(question.split())[:LONGEST_QUESTION], answer.strip()
        if not question or not chunk("", answer):
            raise InputRefused("answer-empty")
        if len(answer) > LONGEST_ANSWER:
            raise InputRefused("answer-long", limit=LONGEST_ANSWER)
        proposed = ProposedAnswer(
            id=new_id(),
            team_id=actor.team_id,
            question=question,
            answer=answer,
            proposed_by=actor.salesperson_id,
            proposed_at=self._clock.now(),
        )
        await uow.proposed.add(proposed)
        return proposed

    async def waiting(self, actor: Actor) -> Sequence[ProposedAnswer]:
        """Return what waits in the manager's reach, oldest first. Raises NotAllowed."""
        actor.require(Role.MANAGER, "answer")
        async with self._database.read() as uow:
            return await uow.proposed.waiting(actor.scope.team_id, _MOST)

    async def get(self, actor: Actor, id: Id) -> ProposedAnswer:
        """Return one of the manager's reach, in any state. Raises NotAllowed, NotFound."""
        actor.require(Role.MANAGER, "answer")
        async with self._database.read() as uow:
            proposed = await uow.proposed.get(id)
        if proposed is None or actor.scope.team_id not in (None, proposed.team_id):
            raise NotFound("question", id)
        return proposed

    async def approve(self, actor: Actor, id: Id) -> ProposedAnswer:
        """Make it material, found at once; pressed twice, it is one card.

        Raises NotAllowed, NotFound, and InputRefused `proposed-decided` when it was rejected before.
        """
        proposed = await self.get(actor, id)
        if proposed.state is ProposedState.REJECTED:
            raise InputRefused("proposed-decided")
        card = await self._answers.accept(actor, proposed.team_id, proposed.question, proposed.answer)
        await self._decide(id, ProposedState.APPROVED, card.id)
        return proposed

    async def reject(self, actor: Actor, id: Id) -> ProposedAnswer:
        """Leave it out of the material. Raises NotAllowed, NotFound, InputRefused `proposed-decided`."""
        proposed = await self.get(actor, id)
        if proposed.state is ProposedState.APPROVED:
            raise InputRefused("proposed-decided")
        await self._decide(id, ProposedState.REJECTED)
        return proposed

    async def _decide(self, id: Id, state: ProposedState, document_id: Id | None = None) -> None:
        async with self._database.write() as uow:
            await uow.proposed.decide(id, state, document_id)
            await uow.commit()
