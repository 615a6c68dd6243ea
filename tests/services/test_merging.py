"""Merging duplicates: previewed, done once, undone to the letter, erased with everything that went in."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.errors import InputRefused
from bot.ports import Dialogue
from bot.ports.offers import UsageProfile
from bot.services.erasing import ErasureService
from bot.services.merging import MergingService, Why
from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Customer, HouseholdMember, Note, Relation
from crm.errors import NotFound
from crm.history import Promise, Purchase, SignalKind, Touchpoint, TouchpointKind
from crm.money import Money
from crm.people import Actor

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def person(
    id: str, name: str = "申屠建华", *, phone: str = "", owner: str = "li", **more: object
) -> Customer:
    channels = (Channel(kind=ChannelKind.PHONE, address=phone),) if phone else ()
    values = {"id": id, "team_id": "north", "owner_id": owner, "name": name, "channels": channels}
    return Customer.model_validate({**values, "created_at": NOW, "updated_at": NOW, **more})


async def store(database: SqlDatabase, *customers: Customer) -> None:
    async with database.write() as uow:
        await uow.customers.add_many(customers)
        for one in customers:
            await uow.histories.add_purchases(
                [
                    Purchase(
                        id=f"b-{one.id}",
                        customer_id=one.id,
                        product="米",
                        amount=Money(amount=Decimal(9)),
                        bought_on=date(2026, 2, 1),
                    )
                ]
            )
            await uow.histories.add_touchpoints(
                [
                    Touchpoint(
                        id=f"t-{one.id}",
                        customer_id=one.id,
                        by="li",
                        kind=TouchpointKind.CALL,
                        text="在吗",
                        at=NOW,
                    )
                ]
            )
            await uow.histories.add_promises(
                [Promise(id=f"p-{one.id}", customer_id=one.id, by="li", text="送样品", created_at=NOW)]
            )
        await uow.commit()


@pytest.fixture
def merging(database: SqlDatabase, clock: "HandClock") -> MergingService:
    return MergingService(database, clock)


async def merged(merging: MergingService, database: SqlDatabase, actor: Actor, kept: str, gone: str) -> str:
    async with database.write() as uow:
        made = await merging.merge(uow, actor, kept, gone)
        await uow.commit()
    return made.id


async def test_the_same_number_name_or_sound_makes_a_candidate(
    merging: MergingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(
        database,
        person("a1", phone="13800000001"),
        person("a2", "别名", phone="13800000001"),
        person("b1", "林晓", company="春风小学"),
        person("b2", "林小", company="春风小学"),
        person("c1", "王芳"),
        person("c2", "王芳"),
        person("d1", "赵一", company="甲厂"),
        person("d2", "钱二", company="甲厂"),
        person("e1", "王芳", company="乙厂"),
        person("f1", "张伟", phone="13800000011"),
        person("f2", "张伟", phone="13800000022"),
    )
    found = {(p.kept_id, p.gone_id): p.why for p in await merging.pairs(crew.li)}
    assert found == {("a1", "a2"): Why.PHONE, ("b1", "b2"): Why.SOUND, ("c1", "c2"): Why.NAME}
    assert await merging.pairs(crew.wu) == []


async def test_a_pair_judged_different_is_not_shown_again(
    merging: MergingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1", phone="13800000001"), person("a2", phone="13800000001"))
    async with database.write() as uow:
        await merging.set_apart(uow, crew.li, "a2", "a1")
        await merging.set_apart(uow, crew.li, "a1", "a2")
        await uow.commit()
    assert await merging.pairs(crew.boss) == []


async def test_a_merge_moves_everything_and_an_undo_brings_it_back(
    merging: MergingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    child = HouseholdMember(id="h", relation=Relation.SON, name="豆豆")
    kept = person("a1", phone="13800000001", address="花园路1号")
    gone = person(
        "a2", "申屠建华", phone="13800000002", household=(child,), company="春风小学", do_not_contact=True
    )
    await store(database, kept, gone)
    async with database.write() as uow:
        dialogue = Dialogue(chat_id=1, salesperson_id="li", pinned_customer_id="a2", updated_at=NOW)
        await uow.dialogues.put(dialogue)
        await uow.commit()
    preview = await merging.preview(crew.li, "a1", "a2")
    assert (preview.purchases, preview.touchpoints, preview.promises) == (1, 1, 1)
    id = await merged(merging, database, crew.li, "a1", "a2")
    async with database.read() as uow:
        one = await uow.customers.get("a1", crew.li.scope)
        assert one.phones == ("13800000001", "13800000002")
        assert (one.company, one.do_not_contact, one.household[0].name) == ("春风小学", True, "豆豆")
        assert {p.id for p in await uow.histories.purchases("a1")} == {"b-a1", "b-a2"}
        assert [hit.id for hit in await uow.customers.search("13800000002", crew.li.scope)] == ["a1"]
        pinned = await uow.dialogues.get(1, "li")
        assert pinned is not None
        assert pinned.pinned_customer_id == "a1"
        with pytest.raises(NotFound):
            await uow.customers.get("a2", crew.li.scope)
    clock.forward(days=3)
    async with database.write() as uow:
        await merging.undo(uow, crew.li, id)
        await uow.commit()
    async with database.read() as uow:
        back = await uow.customers.get("a2", crew.li.scope)
        again = await uow.customers.get("a1", crew.li.scope)
        assert back == gone
        assert again.model_copy(update={"updated_at": kept.updated_at, "version": 1}) == kept
        assert {p.id for p in await uow.histories.purchases("a2")} == {"b-a2"}
        assert {t.id for t in await uow.histories.touchpoints("a1")} == {"t-a1"}
        assert [hit.id for hit in await uow.customers.search("13800000002", crew.li.scope)] == ["a2"]
        noted = await uow.books.signals("a1", SignalKind.MERGED)
        assert [signal.value for signal in noted] == [0, 1]


async def test_what_was_written_since_the_merge_survives_its_undo(
    merging: MergingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"), person("a2", phone="13800000002", company="春风小学"))
    id = await merged(merging, database, crew.li, "a1", "a2")
    async with database.write() as uow:
        now = await uow.customers.get("a1", crew.li.scope)
        note = Note(id="n", text="喜欢红色", by="li", at=NOW)
        changed = now.model_copy(update={"notes": (*now.notes, note), "company": "另一家", "tags": ("老客",)})
        await uow.customers.update(changed, crew.li.scope)
        await uow.commit()
    async with database.write() as uow:
        await merging.undo(uow, crew.boss, id)
        await uow.commit()
    async with database.read() as uow:
        kept = await uow.customers.get("a1", crew.li.scope)
    assert ([n.text for n in kept.notes], kept.company, kept.tags, kept.phones) == (
        ["喜欢红色"],
        "另一家",
        ("老客",),
        (),
    )


async def test_of_two_managers_merging_at_once_one_wins_and_the_other_is_told(
    merging: MergingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"), person("a2"))
    results = await asyncio.gather(
        merged(merging, database, crew.boss, "a1", "a2"),
        merged(merging, database, crew.admin, "a2", "a1"),
        merged(merging, database, crew.boss, "a1", "a2"),
        return_exceptions=True,
    )
    lost = [one for one in results if isinstance(one, BaseException)]
    assert len(lost) == 2
    assert all(isinstance(one, InputRefused) and one.reason == "merge-gone" for one in lost)
    async with database.read() as uow:
        assert await uow.customers.count(crew.boss.scope) == 1
        left = [file async for file in uow.customers.each(crew.boss.scope)]
        assert {p.id for p in left[0].purchases} == {"b-a1", "b-a2"}


async def test_undoing_twice_and_too_late_is_refused(
    merging: MergingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await store(database, person("a1"), person("a2"), person("a3"))
    first = await merged(merging, database, crew.li, "a1", "a2")
    second = await merged(merging, database, crew.li, "a1", "a3")
    async with database.write() as uow:
        await merging.undo(uow, crew.li, first)
        with pytest.raises(InputRefused, match="merge-undone"):
            await merging.undo(uow, crew.li, first)
        await uow.commit()
    clock.forward(days=31)
    async with database.write() as uow:
        with pytest.raises(InputRefused, match="merge-too-late"):
            await merging.undo(uow, crew.li, second)
    assert await merging.recent(crew.li) == []


async def test_nobody_merges_a_colleagues_customer_or_one_with_itself(
    merging: MergingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"), person("a2", owner="wu"))
    async with database.write() as uow:
        with pytest.raises(InputRefused, match="merge-gone"):
            await merging.merge(uow, crew.li, "a1", "a2")
        with pytest.raises(InputRefused, match="merge-same"):
            await merging.merge(uow, crew.li, "a1", "a1")
    with pytest.raises(InputRefused, match="merge-gone"):
        await merging.preview(crew.li, "a1", "a2")


async def test_erasing_a_merged_customer_erases_what_went_into_it(
    merging: MergingService, database: SqlDatabase, crew: "Crew", clock: "HandClock", tmp_path: Path
) -> None:
    await store(database, person("a1"), person("a2", "慕容雪晴", phone="13855556666"), person("a3", "慕容雪"))
    await merged(merging, database, crew.li, "a2", "a3")
    await merged(merging, database, crew.li, "a1", "a2")
    async with database.write() as uow:
        await ErasureService(database, clock, tmp_path).erase(uow, crew.li, "a1")
        await uow.commit()
    async with database.read() as uow:
        assert {one.customer_id for one in await uow.erasures.all()} == {"a1", "a2", "a3"}
        assert await uow.records.merges(crew.boss.scope, NOW) == []
        rows = await uow.session.rows(text("SELECT * FROM customer_merge"))
        assert rows == []


async def test_erasing_one_of_two_after_an_undo_leaves_the_other(
    merging: MergingService, database: SqlDatabase, crew: "Crew", clock: "HandClock", tmp_path: Path
) -> None:
    await store(database, person("a1"), person("a2", "慕容雪晴"))
    id = await merged(merging, database, crew.li, "a1", "a2")
    async with database.write() as uow:
        await merging.undo(uow, crew.li, id)
        await ErasureService(database, clock, tmp_path).erase(uow, crew.li, "a1")
        await uow.commit()
    async with database.read() as uow:
        assert (await uow.customers.get("a2", crew.li.scope)).name == "慕容雪晴"
        assert {one.customer_id for one in await uow.erasures.all()} == {"a1"}


def _use(id: str, minutes: int) -> UsageProfile:
    return UsageProfile(
        customer_id=id, usage={"minutes": Decimal(minutes)}, as_of=date(2026, 3, 1), stated_by="li"
    )


async def _merged(database: SqlDatabase, merging: MergingService, actor: Actor) -> str:
    async with database.write() as uow:
        made = await merging.merge(uow, actor, "a", "b")
        await uow.commit()
    return made.id


async def _undone(database: SqlDatabase, merging: MergingService, actor: Actor, id: str) -> None:
    async with database.write() as uow:
        await merging.undo(uow, actor, id)
        await uow.commit()


@pytest.mark.parametrize(("kept_has_own", "changed_since"), [(True, False), (False, False), (False, True)])
async def test_what_stands_once_for_a_customer_comes_back_from_an_undo(
    database: SqlDatabase, merging: MergingService, crew: "Crew", *, kept_has_own: bool, changed_since: bool
) -> None:
    await store(database, person("a"), person("b"))
    async with database.write() as uow:
        await uow.offers.put_usage([_use("b", 300), *([_use("a", 50)] if kept_has_own else [])])
        await uow.commit()
    id = await _merged(database, merging, crew.li)
    if changed_since:
        async with database.write() as uow:
            await uow.offers.put_usage([_use("a", 77)])
            await uow.commit()
    await _undone(database, merging, crew.li, id)
    async with database.read() as uow:
        kept, gone = await uow.offers.usage("a"), await uow.offers.usage("b")
    assert gone == _use("b", 300)
    if changed_since:
        assert kept == _use("a", 77)
    else:
        assert kept == (_use("a", 50) if kept_has_own else None)
