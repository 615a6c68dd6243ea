"""Dated records of customers as rows and back."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict, TypeVar

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.session import Session
from bot.storage.tables_contracts import contract
from bot.storage.tables_histories import opportunity, promise, purchase, signal, touchpoint
from crm.base import Id
from crm.contracts import Contract
from crm.history import Opportunity, Promise, Purchase, Signal, Touchpoint

Values = dict[str, object]
_Item = TypeVar("_Item", Purchase, Touchpoint, Opportunity, Promise, Signal, Contract)


class Histories(TypedDict):
    """All dated records of one customer."""

    purchases: tuple[Purchase, ...]
    touchpoints: tuple[Touchpoint, ...]
    opportunities: tuple[Opportunity, ...]
    promises: tuple[Promise, ...]
    signals: tuple[Signal, ...]
    contracts: tuple[Contract, ...]


async def histories_of(session: Session, ids: Sequence[Id]) -> dict[Id, Histories]:
    """Return the dated records of several customers, each kind in order of time."""
    bought = await _grouped(session, purchase, purchase.c.bought_on, ids, purchase_record)
    touched = await _grouped(session, touchpoint, touchpoint.c.at, ids, touchpoint_record)
    possible = await _grouped(session, opportunity, opportunity.c.created_at, ids, opportunity_record)
    promised = await _grouped(session, promise, promise.c.created_at, ids, promise_record)
    seen = await _grouped(session, signal, signal.c.at, ids, signal_record)
    agreed = await _grouped(session, contract, contract.c.created_at, ids, contract_record)
    return {
        id: Histories(
            purchases=tuple(bought[id]),
            touchpoints=tuple(touched[id]),
            opportunities=tuple(possible[id]),
            promises=tuple(promised[id]),
            signals=tuple(seen[id]),
            contracts=tuple(agreed[id]),
        )
        for id in ids
    }


def purchase_values(record: Purchase) -> Values:
    """Return the column values of a purchase."""
    values: Values = record.model_dump(exclude={"amount", "margin"})
    margin = record.margin
    values |= {"amount": record.amount.amount, "currency": record.amount.currency}
    return values | {
        "margin": margin.amount if margin else None,
        "margin_currency": margin.currency if margin else None,
    }


def purchase_record(row: RowMapping) -> Purchase:
    """Return the purchase of a row."""
    values = dict(row)
    amount, currency = values.pop("amount"), values.pop("currency")
    margin, margin_currency = values.pop("margin"), values.pop("margin_currency")
    values["amount"] = {"amount": amount, "currency": currency}
    values["margin"] = None if margin is None else {"amount": margin, "currency": margin_currency}
    return Purchase.model_validate(values)


def touchpoint_record(row: RowMapping) -> Touchpoint:
    """Return the touchpoint of a row."""
    return Touchpoint.model_validate(dict(row))


def opportunity_values(record: Opportunity) -> Values:
    """Return the column values of an opportunity."""
    values: Values = record.model_dump(exclude={"amount"})
    amount = record.amount
    return values | {
        "amount": amount.amount if amount else None,
        "currency": amount.currency if amount else None,
    }


def opportunity_record(row: RowMapping) -> Opportunity:
    """Return the opportunity of a row."""
    values = dict(row)
    amount, currency = values.pop("amount"), values.pop("currency")
    values["amount"] = None if amount is None else {"amount": amount, "currency": currency}
    return Opportunity.model_validate(values)


def promise_record(row: RowMapping) -> Promise:
    """Return the promise of a row."""
    return Promise.model_validate(dict(row))


def signal_record(row: RowMapping) -> Signal:
    """Return the signal of a row."""
    return Signal.model_validate(dict(row))


def contract_values(record: Contract) -> Values:
    """Return the column values of a contract; its margin is in the same currency as its amount."""
    values: Values = record.model_dump(exclude={"amount", "margin"})
    values |= {"amount": record.amount.amount, "currency": record.amount.currency}
    return values | {"margin": record.margin.amount if record.margin else None}


def contract_record(row: Mapping[str, object] | RowMapping) -> Contract:
    """Return the contract of a row."""
    values = dict(row)
    amount, margin, currency = values.pop("amount"), values.pop("margin"), values.pop("currency")
    values["amount"] = {"amount": amount, "currency": currency}
    values["margin"] = None if margin is None else {"amount": margin, "currency": currency}
    return Contract.model_validate(values)


async def _grouped(
    session: Session,
    table: Table,
    time: ColumnElement[object],
    ids: Sequence[Id],
    record: Callable[[RowMapping], _Item],
) -> dict[Id, list[_Item]]:
    groups: dict[Id, list[_Item]] = defaultdict(list)
    statement = select(table).where(table.c.customer_id.in_(ids)).order_by(time, table.c.id)
    for row in await session.rows(statement):
        groups[row["customer_id"]].append(record(row))
    return groups
