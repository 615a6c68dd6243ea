"""The leg of vectors beside the words: it may help, it must never be waited for and never fail a question.

Nothing here runs without an embedder, and no question is embedded while the weight is 0 (which it is until
`jinju eval --tune` has shown on cases that the vectors win).
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.errors import JinjuError
from bot.ports import Database
from bot.services.shelf_dense_state import DenseState
from bot.services.shelf_dense_state import describe as told
from knowledge.errors import EndpointFailed, KnowledgeError, VectorsUnavailable
from knowledge.fusion import Dense
from knowledge.ports import Embedder, VectorIdentity, VectorIndex, VectorPointer
from knowledge.retriever import Retriever
from knowledge.vectors_identity import collection_name, embedded_text, identify, same

log = logging.getLogger(__name__)

Result = TypeVar("Result")

PATIENCE = 0.3
"""Seconds a question may wait for vectors."""
REST = 20.0
"""Seconds without trying after a failure: an endpoint that is down costs one question its patience."""
PROBED = 600.0
"""Seconds after which the embedder is asked again whether it is still the same."""
NEIGHBOURS = 60
_OPENING = 8.0
_BATCH = 256


class ReindexFailed(JinjuError):
    """Raised when new vectors could not be built; those in force stay in force."""


class DenseLeg:
    """Keeps vectors in step with the retriever's chunks and finds neighbours of a question."""

    def __init__(
        self, database: Database, retriever: Retriever, embedder: Embedder, vectors: VectorIndex
    ) -> None:
        """Nothing is opened or asked before `open`."""
        self._database, self._retriever = database, retriever
        self._embedder, self._vectors = embedder, vectors
        self._pointer: VectorPointer | None = None
        self.state, self.reason = DenseState.MISSING, ""
        self._rest_until = self._probed_at = 0.0
        self._working = asyncio.Lock()
        # Threads of its own: a store that hangs must not hold up the loop's other work.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="vectors")
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pointer(self) -> VectorPointer | None:
        """The vectors in force, as last read from the database."""
        return self._pointer

    async def open(self, *, check: bool = False) -> DenseState:
        """Read which vectors are in force and, when they count (or on `check`), whether they may be used."""
        async with self._database.read() as uow:
            pointer = await uow.chunks.vectors()
        if pointer is not None and not check and pointer == self._pointer and self.state is DenseState.READY:
            return self.state
        self._pointer = pointer
        if pointer is None:
            return self._became(DenseState.MISSING)
        if not pointer.weight and not check:
            return self._became(DenseState.OFF)
        try:
            async with asyncio.timeout(_OPENING):
                stored = await self._in_thread(lambda: self._vectors.identity(pointer.collection))
                found = await identify(self._embedder, seconds=_OPENING)
        except (KnowledgeError, TimeoutError) as error:
            return self._failed(error)
        if not (same(found, pointer.identity) and same(stored, pointer.identity)):
            return self._became(DenseState.MISMATCH, "the vectors were made by something else")
        self._probed_at, self._rest_until = time.monotonic(), 0.0
        return self._became(DenseState.READY if pointer.weight else DenseState.OFF)

    def _became(self, state: DenseState, reason: str = "") -> DenseState:
        if state is DenseState.MISMATCH and self.state is not state:
            log.warning("search by words only: %s; run `jinju reindex`", reason)
        if state is DenseState.READY and self.state is DenseState.DOWN:
            log.warning("vectors are back")
        self.state, self.reason = state, reason
        return state

    def _failed(self, error: BaseException) -> DenseState:
        reason = str(error) or type(error).__name__
        if self.state is not DenseState.DOWN:
            log.warning("search by words only: %s", reason)
        self._rest_until = time.monotonic() + REST
        return self._became(DenseState.DOWN, reason)

    async def hits(self, query: str) -> Dense | None:
        """Return what the vectors find for a question, None when they cannot say so in time."""
        pointer = self._pointer
        if pointer is None or not pointer.weight or self.state not in (DenseState.READY, DenseState.DOWN):
            return None
        if self.state is DenseState.DOWN:
            if time.monotonic() >= self._rest_until:
                self._rest_until = time.monotonic() + REST
                self._later(self._reopen())
            return None
        if time.monotonic() - self._probed_at > PROBED:
            self._probed_at = time.monotonic()
            self._later(self._reopen())
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.neighbours(pointer, query, pointer.weight, seconds=PATIENCE)
        except (KnowledgeError, TimeoutError) as error:
            self._failed(error)
            return None

    async def neighbours(self, pointer: VectorPointer, query: str, weight: float, *, seconds: float) -> Dense:
        """Return a question's neighbours at a weight. Raises EndpointFailed, VectorsUnavailable."""
        [vector] = await self._embedder.embed([query], seconds=seconds, is_query=True)
        if len(vector) != pointer.identity.dimension:
            raise VectorsUnavailable(
                f"the embedder gives {len(vector)} numbers, the index has {pointer.identity.dimension}"
            )
        search = self._vectors.search
        found = await self._in_thread(lambda: search(pointer.collection, vector, NEIGHBOURS))
        return Dense(dict(found), weight)

    async def _reopen(self) -> None:
        await self.open(check=True)

    def follow(self) -> None:
        """Bring the vectors into step with the chunks, in the background; failures wait for a next time."""
        if self._pointer is not None and self.state is DenseState.READY:
            self._later(self._follow())

    async def _follow(self) -> None:
        try:
            await self.catch_up()
        except KnowledgeError as error:
            self._failed(error)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def catch_up(self) -> int:
        """Embed the chunks that have no vector yet, forget those of gone chunks; return how many changed.

        Raises EndpointFailed, VectorsUnavailable. Doing it twice, or in two processes, does no harm.
        """
        pointer = self._pointer
        if pointer is None:
            return 0
        async with self._working:
            return await self._fill(pointer.collection, pointer.identity, lambda done, total: None)

    async def _fill(
        self, collection: str, identity: VectorIdentity, progress: Callable[[int, int], None]
    ) -> int:
        chunks, documents = self._retriever.chunks, self._retriever.documents
        there = await self._in_thread(lambda: self._vectors.ids(collection))
        gone = [id for id in there if id not in chunks]
        if gone:
            await self._in_thread(lambda: self._vectors.remove(collection, gone))
        new = [id for id in chunks if id not in there]
        for start in range(0, len(new), _BATCH):
            ids = new[start : start + _BATCH]
            texts = [embedded_text(documents[chunks[id].document_id], chunks[id]) for id in ids]
            vectors = await self._embedder.embed(texts)
            if len(vectors[0]) != identity.dimension:
                raise EndpointFailed("the embedder changed its dimension")
            await self._in_thread(lambda i=ids, v=vectors: self._vectors.add(collection, i, v))  # type: ignore[misc]
            progress(start + len(ids), len(new))
        return len(new) + len(gone)

    async def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> VectorPointer:
        """Build new vectors beside those in force, verify them, then swap the one pointer.

        The tuned weight is kept when what made the vectors is the same, else it starts at 0 again.

        Raises:
            ReindexFailed: endpoint or store failed on the way; nothing changed.
        """
        async with self._working:
            try:
                return await self._rebuilt(progress)
            except KnowledgeError as error:
                raise ReindexFailed(f"no new vectors: {error}") from error

    async def _rebuilt(self, progress: Callable[[int, int], None]) -> VectorPointer:
        async with self._database.read() as uow:
            before = await uow.chunks.vectors()
        identity = await identify(self._embedder)
        owner = before.collection.split("-")[1] if before else secrets.token_hex(4)
        pointer = VectorPointer(
            collection=collection_name(identity, owner, secrets.token_hex(3)),
            identity=identity,
            weight=before.weight if before and same(before.identity, identity) else 0.0,
        )
        await self._in_thread(lambda: self._vectors.create(pointer.collection, identity))
        try:
            await self._fill(pointer.collection, identity, progress)
            await self._verify(pointer)
            await self._swap(pointer)
        except BaseException:
            await self._drop(pointer.collection)
            raise
        self._pointer = pointer
        self._became(DenseState.READY if pointer.weight else DenseState.OFF)
        await self._sweep(pointer.collection, owner)
        return pointer

    async def _verify(self, pointer: VectorPointer) -> None:
        chunks, documents = self._retriever.chunks, self._retriever.documents
        there = await self._in_thread(lambda: self._vectors.ids(pointer.collection))
        if there != set(chunks):
            raise VectorsUnavailable(f"{len(there)} vectors for {len(chunks)} passages")
        for id in list(chunks)[:: max(1, len(chunks) // 5)]:
            text = embedded_text(documents[chunks[id].document_id], chunks[id])
            [vector] = await self._embedder.embed([text])
            found = await self._in_thread(lambda v=vector: self._vectors.search(pointer.collection, v, 5))  # type: ignore[misc]
            if not found or found[0][1] < 0.99:
                raise VectorsUnavailable("a passage does not find itself; the index is not whole")

    async def _swap(self, pointer: VectorPointer) -> None:
        async with self._database.write() as uow:
            await uow.chunks.point(pointer)
            await uow.commit()

    async def set_weight(self, weight: float) -> None:
        """Store how much the vectors count, with the index in force."""
        if self._pointer is None:
            return
        pointer = self._pointer.model_copy(update={"weight": weight})
        await self._swap(pointer)
        self._pointer = pointer
        self._became(DenseState.READY if weight else DenseState.OFF)

    async def _sweep(self, keep: str, owner: str) -> None:
        try:
            names = await self._in_thread(self._vectors.names)
        except VectorsUnavailable:
            return
        for name in names:
            if name != keep and name.startswith(f"jinju-{owner}-"):
                await self._drop(name)

    async def _drop(self, collection: str) -> None:
        try:
            await self._in_thread(lambda: self._vectors.drop(collection))
        except VectorsUnavailable as error:
            log.info("an old index stays for now: %s", error)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def settle(self) -> None:
        """Wait for what runs in the background."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Stop, and let go of files and connections."""
        for task in self._tasks:
            task.cancel()
        await self.settle()
        close = getattr(self._vectors, "close", None)
        if close is not None:
            await self._in_thread(close)
        self._threads.shutdown(wait=False, cancel_futures=True)


def describe(leg: DenseLeg | None) -> tuple[bool, str, str]:
    """Return (fine, detail, advice) of the leg for a person."""
    if leg is None:
        return True, "search by words; no embedding model configured", ""
    return told(leg.state, leg.pointer.weight if leg.pointer else 0.0, leg.reason)


__all__: Sequence[str] = ["DenseLeg", "DenseState", "ReindexFailed", "describe"]
