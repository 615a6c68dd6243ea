"""Carrying out a previewed import inside the caller's transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bot.ports import BotUnitOfWork
from bot.services.customer_records import join_customers
from bot.services.importing.json_files import Heading
from bot.services.importing.matching import EVERYTHING, known_ids, stored_matches
from bot.services.importing.staging import StagedRow, Staging
from crm.base import Id, Record, new_id
from crm.contracts import Contract
from crm.customers import Customer
from crm.errors import NotFound
from crm.folding import fold
from crm.history import Opportunity, Promise, Purchase, Signal, Touchpoint
from crm.people import Actor, Role, Salesperson
from crm.ports import CustomerFile

_BATCH = 500
_MANY = 100_000
_Dated = TypeVar("_Dated", Purchase, Touchpoint, Opportunity, Promise, Signal, Contract)
_History = tuple[Purchase | Touchpoint | Opportunity | Promise | Signal | Contract, ...]


class ImportReport(Record):
    """What an import did."""

    added: int
    merged: int
    skipped: int
    rejected: int
    rejected_file: Path | None = None
    conflicts: tuple[str, ...] = ()
    """Names of customers whose stored record differs from the imported one of the same identity."""
    reassigned: int = 0
    """Customers that came to the importing person because their owner is not known here."""


class Committer:
    """One carrying out of one preview."""

    def __init__(
        self, uow: BotUnitOfWork, actor: Actor, now: datetime, *, merge: bool, heading: Heading | None
    ) -> None:
        """Work inside the caller's transaction, which the caller commits."""
        self._uow, self._actor, self._now, self._merge = uow, actor, now, merge
        self._heading = heading
        self._stored: set[Id] = set()
        self._owners: dict[Id, Id] = {}
        self.added = self.merged = self.skipped = self.reassigned = 0
        self.conflicts: list[str] = []

    async def run(self, staging: Staging, progress: Callable[[int], None]) -> None:
        """Store the staged rows, batch by batch."""
        if self._heading is not None:
            self._owners = await self._prepare_owners(self._heading)
        later = _joined_later(staging.read_rows())
        rows = (row for row in staging.read_rows() if row.same_as is None)
        done = 0
        while batch := list(islice(rows, _BATCH)):
            await self._batch([self._with_repeats(row, later) for row in batch])
            done += len(batch)
            progress(done)

    def _with_repeats(self, row: StagedRow, later: dict[Id, list[CustomerFile]]) -> CustomerFile:
        """Join the rows of the file about one customer; a repeated line's purchase always counts."""
        file = row.file
        for repeat in later.get(file.customer.id, ()):
            same_name = repeat.customer.name in ("", file.customer.name)
            if self._merge:
                file = _with(file, join_customers(file.customer, repeat.customer, self._now), repeat)
                self.merged += 1
            elif (repeat.purchases or repeat.contracts) and same_name:
                file = _with(file, file.customer, repeat)
                self.merged += 1
            else:
                self.skipped += 1
        return file

    async def _batch(self, files: list[CustomerFile]) -> None:
        files = [self._owned(file) for file in files]
        customers = [file.customer for file in files]
        scope = self._actor.scope
        matches: dict[Id, Id] = {}
        if not await self._is_empty():
            matches = await stored_matches(self._uow, customers, scope, self._stored)
            if self._heading is not None:
                matches |= await known_ids(self._uow, customers, scope)
        new = [file for file in files if file.customer.id not in matches]
        await self._add(new)
        for file in files:
            if file.customer.id in matches:
                await self._known(file, matches[file.customer.id])

    async def _is_empty(self) -> bool:
        return await self._uow.customers.count(EVERYTHING) == len(self._stored)

    async def _add(self, files: Sequence[CustomerFile]) -> None:
        taken: dict[Id, Id] = {}
        if self._heading is not None and not await self._is_empty():
            # Somebody else's customer may have the id; that it exists is not to be learned from here.
            taken = await known_ids(self._uow, [file.customer for file in files], EVERYTHING)
        files = [_renamed(file) if file.customer.id in taken else file for file in files]
        await self._uow.customers.add_many([file.customer for file in files])
        await self._histories(files)
        self._stored |= {file.customer.id for file in files}
        self.added += len(files)

    async def _histories(self, files: Sequence[CustomerFile]) -> None:
        histories = self._uow.histories
        await histories.add_purchases([record for file in files for record in file.purchases])
        await histories.add_touchpoints([record for file in files for record in file.touchpoints])
        await histories.add_opportunities([record for file in files for record in file.opportunities])
        await histories.add_promises([record for file in files for record in file.promises])
        await self._uow.books.add_signals([record for file in files for record in file.signals])
        await self._uow.contracts.add([record for file in files for record in file.contracts])

    async def _known(self, file: CustomerFile, id: Id) -> None:
        scope = self._actor.scope
        known = await self._uow.customers.get(id, scope)
        if id == file.customer.id and _differs(known, file.customer):
            self.conflicts.append(known.display_name)
        if not self._merge:
            self.skipped += 1
            return
        joined = join_customers(known, file.customer, self._now)
        if joined.model_copy(update={"updated_at": known.updated_at}) != known:
            await self._uow.customers.update(joined, scope)
        await self._histories([await self._missing(file, id)])
        self.merged += 1

    async def _missing(self, file: CustomerFile, id: Id) -> CustomerFile:
        """Return the histories of a file that the stored customer does not have yet, under its id."""
        histories = self._uow.histories
        purchases = await histories.purchases(id, _MANY)
        touchpoints = await histories.touchpoints(id, _MANY)
        same_lines = {_line(purchase) for purchase in purchases}
        return CustomerFile(
            customer=file.customer,
            purchases=tuple(p for p in _under(id, file.purchases, purchases) if _line(p) not in same_lines),
            touchpoints=_under(id, file.touchpoints, touchpoints),
            opportunities=_under(id, file.opportunities, await histories.opportunities(id)),
            promises=_under(id, file.promises, await histories.promises(id)),
            signals=_under(id, file.signals, await self._uow.books.signals(id)),
            contracts=await self._contracts(file, id),
        )

    async def _contracts(self, file: CustomerFile, id: Id) -> tuple[Contract, ...]:
        """Return what is new; a contract of the same article and start is the known one, as it stands now."""
        known = await self._uow.contracts.of(id)
        same = {_agreed(one): one for one in known}
        for one in file.contracts:
            before = same.get(_agreed(one))
            if before and before.id != one.id:
                kept: dict[str, object] = {
                    "id": before.id,
                    "customer_id": id,
                    "created_at": before.created_at,
                    "margin": one.margin or before.margin,
                    "ends_on": one.ends_on or before.ends_on,
                    "note": one.note or before.note,
                }
                await self._uow.contracts.update(one.model_copy(update=kept))
        return tuple(one for one in _under(id, file.contracts, known) if _agreed(one) not in same)

    def _owned(self, file: CustomerFile) -> CustomerFile:
        """Give a customer from a JSON export to its owner where that is known and allowed."""
        if self._heading is None:
            return file
        customer = file.customer
        team = self._owners.get(customer.owner_id)
        if team == customer.team_id:
            return file
        if customer.owner_id != self._actor.salesperson_id:
            self.reassigned += 1
        mine = {"team_id": self._actor.team_id, "owner_id": self._actor.salesperson_id}
        return file.model_copy(update={"customer": customer.model_copy(update=mine)})

    async def _prepare_owners(self, heading: Heading) -> dict[Id, Id]:
        """Return the owners the actor may assign, as id → team; an admin brings missing ones back.

        People come back without an account and inactive: a file lets nobody in.
        """
        people, actor = self._uow.people, self._actor
        if actor.role is Role.ADMIN:
            known_teams = {team.id for team in await people.teams()}
            for team in heading.teams:
                if team.id not in known_teams:
                    await people.add_team(team.model_copy(update={"is_sample": False}))
            for person in heading.people:
                await self._bring_back(person.model_dump())
        teams = [t.id for t in await people.teams()] if actor.role is Role.ADMIN else [actor.team_id]
        everybody = [person for team in teams for person in await people.in_team(team)]
        if actor.role is Role.SALESPERSON:
            everybody = [person for person in everybody if person.id == actor.salesperson_id]
        return {person.id: person.team_id for person in everybody}

    async def _bring_back(self, values: dict[str, object]) -> None:
        person = Salesperson.model_validate(
            values | {"active": False, "telegram_id": None, "role": Role.SALESPERSON}
        )
        try:
            await self._uow.people.get(person.id)
        except NotFound:
            await self._uow.people.add(person)


