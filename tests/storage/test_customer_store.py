"""Customers in the store: exact round trips, scopes, versions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from bot.storage.database import SqlDatabase
from crm.customers import (
    AgeBand,
    BuyingRole,
    Channel,
    ChannelKind,
    Consent,
    Contact,
    Customer,
    CustomerKind,
    HouseholdMember,
    Note,
    Personality,
    PersonalityObservation,
    Relation,
    Segment,
)
from crm.errors import Conflict, NotFound
from crm.people import Scope

Person = Callable[..., Customer]


@pytest.fixture
def rich(person: Person, now: datetime) -> Customer:
    return person(
        "周总",
        kind=CustomerKind.COMPANY,
        address_as="周总",
        company="晨光“新”能源 & Co.",
        position="总经理",
        segment=Segment.KEY_ACCOUNT,
        address="滨江路8号",
        birthday=date(1970, 2, 28),
        channels=(
            Channel(
                kind=ChannelKind.PHONE, address="+86 138-0000-0009", label="手机", consent=Consent.GRANTED
            ),
            Channel(kind=ChannelKind.WECHAT, address="zhou_9", do_not_contact=True),
        ),
        household=(
            HouseholdMember(id="h1", relation=Relation.GRANDDAUGHTER, name="小米", age_band=AgeBand.SCHOOL),
            HouseholdMember(id="h2", relation=Relation.SPOUSE, birthday=date(1972, 1, 1), has_say=True),
        ),
        contacts=(
            Contact(
                id="k1", name="钱会计", roles=(BuyingRole.FINANCIAL, BuyingRole.COACH), phone="13900000007"
            ),
        ),
        personality=(
            PersonalityObservation(
                personality=Personality.CALM, observed_on=date(2026, 1, 2), observed_by="li"
            ),
        ),
        tags=("老客户", "🚲"),
        notes=(Note(id="n1", text="要发票\n两张", by="li", at=now + timedelta(microseconds=1)),),
        do_not_contact=True,
    )


async def test_a_customer_comes_back_exactly_as_it_was(store: SqlDatabase, rich: Customer, li: Scope) -> None:
    async with store.write() as unit:
        await unit.customers.add(rich)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.customers.get(rich.id, li) == rich


async def test_outside_the_scope_a_customer_does_not_exist(
    store: SqlDatabase, person: Person, li: Scope, wang: Scope, east: Scope
) -> None:
    mine, theirs = person("张三", "13800000001"), person("张五", "13800000002", owner="wang")
    far = person("张九", "13800000003", owner="zhao", team="west")
    async with store.write() as unit:
        await unit.customers.add_many([mine, theirs, far])
        for scope, foreign in (
            (li, theirs),
            (wang, mine),
            (east, far),
            (Scope(team_id="west", owner_id="li"), mine),
        ):
            with pytest.raises(NotFound):
                await unit.customers.get(foreign.id, scope)
            with pytest.raises(NotFound):
                await unit.customers.update(foreign, scope)
            with pytest.raises(NotFound):
                await unit.customers.erase(foreign.id, scope)
            assert foreign.id not in [hit.id for hit in await unit.customers.search("张", scope)]
            assert await unit.customers.named([foreign.name], scope) == []
            assert await unit.customers.by_phones(foreign.phones, scope) == []
        await unit.commit()
    async with store.read() as unit:
        counts = [await unit.customers.count(s) for s in (li, wang, east, Scope(team_id=None, owner_id=None))]
        assert counts == [1, 1, 2, 3]
        assert [hit.id for hit in await unit.customers.recent(east)] == [theirs.id, mine.id]
        assert [file.customer.id async for file in unit.customers.each(li)] == [mine.id]


async def test_a_save_over_an_older_version_is_a_conflict(
    store: SqlDatabase, person: Person, li: Scope
) -> None:
    first = person("张三")
    async with store.write() as unit:
        await unit.customers.add(first)
        saved = await unit.customers.update(first.model_copy(update={"name": "张三丰"}), li)
        assert saved.version == 2
        with pytest.raises(Conflict):
            await unit.customers.update(first.model_copy(update={"name": "张四"}), li)
        await unit.commit()
    async with store.read() as unit:
        assert (await unit.customers.get(first.id, li)).name == "张三丰"


async def test_a_second_customer_of_the_same_identity_is_a_conflict(
    store: SqlDatabase, person: Person
) -> None:
    twin = person("张三")
    async with store.write() as unit:
        await unit.customers.add(twin)
        with pytest.raises(Conflict):
            await unit.customers.add(twin)


async def test_a_new_name_or_owner_is_found_and_the_old_one_is_not(
    store: SqlDatabase, person: Person, li: Scope, wang: Scope
) -> None:
    before = person("张三", "13800000001")
    async with store.write() as unit:
        await unit.customers.add(before)
        renamed = await unit.customers.update(before.model_copy(update={"name": "李雷"}), li)
        assert [hit.name for hit in await unit.customers.search("lilei", li)] == ["李雷"]
        assert await unit.customers.search("张三", li) == []
        await unit.customers.update(renamed.model_copy(update={"owner_id": "wang"}), li)
        assert await unit.customers.search("李雷", li) == []
        assert [hit.name for hit in await unit.customers.search("0001", wang)] == ["李雷"]


async def test_walking_over_everything_gives_each_customer_once_in_order(
    store: SqlDatabase, person: Person, li: Scope
) -> None:
    people = [person(f"客户{number}") for number in range(1203)]
    async with store.write() as unit:
        await unit.customers.add_many(people)
        await unit.commit()
    async with store.read() as unit:
        walked = [file.customer.id async for file in unit.customers.each(li)]
    assert walked == sorted(customer.id for customer in people)


async def test_rebuilt_keys_find_what_the_old_ones_found(
    store: SqlDatabase, rich: Customer, li: Scope
) -> None:
    async with store.write() as unit:
        await unit.customers.add(rich)
        before = [await unit.customers.search(q, li) for q in ("周", "cg", "0009", "xiaomi", "qian")]
        assert await unit.customers.reindex() == 1
        after = [await unit.customers.search(q, li) for q in ("周", "cg", "0009", "xiaomi", "qian")]
    assert before == after
    assert all(before)
