"""The reranker's say in the order of passages: it may help, it must never be waited for for long.

Nothing is sent while its weight is 0, which it is until `jinju eval --tune` has shown on cases that this
reranker wins.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

from bot.ports import Database
from knowledge.errors import EndpointFailed
from knowledge.fusion import Dense
from knowledge.ports import Passage, Reranker, RerankWeight

log = logging.getLogger(__name__)

PATIENCE = 0.3
"""Seconds a question may wait for a reranker."""
REST = 20.0
"""Seconds without trying after a failure."""
CANDIDATES = 20
"""Passages that are sent: the best by words and vectors."""


class Rerank:
    """Keeps the weight and asks the endpoint."""

    def __init__(self, database: Database, reranker: Reranker) -> None:
        """Nothing is read before `open`."""
        self._database, self._reranker = database, reranker
        self.weight = 0.0
        self._rest_until = 0.0

    async def open(self) -> float:
        """Read how much this reranker counts and return it; a weight tuned with another one is 0."""
        async with self._database.read() as uow:
            stored = await uow.chunks.reranking()
        mine = stored is not None and stored.fingerprint == self._reranker.fingerprint
        self.weight = stored.weight if stored is not None and mine else 0.0
        return self.weight

    @property
    def is_on(self) -> bool:
        """Whether a question should ask it now."""
        return self.weight > 0 and time.monotonic() >= self._rest_until

    async def judged(self, query: str, passages: Sequence[Passage]) -> Dense | None:
        """Return how well the passages answer, None when the endpoint cannot say so in time."""
        if not passages:
            return None
        try:
            return await self.scored(query, passages, self.weight, seconds=PATIENCE)
        except EndpointFailed as error:
            log.warning("passages stay in their order: %s", error)
            self._rest_until = time.monotonic() + REST
            return None

    async def scored(
        self, query: str, passages: Sequence[Passage], weight: float, *, seconds: float
    ) -> Dense:
        """Return scores 0–1 (least to most within the list) by chunk id. Raises EndpointFailed."""
        try:
            async with asyncio.timeout(seconds):
                found = await self._reranker.rerank(query, [p.clean for p in passages], seconds=seconds)
        except TimeoutError as error:
            raise EndpointFailed("no answer in time") from error
        least, most = min(found), max(found)
        spread = (most - least) or 1.0
        return Dense(
            {p.chunk_id: (score - least) / spread for p, score in zip(passages, found, strict=True)}, weight
        )

    async def set_weight(self, weight: float) -> None:
        """Store how much this reranker counts."""
        async with self._database.write() as uow:
            await uow.chunks.set_reranking(
                RerankWeight(fingerprint=self._reranker.fingerprint, weight=weight)
            )
            await uow.commit()
        self.weight = weight
