"""The shelf: documents come in, are listed and retired; the index follows the database."""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from pydantic import Field

from bot.errors import InputRefused
from bot.ports import Clock, Database
from bot.services.shelf_dense import DenseLeg
from crm.base import Id, Record
from crm.errors import Conflict, NotFound
from crm.people import Actor, Role
from knowledge.errors import DocumentRefused
from knowledge.fusion import Dense
from knowledge.ingest import Prepared, digest, prepare
from knowledge.ports import Chunk, Document, Passage, Retrieval
from knowledge.retriever import BridgeCard, Retriever, as_passage, visible
from playbooks.fingerprints import matches
from playbooks.load import Library
from playbooks.models import AnyCard

log = logging.getLogger(__name__)

CANDIDATES = 40
"""How many passages are compared with a card's fingerprints."""
LOOK = 3.0
"""Seconds after which a question looks whether another process changed the shelf."""


class IngestReport(Record):
    """What became of a file."""

    document: Document
    is_new: bool
    chunks: int = Field(0, ge=0)
    """How many passages were stored; 0 for a file that was there already."""


class ShelfService:
    """Use cases around documents. The database is the truth; the retriever is rebuilt from it."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        library: Library,
        retriever: Retriever | None = None,
        dense: DenseLeg | None = None,
    ) -> None:
        """Keep the collaborators; call `load` before the first question."""
        self._database, self._clock, self._library = database, clock, library
        self._retriever = retriever or Retriever()
        self.dense = dense
        self._referenced: dict[str, tuple[str, ...]] = {}
        self._ingesting = asyncio.Lock()
        self._version = 0
        self._looked_at = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def load(self) -> int:
        """Build the index from the database and the cards; return how many passages can be found."""
        async with self._database.read() as uow:
            self._version = await uow.chunks.version()
            rows = await uow.chunks.chunks()
        await asyncio.to_thread(self._fill, _by_document(rows))
        if self.dense is not None:
            await self.dense.open()
            self.dense.follow()
        return self._retriever.size

    async def refresh(self) -> bool:
        """Take over what another process changed since we last looked; return whether there was anything."""
        async with self._ingesting:
            async with self._database.read() as uow:
                version = await uow.chunks.version()
                if version == self._version:
                    return False
                changed = await uow.chunks.changed_since(self._version)
                live = [document.id for document in changed if document.retired_at is None]
                rows = await uow.chunks.chunks_of(live)
            await asyncio.to_thread(self._take_over, changed, _by_document(rows))
            self._version = version
            self._referenced.clear()
        if self.dense is not None:
            await self.dense.open()
            self.dense.follow()
        return True

    def _take_over(
        self, changed: Sequence[Document], items: Sequence[tuple[Document, Sequence[Chunk]]]
    ) -> None:
        self._retriever.remove_all(document.id for document in changed if document.retired_at is not None)
        known = self._retriever.chunks
        others = [item for item in items if any(known.get(chunk.id) != chunk for chunk in item[1])]
        if others:
            self._retriever.add_all(others)
        self._retriever.refresh([document for document, _ in items])

    def _look(self) -> None:
        """Refresh in the background when the last look is some seconds old; a question never waits for it."""
        now = time.monotonic()
        if now - self._looked_at < LOOK or (self._refreshing and not self._refreshing.done()):
            return
        self._looked_at = now
        self._refreshing = asyncio.create_task(self._refresh_quietly())

    async def _refresh_quietly(self) -> None:
        try:
            await self.refresh()
        except Exception:
            log.exception("the shelf could not be refreshed; it is tried again")

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
        return self._found(query, limit, team_id, None)

    async def search(self, query: str, *, limit: int = 10, team_id: Id | None = None) -> Retrieval:
        """Do as `find`, with vectors where they are configured and answer in time."""
        self._look()
        dense = await self.dense.hits(query) if self.dense is not None else None
        return self._found(query, limit, team_id, dense)

    def find_with(self, query: str, dense: Dense | None) -> Retrieval:
        """Return ten passages for a question with given neighbours, whatever the team; for measuring."""
        return self._found(query, 10, None, dense)

    def _found(self, query: str, limit: int, team_id: Id | None, dense: Dense | None) -> Retrieval:
        today = self._clock.now().date()
        return self._retriever.find(query, limit=limit, team_id=team_id, on=today, dense=dense)

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

    async def ingest(self, actor: Actor, name: str, data: bytes, *, team_only: bool = False) -> IngestReport:
        """Store a file and make it findable; the same content is stored once.

        An admin's file is for every team (unless `team_only`), anybody else's for the own team. When this
        returns, the document survives a crash: the index is rebuilt from the database at the next start.

        Raises:
            InputRefused: the file cannot be read; `reason` is a key of `knowledge.errors.Reason`.
        """
        team_id = None if actor.role is Role.ADMIN and not team_only else actor.team_id
        known = await self._known(digest(data), team_id)
        if known is not None:
            return IngestReport(document=known, is_new=False)
        prepared = await self._prepare(actor, name, data, team_id)
        try:
            await self.store(prepared.document, prepared.chunks)
        except Conflict:
            # Somebody ingested the same bytes meanwhile (another replica, a second upload).
            known = await self._known(prepared.document.digest, team_id)
            if known is None:
                raise
            return IngestReport(document=known, is_new=False)
        return IngestReport(document=prepared.document, is_new=True, chunks=len(prepared.chunks))

    async def store(self, document: Document, chunks: Sequence[Chunk], *, replaced: Id | None = None) -> None:
        """Store a document, retire the one it replaces in the same transaction, and make it findable.

        Raises Conflict when its content is live already, NotFound when `replaced` is not live any more.
        """
        async with self._ingesting:
            async with self._database.write() as uow:
                if replaced is not None:
                    await uow.chunks.retire(replaced, self._clock.now())
                await uow.chunks.add(document, chunks)
                for chunk in chunks:
                    if chunk.questions:
                        await uow.chunks.add_questions(chunk.id, "person", chunk.questions, document.added_at)
                await uow.commit()
            await asyncio.to_thread(self._swap_in, document, chunks, replaced)
            self._referenced.clear()
        if self.dense is not None:
            self.dense.follow()

    def _swap_in(self, document: Document, chunks: Sequence[Chunk], replaced: Id | None) -> None:
        # New before old: in between both are found, never neither.
        self._retriever.add(document, chunks)
        if replaced is not None:
            self._retriever.remove(replaced)

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
        await self._mine(actor, document_id, "retire")
        async with self._ingesting:
            async with self._database.write() as uow:
                await uow.chunks.retire(document_id, self._clock.now())
                await uow.commit()
            await asyncio.to_thread(self._retriever.remove, document_id)
            self._referenced.clear()
        if self.dense is not None:
            self.dense.follow()

    async def replace(self, actor: Actor, document_id: Id, name: str, data: bytes) -> IngestReport:
        """Put a new version in a document's place; the old one is kept for citation.

        The new version is for the same teams; its days of validity start afresh.

        Raises:
            NotAllowed, NotFound: as for `retire`.
            InputRefused: the file cannot be read.
            Conflict: another live document has this content.
        """
        old = await self._mine(actor, document_id, "replace")
        if digest(data) == old.digest:
            return IngestReport(document=old, is_new=False)
        prepared = await self._prepare(actor, name, data, old.team_id)
        versioned = {"version": old.version + 1, "replaces": old.id}
        document = prepared.document.model_copy(update=versioned)
        await self.store(document, prepared.chunks, replaced=old.id)
        return IngestReport(document=document, is_new=True, chunks=len(prepared.chunks))

    async def versions(self, actor: Actor, document_id: Id) -> Sequence[Document]:
        """Return a document and those it replaced, latest first. Raises NotFound."""
        found: list[Document] = []
        wanted: str | None = document_id
        async with self._database.read() as uow:
            while wanted and (document := await uow.chunks.get(wanted)) is not None:
                found.append(document)
                wanted = document.replaces
        if not found or not visible(found[0], actor.scope.team_id, None):
            raise NotFound("document", document_id)
        return found

    async def set_validity(
        self, actor: Actor, document_id: Id, start: date | None, end: date | None
    ) -> Document:
        """Set the first and last day on which a document may answer; None is open.

        Raises:
            NotAllowed, NotFound: as for `retire`.
            InputRefused: the last day is before the first (`validity-order`).
        """
        document = await self._mine(actor, document_id, "validity")
        if start and end and end < start:
            raise InputRefused("validity-order", name=document.name)
        async with self._ingesting:
            async with self._database.write() as uow:
                await uow.chunks.set_validity(document_id, start, end)
                await uow.commit()
            changed = document.model_copy(update={"valid_from": start, "valid_until": end})
            self._retriever.refresh([changed])
        return changed

    async def cite(self, chunk_id: str, *, team_id: Id | None = None) -> Passage | None:
        """Return a passage as it was, also of a retired document; None outside the team's reach."""
        async with self._database.read() as uow:
            found = await uow.chunks.chunk(chunk_id)
        if found is None or not visible(found[0], team_id, None):
            return None
        return as_passage(found[1], found[0])

    async def _mine(self, actor: Actor, document_id: Id, action: str) -> Document:
        """Return a live document that the person may change."""
        actor.require(Role.MANAGER, action)
        known = next((d for d in await self.documents(actor) if d.id == document_id), None)
        if known is None:
            raise NotFound("document", document_id)
        if known.team_id is None:
            actor.require(Role.ADMIN, action)
        return known

    @property
    def chunks(self) -> Mapping[str, Chunk]:
        """The passages by id that can be found now."""
        return self._retriever.chunks

    async def close(self) -> None:
        """Let go of what runs in the background."""
        if self._refreshing is not None:
            await asyncio.gather(self._refreshing, return_exceptions=True)
        if self.dense is not None:
            await self.dense.close()


def _by_document(
    rows: Iterable[tuple[Document, Chunk]],
) -> list[tuple[Document, Sequence[Chunk]]]:
    grouped = groupby(rows, key=lambda row: row[0].id)
    return [(pairs[0][0], [chunk for _, chunk in pairs]) for _, group in grouped if (pairs := list(group))]


def bridge_card(card: AnyCard) -> BridgeCard:
    """Return the plain words of a playbook card by which it bridges to documents."""
    says = (*getattr(card, "customer_says", ()), *card.salesperson_asks)
    return BridgeCard(
        id=str(card.id), title=card.title, says=says, vocabulary=card.vocabulary, summary=card.summary
    )
