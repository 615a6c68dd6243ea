"""The day's list: what is due, for whom, in which order, and the lines to open with."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.today import TodayService
from bot.services.today_lines import opening_lines
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer, HouseholdMember, Relation
from crm.history import Opportunity, Promise, Purchase, Touchpoint, TouchpointKind
from crm.value.priorities import Cause
from crm.value.thresholds import built_in
from playbooks.load import built_in as built_in_library

if TYPE_CHECKING:
    from crm.people import Actor
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
LIBRARY = built_in_library()


@pytest.fixture
def today(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> TodayService:
    valuing = ValuingService(database, clock, built_in(), zone=ZONE)
    return TodayService(database, clock, valuing, zone=ZONE)


async def store(database: SqlDatabase, customer: Customer, *records: object) -> None:
    async with database.write() as uow:
        await uow.customers.add(customer)
        await uow.histories.add_purchases([r for r in records if isinstance(r, Purchase)])
        await uow.histories.add_touchpoints([r for r in records if isinstance(r, Touchpoint)])
        await uow.histories.add_opportunities([r for r in records if isinstance(r, Opportunity)])
        await uow.histories.add_promises([r for r in records if isinstance(r, Promise)])
        await uow.commit()


def person(clock: "HandClock", id: str = "zhao", **more: object) -> Customer:
    values: dict[str, object] = {
        "id": id,
        "team_id": "north",
        "owner_id": "li",
        "name": "赵敏",
        "address_as": "赵姐",
        "created_at": clock.now() - timedelta(days=300),
        "updated_at": clock.now(),
    }
    return Customer.model_validate(values | more)


def rice(clock: "HandClock", days: int, id: str = "zhao") -> Purchase:
    return Purchase.model_validate(
        {
            "id": new_id(),
            "customer_id": id,
            "product": "五常大米25公斤",
            "category": "大米",
            "amount": {"amount": "198"},
            "bought_on": clock.now().date() - timedelta(days=days),
        }
    )


async def found(today: TodayService, who: "Actor") -> list[tuple[str, Cause]]:
    return [(item.customer_id, item.cause) for item in await today.due(who)]


async def test_rice_that_is_about_to_run_out_stands_on_the_list_with_the_reckoning(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    customer = person(clock, tags=("五口人", "每月25公斤"))
    await store(database, customer, *(rice(clock, days) for days in (29, 60, 90)))
    (item,) = await today.due(crew.li)
    assert item.cause is Cause.RUNNING_OUT
    assert "每月用25公斤" in item.texts[0]


async def test_rice_delivered_last_week_does_not(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    sold = [rice(clock, days) for days in (7, 37, 67)]
    await store(database, person(clock, tags=("每月25公斤",)), *sold)
    assert Cause.RUNNING_OUT not in dict(await found(today, crew.li)).values()


async def test_a_promise_due_today_and_a_broken_one_stand_there(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    def promise(id: str, days: int) -> Promise:
        return Promise(
            id=id,
            customer_id=id,
            by="li",
            text="把样品带来",
            due_at=clock.now() + timedelta(days=days),
            created_at=clock.now(),
        )

    for id, days in (("late", -3), ("today", 0), ("later", 5)):
        await store(database, person(clock, id), promise(id, days))
    assert await found(today, crew.li) == [("late", Cause.PROMISE), ("today", Cause.PROMISE)]


async def test_an_open_complaint_comes_before_a_birthday(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    complaint = Touchpoint(
        id="t",
        customer_id="angry",
        by="li",
        kind=TouchpointKind.COMPLAINT,
        text="盒子漏气",
        at=clock.now() - timedelta(days=2),
    )
    await store(database, person(clock, "angry"), complaint)
    soon = clock.now().date() + timedelta(days=2)
    child = HouseholdMember(
        id="m", relation=Relation.SON, name="壮壮", birthday=date(2020, soon.month, soon.day)
    )
    await store(database, person(clock, "mother", household=(child,)))
    assert await found(today, crew.li) == [("angry", Cause.COMPLAINT), ("mother", Cause.BIRTHDAY)]
    birthday = (await today.due(crew.li))[1]
    assert birthday.texts == ("2天后是壮壮生日",)


async def test_an_opportunity_that_does_not_move_stands_there(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    old = clock.now() - timedelta(days=12)
    deal = Opportunity.model_validate(
        {
            "id": "o",
            "customer_id": "zhao",
            "title": "软米试吃装",
            "amount": {"amount": "59"},
            "next_advance": "带一袋",
            "created_at": old,
            "updated_at": old,
        }
    )
    await store(database, person(clock), deal)
    (item,) = await today.due(crew.li)
    assert (item.cause, item.subject) == (Cause.STUCK, "软米试吃装")


async def test_a_valuable_customer_nobody_called_stands_there_until_somebody_does(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    sold = [rice(clock, days).model_copy(update={"product": "月饼"}) for days in (40, 300)]
    await store(database, person(clock), *sold)
    assert await found(today, crew.li) == [("zhao", Cause.SILENCE)]
    async with database.write() as uow:
        call = Touchpoint(
            id="t",
            customer_id="zhao",
            by="li",
            kind=TouchpointKind.CALL,
            direction="out",  # type: ignore[arg-type]
            text="问候",
            at=clock.now(),
        )
        await uow.histories.add_touchpoints([call])
        await uow.commit()
    assert await found(today, crew.li) == [], "the list must not wait for the book to be learnt again"
    clock.forward(minutes=20)
    assert await found(today, crew.li) == []


async def test_who_asked_not_to_be_contacted_is_never_on_the_list(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    sold = [rice(clock, days) for days in (29, 59, 89)]
    await store(database, person(clock, do_not_contact=True), *sold)
    assert await found(today, crew.li) == []


async def test_a_colleague_sees_nothing_of_it_and_the_manager_does(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    await store(database, person(clock), *(rice(clock, days) for days in (29, 59, 89)))
    assert await found(today, crew.wu) == []
    assert await found(today, crew.stranger_team) == []
    assert await found(today, crew.boss) == [("zhao", Cause.RUNNING_OUT)]


async def test_at_most_seven_customers_stand_on_it(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    for n in range(12):
        sold = [rice(clock, days, f"c{n}") for days in (29, 59, 89)]
        await store(database, person(clock, f"c{n}"), *sold)
    assert len(await today.due(crew.li)) == 7


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_two_lines_that_pass_the_gate(cause: Cause, clock: "HandClock") -> None:
    subject = {Cause.BIRTHDAY: "小米", Cause.FESTIVAL: "中秋"}.get(cause, "五常大米25公斤")
    lines = opening_lines(person(clock), cause, subject, clock.now().date(), LIBRARY)
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("赵姐，")
        assert "{" not in line
        assert "25" not in line


def test_a_service_that_is_due_is_offered_as_one_and_not_set_aside_like_goods(clock: "HandClock") -> None:
    lines = opening_lines(person(clock), Cause.RUNNING_OUT, "刹车线更换", clock.now().date(), LIBRARY)
    assert len(lines) == 2
    assert all("换刹车线" in line and "备着" not in line and "留一份" not in line for line in lines)


def test_an_observed_personality_changes_which_opening_comes_first(clock: "HandClock") -> None:
    def first(**more: object) -> str:
        return opening_lines(person(clock, **more), Cause.STUCK, "软米", clock.now().date(), LIBRARY)[0]

    observed = {"personality": "calm", "observed_on": clock.now().date(), "observed_by": "li"}
    assert first(personality=[observed]) != first()


def test_a_young_customer_is_not_spoken_to_like_an_elder(clock: "HandClock") -> None:
    lines = opening_lines(person(clock, address_as="小赵"), Cause.LEAVING, "", clock.now().date(), LIBRARY)
    assert not [line for line in lines if "您" in line]


def test_a_line_never_keeps_an_open_gap(clock: "HandClock") -> None:
    assert opening_lines(person(clock), Cause.RUNNING_OUT, "", clock.now().date(), LIBRARY) == ()
    nameless = person(clock, name="", address_as="")
    for line in opening_lines(nameless, Cause.SILENCE, "", clock.now().date(), LIBRARY):
        assert not line.startswith("，")


async def test_a_lunar_birthday_in_a_note_stands_there_on_its_day_of_this_year(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    clock.moment = clock.moment.replace(month=9, day=10)  # the third of the eighth month is the 13th
    await store(database, person(clock, tags=("农历八月初三生日",)))
    (item,) = await today.due(crew.li)
    assert (item.cause, item.texts) == (Cause.BIRTHDAY, ("3天后是生日",))


async def test_the_most_valuable_are_greeted_before_a_festival_unless_somebody_just_was_in_touch(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    clock.moment = clock.moment.replace(month=9, day=23)
    sold = [rice(clock, days).model_copy(update={"product": "月饼"}) for days in (4, 20, 40)]
    await store(database, person(clock), *sold)
    texts = (await today.due(crew.li))[0].texts
    assert "2天后是中秋，问候一声" in texts
    async with database.write() as uow:
        call = Touchpoint(
            id="t",
            customer_id="zhao",
            by="li",
            kind=TouchpointKind.CALL,
            direction="out",  # type: ignore[arg-type]
            text="送了月饼",
            at=clock.now(),
        )
        await uow.histories.add_touchpoints([call])
        await uow.commit()
    assert Cause.FESTIVAL not in dict(await found(today, crew.li)).values()


async def test_a_complaint_says_until_when_an_answer_is_due(
    today: TodayService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    complaint = Touchpoint(
        id="t",
        customer_id="zhao",
        by="li",
        kind=TouchpointKind.COMPLAINT,
        text="盒子漏气",
        at=clock.now() - timedelta(minutes=10),
    )
    await store(database, person(clock), complaint)
    (item,) = await today.due(crew.li)
    assert item.texts[0] == "投诉答应03-02 13:50前回话"
