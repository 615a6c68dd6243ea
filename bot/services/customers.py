"""What one does with customers. Rights are checked here: outside a person's scope nobody exists.

Use cases that write take the unit of work of the caller and do not commit; those that only read
open their own.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from pydantic import ValidationError

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.customer_records import Contactability, contactable, customer_of, join_household, notes_of
from bot.services.sentences_drafts import CustomerDraft, MemberDraft
from crm.barring import Barring, in_force
from crm.base import Id, Record, new_id
from crm.customers import (
    Channel,
    ChannelKind,
    Consent,
    Contact,
    Customer,
    CustomerKind,
    Personality,
    PersonalityObservation,
    Segment,
)
from crm.errors import NotFound
from crm.history import (
    Direction,
    Opportunity,
    OpportunityState,
    Promise,
    Purchase,
    SignalKind,
    Touchpoint,
    TouchpointKind,
)
from crm.people import Actor
from crm.ports import CustomerHit

__all__ = ["Contactability", "CustomerCard", "CustomerService", "FieldValue", "contactable"]

FieldValue = str | date | tuple[str, ...] | CustomerKind | Segment | None
EDITABLE = frozenset(
    {"kind", "name", "address_as", "company", "position", "segment", "address", "birthday", "tags"}
)
_ON_CARD = 10


class CustomerCard(Record):
    """A customer with what is needed to talk to them: latest contacts, purchases, promises, chances."""

    customer: Customer
    touchpoints: tuple[Touchpoint, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    promises: tuple[Promise, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    """Open ones only."""
    barring: Barring | None = None
    """Set while no offers are made."""
    today: date
    """The day the card was drawn, so that near dates can be said shortly."""


Renew = Callable[[BotUnitOfWork, Actor, Id], Awaitable[object]]
"""Reckons a customer's value anew inside a running transaction."""
_SMALL_TALK = frozenset({TouchpointKind.MESSAGE, TouchpointKind.ADVICE, TouchpointKind.NOTE})
"""What is said while a salesperson waits for an answer: it must not wait for reckoning."""


