"""Contracts of customers, and the win rates of a team."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select, update

from bot.ports.contracts import Held, WinRate
from bot.storage.customer_rows import in_scope
from bot.storage.history_rows import contract_record, contract_values
from bot.storage.session import Session
from bot.storage.tables_contracts import contract, win_rate
from bot.storage.tables_customers import customer
from bot.storage.values_rows import outdate
from crm.base import Id
from crm.contracts import Contract, ContractState
from crm.errors import NotFound
from crm.history import Stage
from crm.people import Scope

_AT_ONCE = 500


class SqlContracts:
    """Implements `bot.ports.contracts.Contracts`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, contracts: Sequence[Contract]) -> None:
        """Store new contracts."""
        if contracts:
            await self._session.run(insert(contract), [contract_values(one) for one in contracts])
            await outdate(self._session, {one.customer_id for one in contracts})

    async def update(self, new: Contract) -> None:
        """Replace a stored contract or raise NotFound."""
        statement = update(contract).where(contract.c.id == new.id).values(**contract_values(new))
        if await self._session.count(statement) != 1:
            raise NotFound("contract", new.id)
        await outdate(self._session, {new.customer_id})

    async def get(self, id: Id, scope: Scope) -> Contract:
        """Return a contract of a customer in the scope or raise NotFound."""
        joined = select(contract).join(customer, customer.c.id == contract.c.customer_id)
        row = await self._session.row(joined.where(contract.c.id == id, in_scope(scope)))
        if row is None:
            raise NotFound("contract", id)
        return contract_record(row)

    async def of(self, customer_id: Id) -> Sequence[Contract]:
        """Return a customer's contracts, oldest first."""
        mine = select(contract).where(contract.c.customer_id == customer_id)
        rows = await self._session.rows(mine.order_by(contract.c.created_at, contract.c.id))
        return [contract_record(row) for row in rows]

    async def ending(self, scope: Scope, first_on: date, last_on: date, limit: int) -> Sequence[Contract]:
        """Return contracts not ended whose term is over between two days, soonest first."""
        statement = (
            select(contract)
            .join(customer, customer.c.id == contract.c.customer_id)
            .where(
                contract.c.ends_on >= first_on,
                contract.c.ends_on <= last_on,
                contract.c.state != ContractState.ENDED.value,
                in_scope(scope),
            )
            .order_by(contract.c.ends_on, contract.c.id)
            .limit(limit)
        )
        return [contract_record(row) for row in await self._session.rows(statement)]

    async def held(self, scope: Scope) -> Sequence[Held]:
        """Return every contract in a scope."""
        statement = (
            select(contract, customer.c.owner_id, customer.c.segment)
            .join(customer, customer.c.id == contract.c.customer_id)
            .where(in_scope(scope))
            .order_by(contract.c.id)
        )
        found = []
        for row in await self._session.rows(statement):
            values = dict(row)
            owner, segment = values.pop("owner_id"), values.pop("segment")
            found.append(Held(contract_record(values), owner, segment or ""))
        return found

    async def holders(self) -> Sequence[Id]:
        """Return all customers who have or had a contract."""
        rows = await self._session.rows(select(contract.c.customer_id).distinct())
        return [row["customer_id"] for row in rows]

    async def of_many(self, ids: Sequence[Id]) -> Sequence[Contract]:
        """Return the contracts of some customers."""
        found: list[Contract] = []
        for start in range(0, len(ids), _AT_ONCE):
            mine = select(contract).where(contract.c.customer_id.in_(ids[start : start + _AT_ONCE]))
            found += [contract_record(row) for row in await self._session.rows(mine.order_by(contract.c.id))]
        return found


class SqlWinRates:
    """Implements `bot.ports.contracts.WinRates`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, rates: Sequence[WinRate]) -> None:
        """Keep rates that hold from now on."""
        if rates:
            rows = [one.model_dump() | {"rate": Decimal(str(one.rate))} for one in rates]
            await self._session.run(insert(win_rate), rows)

    async def in_force(self, team_id: Id) -> dict[Stage, float]:
        """Return the rates a team set; stages it never touched are missing."""
        mine = select(win_rate.c.stage, win_rate.c.rate).where(win_rate.c.team_id == team_id)
        rows = await self._session.rows(mine.order_by(win_rate.c.at, win_rate.c.id))
        return {Stage(row["stage"]): float(row["rate"]) for row in rows}

    async def history(self, team_id: Id, limit: int) -> Sequence[WinRate]:
        """Return the rates a team set, latest first."""
        mine = select(win_rate).where(win_rate.c.team_id == team_id)
        latest = mine.order_by(win_rate.c.at.desc(), win_rate.c.id.desc()).limit(limit)
        rows = await self._session.rows(latest)
        return [WinRate.model_validate(dict(row) | {"rate": float(row["rate"])}) for row in rows]
