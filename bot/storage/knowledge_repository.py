"""Documents and chunks as rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update

from bot.storage.knowledge_state import ShelfState
from bot.storage.knowledge_tables import chunk, chunk_question, document
from bot.storage.session import Session
from crm.errors import NotFound
from knowledge.ports import Chunk, Document, RerankWeight, VectorPointer

_BATCH = 500


class SqlChunks:
    """Implements `knowledge.ports.ChunkStore` inside an open transaction."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session
        self._state = ShelfState(session)

    async def add(self, document_: Document, chunks: Sequence[Chunk]) -> None:
        """Store a document with its chunks. Raises Conflict when its content is live already."""
        changed = await self._state.raised()
        values = {**document_.model_dump(), "audience": document_.team_id or "", "changed": changed}
        await self._session.run(insert(document).values(values))
        rows = [{**item.model_dump(exclude={"questions"}), "also_in": list(item.also_in)} for item in chunks]
        for start in range(0, len(rows), _BATCH):
            await self._session.run(insert(chunk), rows[start : start + _BATCH])

    async def document(self, digest: str, team_id: str | None) -> Document | None:
        """Return the live document with this content, if any."""
        row = await self._session.row(
            select(document).where(
                document.c.digest == digest,
                document.c.audience == (team_id or ""),
                document.c.retired_at.is_(None),
            )
        )
        return _document(row) if row else None

    async def documents(self, team_id: str | None) -> Sequence[Document]:
        """Return live documents visible to a team (None: all), latest first."""
        wanted = select(document).where(document.c.retired_at.is_(None))
        return await self._visible(wanted, team_id, document.c.added_at.desc())

    async def chunks(self) -> Sequence[tuple[Document, Chunk]]:
        """Return every live chunk with its document, in a stable order."""
        return await self._with_documents(_CHUNKS.where(document.c.retired_at.is_(None)))

    async def chunks_of(self, document_ids: Sequence[str]) -> Sequence[tuple[Document, Chunk]]:
        """Return the chunks of documents, live or retired, in a stable order."""
        found: list[tuple[Document, Chunk]] = []
        for start in range(0, len(document_ids), _BATCH):
            some = document_ids[start : start + _BATCH]
            found += await self._with_documents(_CHUNKS.where(document.c.id.in_(some)))
        return found

    async def chunk(self, chunk_id: str) -> tuple[Document, Chunk] | None:
        """Return one chunk with its document, live or retired: what an old answer cites."""
        return next(iter(await self._with_documents(_CHUNKS.where(chunk.c.id == chunk_id))), None)

    async def _with_documents(self, wanted: Select[Any]) -> list[tuple[Document, Chunk]]:
        rows = await self._session.rows(wanted)
        ids = wanted.with_only_columns(document.c.id).order_by(None).distinct()
        owners = await self._session.rows(select(document).where(document.c.id.in_(ids)))
        known = {str(row["id"]): _document(row) for row in owners}
        asked = await self._session.rows(
            select(chunk_question.c.chunk_id, chunk_question.c.questions)
            .where(chunk_question.c.chunk_id.in_(wanted.with_only_columns(chunk.c.id).order_by(None)))
            .order_by(chunk_question.c.chunk_id, chunk_question.c.maker)
        )
        questions: dict[str, list[str]] = {}
        for row in asked:
            questions.setdefault(str(row["chunk_id"]), []).extend(row["questions"])
        return [(known[str(row["document_id"])], _chunk(row, questions)) for row in rows]

    async def merge_source(self, chunk_id: str, name: str) -> None:
        """Record that a further document holds the same passage. Raises NotFound."""
        row = await self._session.row(select(chunk.c.also_in).where(chunk.c.id == chunk_id))
        if row is None:
            raise NotFound("chunk", chunk_id)
        names = list(row["also_in"] or [])
        if name not in names:
            await self._session.run(
                update(chunk).where(chunk.c.id == chunk_id).values(also_in=[*names, name])
            )

    async def retire(self, document_id: str, at: datetime) -> None:
        """Take a document out of retrieval, keeping it for citation. Raises NotFound."""
        await self._change(document_id, retired_at=at)

    async def set_validity(self, document_id: str, start: date | None, end: date | None) -> None:
        """Set the days on which a live document may answer. Raises NotFound."""
        await self._change(document_id, valid_from=start, valid_until=end)

    async def set_audience(self, document_id: str, team_id: str | None) -> None:
        """Set for which team (None: all) a live document is. Raises NotFound, Conflict."""
        await self._change(document_id, team_id=team_id, audience=team_id or "")

    async def set_price_list(self, document_id: str, in_force: bool) -> None:
        """Say whether a live document's prices are in force. Raises NotFound."""
        await self._change(document_id, price_list=in_force)

    async def restore(self, document_id: str) -> None:
        """Put a retired document back. Raises NotFound, Conflict when its content is live already."""
        await self._change(document_id, live=False, retired_at=None)

    async def delete(self, document_id: str) -> None:
        """Remove a document and its passages for good, live or retired. Raises NotFound."""
        mine = select(chunk.c.id).where(chunk.c.document_id == document_id)
        await self._session.run(delete(chunk_question).where(chunk_question.c.chunk_id.in_(mine)))
        await self._session.run(delete(chunk).where(chunk.c.document_id == document_id))
        if not await self._session.count(delete(document).where(document.c.id == document_id)):
            raise NotFound("document", document_id)
        await self._state.raised()

    async def retired(self, team_id: str | None) -> Sequence[Document]:
        """Return retired documents visible to a team that no later version replaced, latest first."""
        replaced = select(document.c.replaces).where(document.c.replaces.is_not(None))
        wanted = select(document).where(document.c.retired_at.is_not(None), document.c.id.not_in(replaced))
        return await self._visible(wanted, team_id, document.c.retired_at.desc())

    async def _visible(
        self, wanted: Select[Any], team_id: str | None, order: ColumnElement[Any]
    ) -> list[Document]:
        if team_id is not None:
            wanted = wanted.where((document.c.team_id == team_id) | document.c.team_id.is_(None))
        return [_document(row) for row in await self._session.rows(wanted.order_by(order, document.c.id))]

    async def passage_count(self, document_id: str) -> int:
        """Return how many passages a document has, live or retired."""
        found = await self._session.scalar(
            select(func.count()).select_from(chunk).where(chunk.c.document_id == document_id)
        )
        return int(str(found or 0))

    async def _change(self, document_id: str, *, live: bool = True, **values: object) -> None:
        state = document.c.retired_at.is_(None) if live else document.c.retired_at.is_not(None)
        changed = await self._session.count(
            update(document)
            .where(document.c.id == document_id, state)
            .values(changed=await self._state.raised(), **values)
        )
        if not changed:
            raise NotFound("document", document_id)

    async def get(self, document_id: str) -> Document | None:
        """Return a document, live or retired."""
        row = await self._session.row(select(document).where(document.c.id == document_id))
        return _document(row) if row else None

    async def version(self) -> int:
        """Return the shelf's version; every change raises it."""
        return await self._state.version()

    async def revisions(self) -> Mapping[str, int]:
        """Return, of each live document, the version at which it last changed."""
        wanted = select(document.c.id, document.c.changed).where(document.c.retired_at.is_(None))
        return {str(row["id"]): int(row["changed"]) for row in await self._session.rows(wanted)}

    async def add_questions(self, chunk_id: str, maker: str, questions: Sequence[str], at: datetime) -> None:
        """Store a maker's questions for a chunk in place of the earlier ones. Raises NotFound."""
        owner = await self._session.row(select(chunk.c.document_id).where(chunk.c.id == chunk_id))
        if owner is None:
            raise NotFound("chunk", chunk_id)
        mine = (chunk_question.c.chunk_id == chunk_id) & (chunk_question.c.maker == maker)
        await self._session.run(delete(chunk_question).where(mine))
        values = {"chunk_id": chunk_id, "maker": maker, "questions": list(questions), "created_at": at}
        await self._session.run(insert(chunk_question).values(values))
        changed = await self._state.raised()
        touched = update(document).where(document.c.id == owner["document_id"])
        await self._session.run(touched.values(changed=changed))

    async def without_questions(self, maker: str, limit: int) -> Sequence[tuple[Document, Chunk]]:
        """Return live chunks for which a maker has not written anything yet."""
        done = select(chunk_question.c.chunk_id).where(chunk_question.c.maker == maker)
        wanted = _CHUNKS.where(document.c.retired_at.is_(None), chunk.c.id.not_in(done)).limit(limit)
        rows = await self._session.rows(wanted)
        owners = {str(row["document_id"]) for row in rows}
        known = {item.id: item for item in await self.documents(None) if item.id in owners}
        return [(known[str(row["document_id"])], _chunk(row, {})) for row in rows]

    async def vectors(self) -> VectorPointer | None:
        """Return which vectors are in force."""
        return await self._state.vectors()

    async def point(self, pointer: VectorPointer | None) -> None:
        """Put other vectors in force, or none."""
        await self._state.point(pointer)

    async def reranking(self) -> RerankWeight | None:
        """Return how much which reranker counts."""
        return await self._state.reranking()

    async def set_reranking(self, weight: RerankWeight | None) -> None:
        """Store how much a reranker counts."""
        await self._state.set_reranking(weight)


_CHUNKS = (
    select(chunk)
    .join(document, document.c.id == chunk.c.document_id)
    .order_by(document.c.added_at, document.c.id, chunk.c.position)
)


def _document(row: Mapping[Any, Any]) -> Document:
    return Document.model_validate({k: v for k, v in row.items() if k not in ("audience", "changed")})


def _chunk(row: Mapping[Any, Any], questions: Mapping[str, list[str]]) -> Chunk:
    # Rows were validated when they were written; building without validation halves the start.
    values = dict(row)
    values["also_in"] = tuple(values["also_in"] or ())
    return Chunk.model_construct(**values, questions=tuple(questions.get(values["id"], ())))