class CustomerService:
    """Look up, create, note, edit."""

    def __init__(self, database: Database, clock: Clock, *, renew: Renew | None = None) -> None:
        """Keep the collaborators; `renew` reckons a customer's value anew after a telling contact."""
        self._database, self._clock, self._renew = database, clock, renew

    # --- reading ---

    async def get(self, actor: Actor, customer_id: Id) -> Customer:
        """Return a customer or raise NotFound."""
        async with self._database.read() as uow:
            return await uow.customers.get(customer_id, actor.scope)

    async def show(self, actor: Actor, customer_id: Id) -> CustomerCard:
        """Return the card of a customer or raise NotFound."""
        async with self._database.read() as uow:
            return await self.card(uow, actor, customer_id)

    async def card(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> CustomerCard:
        """Return the card as seen inside a running transaction, or raise NotFound."""
        customer = await uow.customers.get(customer_id, actor.scope)
        opportunities = await uow.histories.opportunities(customer_id)
        return CustomerCard(
            customer=customer,
            today=self._clock.now().date(),
            barring=in_force(
                await uow.books.signals(customer_id, SignalKind.BARRED), self._clock.now().date()
            ),
            touchpoints=tuple(await uow.histories.touchpoints(customer_id, _ON_CARD)),
            purchases=tuple(await uow.histories.purchases(customer_id, _ON_CARD)),
            promises=tuple(await uow.histories.promises(customer_id)),
            opportunities=tuple(o for o in opportunities if o.state is OpportunityState.OPEN),
        )

    async def search(self, actor: Actor, text: str, limit: int = 8) -> Sequence[CustomerHit]:
        """Find by whatever was typed: part of a name, pinyin, phone tail, company."""
        async with self._database.read() as uow:
            return await uow.customers.search(text, actor.scope, limit)

    async def named(self, actor: Actor, name: str) -> Sequence[CustomerHit]:
        """Return the customers called exactly so: none, one, or several to choose between."""
        async with self._database.read() as uow:
            return await uow.customers.named([name], actor.scope)

    async def recent(self, actor: Actor, limit: int = 8) -> Sequence[CustomerHit]:
        """Return the customers touched last."""
        async with self._database.read() as uow:
            return await uow.customers.recent(actor.scope, limit)

    async def alike(self, actor: Actor, draft: CustomerDraft) -> Sequence[CustomerHit]:
        """Return customers a draft may mean: the same number first, then the same name."""
        async with self._database.read() as uow:
            hits = list(await uow.customers.by_phones(draft.phones, actor.scope)) if draft.phones else []
            names = [name for name in (draft.name, draft.address_as) if name]
            if names:
                hits += await uow.customers.named(names, actor.scope)
        return list({hit.id: hit for hit in hits}.values())

    async def may_contact(
        self, actor: Actor, customer_id: Id, kind: ChannelKind | None = None
    ) -> Contactability:
        """Say whether a customer may be contacted; raises NotFound outside the scope."""
        return contactable(await self.get(actor, customer_id), kind)

    # --- writing ---

    async def create(self, uow: BotUnitOfWork, actor: Actor, draft: CustomerDraft) -> Customer:
        """Store a new customer of the actor's. Raises InputRefused `new-nothing` for an empty draft."""
        if draft.is_empty:
            raise InputRefused("new-nothing")
        now = self._clock.now()
        customer = customer_of(draft, actor, now, now.date())
        await uow.customers.add(customer)
        return customer

    async def add_note(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, text: str) -> Customer:
        """Note something about a customer; it also becomes a touchpoint. Raises NotFound."""
        notes = notes_of(text, actor.salesperson_id, self._clock.now())
        if not notes:
            raise InputRefused("empty-text")
        saved = await self._change(uow, actor, customer_id, lambda c: {"notes": (*c.notes, *notes)})
        for note in notes:
            await self.add_touchpoint(
                uow, actor, customer_id, TouchpointKind.NOTE, note.text, Direction.INTERNAL
            )
        return saved

    async def add_touchpoint(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        customer_id: Id,
        kind: TouchpointKind,
        text: str,
        direction: Direction = Direction.IN,
        channel: ChannelKind | None = None,
    ) -> Touchpoint:
        """Record one contact of at most 4,000 characters. Raises NotFound."""
        await uow.customers.get(customer_id, actor.scope)
        touchpoint = Touchpoint(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=kind,
            direction=direction,
            channel=channel,
            text=text,
            at=self._clock.now(),
        )
        await uow.histories.add_touchpoints([touchpoint])
        if self._renew and (direction is Direction.OUT or kind not in _SMALL_TALK):
            await self._renew(uow, actor, customer_id)
        return touchpoint

    async def edit(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, changes: dict[str, FieldValue]
    ) -> Customer:
        """Change plain fields (see `EDITABLE`).

        Raises InputRefused `bad-field` for an unknown field or a value that does not fit, NotFound,
        Conflict.
        """
        unknown = changes.keys() - EDITABLE
        if unknown:
            raise InputRefused("bad-field", field=min(unknown))
        return await self._change(uow, actor, customer_id, lambda _: dict(changes))

    async def add_members(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, members: Sequence[MemberDraft]
    ) -> Customer:
        """Add people of the household, completing those already known. Raises NotFound."""
        return await self._change(
            uow, actor, customer_id, lambda c: {"household": join_household(c.household, tuple(members))}
        )

    async def put_contact(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, contact: Contact
    ) -> Customer:
        """Add a person inside a company, or replace the one with the same id. Raises NotFound."""
        return await self._change(
            uow,
            actor,
            customer_id,
            lambda c: {"contacts": (*(k for k in c.contacts if k.id != contact.id), contact)},
        )

    async def observe(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, personality: Personality, note: str = ""
    ) -> Customer:
        """Record behaviour seen today. Raises NotFound."""
        seen = PersonalityObservation(
            personality=personality,
            observed_on=self._clock.now().date(),
            observed_by=actor.salesperson_id,
            note=note,
        )
        return await self._change(uow, actor, customer_id, lambda c: {"personality": (*c.personality, seen)})

    async def set_consent(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        customer_id: Id,
        kind: ChannelKind,
        *,
        address: str = "",
        consent: Consent | None = None,
        do_not_contact: bool | None = None,
    ) -> Customer:
        """Set what a customer said about a kind of channel, or about one address of it.

        Raises NotFound when there is no such channel.
        """

        def change(channel: Channel) -> Channel:
            if channel.kind is not kind or (address and channel.address != address):
                return channel
            told = {"consent": consent, "do_not_contact": do_not_contact}
            return channel.model_copy(update={name: v for name, v in told.items() if v is not None})

        def changes(customer: Customer) -> dict[str, object]:
            if not any(c.kind is kind and address in ("", c.address) for c in customer.channels):
                raise NotFound("channel", address or kind.value)
            return {"channels": tuple(change(channel) for channel in customer.channels)}

        return await self._change(uow, actor, customer_id, changes)

    async def set_do_not_contact(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, *, value: bool = True
    ) -> Customer:
        """Set or lift a customer's wish not to be contacted at all. Raises NotFound."""
        return await self._change(uow, actor, customer_id, lambda _: {"do_not_contact": value})

    async def _change(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        customer_id: Id,
        changes: "Changes",
    ) -> Customer:
        customer = await uow.customers.get(customer_id, actor.scope)
        values = {**dict(customer), **changes(customer), "updated_at": self._clock.now()}
        try:
            changed = Customer.model_validate(values)
        except ValidationError as error:
            problem = error.errors()[0]
            raise InputRefused("bad-field", field=str(problem["loc"][0])) from error
        return await uow.customers.update(changed, actor.scope)


Changes = Callable[[Customer], dict[str, object]]
