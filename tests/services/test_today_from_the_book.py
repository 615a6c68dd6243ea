"""What the day's list keeps of the book, what it reads anew, and what an old book may still be used for."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.today import TodayService
from bot.services.today_rough import Rough
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer, Note
from crm.history import Direction, Promise, Purchase, Touchpoint, TouchpointKind
from crm.value.ahead import run_outs_of
from crm.value.portrait import coming_run_outs
from crm.value.priorities import Candidate, Cause, order
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
RULES = built_in()
KEPT = 4

candidates = st.lists(
    st.builds(
        Candidate,
        st.sampled_from([f"c{n}" for n in range(12)]),
        st.sampled_from(list(Cause)),
        st.just("text"),
        st.floats(0, 10_000),
        st.integers(0, 9),
    ),
    max_size=40,
)


@given(known=candidates, live=candidates)
def test_the_first_ones_of_the_book_and_of_now_are_the_first_of_all(
    known: list[Candidate], live: list[Candidate]
) -> None:
    few = RULES.today.model_copy(update={"most": KEPT})
    causes: dict[str, list[Candidate]] = {}
    for one in known:
        causes.setdefault(one.customer_id, []).append(one)
    kept = Rough(causes, [item.customer_id for item in order(known, few)])
    assert order(kept.beside(live), few) == order([*live, *known], few)


@pytest.fixture
def valuing(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> ValuingService:
    return ValuingService(database, clock, RULES, zone=ZONE)


async def shop(database: SqlDatabase, clock: "HandClock", count: int) -> None:
    """Store customers who buy rice every thirty days, the last time 29 days ago."""
    now = clock.now()
    async with database.write() as uow:
        for n in range(count):
            id = f"c{n}"
            await uow.customers.add(
                Customer(
                    id=id, team_id="north", owner_id="li", name=f"客户{n}", created_at=now, updated_at=now
                )
            )
            await uow.histories.add_purchases([rice(id, now.date(), days) for days in (29, 59, 89)])
        await uow.commit()


def rice(id: str, day: date, days: int, **more: object) -> Purchase:
    values: dict[str, object] = {
        "id": new_id(),
        "customer_id": id,
        "product": "大米10公斤",
        "category": "大米",
        "amount": {"amount": "100"},
        "bought_on": day - timedelta(days=days),
    }
    return Purchase.model_validate(values | more)


async def test_what_is_bought_or_promised_after_the_book_was_learnt_is_on_the_list_at_once(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", valuing: ValuingService
) -> None:
    await shop(database, clock, 3)
    today = TodayService(database, clock, valuing, zone=ZONE)
    assert {item.customer_id for item in await today.due(crew.li)} == {"c0", "c1", "c2"}
    promise = Promise(
        id="p", customer_id="c2", by="li", text="送样品", due_at=clock.now(), created_at=clock.now()
    )
    async with database.write() as uow:
        await uow.histories.add_purchases([rice("c0", clock.now().date(), 0)])
        await uow.histories.add_promises([promise])
        await uow.commit()
    causes = {item.customer_id: item.cause for item in await today.due(crew.li)}
    assert (causes["c1"], causes["c2"]) == (Cause.RUNNING_OUT, Cause.PROMISE)
    assert causes.get("c0") not in {Cause.RUNNING_OUT, Cause.SILENCE}


async def test_a_rough_look_that_was_wrong_about_many_still_fills_the_list(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", valuing: ValuingService
) -> None:
    await shop(database, clock, 40)
    today = TodayService(database, clock, valuing, zone=ZONE)
    await today.due(crew.li)
    async with database.write() as uow:
        # The book still takes these for nearly out; their records say that they just bought.
        sold = [rice(f"c{n}", clock.now().date(), 0) for n in range(30)]
        await uow.histories.add_purchases(sold)
        await uow.commit()
    assert len(await today.due(crew.li)) == 7


async def test_of_a_large_team_yesterdays_book_serves_while_todays_is_learnt(
    database: SqlDatabase,
    clock: "HandClock",
    crew: "Crew",
    valuing: ValuingService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.services.valuing.QUICK", 1)
    await shop(database, clock, 3)
    async with database.read() as uow:
        first = await valuing.book(uow, crew.li)
    async with database.write() as uow:
        await uow.histories.add_purchases([rice("c0", clock.now().date(), 0, amount={"amount": "9000"})])
        await uow.commit()
    clock.forward(hours=20)
    async with database.read() as uow:
        overnight = await valuing.book(uow, crew.li)
    assert overnight.worths is first.worths
    assert overnight.day == first.day + timedelta(days=1), "days are counted from today"
    await valuing.settled()
    async with database.read() as uow:
        fresh = await valuing.book(uow, crew.li)
    assert fresh.worths["c0"].current > first.worths["c0"].current


async def test_of_a_large_team_not_learnt_yet_the_first_list_is_of_the_own_customers_alone(
    database: SqlDatabase,
    clock: "HandClock",
    crew: "Crew",
    valuing: ValuingService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.services.valuing.QUICK", 1)
    await shop(database, clock, 3)
    async with database.write() as uow:
        other = Customer(
            id="w", team_id="north", owner_id="wu", created_at=clock.now(), updated_at=clock.now()
        )
        await uow.customers.add(other)
        await uow.histories.add_purchases([rice("w", clock.now().date(), days) for days in (29, 59, 89)])
        await uow.commit()
    today = TodayService(database, clock, valuing, zone=ZONE)
    assert {item.customer_id for item in await today.due(crew.li)} == {"c0", "c1", "c2"}
    async with database.read() as uow:
        first = await valuing.first_book(uow, crew.li)
    assert set(first.owners.values()) == {"li"}, "nobody waits for the whole team"
    await valuing.settled()
    async with database.read() as uow:
        whole = await valuing.first_book(uow, crew.li)
    assert set(whole.owners.values()) == {"li", "wu"}
    assert {item.customer_id for item in await today.due(crew.li)} == {"c0", "c1", "c2"}


async def test_who_bought_since_yesterdays_book_is_not_said_to_stay_away(
    database: SqlDatabase,
    clock: "HandClock",
    crew: "Crew",
    valuing: ValuingService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.services.valuing.QUICK", 0)
    async with database.write() as uow:
        now = clock.now()
        await uow.customers.add(
            Customer(id="c", team_id="north", owner_id="li", name="老客", created_at=now, updated_at=now)
        )
        sold = [rice("c", now.date(), 200 + 7 * n, product="月饼") for n in range(20)]
        await uow.histories.add_purchases(sold)
        await uow.commit()
    today = TodayService(database, clock, valuing, zone=ZONE)
    text = "最近没来，比平时的节奏久多了"
    assert text in (await today.due(crew.li))[0].texts
    clock.forward(hours=20)
    async with database.write() as uow:
        await uow.histories.add_purchases([rice("c", clock.now().date(), 0, product="月饼")])
        await uow.commit()
    assert not [item for item in await today.due(crew.li) if text in item.texts]


async def test_what_the_list_reads_of_a_customer_agrees_with_the_whole_file(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    now = clock.now()
    note = Note(id="n", text="每月25公斤", by="li", at=now)
    await shop(database, clock, 2)
    async with database.write() as uow:
        customer = await uow.customers.get("c0", crew.li.scope)
        await uow.customers.update(customer.model_copy(update={"notes": (note,)}), crew.li.scope)
        back = rice("c0", now.date(), 20, amount={"amount": "-100"}, quantity="1.5")
        await uow.histories.add_purchases([back, rice("c0", now.date(), 10, note="换成小包")])
        for days in (70, 5):
            call = Touchpoint(
                id=new_id(),
                customer_id="c0",
                by="li",
                kind=TouchpointKind.CALL,
                direction=Direction.OUT,
                text="问候",
                at=now - timedelta(days=days),
            )
            await uow.histories.add_touchpoints([call])
        await uow.commit()
    async with database.read() as uow:
        (seen,) = await uow.books.watched(["c0"], crew.li.scope, now - timedelta(days=60))
        (file,) = await uow.books.files(["c0"], crew.li.scope)
        assert await uow.books.watched(["c0"], crew.wu.scope, now) == []
    assert seen.customer == file.customer
    assert seen.purchase_notes == ("换成小包",)
    assert [t.at for t in seen.touchpoints] == [now - timedelta(days=5)]
    lean = run_outs_of(seen.customer, seen.bought, seen.purchase_notes, now.date(), RULES.ahead)
    assert lean == coming_run_outs(file, now.date(), RULES)


async def test_a_move_that_a_customer_told_of_stands_there_until_somebody_was_in_touch(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", valuing: ValuingService
) -> None:
    now = clock.now()
    said = Touchpoint(
        id="t",
        customer_id="c",
        by="li",
        kind=TouchpointKind.MESSAGE,
        direction=Direction.IN,
        text="下个月搬家，地址到时候再说",
        at=now - timedelta(days=2),
    )
    async with database.write() as uow:
        await uow.customers.add(
            Customer(id="c", team_id="north", owner_id="li", name="老客", created_at=now, updated_at=now)
        )
        await uow.histories.add_touchpoints([said])
        await uow.commit()
    today = TodayService(database, clock, valuing, zone=ZONE)
    (item,) = await today.due(crew.li)
    assert (item.cause, item.texts) == (Cause.EVENT, ("02-28提到搬家",))
    assert await today.due(crew.wu) == ()
    answer = said.model_copy(update={"id": "a", "direction": Direction.OUT, "text": "记下了", "at": now})
    async with database.write() as uow:
        await uow.histories.add_touchpoints([answer])
        await uow.commit()
    assert await today.due(crew.li) == ()