def _joined_later(rows: Iterator[StagedRow]) -> dict[Id, list[CustomerFile]]:
    later: dict[Id, list[CustomerFile]] = {}
    for row in rows:
        if row.same_as is not None:
            later.setdefault(row.same_as, []).append(row.file)
    return later


def _with(file: CustomerFile, customer: Customer, repeat: CustomerFile) -> CustomerFile:
    known = {_line(purchase) for purchase in file.purchases}
    bought = [p for p in repeat.purchases if _line(p) not in known]
    moved = tuple(p.model_copy(update={"customer_id": customer.id}) for p in bought)
    agreed = {_agreed(contract) for contract in file.contracts}
    more = [c for c in repeat.contracts if _agreed(c) not in agreed]
    contracts = (*file.contracts, *(c.model_copy(update={"customer_id": customer.id}) for c in more))
    return file.model_copy(
        update={"customer": customer, "purchases": (*file.purchases, *moved), "contracts": contracts}
    )


def _line(purchase: Purchase) -> tuple[object, ...]:
    return purchase.product, purchase.bought_on, purchase.amount, purchase.quantity


def _agreed(contract: Contract) -> tuple[object, ...]:
    return fold(contract.product), contract.started_on


def _differs(known: Customer, other: Customer) -> bool:
    unimportant: dict[str, object] = {"version": 1, "updated_at": known.updated_at}
    return known.model_copy(update=unimportant) != other.model_copy(update=unimportant)


def _under(id: Id, records: Iterable[_Dated], known: Iterable[_Dated]) -> tuple[_Dated, ...]:
    ids = {record.id for record in known}
    return tuple(record.model_copy(update={"customer_id": id}) for record in records if record.id not in ids)


def _renamed(file: CustomerFile) -> CustomerFile:
    """Return the file under a new identity throughout."""
    id = new_id()

    def again(records: _History) -> list[dict[str, object]]:
        return [record.model_dump() | {"id": new_id(), "customer_id": id} for record in records]

    return CustomerFile.model_validate(
        {
            "customer": file.customer.model_copy(update={"id": id}),
            "purchases": again(file.purchases),
            "touchpoints": again(file.touchpoints),
            "opportunities": again(file.opportunities),
            "promises": again(file.promises),
            "signals": again(file.signals),
            "contracts": again(file.contracts),
        }
    )
