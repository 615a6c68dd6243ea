"""Purchases, touchpoints, opportunities and promises in the store."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.storage.database import SqlDatabase
from crm.customers import ChannelKind, Customer
from crm.errors import NotFound
from crm.history import (
    Direction,
    Opportunity,
    OpportunityState,
    Promise,
    PromiseState,
    Purchase,
    Stage,
    Touchpoint,
    TouchpointKind,
)
from crm.money import Money
from crm.people import Scope

Person = Callable[..., Customer]


@pytest.fixture
async def two(store: SqlDatabase, person: Person) -> SqlDatabase:
    """Return a store with the customers c0001 of li and c0002 of wang."""
    async with store.write() as unit:
        await unit.customers.add_many([person("张三"), person("李四", owner="wang")])
        await unit.commit()
    return store


def purchase(id: str, on: date, amount: str, **fields: object) -> Purchase:
    money = Money(amount=Decimal(amount))
    return Purchase(id=id, customer_id="c0001", product="电动车", amount=money, bought_on=on, **fields)


@pytest.mark.parametrize(
    "amount", ["0", "3800", "0.0001", "-199.5", "99999999999999.9999", "-99999999999999.9999", "1234567.89"]
)
async def test_amounts_come_back_to_the_last_digit(two: SqlDatabase, amount: str) -> None:
    line = purchase(
        "p",
        date(2026, 2, 28),
        amount,
        quantity=Decimal("99999999999.999"),
        margin=Money(amount=Decimal("0.1"), currency="USD"),
        category="车",
        unit="辆",
        note="旧车抵扣",
    )
    async with two.write() as unit:
        await unit.histories.add_purchases([line])
        await unit.commit()
    async with two.read() as unit:
        (found,) = await unit.histories.purchases("c0001")
    assert found == line
    assert isinstance(found.amount.amount, Decimal)


async def test_purchases_come_latest_first(two: SqlDatabase) -> None:
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2024, 1, 1)]
    async with two.write() as unit:
        await unit.histories.add_purchases([purchase(f"p{n}", day, "1") for n, day in enumerate(days)])
        assert [p.id for p in await unit.histories.purchases("c0001")] == ["p1", "p0", "p2"]
        assert [p.id for p in await unit.histories.purchases("c0001", 1)] == ["p1"]
        assert await unit.histories.purchases("c0002") == []


async def test_touchpoints_come_latest_first_to_the_microsecond(two: SqlDatabase, now: datetime) -> None:
    records = [
        Touchpoint(
            id=f"t{n}",
            customer_id="c0001",
            by="li",
            kind=TouchpointKind.VISIT,
            direction=Direction.OUT,
            channel=ChannelKind.VISIT,
            text="上门\n“看车” 🚲",
            at=now + timedelta(microseconds=n),
        )
        for n in range(3)
    ]
    async with two.write() as unit:
        await unit.histories.add_touchpoints(records)
        await unit.commit()
    async with two.read() as unit:
        assert await unit.histories.touchpoints("c0001") == list(reversed(records))


async def test_a_record_of_an_unknown_customer_is_refused(two: SqlDatabase) -> None:
    stray = purchase("p", date(2026, 1, 1), "1").model_copy(update={"customer_id": "nobody"})
    async with two.write() as unit:
        with pytest.raises(NotFound):
            await unit.histories.add_purchases([stray])


def opportunity(
    id: str, amount: str | None, now: datetime, customer: str = "c0001", **fields: object
) -> Opportunity:
    money = Money(amount=Decimal(amount)) if amount else None
    values = {"id": id, "customer_id": customer, "title": "换车", "amount": money, **fields}
    return Opportunity(created_at=now, updated_at=now, **values)


async def test_open_opportunities_of_the_scope_come_largest_first(
    two: SqlDatabase, now: datetime, li: Scope, east: Scope
) -> None:
    async with two.write() as unit:
        await unit.histories.add_opportunities(
            [
                opportunity("small", "900", now),
                opportunity("unknown", None, now),
                opportunity("large", "12000", now),
                opportunity("won", "50000", now, state=OpportunityState.WON),
                opportunity("theirs", "99000", now, customer="c0002"),
            ]
        )
        await unit.commit()
    async with two.read() as unit:
        mine = [o.id for o in await unit.histories.open_opportunities(li)]
        assert mine == ["large", "small", "unknown"]
        assert (await unit.histories.open_opportunities(east, 1))[0].id == "theirs"
        assert (await unit.histories.opportunities("c0001"))[-1].id == "won"


async def test_an_opportunity_moves_to_its_next_stage(two: SqlDatabase, now: datetime) -> None:
    before = opportunity("o", "900", now)
    after = before.model_copy(
        update={
            "stage": Stage.PROPOSAL,
            "expected_on": date(2026, 5, 1),
            "amount": None,
            "next_advance": "周六看车",
        }
    )
    async with two.write() as unit:
        await unit.histories.add_opportunities([before])
        await unit.histories.update_opportunity(after)
        assert await unit.histories.opportunities("c0001") == [after]
        for stray in (
            after.model_copy(update={"id": "x"}),
            after.model_copy(update={"customer_id": "c0002"}),
        ):
            with pytest.raises(NotFound):
                await unit.histories.update_opportunity(stray)


async def test_open_promises_fall_due_in_order_within_the_scope(
    two: SqlDatabase, now: datetime, li: Scope, east: Scope
) -> None:
    def promise(id: str, days: int | None, customer: str = "c0001", **fields: object) -> Promise:
        due = None if days is None else now + timedelta(days=days)
        return Promise(
            id=id, customer_id=customer, by="li", text="送货", due_at=due, created_at=now, **fields
        )

    async with two.write() as unit:
        await unit.histories.add_promises(
            [
                promise("later", 9),
                promise("soon", 1),
                promise("undated", None),
                promise("kept", 1, state=PromiseState.KEPT),
                promise("theirs", 2, "c0002"),
            ]
        )
        until = now + timedelta(days=5)
        assert [p.id for p in await unit.histories.due_promises(li, until)] == ["soon"]
        assert [p.id for p in await unit.histories.due_promises(east, until)] == ["soon", "theirs"]
        await unit.histories.update_promise(promise("soon", 1, state=PromiseState.BROKEN))
        assert await unit.histories.due_promises(li, until) == []
        ordered = [p.id for p in await unit.histories.promises("c0001")]
        assert ordered[2:] == ["later", "undated"]
        with pytest.raises(NotFound):
            await unit.histories.update_promise(promise("x", 1))


async def test_a_customers_file_holds_all_histories(two: SqlDatabase, now: datetime, li: Scope) -> None:
    bought = purchase("p", date(2026, 1, 1), "1")
    touched = Touchpoint(id="t", customer_id="c0001", by="li", kind=TouchpointKind.CALL, text="", at=now)
    promised = Promise(id="v", customer_id="c0001", by="li", text="回电", created_at=now)
    async with two.write() as unit:
        await unit.histories.add_purchases([bought])
        await unit.histories.add_touchpoints([touched])
        await unit.histories.add_opportunities([opportunity("o", "5", now)])
        await unit.histories.add_promises([promised])
        await unit.commit()
    async with two.read() as unit:
        (file,) = [file async for file in unit.customers.each(li)]
    assert file.customer.id == "c0001"
    assert (file.purchases, file.touchpoints, file.promises) == ((bought,), (touched,), (promised,))
    assert [o.id for o in file.opportunities] == ["o"]
