"""`jinju enrich`: questions per passage, written once, stored as they come, searched as a boosted field."""

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from pydantic import Field

from bot.ports import Clock, Database
from bot.services.shelf import ShelfService
from crm.base import Record
from crm.errors import NotFound
from knowledge.errors import EndpointFailed
from knowledge.ports import Chunk, Document

AT_ONCE = 4
MOST_FAILURES = 5
"""Failures in a row after which the run stops: the endpoint is down, not one passage odd."""
_BATCH = 64
_ANSWER = 120
"""Tokens of an answer of four questions."""
_MILLION = Decimal(1_000_000)


class Writer(Protocol):
    """Writes questions for a passage."""

    @property
    def maker(self) -> str:
        """Who writes: model and version of the prompt."""

    @property
    def overhead(self) -> int:
        """Characters that go out with every passage."""

    async def write(self, document: Document, chunk: Chunk) -> Sequence[str]:
        """Return questions. Raises EndpointFailed."""


class Estimate(Record):
    """What a run would take. A Chinese character is counted as one token, which is on the high side."""

    passages: int = Field(ge=0)
    tokens_in: int = Field(ge=0)
    tokens_out: int = Field(ge=0)
    cost: Decimal | None = None
    """In the currency of the configured prices; None without prices."""


class Enriched(Record):
    """What a run did."""

    written: int = 0
    failed: int = 0
    stopped: bool = False
    """Whether it gave up because the endpoint kept failing; running again goes on where it ended."""


class EnrichService:
    """Fills in the questions that are missing; safe to stop at any moment."""

    def __init__(self, database: Database, clock: Clock, shelf: ShelfService, writer: Writer) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._shelf, self._writer = database, clock, shelf, writer

    async def estimate(self, price_in: Decimal | None = None, price_out: Decimal | None = None) -> Estimate:
        """Return passages left, tokens and, with prices per million tokens, the cost."""
        async with self._database.read() as uow:
            rows = await uow.chunks.without_questions(self._writer.maker, 10_000_000)
        sent = sum(len(chunk.clean) + len(chunk.heading) + len(document.title) for document, chunk in rows)
        tokens_in, tokens_out = sent + self._writer.overhead * len(rows), _ANSWER * len(rows)
        cost = None
        if price_in is not None and price_out is not None:
            cost = ((price_in * tokens_in + price_out * tokens_out) / _MILLION).quantize(Decimal("0.01"))
        return Estimate(passages=len(rows), tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)

    async def run(self, progress: Callable[[int], None] = lambda done: None) -> Enriched:
        """Write what is missing; what was stored stays, whatever happens."""
        written, in_a_row = 0, 0
        failed: set[str] = set()
        while in_a_row < MOST_FAILURES and (batch := await self._missing(failed)):
            for start in range(0, len(batch), AT_ONCE):
                done = await asyncio.gather(*(self._one(*row) for row in batch[start : start + AT_ONCE]))
                for (_, chunk), fine in zip(batch[start : start + AT_ONCE], done, strict=True):
                    written += fine
                    in_a_row = 0 if fine else in_a_row + 1
                    if not fine:
                        failed.add(chunk.id)
                progress(written)
                if in_a_row >= MOST_FAILURES:
                    break
        await self._shelf.refresh()
        return Enriched(written=written, failed=len(failed), stopped=in_a_row >= MOST_FAILURES)

    async def _missing(self, failed: set[str]) -> list[tuple[Document, Chunk]]:
        async with self._database.read() as uow:
            rows = await uow.chunks.without_questions(self._writer.maker, _BATCH + len(failed))
        return [row for row in rows if row[1].id not in failed]

    async def _one(self, document: Document, chunk: Chunk) -> bool:
        try:
            questions = await self._writer.write(document, chunk)
        except EndpointFailed:
            return False
        async with self._database.write() as uow:
            try:
                await uow.chunks.add_questions(chunk.id, self._writer.maker, questions, self._clock.now())
            except NotFound:
                return False
            await uow.commit()
        return True
