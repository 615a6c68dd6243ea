"""The shelf as a question sees it: what can be found and cited, and how a document gets there."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, tzinfo

from bot.ports import Clock, Database
from bot.services.reranking import CANDIDATES, Rerank
from bot.services.shelf_dense import DenseLeg
from bot.services.shelf_index import ShelfIndex
from crm.base import Id
from knowledge import homophones
from knowledge.fusion import Dense
from knowledge.lexical_files import LexicalFiles
from knowledge.passages import as_passage, visible
from knowledge.ports import Chunk, Document, Passage, Retrieval
from knowledge.retriever import Retriever
from playbooks.fingerprints import matches_any
from playbooks.load import Library
from playbooks.models import AnyCard

LIKE = 40
"""How many passages are compared with a card's fingerprints."""


class FindingShelf:
    """Finds, cites and stores. The database is the truth; the retriever follows it."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        library: Library,
        retriever: Retriever | None = None,
        dense: DenseLeg | None = None,
        files: LexicalFiles | None = None,
        rerank: Rerank | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        """Keep the collaborators; call `load` before the first question. Days begin in `zone`."""
        self._database, self._clock, self._library = database, clock, library
        self._retriever = retriever or Retriever()
        self.index = ShelfIndex(database, library, self._retriever, files)
        self.dense, self.rerank, self.zone = dense, rerank, zone
        self._referenced: dict[str, tuple[str, ...]] = {}

    async def load(self, *, anew: bool = False) -> int:
        """Open or build the index (`anew`: build); return how many passages can be found."""
        await self.index.load(anew=anew)
        await self._follow_legs()
        return self._retriever.size

    async def refresh(self) -> bool:
        """Take over what another process changed since we last looked; return whether there was anything."""
        if not await self.index.refresh():
            return False
        self._referenced.clear()
        await self._follow_legs()
        return True

    async def _follow_legs(self) -> None:
        if self.dense is not None:
            await self.dense.open()
            self.dense.follow()
        if self.rerank is not None:
            await self.rerank.open()

    @property
    def today(self) -> date:
        """The day on which documents have to be valid."""
        return self._clock.now().astimezone(self.zone).date()

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
        return self._found(query, limit, team_id)

    async def search(self, query: str, *, limit: int = 10, team_id: Id | None = None) -> Retrieval:
        """Do as `find`, with vectors where they are configured and answer in time."""
        self.index.look(self.refresh)
        dense = await self.dense.hits(query) if self.dense is not None else None
        reranked = None
        if self.rerank is not None and self.rerank.is_on:
            reranked = await self.rerank.judged(query, self.candidates(query, dense, team_id=team_id))
        return self._found(query, limit, team_id, dense, reranked)

    def find_with(self, query: str, dense: Dense | None, reranked: Dense | None = None) -> Retrieval:
        """Return ten passages for a question with given neighbours, whatever the team; for measuring."""
        return self._found(query, 10, None, dense, reranked)

    def candidates(
        self, query: str, dense: Dense | None = None, *, team_id: Id | None = None
    ) -> Sequence[Passage]:
        """Return what a reranker is given for a question."""
        return self._retriever.candidates(query, CANDIDATES, team_id=team_id, on=self.today, dense=dense)

    def _found(
        self,
        query: str,
        limit: int,
        team_id: Id | None,
        dense: Dense | None = None,
        reranked: Dense | None = None,
    ) -> Retrieval:
        return self._retriever.find(
            query, limit=limit, team_id=team_id, on=self.today, dense=dense, reranked=reranked
        )

    def nearest_card(self, text: str) -> str | None:
        """Return the id of the card that a question clearly means, None when none does."""
        return self._retriever.nearest_card(text)

    def warm(self) -> None:
        """Load what the first search would otherwise wait for."""
        homophones.warm()

    def passages_of(self, card_id: str, *, team_id: Id | None = None) -> tuple[Passage, ...]:
        """Return the ingested passages that a card refers to (matched by fingerprint, design 2b)."""
        if card_id not in self._referenced:
            self._referenced[card_id] = self._match(self._library.card(card_id))
        ids = self._referenced[card_id]
        found = (self._retriever.passage(id, team_id=team_id, on=self.today) for id in ids)
        return tuple(passage for passage in found if passage is not None)

    def _match(self, card: AnyCard) -> tuple[str, ...]:
        marks = [source.fingerprint for source in card.sources if source.fingerprint]
        if not marks:
            return ()
        words = " ".join((card.title, card.summary, *card.vocabulary))
        near = self._retriever.like(words, LIKE)
        return tuple(chunk.id for chunk in near if matches_any(marks, chunk.raw))

    async def store(self, document: Document, chunks: Sequence[Chunk], *, replaced: Id | None = None) -> None:
        """Store a document, retire the one it replaces in the same transaction, and make it findable.

        Raises Conflict when its content is live already, NotFound when `replaced` is not live any more.
        """
        async with self.index.changing:
            async with self._database.write() as uow:
                if replaced is not None:
                    await uow.chunks.retire(replaced, self._clock.now())
                await uow.chunks.add(document, chunks)
                for chunk in chunks:
                    if chunk.questions:
                        await uow.chunks.add_questions(chunk.id, "person", chunk.questions, document.added_at)
                await uow.commit()
            await asyncio.to_thread(self.index.swap_in, document, chunks, replaced)
        await self._changed()

    async def _changed(self) -> None:
        await self.index.keep()
        self._referenced.clear()
        if self.dense is not None:
            self.dense.follow()

    async def cite(self, chunk_id: str, *, team_id: Id | None = None) -> Passage | None:
        """Return a passage as it was, also of a retired document; None outside the team's reach."""
        async with self._database.read() as uow:
            found = await uow.chunks.chunk(chunk_id)
        if found is None or not visible(found[0], team_id, None):
            return None
        return as_passage(found[1], found[0])

    @property
    def chunks(self) -> Mapping[str, Chunk]:
        """The passages by id that can be found now."""
        return self._retriever.chunks

    async def close(self) -> None:
        """Let go of what runs in the background."""
        await self.index.close()
        if self.dense is not None:
            await self.dense.close()
