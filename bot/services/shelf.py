"""The shelf: documents come in, are listed, replaced, dated and taken out again; who may do what."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from pydantic import Field

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork
from bot.services.shelf_finding import FindingShelf
from bot.services.shelf_index import bridge_card
from bot.services.shelf_names import likeness
from crm.base import Id, Record
from crm.errors import Conflict, NotFound
from crm.people import Actor, Role
from knowledge.errors import DocumentRefused
from knowledge.ingest import Prepared, digest, prepare
from knowledge.passages import visible
from knowledge.ports import Document


class IngestReport(Record):
    """What became of a file."""

    document: Document
    is_new: bool
    chunks: int = Field(0, ge=0)
    """How many passages were stored; 0 for a file that was there already."""


class Card(Record):
    """A document as its manager looks at it."""

    document: Document
    passages: int = Field(ge=0)
    added_by: str = ""
    """Name of who brought it in, empty when nobody knows any more."""
    opening: str = ""
    """The beginning of its text."""
    may_change: bool = False
    may_share: bool = False
    """Whether the asker may say for which teams it is."""


class ShelfService(FindingShelf):
    """Use cases around documents, for the chat and the command line."""

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

    async def holds(self, actor: Actor, data: bytes) -> bool:
        """Whether a file's content is live already, for everybody or for the own team."""
        return await self._known(digest(data), actor.team_id) is not None

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

    async def retired(self, actor: Actor) -> Sequence[Document]:
        """Return what a manager took out of answers and no later version replaced. Raises NotAllowed."""
        actor.require(Role.MANAGER, "retire")
        async with self._database.read() as uow:
            return await uow.chunks.retired(actor.scope.team_id)

    async def card(self, actor: Actor, document_id: Id) -> Card:
        """Return a document, live or retired, with what is known about it. Raises NotFound."""
        async with self._database.read() as uow:
            document = await uow.chunks.get(document_id)
            if document is None or not visible(document, actor.scope.team_id, None):
                raise NotFound("document", document_id)
            passages = await uow.chunks.passage_count(document_id)
            first = await uow.chunks.chunk(f"{document_id}-{0:05d}")
            try:
                name = (await uow.people.get(document.added_by)).name
            except NotFound:
                name = ""
        may = actor.role is Role.ADMIN or (actor.role is Role.MANAGER and document.team_id is not None)
        return Card(
            document=document,
            passages=passages,
            added_by=name,
            opening=first[1].clean if first else "",
            may_change=may,
            may_share=actor.role is Role.ADMIN,
        )

    async def resembling(self, actor: Actor, name: str, caption: str = "") -> Document | None:
        """Return the live document that a file's name or caption says it is a new version of.

        None for who may not replace anything, and when two documents resemble it alike.
        """
        if actor.role is Role.SALESPERSON:
            return None
        rated = [(likeness(name, caption, d.name, d.title), d) for d in await self.documents(actor)]
        best = max((rate for rate, _ in rated), default=0)
        found = [d for rate, d in rated if rate == best and (actor.role is Role.ADMIN or d.team_id)]
        return found[0] if best and len(found) == 1 else None

    async def retire(self, actor: Actor, document_id: Id) -> None:
        """Take a document out of answers, keeping it for citation.

        Raises:
            NotAllowed: the person is no manager, or a manager retires what is for every team.
            NotFound: no such live document in the person's reach.
        """
        await self.changeable(actor, document_id, "retire")
        async with self.index.changing:
            async with self._database.write() as uow:
                await uow.chunks.retire(document_id, self._clock.now())
                await uow.commit()
            await asyncio.to_thread(self._retriever.remove, document_id)
        await self._changed()

    async def restore(self, actor: Actor, document_id: Id) -> Document:
        """Put a retired document back into answers; one that is live already stays so.

        Raises:
            NotAllowed, NotFound: as for `retire`.
            InputRefused: a live document has the same content (`document-live`).
        """
        document = await self.changeable(actor, document_id, "restore", live=False)
        if document.retired_at is None:
            return document
        changed = document.model_copy(update={"retired_at": None})
        async with self.index.changing:
            try:
                async with self._database.write() as uow:
                    await uow.chunks.restore(document_id)
                    rows = await uow.chunks.chunks_of([document_id])
                    await uow.commit()
            except Conflict:
                raise InputRefused("document-live", name=document.name) from None
            await asyncio.to_thread(self.index.swap_in, changed, [chunk for _, chunk in rows])
        await self._changed()
        return changed

    async def delete(self, actor: Actor, document_id: Id) -> None:
        """Remove a document and the versions it replaced for good: nothing of them can be cited any more.

        Raises NotAllowed, NotFound as for `retire`.
        """
        await self.changeable(actor, document_id, "delete", live=False)
        lineage = [document.id for document in await self.versions(actor, document_id)]
        async with self.index.changing:
            async with self._database.write() as uow:
                for one in lineage:
                    await uow.chunks.delete(one)
                await uow.commit()
            await self.index.forget(lineage)
        await self._changed()

    async def replace(self, actor: Actor, document_id: Id, name: str, data: bytes) -> IngestReport:
        """Put a new version in a document's place; the old one is kept for citation.

        The new version is for the same teams; its days of validity start afresh.

        Raises:
            NotAllowed, NotFound: as for `retire`.
            InputRefused: the file cannot be read.
            Conflict: another live document has this content.
        """
        known = await self._successor(actor, document_id, digest(data))
        if known is not None:
            return IngestReport(document=known, is_new=False)
        old = await self.changeable(actor, document_id, "replace")
        if digest(data) == old.digest:
            return IngestReport(document=old, is_new=False)
        prepared = await self._prepare(actor, name, data, old.team_id)
        versioned = {"version": old.version + 1, "replaces": old.id}
        document = prepared.document.model_copy(update=versioned)
        await self.store(document, prepared.chunks, replaced=old.id)
        return IngestReport(document=document, is_new=True, chunks=len(prepared.chunks))

    async def _successor(self, actor: Actor, document_id: Id, content: str) -> Document | None:
        """Return the version that took the place already: the same wish may arrive twice."""
        documents = await self.documents(actor)
        return next((d for d in documents if d.replaces == document_id and d.digest == content), None)

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
        document = await self.changeable(actor, document_id, "validity")
        if start and end and end < start:
            raise InputRefused("validity-order", name=document.name)
        return await self._marked(document, {"valid_from": start, "valid_until": end})

    async def set_price_list(self, actor: Actor, document_id: Id, in_force: bool) -> Document:
        """Say whether a document is the price list in force: its amounts are then ours (design 2a).

        Raises NotAllowed, NotFound as for `retire`.
        """
        document = await self.changeable(actor, document_id, "price-list")
        return await self._marked(document, {"price_list": in_force})

    async def set_team_only(self, actor: Actor, document_id: Id, team_only: bool) -> Document:
        """Keep a document to the own team, or give it to every team.

        Raises:
            NotAllowed: the person is no admin. NotFound: as for `retire`.
            InputRefused: the other audience has this content already (`document-live`).
        """
        actor.require(Role.ADMIN, "audience")
        document = await self.changeable(actor, document_id, "audience")
        team_id = (document.team_id or actor.team_id) if team_only else None
        return await self._marked(document, {"team_id": team_id})

    async def _marked(self, document: Document, marks: dict[str, date | bool | str | None]) -> Document:
        """Store what changed about a live document; its passages stay as they are."""
        changed = document.model_copy(update=marks)
        async with self.index.changing:
            try:
                async with self._database.write() as uow:
                    await _SETTERS[next(iter(marks))](uow, changed)
                    await uow.commit()
            except Conflict:
                raise InputRefused("document-live", name=document.name) from None
            self._retriever.refresh([changed])
        return changed

    async def changeable(self, actor: Actor, document_id: Id, action: str, *, live: bool = True) -> Document:
        """Return a document (by default a live one) that the person may change.

        Raises NotAllowed, NotFound as for `retire`.
        """
        actor.require(Role.MANAGER, action)
        async with self._database.read() as uow:
            known = await uow.chunks.get(document_id)
        if known is None or not visible(known, actor.scope.team_id, None) or (live and known.retired_at):
            raise NotFound("document", document_id)
        if known.team_id is None:
            actor.require(Role.ADMIN, action)
        return known


_SETTERS: dict[str, Callable[[BotUnitOfWork, Document], Awaitable[None]]] = {
    "valid_from": lambda uow, d: uow.chunks.set_validity(d.id, d.valid_from, d.valid_until),
    "price_list": lambda uow, d: uow.chunks.set_price_list(d.id, d.price_list),
    "team_id": lambda uow, d: uow.chunks.set_audience(d.id, d.team_id),
}

__all__ = ["Card", "IngestReport", "ShelfService", "bridge_card"]
