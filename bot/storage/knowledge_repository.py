"""Documents and chunks as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.storage.knowledge_tables import chunk, document
from bot.storage.session import Session
from crm.errors import NotFound
from knowledge.ports import Chunk, Document

_BATCH = 500


class SqlChunks:
    """Implements `knowledge.ports.ChunkStore` inside an open transaction."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, document_: Document, chunks: Sequence[Chunk]) -> None:
        """Store a document with its chunks. Raises Conflict when its content is live already."""
        values = {**document_.model_dump(), "audience": document_.team_id or ""}
        await self._session.run(insert(document).values(values))
        rows = [{**item.model_dump(), "also_in": list(item.also_in)} for item in chunks]
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
        statement = select(document).where(document.c.retired_at.is_(None))
        if team_id is not None:
            statement = statement.where((document.c.team_id == team_id) | document.c.team_id.is_(None))
        rows = await self._session.rows(statement.order_by(document.c.added_at.desc(), document.c.id))
        return [_document(row) for row in rows]

    async def chunks(self) -> Sequence[tuple[Document, Chunk]]:
        """Return every live chunk with its document, in a stable order."""
        known = {item.id: item for item in await self.documents(None)}
        rows = await self._session.rows(
            select(chunk)
            .join(document, document.c.id == chunk.c.document_id)
            .where(document.c.retired_at.is_(None))
            .order_by(document.c.added_at, document.c.id, chunk.c.position)
        )
        return [(known[str(row["document_id"])], _chunk(row)) for row in rows]

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
        changed = await self._session.count(
            update(document)
            .where(document.c.id == document_id, document.c.retired_at.is_(None))
            .values(retired_at=at)
        )
        if not changed:
            raise NotFound("document", document_id)


def _document(row: Mapping[Any, Any]) -> Document:
    return Document.model_validate({name: value for name, value in row.items() if name != "audience"})


def _chunk(row: Mapping[Any, Any]) -> Chunk:
    # Rows were validated when they were written; building without validation halves the start.
    values = dict(row)
    values["also_in"] = tuple(values["also_in"] or ())
    return Chunk.model_construct(**values)
