"""Teams, salespeople and invites in the store."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.ports import Dialogue, OutboxItem, StoredAdvice
from bot.storage.database import SqlDatabase
from crm.customers import Customer
from crm.errors import Conflict, NotFound
from crm.history import Touchpoint, TouchpointKind
from crm.people import Invite, Role, Salesperson, Scope

Person = Callable[..., Customer]


async def test_a_salesperson_is_found_by_the_telegram_account(store: SqlDatabase, now: datetime) -> None:
    ann = Salesperson(id="ann", team_id="east", name="安", telegram_id=9_000_000_001, created_at=now)
    async with store.write() as unit:
        await unit.people.add(ann)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.people.by_telegram(9_000_000_001) == ann
        assert await unit.people.by_telegram(1) is None
        assert [p.id for p in await unit.people.in_team("east")] == ["ann", "li", "wang"]


async def test_a_removed_salesperson_is_still_recognised(store: SqlDatabase, now: datetime) -> None:
    async with store.write() as unit:
        li = await unit.people.get("li")
        await unit.people.update(
            li.model_copy(update={"active": False, "telegram_id": 5, "role": Role.MANAGER})
        )
        await unit.commit()
    async with store.read() as unit:
        found = await unit.people.by_telegram(5)
    assert found is not None
    assert (found.active, found.role, found.created_at) == (False, Role.MANAGER, now)


async def test_two_salespeople_cannot_share_an_account(store: SqlDatabase, now: datetime) -> None:
    async with store.write() as unit:
        await unit.people.add(Salesperson(id="a", team_id="east", name="a", telegram_id=7, created_at=now))
        with pytest.raises(Conflict):
            await unit.people.add(
                Salesperson(id="b", team_id="east", name="b", telegram_id=7, created_at=now)
            )


async def test_who_is_not_there_is_not_found(store: SqlDatabase, now: datetime) -> None:
    async with store.write() as unit:
        for asked in (unit.people.get("x"), unit.people.team("x")):
            with pytest.raises(NotFound):
                await asked
        with pytest.raises(NotFound):
            await unit.people.update(Salesperson(id="x", team_id="east", name="x", created_at=now))


async def test_an_invite_is_used_once(store: SqlDatabase, now: datetime) -> None:
    invite = Invite(
        id="i",
        token_digest="d" * 64,
        team_id="east",
        created_by="li",
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    async with store.write() as unit:
        await unit.people.add_invite(invite)
        await unit.commit()
    async with store.write() as unit:
        assert await unit.people.invite("d" * 64) == invite
        assert await unit.people.use_invite("i", "wang", now) is True
        assert await unit.people.use_invite("i", "zhao", now) is False
        await unit.commit()
    async with store.read() as unit:
        used = await unit.people.invite("d" * 64)
        assert used is not None
        assert (used.used_by, used.used_at) == ("wang", now)
        assert await unit.people.invite("other") is None


async def test_removing_a_team_leaves_nothing_of_it_and_all_of_the_others(
    store: SqlDatabase, person: Person, now: datetime
) -> None:
    east, west = person("张大伯", "13800000001"), person("李四", owner="zhao", team="west")
    async with store.write() as unit:
        await unit.customers.add_many([east, west])
        touched = Touchpoint(
            id="t", customer_id=east.id, by="li", kind=TouchpointKind.CALL, text="问价", at=now
        )
        await unit.histories.add_touchpoints([touched])
        await unit.dialogues.put(Dialogue(chat_id=1, salesperson_id="li", updated_at=now))
        await unit.advices.add(
            StoredAdvice(id="a", salesperson_id="li", customer_id=None, turn={}, advice={}, created_at=now)
        )
        await unit.outbox.add(
            [OutboxItem(key="k", chat_id=1, method="m", payload={}, customer_id=east.id, created_at=now)]
        )
        await unit.commit()
    async with store.write() as unit:
        await unit.people.remove_team("east")
        await unit.commit()
    everything = Scope(team_id=None, owner_id=None)
    async with store.read() as unit:
        assert [team.id for team in await unit.people.teams()] == ["west"]
        assert [hit.id for hit in await unit.customers.recent(everything)] == [west.id]
        assert await unit.customers.search("13800000001", everything) == []
        assert await unit.histories.touchpoints(east.id) == []
        assert await unit.dialogues.get(1, "li") is None
        assert await unit.advices.get("a", "li") is None
        assert await unit.outbox.pending() == []
