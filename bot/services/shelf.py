"""The shelf: documents come in, are listed and retired; the index follows the database."""

import asyncio
from collections.abc import Sequence
from itertools import groupby

from pydantic import Field

from bot.errors import InputRefused
from bot.ports import Clock, Database
from crm.base import Id, Record
from crm.errors import Conflict, NotFound
from crm.people import Actor, Role
from knowledge.errors import DocumentRefused
from knowledge.ingest import Prepared, digest, prepare
from knowledge.ports import Chunk, Document, Passage, Retrieval
from knowledge.retriever import BridgeCard, Retriever
from playbooks.fingerprints import matches
from playbooks.load import Library
from playbooks.models import AnyCard

CANDIDATES = 40
"""How many passages are compared with a card's fingerprints."""


class IngestReport(Record):
    """What became of a file."""

    document: Document
    is_new: bool
    chunks: int = Field(0, ge=0)
    """How many passages were stored; 0 for a file that was there already."""


class ShelfService:
    """Use cases around documents. The database is the truth; the retriever is rebuilt from it."""

    def __init__(
        self, database: Database, *, clock: Clock, library: Library, retriever: Retriever | None = None
    ) -> None:
        """Keep the collaborators; call `load` before the first question."""
        self._database, self._clock, self._library = database, clock, library
        self._retriever = retriever or Retriever()
        self._referenced: dict[str, tuple[str, ...]] = {}
        self._ingesting = asyncio.Lock()

    async def load(self) -> int:
        """Build the index from the database and the cards; return how many passages can be found."""
        async with self._database.read() as uow:
            rows = await uow.chunks.chunks()
        grouped = groupby(rows, key=lambda row: row[0].id)
        items = [
            (pairs[0][0], [chunk for _, chunk in pairs]) for _, group in grouped if (pairs := list(group))
        ]
        await asyncio.to_thread(self._fill, items)
        return self._retriever.size

    def _fill(self, items: Sequence[tuple[Document, Sequence[Chunk]]]) -> None:
        self._retriever.set_cards([bridge_card(card) for card in self._library.cards.values()])
        self._retriever.add_all(items)

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self._retriever.size

    @property
    def is_empty(self) -> bool:
        """Whether there is no document at all."""
        return self._retriever.size == 0

    def find(self, query: str, *, limit: int = 10, team_id: Id | None = None) -> Retrieval:
        """Return passages, refusal and answer for a question; a team sees its own and common documents."""
        return self._retriever.find(query, limit=limit, team_id=team_id, on=self._clock.now().date())

    def nearest_card(self, text: str) -> str | None:
        """Return the id of the card that a question clearly means, None when none does."""
        return self._retriever.nearest_card(text)

    def passages_of(self, card_id: str, *, team_id: Id | None = None) -> tuple[Passage, ...]:
        """Return the ingested passages that a card refers to (matched by fingerprint, design 2b)."""
        if card_id not in self._referenced:
            self._referenced[card_id] = self._match(self._library.card(card_id))
        found = (self._retriever.passage(id, team_id=team_id) for id in self._referenced[card_id])
        return tuple(passage for passage in found if passage is not None)

    def _match(self, card: AnyCard) -> tuple[str, ...]:
        marks = [source.fingerprint for source in card.sources if source.fingerprint]
        if not marks:
            return ()
        words = " ".join((card.title, card.summary, *card.vocabulary))
        near = self._retriever.like(words, CANDIDATES)
        return tuple(chunk.id for chunk in near if any(matches(mark, chunk.raw) for mark in marks))

    async def ingest(self, actor: Actor, name: str, data: bytes) -> IngestReport:
        """Store a file and make it findable; the same content is stored once.

        An admin's file is for every team, anybody else's for the own team. When this returns, the
        document survives a crash: the index is rebuilt from the database at the next start.

        Raises:
            InputRefused: the file cannot be read; `reason` is a key of `knowledge.errors.Reason`.
        """
        team_id = None if actor.role is Role.ADMIN else actor.team_id
        known = await self._known(digest(data), team_id)
        if known is not None:
            return IngestReport(document=known, is_new=False)
        prepared = await self._prepare(actor, name, data, team_id)
        async with self._ingesting:
            try:
                async with self._database.write() as uow:
                    await uow.chunks.add(prepared.document, prepared.chunks)
                    await uow.commit()
            except Conflict:
                # Somebody ingested the same bytes meanwhile (another replica, a second upload).
                known = await self._known(prepared.document.digest, team_id)
                if known is None:
                    raise
                return IngestReport(document=known, is_new=False)
            await asyncio.to_thread(self._retriever.add, prepared.document, prepared.chunks)
            self._referenced.clear()
        return IngestReport(document=prepared.document, is_new=True, chunks=len(prepared.chunks))

    async def _known(self, content: str, team_id: Id | None) -> Document | None:
        async with self._database.read() as uow:
            found = await uow.chunks.document(content, None)
            if found is None and team_id is not None:
                found = await uow.chunks.document(content, team_id)
            return found

    async def _prepare(self, actor: Actor, name: str, data: bytes, team_id: Id | None) -> Prepared:
        try:
            return await asyncio.to_thread(
                prepare, name, data, team_id=team_id, added_by=actor.salesperson_id, at=self._clock.now()
            )
        except DocumentRefused as error:
            detail = {key: value for key, value in error.detail.items() if key != "name"}
            raise InputRefused(error.reason, name=name, **detail) from error

    async def documents(self, actor: Actor) -> Sequence[Document]:
        """Return the live documents a person may see, latest first."""
        async with self._database.read() as uow:
            return await uow.chunks.documents(actor.scope.team_id)

    async def retire(self, actor: Actor, document_id: Id) -> None:
        """Take a document out of answers, keeping it for citation.

        Raises:
            NotAllowed: the person is no manager, or a manager retires what is for every team.
            NotFound: no such live document in the person's reach.
        """
        actor.require(Role.MANAGER, "retire")
        known = next((d for d in await self.documents(actor) if d.id == document_id), None)
        if known is None:
            raise NotFound("document", document_id)
        if known.team_id is None:
            actor.require(Role.ADMIN, "retire")
        async with self._ingesting:
            async with self._database.write() as uow:
                await uow.chunks.retire(document_id, self._clock.now())
                await uow.commit()
            await asyncio.to_thread(self._retriever.remove, document_id)
            self._referenced.clear()


def bridge_card(card: AnyCard) -> BridgeCard:
    """Return the plain words of a playbook card by which it bridges to documents."""
    says = (*getattr(card, "customer_says", ()), *card.salesperson_asks)
    return BridgeCard(
        id=str(card.id), title=card.title, says=says, vocabulary=card.vocabulary, summary=card.summary
    )
