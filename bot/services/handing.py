"""Handing customers from one salesperson to another: preview, doing it, the stories, taking it back."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.records import HandOver
from bot.services.stories import Story, story
from bot.services.texts import Texts
from crm.base import Id, Record, new_id
from crm.errors import NotAllowed, NotFound
from crm.history import OpportunityState, PromiseState, Signal, SignalKind
from crm.people import Actor, Role, Salesperson
from crm.value.thresholds import Thresholds

UNDO_STAYS = timedelta(days=30)
"""How long a hand-over can be taken back."""
MOST = 20_000
"""Customers handed over at once; what is left goes with the next press."""
_LOOKED_AT = 200
_SHOWN = 3


class Owner(Record):
    """A salesperson, also a removed one, with the number of customers."""

    person: Salesperson
    customers: int


class HandOverPreview(Record):
    """What would go from whom to whom."""

    giver: Salesperson
    taker: Salesperson
    customers: int
    deals: int
    """Open opportunities, of the customers touched last (at most 200)."""
    promises: int
    """Open promises of the same."""
    stories: tuple[tuple[str, Story], ...]
    """Of the first few: name and story."""


class HandingService:
    """A manager's act; whoever takes over reads the stories."""

    def __init__(
        self, database: Database, clock: Clock, rules: Thresholds, texts: Texts, *, zone: ZoneInfo
    ) -> None:
        """Keep the collaborators; `zone` decides which day it is."""
        self._database, self._clock, self._rules = database, clock, rules
        self._say, self._zone = texts, zone

    @property
    def today(self) -> date:
        """The team's day."""
        return self._clock.now().astimezone(self._zone).date()

    async def owners(self, actor: Actor) -> Sequence[Owner]:
        """Return everybody in the actor's own team who has customers, those removed first."""
        actor.require(Role.MANAGER, "hand-over")
        async with self._database.read() as uow:
            counts = await uow.records.owners(actor.scope)
            people = await uow.people.in_team(actor.team_id)
        found = [Owner(person=p, customers=counts[p.id]) for p in people if counts.get(p.id)]
        return sorted(found, key=lambda one: (one.person.active, -one.customers))

    async def takers(self, actor: Actor, giver_id: Id) -> Sequence[Salesperson]:
        """Return who may take over: active people of the same team."""
        actor.require(Role.MANAGER, "hand-over")
        async with self._database.read() as uow:
            giver = await self._person(uow, actor, giver_id)
            people = await uow.people.in_team(giver.team_id)
        return [person for person in people if person.active and person.id != giver_id]

    async def owner_of(self, actor: Actor, customer_id: Id) -> Id:
        """Return who looks after a customer. Raises NotAllowed, NotFound."""
        actor.require(Role.MANAGER, "hand-over")
        async with self._database.read() as uow:
            return (await uow.customers.get(customer_id, actor.scope)).owner_id

    async def preview(
        self, actor: Actor, giver_id: Id, taker_id: Id, customer_id: Id | None = None
    ) -> HandOverPreview:
        """Return what would go. Raises NotAllowed, NotFound, InputRefused (`hand-…`)."""
        async with self._database.read() as uow:
            giver, taker = await self._both(uow, actor, giver_id, taker_id)
            ids = await self._ids(uow, actor, giver_id, customer_id)
            files = await uow.books.files(ids[:_LOOKED_AT], actor.scope)
        place = {id: n for n, id in enumerate(ids)}
        ordered = sorted(files, key=lambda file: place[file.customer.id])
        return HandOverPreview(
            giver=giver,
            taker=taker,
            customers=len(ids),
            deals=sum(d.state is OpportunityState.OPEN for f in files for d in f.opportunities),
            promises=sum(p.state is PromiseState.OPEN for f in files for p in f.promises),
            stories=tuple(
                (file.customer.display_name, story(file, self.today, self._rules, self._say))
                for file in ordered[:_SHOWN]
            ),
        )

    async def hand_over(
        self, uow: BotUnitOfWork, actor: Actor, giver_id: Id, taker_id: Id, customer_id: Id | None = None
    ) -> HandOver:
        """Give all customers of somebody, or one, to a colleague.

        Raises NotAllowed for a salesperson, NotFound outside the team, InputRefused `hand-same` for
        somebody with themselves, `hand-removed` for a taker who left, `hand-nothing` when there is
        nothing to give (any more).
        """
        await self._both(uow, actor, giver_id, taker_id)
        wanted = await self._ids(uow, actor, giver_id, customer_id)
        now = self._clock.now()
        ids = await uow.records.hand(wanted, giver_id, taker_id, now)
        if not ids:
            raise InputRefused("hand-nothing")
        made = HandOver(
            id=new_id(),
            team_id=(await uow.people.get(taker_id)).team_id,
            from_id=giver_id,
            to_id=taker_id,
            by=actor.salesperson_id,
            at=now,
            customer_ids=tuple(ids),
        )
        await uow.records.add_hand_over(made)
        await self._note(uow, actor, ids, giver_id, taker_id)
        return made

    async def recent(self, actor: Actor, limit: int = 6) -> Sequence[HandOver]:
        """Return hand-overs that can still be taken back, latest first."""
        actor.require(Role.MANAGER, "hand-over")
        async with self._database.read() as uow:
            return await uow.records.hand_overs(actor.scope, self._clock.now() - UNDO_STAYS, limit)

    async def undo(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> int:
        """Give back what is still with whoever took over; return how many customers.

        Raises NotAllowed, NotFound, InputRefused `hand-too-late` and `hand-undone`.
        """
        actor.require(Role.MANAGER, "hand-over")
        made = await uow.records.hand_over(id, actor.scope)
        now = self._clock.now()
        if now - made.at > UNDO_STAYS:
            raise InputRefused("hand-too-late", days=UNDO_STAYS.days)
        if not await uow.records.undo_hand_over(id, now):
            raise InputRefused("hand-undone")
        ids = await uow.records.hand(made.customer_ids, made.to_id, made.from_id, now)
        await self._note(uow, actor, ids, made.to_id, made.from_id)
        return len(ids)

    async def story_of(self, actor: Actor, customer_id: Id) -> tuple[str, Story]:
        """Return a customer's name and story. Raises NotFound outside the scope."""
        async with self._database.read() as uow:
            files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        return files[0].customer.display_name, story(files[0], self.today, self._rules, self._say)

    async def handed(self, actor: Actor, id: Id, limit: int = 20) -> Sequence[tuple[Id, str]]:
        """Return id and name of the customers of a hand-over that the actor may see."""
        async with self._database.read() as uow:
            made = await uow.records.hand_over(id, actor.scope)
            hits = await uow.books.hits(made.customer_ids[:limit], actor.scope)
        return [(hit.id, hit.name) for hit in hits]

    async def _both(
        self, uow: BotUnitOfWork, actor: Actor, giver_id: Id, taker_id: Id
    ) -> tuple[Salesperson, Salesperson]:
        actor.require(Role.MANAGER, "hand-over")
        if giver_id == taker_id:
            raise InputRefused("hand-same")
        giver = await self._person(uow, actor, giver_id)
        taker = await self._person(uow, actor, taker_id)
        if giver.team_id != taker.team_id:
            raise NotAllowed("hand-over")
        if not taker.active:
            raise InputRefused("hand-removed", name=taker.name)
        return giver, taker

    async def _person(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Salesperson:
        person = await uow.people.get(id)
        if actor.scope.team_id not in {None, person.team_id}:
            raise NotFound("salesperson", id)
        return person

    async def _ids(
        self, uow: BotUnitOfWork, actor: Actor, giver_id: Id, customer_id: Id | None
    ) -> Sequence[Id]:
        if customer_id is None:
            ids = await uow.records.owned(giver_id, actor.scope, MOST)
        else:
            customer = await uow.customers.get(customer_id, actor.scope)
            ids = [customer.id] if customer.owner_id == giver_id else []
        if not ids:
            raise InputRefused("hand-nothing")
        return ids

    async def _note(self, uow: BotUnitOfWork, actor: Actor, ids: Sequence[Id], giver: Id, taker: Id) -> None:
        at = self._clock.now()
        await uow.books.add_signals(
            [
                Signal(
                    id=new_id(),
                    customer_id=id,
                    by=actor.salesperson_id,
                    kind=SignalKind.HANDED_OVER,
                    subject=giver,
                    value=Decimal(1),
                    text=taker,
                    at=at,
                )
                for id in ids
            ]
        )
