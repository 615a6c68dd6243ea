"""What was asked and not found: a queue for the manager, and answers that become material of the company."""

import hashlib
from collections.abc import Sequence

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database, Miss, MissState
from bot.services.shelf import ShelfService
from crm.base import Id, new_id
from crm.errors import Conflict, NotFound
from crm.people import Actor, Role
from knowledge.duplicates import fingerprint
from knowledge.ingest import chunk
from knowledge.ports import Document

CARD = "text/x-jinju-card"
"""Media type of an answer that a person wrote and approved."""
LONGEST_QUESTION = 300
LONGEST_ANSWER = 4000


class AnswerService:
    """Use cases around questions that the material could not answer."""

    def __init__(self, database: Database, clock: Clock, shelf: ShelfService) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._shelf = database, clock, shelf

    async def missed(self, uow: BotUnitOfWork, actor: Actor, question: str) -> None:
        """Put a question into the team's queue, inside the caller's transaction; asked again, it counts."""
        text = " ".join(question.split())[:LONGEST_QUESTION]
        if not text:
            return
        now = self._clock.now()
        miss = Miss(
            id=new_id(),
            team_id=actor.team_id,
            fingerprint=fingerprint(text),
            question=text,
            asked_by=actor.salesperson_id,
            first_at=now,
            last_at=now,
        )
        await uow.misses.note(miss)

    async def waiting(self, actor: Actor, limit: int = 50) -> Sequence[Miss]:
        """Return the open questions of the manager's reach, most often asked first. Raises NotAllowed."""
        actor.require(Role.MANAGER, "answer")
        async with self._database.read() as uow:
            return await uow.misses.open(actor.scope.team_id, limit)

    async def answer(self, actor: Actor, miss_id: Id, text: str) -> Document:
        """Write the answer to a question of the queue: a card for its team that is found at once.

        Raises:
            NotAllowed: the person is no manager.
            NotFound: no such question in the person's reach.
            InputRefused: the answer is empty (`answer-empty`) or too long (`answer-long`).
        """
        miss = await self.get(actor, miss_id)
        document = await self._write(actor, miss.question, text, miss.team_id)
        await self._close(miss.id, MissState.ANSWERED, document.id)
        return document

    async def write(self, actor: Actor, question: str, text: str) -> Document:
        """Write a card that nobody asked for yet; an admin's is for every team. Raises as `answer`."""
        actor.require(Role.MANAGER, "answer")
        team_id = None if actor.role is Role.ADMIN else actor.team_id
        return await self._write(actor, " ".join(question.split())[:LONGEST_QUESTION], text, team_id)

    async def accept(self, actor: Actor, team_id: Id, question: str, text: str) -> Document:
        """Write a card in a colleague's words; its question leaves the queue. Raises as `answer`."""
        actor.require(Role.MANAGER, "answer")
        document = await self._write(actor, question, text, team_id)
        asked = fingerprint(question)
        async with self._database.write() as uow:
            waiting = [one for one in await uow.misses.open(team_id, 1000) if one.fingerprint == asked]
            for miss in waiting:
                await uow.misses.close(miss.id, MissState.ANSWERED, document.id)
            await uow.commit()
        return document

    async def dismiss(self, actor: Actor, miss_id: Id) -> None:
        """Take a question off the queue for good. Raises NotAllowed, NotFound."""
        miss = await self.get(actor, miss_id)
        await self._close(miss.id, MissState.DISMISSED, None)

    async def get(self, actor: Actor, miss_id: Id) -> Miss:
        """Return a question of the manager's reach. Raises NotAllowed, NotFound."""
        actor.require(Role.MANAGER, "answer")
        async with self._database.read() as uow:
            miss = await uow.misses.get(miss_id)
        if miss is None or actor.scope.team_id not in (None, miss.team_id):
            raise NotFound("question", miss_id)
        return miss

    async def _write(self, actor: Actor, question: str, text: str, team_id: Id | None) -> Document:
        answer = text.strip()
        if len(answer) > LONGEST_ANSWER:
            raise InputRefused("answer-long", limit=LONGEST_ANSWER)
        document = Document(
            id=new_id(),
            name=question[:60],
            digest=hashlib.sha256(f"{question}\n{answer}".encode()).hexdigest(),
            title=question[:60],
            media_type=CARD,
            team_id=team_id,
            added_by=actor.salesperson_id,
            added_at=self._clock.now(),
        )
        chunks = chunk(document.id, answer)
        if not chunks or not question:
            raise InputRefused("answer-empty")
        try:
            asked = [item.model_copy(update={"questions": (question,)}) for item in chunks]
            await self._shelf.store(document, asked)
        except Conflict:
            # Written a moment ago: the same tap again after a crash, or two managers of one mind.
            async with self._database.read() as uow:
                known = await uow.chunks.document(document.digest, team_id)
            if known is None:
                raise
            return known
        return document

    async def _close(self, id: Id, state: MissState, document_id: Id | None) -> None:
        async with self._database.write() as uow:
            await uow.misses.close(id, state, document_id)
            await uow.commit()
