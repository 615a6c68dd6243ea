"""The shelf's one row: its version, the vectors in force and how much they count."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.knowledge_tables import shelf_state
from bot.storage.session import Session
from knowledge.ports import RerankWeight, VectorPointer

_ROW = 1


class ShelfState:
    """Reads and changes the row; without one the version is 0 and there are no vectors."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def version(self) -> int:
        """Return the version; every change of the shelf raises it."""
        found = await self._session.scalar(select(shelf_state.c.version))
        return found if isinstance(found, int) else 0

    async def raised(self) -> int:
        """Raise the version and return it. The row stays locked until the transaction ends, so that
        versions become visible in their order."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        row = {"id": _ROW, "version": 0, "vectors": None, "dense_weight": 0.0}
        await self._session.run(build(shelf_state).values(row).on_conflict_do_nothing())
        await self._session.run(update(shelf_state).values(version=shelf_state.c.version + 1))
        return await self.version()

    async def vectors(self) -> VectorPointer | None:
        """Return the vectors in force."""
        row = await self._session.row(select(shelf_state.c.vectors, shelf_state.c.dense_weight))
        if row is None or row["vectors"] is None:
            return None
        return VectorPointer.model_validate({**row["vectors"], "weight": row["dense_weight"]})

    async def point(self, pointer: VectorPointer | None) -> None:
        """Put other vectors in force, or none."""
        await self.raised()
        stored = pointer.model_dump(mode="json", exclude={"weight"}) if pointer else None
        values = {"vectors": stored, "dense_weight": pointer.weight if pointer else 0.0}
        await self._session.run(update(shelf_state).values(values))

    async def reranking(self) -> RerankWeight | None:
        """Return how much which reranker counts."""
        row = await self._session.row(select(shelf_state.c.reranking))
        found = row["reranking"] if row is not None else None
        return RerankWeight.model_validate(found) if found else None

    async def set_reranking(self, weight: RerankWeight | None) -> None:
        """Store how much a reranker counts."""
        await self.raised()
        stored = weight.model_dump(mode="json") if weight else None
        await self._session.run(update(shelf_state).values(reranking=stored))
