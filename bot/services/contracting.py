"""Contracts of customers: noting, renewing, ending. Writing use cases take the caller's unit of work."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.contract_words import read_contract
from bot.services.customers import Renew
from crm.base import Id, Record, new_id
from crm.contracts import Contract, ContractState, renewed_until
from crm.people import Actor
from crm.value.subscriptions import months_of
from crm.value.thresholds import Thresholds

PERIODS = (1, 3, 6, 12)
AHEAD = timedelta(days=90)
_SINCE = timedelta(days=30)
_MOST = 60


class Agreed(Record):
    """A contract as a screen shows it."""

    contract: Contract
    customer: str
    days_left: int | None
    """Until its end; negative when that has passed, None without an end."""
    next_end: date
    """Where one more term would lead."""


class ContractService:
    """Reads and changes contracts; outside the scope none exists."""

    def __init__(
        self, database: Database, clock: Clock, rules: Thresholds, *, zone: ZoneInfo, renew: Renew
    ) -> None:
        """`renew` values the customer anew, since a contract is worth something; `zone` decides the day."""
        self._database, self._clock, self._rules = database, clock, rules
        self._zone, self._renew = zone, renew

    @property
    def today(self) -> date:
        """The seller's day."""
        return self._clock.now().astimezone(self._zone).date()

    async def of(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> tuple[str, tuple[Agreed, ...]]:
        """Return a customer's name and contracts, those that run first. Raises NotFound."""
        customer = await uow.customers.get(customer_id, actor.scope)
        name = customer.display_name
        found = [self._agreed(one, name) for one in await uow.contracts.of(customer_id)]
        return name, tuple(sorted(found, key=lambda one: not one.contract.runs(self.today)))

    async def get(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Agreed:
        """Return one contract or raise NotFound."""
        contract = await uow.contracts.get(id, actor.scope)
        customer = await uow.customers.get(contract.customer_id, actor.scope)
        return self._agreed(contract, customer.display_name)

    async def ending(self, actor: Actor) -> tuple[Agreed, ...]:
        """Return what ends within three months or ended in the last one, soonest first."""
        day = self.today
        async with self._database.read() as uow:
            found = await uow.contracts.ending(actor.scope, day - _SINCE, day + AHEAD, _MOST)
            hits = await uow.books.hits(list({one.customer_id for one in found}), actor.scope)
        names = {hit.id: hit.name for hit in hits}
        return tuple(self._agreed(one, names[one.customer_id]) for one in found if one.customer_id in names)

    async def add(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, sentence: str) -> Contract:
        """Store a contract told in a sentence; the same one again on a day is one.

        Raises NotFound outside the scope, InputRefused as `read_contract` does.
        """
        await uow.customers.get(customer_id, actor.scope)
        told, now = read_contract(sentence), self._clock.now()
        months = told.months or months_of(told.product, self._rules.lifetime) or 1
        for known in await uow.contracts.of(customer_id):
            same = (known.product, known.amount, known.started_on, known.ends_on)
            if same == (told.product, told.amount, told.started_on, told.ends_on):
                return known
        try:
            made = Contract(
                id=new_id(),
                customer_id=customer_id,
                product=told.product,
                amount=told.amount,
                months=months,
                started_on=told.started_on,
                ends_on=told.ends_on,
                created_at=now,
                updated_at=now,
            )
        except ValidationError:
            raise InputRefused("contract-bad-amount") from None
        await uow.contracts.add([made])
        await self._renew(uow, actor, customer_id)
        return made

    async def extend(self, uow: BotUnitOfWork, actor: Actor, id: Id, until: date) -> None:
        """Renew a contract to a day; already there is no change, so that pressing twice renews once."""
        contract = await uow.contracts.get(id, actor.scope)
        if contract.ends_on == until and contract.state is ContractState.RUNNING:
            return
        if renewed_until(contract, self.today) != until and contract.ends_on != until:
            raise InputRefused("old-button")
        await self._save(uow, actor, contract, ends_on=until, state=ContractState.RUNNING)

    async def put(self, uow: BotUnitOfWork, actor: Actor, id: Id, state: ContractState) -> None:
        """Say whether a contract runs on, stops with its term, or is over."""
        contract = await uow.contracts.get(id, actor.scope)
        if contract.state is not state:
            await self._save(uow, actor, contract, state=state)

    async def pay_every(self, uow: BotUnitOfWork, actor: Actor, id: Id, months: int) -> None:
        """Set the period of a contract. Raises InputRefused `old-button` for a period nobody offered."""
        if months not in PERIODS:
            raise InputRefused("old-button")
        contract = await uow.contracts.get(id, actor.scope)
        if contract.months != months:
            await self._save(uow, actor, contract, months=months)

    async def _save(self, uow: BotUnitOfWork, actor: Actor, contract: Contract, **changes: object) -> None:
        changed = contract.model_copy(update={**changes, "updated_at": self._clock.now()})
        await uow.contracts.update(changed)
        await self._renew(uow, actor, contract.customer_id)

    def _agreed(self, contract: Contract, customer: str) -> Agreed:
        day = self.today
        left = (contract.ends_on - day).days if contract.ends_on else None
        return Agreed(
            contract=contract, customer=customer, days_left=left, next_end=renewed_until(contract, day)
        )
