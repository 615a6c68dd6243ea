"""Duplicates: finding them, showing what a merge would do, merging, and taking it back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.records import Alike, Merge
from bot.services.customer_records import join_customers
from bot.services.merging_back import without
from crm.base import Id, Record, new_id
from crm.customers import Customer
from crm.errors import Conflict, NotFound
from crm.folding import fold
from crm.history import Signal, SignalKind
from crm.people import Actor
from crm.pinyin import readings
from crm.ports import CustomerFile

UNDO_STAYS = timedelta(days=30)
"""How long a merge can be taken back."""


class Why(StrEnum):
    """Why two customers may be the same, surest first."""

    PHONE = "phone"
    NAME = "name"
    SOUND = "sound"


class Pair(Record):
    """Two customers that may be the same; `kept_id` is the one known longer."""

    kept_id: Id
    gone_id: Id
    kept: str
    gone: str
    why: Why


class MergePreview(Record):
    """What a merge would do."""

    kept: Customer
    gone: Customer
    joined: Customer
    purchases: int
    touchpoints: int
    opportunities: int
    promises: int


class MergingService:
    """One customer, one record. Whoever sees both may merge them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep the collaborators."""
        self._database, self._clock = database, clock

    async def pairs(self, actor: Actor, limit: int = 20) -> Sequence[Pair]:
        """Return candidates in the actor's scope, surest first, without those judged different."""
        async with self._database.read() as uow:
            groups = await uow.records.alike(actor.scope)
            apart = await uow.records.apart()
        found: dict[tuple[Id, Id], Pair] = {}
        for pair in _pairs(groups):
            key = (min(pair.kept_id, pair.gone_id), max(pair.kept_id, pair.gone_id))
            if key not in apart and (key not in found or _sure(pair) < _sure(found[key])):
                found[key] = pair
        return sorted(found.values(), key=lambda pair: (_sure(pair), pair.kept_id))[:limit]

    async def preview(self, actor: Actor, kept_id: Id, gone_id: Id) -> MergePreview:
        """Return what would move and what would become of the kept record.

        Raises InputRefused `merge-gone` when one of them is no longer there, `merge-same` for one alone.
        """
        if kept_id == gone_id:
            raise InputRefused("merge-same")
        async with self._database.read() as uow:
            files = {
                file.customer.id: file for file in await uow.books.files([kept_id, gone_id], actor.scope)
            }
        if len(files) < 2:
            raise InputRefused("merge-gone")
        return self._preview(files[kept_id], files[gone_id])

    async def merge(self, uow: BotUnitOfWork, actor: Actor, kept_id: Id, gone_id: Id) -> Merge:
        """Make two records one: profiles joined, everything that happened under the kept one.

        Raises InputRefused `merge-gone` for whoever comes second, and `merge-same`.
        """
        if kept_id == gone_id:
            raise InputRefused("merge-same")
        await uow.records.lock([kept_id, gone_id])
        now = self._clock.now()
        try:
            kept = await uow.customers.get(kept_id, actor.scope)
            gone = await uow.customers.get(gone_id, actor.scope)
            joined = await uow.customers.update(join_customers(kept, gone, now), actor.scope)
        except (NotFound, Conflict) as error:
            raise InputRefused("merge-gone") from error
        moved = await uow.records.move(gone_id, kept_id)
        await uow.customers.erase(gone_id, actor.scope)
        made = Merge(
            id=new_id(),
            team_id=kept.team_id,
            kept_id=kept_id,
            gone_id=gone_id,
            by=actor.salesperson_id,
            at=now,
            gone=gone,
            before=kept,
            joined=joined,
            moved=moved.ids,
            once=moved.once,
        )
        await uow.records.add_merge(made)
        await self._note(uow, actor, made, 1)
        return made

    async def recent(self, actor: Actor, limit: int = 8) -> Sequence[Merge]:
        """Return merges that can still be taken back, latest first."""
        async with self._database.read() as uow:
            return await uow.records.merges(actor.scope, self._clock.now() - UNDO_STAYS, limit)

    async def undo(self, uow: BotUnitOfWork, actor: Actor, merge_id: Id) -> Merge:
        """Bring the other record back, with what was its own; what was added since stays where it is.

        Raises InputRefused `merge-too-late` after 30 days, `merge-undone` when it was taken back already,
        `merge-gone` when the kept record is not there any more.
        """
        try:
            merge = await uow.records.merge(merge_id, actor.scope)
        except NotFound as error:
            raise InputRefused("merge-gone") from error
        now = self._clock.now()
        if now - merge.at > UNDO_STAYS:
            raise InputRefused("merge-too-late", days=UNDO_STAYS.days)
        await uow.records.lock([merge.kept_id])
        if not await uow.records.undo_merge(merge.id, now):
            raise InputRefused("merge-undone")
        kept = await uow.customers.get(merge.kept_id, actor.scope)
        await uow.customers.add(merge.gone)
        await uow.records.move_back(merge)
        await uow.customers.update(without(kept, merge, now), actor.scope)
        await self._note(uow, actor, merge, 0)
        return merge

    async def set_apart(self, uow: BotUnitOfWork, actor: Actor, one: Id, other: Id) -> None:
        """Remember that two are not the same; they are not offered again. Raises NotFound."""
        for id in (one, other):
            await uow.customers.get(id, actor.scope)
        await uow.records.set_apart(one, other, self._clock.now())

    def _preview(self, kept: CustomerFile, gone: CustomerFile) -> MergePreview:
        return MergePreview(
            kept=kept.customer,
            gone=gone.customer,
            joined=join_customers(kept.customer, gone.customer, self._clock.now()),
            purchases=len(gone.purchases),
            touchpoints=len(gone.touchpoints),
            opportunities=len(gone.opportunities),
            promises=len(gone.promises),
        )

    async def _note(self, uow: BotUnitOfWork, actor: Actor, merge: Merge, value: int) -> None:
        signal = Signal(
            id=new_id(),
            customer_id=merge.kept_id,
            by=actor.salesperson_id,
            kind=SignalKind.MERGED,
            subject=merge.gone_id,
            value=Decimal(value),
            at=self._clock.now(),
        )
        await uow.books.add_signals([signal])


def _sure(pair: Pair) -> int:
    return list(Why).index(pair.why)


def _pairs(groups: Iterable[Sequence[Alike]]) -> Iterable[Pair]:
    for group in groups:
        ordered = sorted(group, key=lambda one: (one.created_at, one.id))
        for place, first in enumerate(ordered):
            for second in ordered[place + 1 :]:
                if why := _why(first, second):
                    yield Pair(
                        kept_id=first.id, gone_id=second.id, kept=first.name, gone=second.name, why=why
                    )


def _why(first: Alike, second: Alike) -> Why | None:
    """Return why two of a group may be the same: number, or name and company, or how both sound."""
    if first.phone:
        return Why.PHONE
    one, other = fold(first.name), fold(second.name)
    if not one or not other or fold(first.company) != fold(second.company):
        return None
    if one == other:
        # Of the many who share a common name, those with numbers of their own are different people.
        strangers = not first.company and first.tail and second.tail and first.tail != second.tail
        return None if strangers else Why.NAME
    return Why.SOUND if first.company and _sounds(one) & _sounds(other) else None


def _sounds(folded: str) -> set[str]:
    return {"".join(reading) for reading in readings(folded, is_name=True)}
