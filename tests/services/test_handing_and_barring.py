"""Handing customers over, and keeping somebody from offers for a while: a manager's acts, undoable."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.ports import Job, JobKind, JobState
from bot.services.barring import BarringService
from bot.services.briefs import Fact, FactKind, FactRole
from bot.services.erasing import ErasureService
from bot.services.facts.withheld import without_offers
from bot.services.handing import HandingService
from bot.services.stories import story
from bot.services.texts import LOCALES, Texts
from bot.storage.database import SqlDatabase
from crm.customers import Customer
from crm.errors import NotAllowed, NotFound
from crm.history import (
    Opportunity,
    OpportunityState,
    Promise,
    Purchase,
    Signal,
    SignalKind,
    Stage,
    Touchpoint,
    TouchpointKind,
)
from crm.money import Money
from crm.ports import CustomerFile
from crm.value.thresholds import built_in
from tests.services.test_merging import person, store

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ZH = Texts("zh")


@pytest.fixture
def handing(database: SqlDatabase, clock: "HandClock") -> HandingService:
    return HandingService(database, clock, built_in(), ZH, zone=ZONE)


@pytest.fixture
def barring(database: SqlDatabase, clock: "HandClock") -> BarringService:
    return BarringService(database, clock, zone=ZONE)


async def test_customers_go_to_a_colleague_who_finds_them_and_come_back(
    handing: HandingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(
        database, person("a1", "慕容雪", phone="13800000001"), person("a2"), person("w", "乙", owner="wu")
    )
    preview = await handing.preview(crew.boss, "li", "wu")
    assert (preview.customers, preview.promises) == (2, 2)
    async with database.write() as uow:
        made = await handing.hand_over(uow, crew.boss, "li", "wu")
        await uow.commit()
    async with database.read() as uow:
        assert [hit.id for hit in await uow.customers.search("慕容", crew.wu.scope)] == ["a1"]
        assert [hit.id for hit in await uow.customers.search("0001", crew.wu.scope)] == ["a1"]
        assert await uow.customers.search("慕容", crew.li.scope) == []
        assert await uow.customers.count(crew.wu.scope) == 3
        assert (await uow.books.signals("a1", SignalKind.HANDED_OVER))[0].text == "wu"
    assert dict(await handing.handed(crew.wu, made.id)) == {"a1": "慕容雪", "a2": "申屠建华"}
    assert await handing.handed(crew.li, made.id) == []
    async with database.write() as uow:
        # One went on to somebody else meanwhile: it stays there.
        await uow.records.hand(["a2"], "wu", "boss", NOW)
        assert await handing.undo(uow, crew.boss, made.id) == 1
        await uow.commit()
    async with database.read() as uow:
        assert [hit.id for hit in await uow.customers.search("慕容", crew.li.scope)] == ["a1"]
        assert await uow.customers.count(crew.wu.scope) == 1
    async with database.write() as uow:
        with pytest.raises(InputRefused, match="hand-undone"):
            await handing.undo(uow, crew.boss, made.id)


async def test_customers_of_somebody_who_left_can_be_handed_over_but_not_to_them(
    handing: HandingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"))
    async with database.write() as uow:
        li = await uow.people.get("li")
        await uow.people.update(li.model_copy(update={"active": False}))
        await uow.commit()
    assert [(one.person.id, one.person.active) for one in await handing.owners(crew.boss)] == [("li", False)]
    assert "li" not in {p.id for p in await handing.takers(crew.boss, "wu")}
    with pytest.raises(InputRefused, match="hand-removed"):
        await handing.preview(crew.boss, "wu", "li")
    async with database.write() as uow:
        assert (await handing.hand_over(uow, crew.boss, "li", "wu")).customer_ids == ("a1",)
        with pytest.raises(InputRefused, match="hand-nothing"):
            await handing.hand_over(uow, crew.boss, "li", "wu")


async def test_what_was_promised_and_is_to_be_reminded_of_goes_with_the_customer(
    handing: HandingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"), person("a2"))

    def job(id: str, customer_id: str | None, kind: JobKind, state: JobState = JobState.WAITING) -> Job:
        values = {"id": id, "customer_id": customer_id, "kind": kind, "state": state, "owner_id": "li"}
        return Job.model_validate({**values, "due_at": NOW, "created_by": "li", "created_at": NOW})

    jobs = (
        job("call", "a1", JobKind.REMINDER),
        job("rang", "a1", JobKind.REMINDER, JobState.SENT),
        job("due", "a1", JobKind.PROMISE),
        job("done", "a1", JobKind.REMINDER, JobState.DONE),
        job("other", "a2", JobKind.REMINDER),
        job("own", None, JobKind.REMINDER),
    )
    async with database.write() as uow:
        await uow.jobs.add(jobs)
        made = await handing.hand_over(uow, crew.boss, "li", "wu", "a1")
        await uow.commit()

    async def owners() -> dict[str, str]:
        async with database.read() as uow:
            found = {one.id: await uow.jobs.get(one.id) for one in jobs}
            promised = {f"promised {id}": (await uow.histories.promises(id))[0].by for id in ("a1", "a2")}
        return {id: kept.owner_id for id, kept in found.items() if kept} | promised

    with_li = dict.fromkeys(("done", "other", "own", "promised a2"), "li")
    assert await owners() == with_li | dict.fromkeys(("call", "rang", "due", "promised a1"), "wu")
    async with database.write() as uow:
        await handing.undo(uow, crew.boss, made.id)
        await uow.commit()
    assert set((await owners()).values()) == {"li"}


async def test_one_customer_may_go_alone(
    handing: HandingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"), person("a2"))
    async with database.write() as uow:
        await handing.hand_over(uow, crew.boss, "li", "wu", "a2")
        assert await uow.customers.count(crew.li.scope) == 1
        assert (await uow.customers.get("a2", crew.wu.scope)).owner_id == "wu"


async def test_only_a_manager_hands_over_and_only_inside_the_team(
    handing: HandingService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"))
    async with database.write() as uow:
        for actor in (crew.li, crew.wu, crew.stranger_team):
            with pytest.raises(NotAllowed):
                await handing.hand_over(uow, actor, "li", "wu")
        with pytest.raises(NotFound):
            await handing.hand_over(uow, crew.boss, "li", "zhu")
        with pytest.raises(NotAllowed):
            await handing.hand_over(uow, crew.admin, "li", "zhu")
        with pytest.raises(InputRefused, match="hand-same"):
            await handing.hand_over(uow, crew.boss, "li", "li")


async def test_an_erased_customer_is_in_no_list_of_a_hand_over(
    handing: HandingService, database: SqlDatabase, crew: "Crew", clock: "HandClock", tmp_path: Path
) -> None:
    await store(database, person("a1"), person("a2"))
    async with database.write() as uow:
        made = await handing.hand_over(uow, crew.boss, "li", "wu")
        await ErasureService(database, clock, tmp_path).erase(uow, crew.wu, "a1")
        await uow.commit()
    async with database.write() as uow:
        assert (await uow.records.hand_over(made.id, crew.boss.scope)).customer_ids == ("a2",)
        assert await handing.undo(uow, crew.boss, made.id) == 1


# --- the story ---


def told(**more: object) -> CustomerFile:
    customer = Customer(id="c", team_id="t", owner_id="li", name="欧阳晓", created_at=NOW, updated_at=NOW)
    return CustomerFile.model_validate({"customer": customer, **more})


def test_a_story_tells_what_was_offered_said_promised_and_comes_next() -> None:
    deal = Opportunity(
        id="o",
        customer_id="c",
        title="A3电动车",
        stage=Stage.PROPOSAL,
        amount=Money(amount=Decimal(3800)),
        next_advance="周六来试骑",
        created_at=NOW,
        updated_at=NOW,
    )
    said = Touchpoint(
        id="t", customer_id="c", by="li", kind=TouchpointKind.MESSAGE, text="比别家贵三百", at=NOW
    )
    late = NOW - timedelta(days=3)
    promise = Promise(id="p", customer_id="c", by="li", text="把合格证拍给他", due_at=late, created_at=late)
    found = story(
        told(opportunities=(deal,), touchpoints=(said,), promises=(promise,)),
        date(2026, 3, 2),
        built_in(),
        ZH,
    )
    assert "A3电动车" in found.offered[0]
    assert "3800元" in found.offered[0]
    assert "比别家贵三百" in found.reacted[0]
    assert "已过期" in found.promised[0]
    assert [line for line in found.upcoming if "周六来试骑" in line]
    assert "合格证" in found.upcoming[0]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_story_without_any_record_still_says_what_to_do(locale: str) -> None:
    found = story(told(), date(2026, 3, 2), built_in(), Texts(locale))
    assert all(
        len(part) == 1 and part[0] for part in (found.offered, found.reacted, found.promised, found.upcoming)
    )


def test_a_story_speaks_of_a_lost_deal_and_its_reason() -> None:
    deal = Opportunity(
        id="o", customer_id="c", title="头盔", state=OpportunityState.LOST, created_at=NOW, updated_at=NOW
    )
    why = Signal(id="s", customer_id="c", by="li", kind=SignalKind.CHURN_REASON, text="price", at=NOW)
    bought = Purchase(
        id="b", customer_id="c", product="米", amount=Money(amount=Decimal(-9)), bought_on=date(2026, 2, 1)
    )
    found = story(
        told(opportunities=(deal,), signals=(why,), purchases=(bought,)), date(2026, 3, 2), built_in(), ZH
    )
    assert any("价格" in line for line in found.reacted)
    assert len(found.offered) == 1  # a refund was no offer


# --- on hold ---


async def test_a_barring_ends_by_itself_after_its_last_day(
    barring: BarringService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await store(database, person("a1"))
    async with database.write() as uow:
        await barring.bar(uow, crew.boss, "a1", "unpaid", 30)
        await barring.bar(uow, crew.boss, "a1", "unpaid", 30)
        assert len(await uow.books.signals("a1", SignalKind.BARRED)) == 1
        await uow.commit()
    clock.forward(days=30)
    assert (await barring.of(crew.li, "a1")) is not None
    assert [one.customer_id for one in await barring.all(crew.boss)] == ["a1"]
    clock.forward(days=1)
    assert (await barring.of(crew.li, "a1")) is None
    assert await barring.all(crew.boss) == []


async def test_a_barring_without_an_end_stays_until_it_is_lifted_and_its_history_is_kept(
    barring: BarringService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await store(database, person("a1"))
    async with database.write() as uow:
        await barring.bar(uow, crew.boss, "a1", "  三次  定了又改 ", 0)
        await uow.commit()
    clock.forward(days=4000)
    found = await barring.of(crew.boss, "a1")
    assert found is not None
    assert (found.reason, found.until) == ("三次 定了又改", None)
    async with database.write() as uow:
        await barring.lift(uow, crew.boss, "a1")
        await barring.lift(uow, crew.boss, "a1")
        assert await barring.in_force(uow, "a1") is None
        assert len(await uow.books.signals("a1", SignalKind.BARRED)) == 2


async def test_a_seller_bars_nobody_and_a_bad_term_or_reason_is_refused(
    barring: BarringService, database: SqlDatabase, crew: "Crew"
) -> None:
    await store(database, person("a1"))
    async with database.write() as uow:
        with pytest.raises(NotAllowed):
            await barring.bar(uow, crew.li, "a1", "unpaid", 30)
        with pytest.raises(NotAllowed):
            await barring.lift(uow, crew.li, "a1")
        with pytest.raises(InputRefused, match="old-button"):
            await barring.bar(uow, crew.boss, "a1", "unpaid", 31)
        with pytest.raises(InputRefused, match="bar-no-reason"):
            await barring.bar(uow, crew.boss, "a1", " \n ", 30)
        with pytest.raises(NotFound):
            await barring.bar(uow, crew.boss, "nobody", "unpaid", 30)


def test_facts_that_make_an_offer_are_withheld_with_what_was_computed_from_them() -> None:
    def fact(id: str, slot: str, *basis: str) -> Fact:
        return Fact(
            id=id,
            role=FactRole.SELLER_STATED,
            kind=FactKind.TEXT,
            label="x",
            text="y",
            slot=slot,
            basis=basis,
        )

    facts = [
        fact("1", "price"),
        fact("2", "trade_in"),
        fact("3", "net_price", "1", "2"),
        fact("4", "per_day", "3"),
    ]
    assert [one.id for one in without_offers(facts)] == ["1"]
