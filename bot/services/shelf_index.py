"""What can be found now: the retriever in step with the database, and a copy of its index on disk.

The database is the truth. At a start the stored index is opened and brought up to date with what changed
since, document by document; without one, or with one in doubt, it is built anew.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby

from bot.ports import Database
from crm.base import Id
from knowledge.lexical_files import LexicalFiles
from knowledge.ports import Chunk, Document
from knowledge.retriever import BridgeCard, Retriever
from playbooks.load import Library
from playbooks.models import AnyCard

log = logging.getLogger(__name__)

LOOK = 3.0
"""Seconds after which a question looks whether another process changed the shelf."""
KEPT_FROM = 20_000
"""Passages from which on the index is kept on disk; fewer are indexed anew faster than it matters."""
PORTION = 100
"""Documents that are indexed at once at a start."""
UNSAVED = 5_000
"""Passages that may come in before the stored index is brought up to date."""

Items = Sequence[tuple[Document, Sequence[Chunk]]]


class ShelfIndex:
    """Follows the database. Readers are never held up; whoever changes something holds `changing`."""

    def __init__(
        self, database: Database, library: Library, retriever: Retriever, files: LexicalFiles | None
    ) -> None:
        """Keep the collaborators; without `files` nothing is kept on disk."""
        self._database, self._library, self.retriever, self._files = database, library, retriever, files
        self.changing = asyncio.Lock()
        self.opened = 0
        """How many passages came from disk at the last load."""
        self._revisions: Mapping[str, int] = {}
        self._unsaved = 0
        self._forgotten = False
        self._version = 0
        self._looked_at = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def load(self, *, anew: bool = False) -> None:
        """Open or build the index; `anew` builds it whatever is there."""
        self.retriever.set_cards([bridge_card(card) for card in self._library.cards.values()])
        async with self._database.read() as uow:
            self._version = await uow.chunks.version()
            self._revisions = await uow.chunks.revisions()
            documents = await uow.chunks.documents(None)
        if anew:
            self.retriever.remove_all(list(self.retriever.documents))
        held = set() if anew else await asyncio.to_thread(self._opened, documents)
        self.opened = self.retriever.size
        ordered = sorted(documents, key=lambda document: (document.added_at, document.id))
        await self._build([document.id for document in ordered if document.id not in held])
        if anew:
            await self.keep(least=1)

    async def _build(self, document_ids: Sequence[str]) -> None:
        """Index documents in portions: neither all rows nor the whole index need room at once."""
        for start in range(0, len(document_ids), PORTION):
            async with self._database.read() as uow:
                rows = await uow.chunks.chunks_of(document_ids[start : start + PORTION])
            await asyncio.to_thread(self.retriever.add_all, by_document(rows))
            self._unsaved += len(rows)
            await self.keep(least=KEPT_FROM)
        await self.keep()

    def _opened(self, documents: Sequence[Document]) -> set[str]:
        """Take over what is stored of these documents; return the ids of those that need no building."""
        kept = self._files.open() if self._files else None
        if kept is None:
            return set()
        same = {id for id, number in kept.documents.items() if self._revisions.get(id) == number}
        return self.retriever.take_over(kept.index, [d for d in documents if d.id in same])

    async def forget(self, document_ids: Collection[str]) -> None:
        """Take documents out and leave nothing of them behind, in memory or on disk."""
        await asyncio.to_thread(self.retriever.remove_all, document_ids, traceless=True)
        self._forgotten = True

    async def keep(self, *, least: int | None = None) -> None:
        """Store the index when it is large and `least` passages (by default UNSAVED) were not stored yet.

        After something was forgotten, what is stored is brought up to date at once.
        """
        if self._files is None:
            return
        large = self.retriever.size >= KEPT_FROM and self._unsaved >= (UNSAVED if least is None else least)
        if not large and not (self._forgotten and self._files.exists):
            return
        await self.refresh()
        async with self.changing:
            held = self.retriever.documents
            known = {id: number for id, number in self._revisions.items() if id in held}
            try:
                if await asyncio.to_thread(self.retriever.stored, self._files, known):
                    self._unsaved, self._forgotten = 0, False
            except OSError as error:
                log.warning("the index of words could not be stored: %s", error)

    async def refresh(self) -> bool:
        """Take over what another process changed since we last looked; return whether there was anything."""
        async with self.changing:
            async with self._database.read() as uow:
                version = await uow.chunks.version()
                if version == self._version:
                    return False
                revisions = await uow.chunks.revisions()
                changed = [id for id, number in revisions.items() if number != self._revisions.get(id)]
                rows = await uow.chunks.chunks_of(changed)
            gone = self.retriever.documents.keys() - revisions.keys()
            await asyncio.to_thread(self._take_over, gone, by_document(rows))
            self._version, self._revisions = version, revisions
        return True

    def _take_over(self, gone: Iterable[str], items: Items) -> None:
        self.retriever.remove_all(gone)
        known = self.retriever.chunks
        others = [item for item in items if any(known.get(chunk.id) != chunk for chunk in item[1])]
        if others:
            self.retriever.add_all(others)
            self._unsaved += sum(len(chunks) for _, chunks in others)
        self.retriever.refresh([document for document, _ in items])

    def look(self, refresh: Callable[[], Awaitable[bool]]) -> None:
        """Refresh in the background when the last look is some seconds old; a question never waits for it."""
        now = time.monotonic()
        if now - self._looked_at < LOOK or (self._refreshing and not self._refreshing.done()):
            return
        self._looked_at = now
        self._refreshing = asyncio.create_task(_quietly(refresh))

    def swap_in(self, document: Document, chunks: Sequence[Chunk], replaced: Id | None = None) -> None:
        """Make a document findable and take the one it replaces out; it blocks."""
        # New before old: in between both are found, never neither.
        self.retriever.add(document, chunks)
        self._unsaved += len(chunks)
        if replaced is not None:
            self.retriever.remove(replaced)

    async def close(self) -> None:
        """Let go of what runs in the background, and store what was not."""
        if self._refreshing is not None:
            await asyncio.gather(self._refreshing, return_exceptions=True)
        await self.keep(least=1)


async def _quietly(refresh: Callable[[], Awaitable[bool]]) -> None:
    try:
        await refresh()
    except Exception:
        log.exception("the shelf could not be refreshed; it is tried again")


def by_document(rows: Iterable[tuple[Document, Chunk]]) -> list[tuple[Document, Sequence[Chunk]]]:
    """Return rows of one document after the other as documents with their chunks."""
    grouped = groupby(rows, key=lambda row: row[0].id)
    return [(pairs[0][0], [chunk for _, chunk in pairs]) for _, group in grouped if (pairs := list(group))]


def bridge_card(card: AnyCard) -> BridgeCard:
    """Return the plain words of a playbook card by which it bridges to documents."""
    says = (*getattr(card, "customer_says", ()), *card.salesperson_asks)
    return BridgeCard(
        id=str(card.id), title=card.title, says=says, vocabulary=card.vocabulary, summary=card.summary
    )
