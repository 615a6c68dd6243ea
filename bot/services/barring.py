"""Setting and lifting a barring: a manager's act, with a reason and a last day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.texts import Texts
from crm.barring import Barring, in_force
from crm.base import Id, Record, new_id
from crm.history import Signal, SignalKind
from crm.people import Actor, Role

TERMS = (30, 90, 180, 365, 0)
"""Days to choose from; zero is until lifted."""
_LONGEST = 120


class Barred(Record):
    """A customer under a barring."""

    customer_id: Id
    name: str
    barring: Barring


class BarringService:
    """Who gets no offers for the time being."""

    def __init__(self, database: Database, clock: Clock, *, zone: ZoneInfo) -> None:
        """`zone` decides which day it is."""
        self._database, self._clock, self._zone = database, clock, zone

    @property
    def today(self) -> date:
        """The team's day."""
        return self._clock.now().astimezone(self._zone).date()

    async def of(self, actor: Actor, customer_id: Id) -> Barring | None:
        """Return the barring in force, or None. Raises NotFound outside the scope."""
        async with self._database.read() as uow:
            await uow.customers.get(customer_id, actor.scope)
            return await self.in_force(uow, customer_id)

    async def in_force(self, uow: BotUnitOfWork, customer_id: Id) -> Barring | None:
        """Return the barring in force as seen inside a running transaction."""
        return in_force(await uow.books.signals(customer_id, SignalKind.BARRED), self.today)

    async def all(self, actor: Actor, limit: int = 20) -> Sequence[Barred]:
        """Return everybody barred today in a manager's team. Raises NotAllowed."""
        actor.require(Role.MANAGER, "bar")
        found: list[Barred] = []
        async with self._database.read() as uow:
            ids = await uow.records.barred(actor.scope)
            names = {hit.id: hit.name for hit in await uow.books.hits(ids, actor.scope)}
            for id in ids:
                if len(found) < limit and (barring := await self.in_force(uow, id)):
                    found.append(Barred(customer_id=id, name=names[id], barring=barring))
        return found

    async def bar(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, reason: str, days: int
    ) -> Barring | None:
        """Bar a customer for some days (0: until lifted); the same again is no change.

        Raises NotAllowed for a salesperson, NotFound outside the team, InputRefused `old-button` for a
        term that is not offered and `bar-no-reason` without one.
        """
        actor.require(Role.MANAGER, "bar")
        if days not in TERMS:
            raise InputRefused("old-button")
        words = " ".join(reason.split())[:_LONGEST]
        if not words:
            raise InputRefused("bar-no-reason")
        await self._known(uow, actor, customer_id)
        until = self.today + timedelta(days=days) if days else None
        now = await self.in_force(uow, customer_id)
        if now is None or (now.reason, now.until) != (words, until):
            await self._note(uow, actor, customer_id, 1, until.isoformat() if until else "", words)
        return await self.in_force(uow, customer_id)

    async def lift(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> None:
        """Lift a barring; nothing to lift is no change. Raises NotAllowed, NotFound."""
        actor.require(Role.MANAGER, "bar")
        await self._known(uow, actor, customer_id)
        if now := await self.in_force(uow, customer_id):
            await self._note(uow, actor, customer_id, 0, "", now.reason)

    async def _known(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> None:
        await uow.customers.get(customer_id, actor.scope)

    async def _note(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, value: int, until: str, reason: str
    ) -> None:
        signal = Signal(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=SignalKind.BARRED,
            subject=until,
            value=Decimal(value),
            text=reason,
            at=self._clock.now(),
        )
        await uow.books.add_signals([signal])


def barring_text(barring: Barring, say: Texts) -> str:
    """Return a barring as a line: why, and until when."""
    key = f"bar-reason-{barring.reason}"
    reason = say(key) if say.has(key) else barring.reason
    if barring.until is None:
        return say("bar-open", reason=reason)
    return say("bar-until", reason=reason, day=f"{barring.until:%Y-%m-%d}")
