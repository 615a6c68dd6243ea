"""Promises and reminders: proposed, confirmed, moved, handed on, done; and whose they are."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.ports import JobKind, JobState
from bot.services.days.complaining import ComplaintService
from bot.services.days.ledger import PromiseService
from bot.services.days.lines import kind_of, promise_lines, thing_of
from bot.services.days.reminding import ReminderService
from bot.services.days.request import Wish, read_wish
from bot.services.days.winning_back import WinBackService
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.clocks import Step, clock_rules, open_hours_later
from crm.customers import Customer
from crm.errors import NotAllowed, NotFound
from crm.history import Direction, Promise, PromiseState, Purchase, Touchpoint, TouchpointKind
from crm.promising import Voice
from crm.value.priorities import Cause
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from crm.people import Actor
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")


def customer(clock: "HandClock", id: str = "zhang", **more: object) -> Customer:
    values: dict[str, object] = {
        "id": id,
        "team_id": "north",
        "owner_id": "li",
        "name": "张建国",
        "address_as": "张大伯",
        "created_at": clock.now() - timedelta(days=400),
        "updated_at": clock.now(),
    }
    return Customer.model_validate(values | more)


@pytest.fixture
async def store(database: SqlDatabase, crew: "Crew", clock: "HandClock") -> SqlDatabase:
    async with database.write() as uow:
        await uow.customers.add(customer(clock))
        await uow.commit()
    return database


@pytest.fixture
def ledger(store: SqlDatabase, clock: "HandClock") -> PromiseService:
    return PromiseService(store, clock, zone=ZONE)


@pytest.fixture
def reminders(store: SqlDatabase, clock: "HandClock") -> ReminderService:
    return ReminderService(store, clock, zone=ZONE)


async def promised(
    store: SqlDatabase, ledger: PromiseService, who: "Actor", text: str = "明天把合同发您"
) -> Promise:
    found = await ledger.found(who, text, Voice.SELLER)
    async with store.write() as uow:
        (job,) = await ledger.propose(uow, who, "zhang", found)
        made = await ledger.confirm(uow, who, job.id)
        await uow.commit()
    assert made
    return made


async def test_the_ledger_is_turned_page_by_page_and_says_how_many_there_are_in_all(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew", clock: "HandClock"
) -> None:
    made = [
        Promise(
            id=f"p{n:02}",
            customer_id="zhang",
            by="li",
            text=f"第{n}件",
            due_at=clock.now() + timedelta(hours=n),
            created_at=clock.now(),
        )
        for n in range(60)
    ]
    async with store.write() as uow:
        await uow.histories.add_promises(made)
        await uow.commit()
    seen = [await ledger.page(crew.li, page) for page in range(10)]
    assert [entry.promise.id for page in seen for entry in page.entries] == [one.id for one in made]
    assert {(page.total, page.pages) for page in seen} == {(60, 10)}
    assert (await ledger.page(crew.li, 99)).page == 9, "a page that is gone is the last one"
    assert (await ledger.page(crew.boss, 0)).total == 0
    assert (await ledger.page(crew.boss, 0, team=True)).total == 60
    with pytest.raises(NotAllowed):
        await ledger.page(crew.li, 0, team=True)


async def test_a_promise_is_in_the_ledger_only_after_the_tap_and_only_once(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew"
) -> None:
    found = await ledger.found(crew.li, "明天把合同发您", Voice.SELLER)
    async with store.write() as uow:
        (job,) = await ledger.propose(uow, crew.li, "zhang", found)
        await uow.commit()
    assert await ledger.ledger(crew.li) == []
    for expected in (True, False):
        async with store.write() as uow:
            assert (await ledger.confirm(uow, crew.li, job.id) is not None) is expected
            await uow.commit()
    (entry,) = await ledger.ledger(crew.li)
    assert (entry.customer, entry.seller, entry.promise.text) == ("张大伯", "li", "明天把合同发您")
    async with store.write() as uow:
        assert await ledger.propose(uow, crew.li, "zhang", found) == (), "it stands there already"


async def test_what_the_customer_promises_is_not_ours(ledger: PromiseService, crew: "Crew") -> None:
    assert await ledger.found(crew.li, "我明天给你打电话", Voice.CUSTOMER) == ()


async def test_a_promise_rings_on_its_day_and_not_after_it_was_kept(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew", clock: "HandClock"
) -> None:
    made = await promised(store, ledger, crew.li)
    async with store.read() as uow:
        (ring,) = await uow.jobs.of_subject(JobKind.PROMISE, made.id)
    assert ring.due_at == datetime(2026, 3, 3, 1, 30, tzinfo=UTC), "half past nine that morning"
    async with store.write() as uow:
        await ledger.keep(uow, crew.li, made.id)
        await uow.commit()
    clock.forward(days=2)
    async with store.read() as uow:
        assert await uow.jobs.due(clock.now(), clock.now() + timedelta(minutes=2)) == []
        (touch,) = await uow.histories.touchpoints("zhang")
        assert touch.direction is Direction.OUT
        (kept,) = await uow.histories.promises("zhang")
    assert kept.state is PromiseState.KEPT
    with pytest.raises(NotFound):
        async with store.write() as uow:
            await ledger.keep(uow, crew.li, made.id)


async def test_a_promise_put_off_rings_on_the_new_day(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew"
) -> None:
    made = await promised(store, ledger, crew.li)
    async with store.write() as uow:
        entry = await ledger.postpone(uow, crew.li, made.id, "monday")
        await uow.commit()
    assert entry.promise.due_at == datetime(2026, 3, 9, 10, tzinfo=UTC)
    async with store.read() as uow:
        jobs = [j for j in await uow.jobs.of_subject(JobKind.PROMISE, made.id) if j.state is JobState.WAITING]
    assert [job.due_at for job in jobs] == [datetime(2026, 3, 9, 1, 30, tzinfo=UTC)]
    with pytest.raises(InputRefused):
        async with store.write() as uow:
            await ledger.postpone(uow, crew.li, made.id, "never")


async def test_a_promise_handed_on_is_the_colleagues_and_the_customer_stays(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew"
) -> None:
    made = await promised(store, ledger, crew.li)
    async with store.write() as uow:
        await ledger.hand_on(uow, crew.li, made.id, "wu")
        await uow.commit()
    assert await ledger.ledger(crew.li) == []
    (entry,) = await ledger.ledger(crew.wu)
    assert (entry.seller, entry.owner_id) == ("wu", "li")
    async with store.read() as uow:
        assert await uow.books.files(["zhang"], crew.wu.scope) == [], (
            "the record stays closed to the colleague"
        )
    with pytest.raises(NotFound):
        async with store.write() as uow:
            await ledger.hand_on(uow, crew.li, made.id, "zhu")


async def test_nobody_of_another_team_and_no_colleague_sees_a_promise(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew"
) -> None:
    made = await promised(store, ledger, crew.li)
    for actor in (crew.stranger_team, crew.wu):
        with pytest.raises(NotFound):
            await ledger.entry(actor, made.id)
    with pytest.raises(NotAllowed):
        await ledger.ledger(crew.li, team=True)
    assert [e.promise.id for e in await ledger.ledger(crew.boss, team=True)] == [made.id]


async def test_the_ledger_shows_overdue_ones_first_and_undated_ones_last(
    store: SqlDatabase, ledger: PromiseService, crew: "Crew", clock: "HandClock"
) -> None:
    for text in ("我回头把资料发您", "下周三给您送样品", "明天把合同发您"):
        await promised(store, ledger, crew.li, text)
    assert [e.promise.text[:2] for e in await ledger.ledger(crew.li)] == ["明天", "下周", "我回"]


async def test_erasing_a_customer_takes_what_would_have_rung_along(
    store: SqlDatabase, ledger: PromiseService, reminders: ReminderService, crew: "Crew", clock: "HandClock"
) -> None:
    await promised(store, ledger, crew.li)
    async with store.write() as uow:
        job = await reminders.propose(
            uow, crew.li, Wish("给张建国打电话", clock.now() + timedelta(1), True), None
        )
        await uow.customers.erase("zhang", crew.li.scope)
        await uow.jobs.scrub(["张建国"])
        await uow.commit()
    async with store.read() as uow:
        assert await uow.jobs.get(job.id) is None
        assert await uow.jobs.due(clock.now() + timedelta(days=9), clock.now() + timedelta(days=10)) == []


# --- reminders ---


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("下周三提醒我给王姐打电话", "给王姐打电话", "2026-03-11T18:00"),
        ("提醒我明天下午三点给李总发合同", "给李总发合同", "2026-03-05T15:00"),
        ("两小时后提醒我回张大伯", "回张大伯", "2026-03-04T12:00"),
        ("明天早上叫我给刘姐送货", "给刘姐送货", "2026-03-05T09:00"),
        ("提醒我给陈老板寄发票", "给陈老板寄发票", ""),
        ("remind me to call Ms Wang tomorrow at 3 pm", "call Ms Wang", "2026-03-05T15:00"),
    ],
)
def test_a_wish_to_be_reminded_is_read_with_its_time(text: str, what: str, due: str) -> None:
    wish = read_wish(text, datetime(2026, 3, 4, 10, tzinfo=ZONE))
    assert wish
    assert wish.text == what
    assert (wish.due.isoformat()[:16] if wish.due else "") == due


@pytest.mark.parametrize("text", ["明天给王姐打电话", "客户让我别提醒了", "你能提醒我吗", "", "太贵了"])
def test_other_lines_ask_for_no_reminder(text: str) -> None:
    assert read_wish(text, datetime(2026, 3, 4, 10, tzinfo=ZONE)) is None


async def test_a_reminder_is_confirmed_snoozed_handed_on_and_done(
    store: SqlDatabase, reminders: ReminderService, crew: "Crew", clock: "HandClock"
) -> None:
    wish = Wish("给张大伯打电话", clock.now() + timedelta(hours=2), True)
    async with store.write() as uow:
        job = await reminders.propose(uow, crew.li, wish, "zhang")
        await uow.commit()
    assert await reminders.list(crew.li) == [], "nothing rings before the yes"
    async with store.write() as uow:
        await reminders.confirm(uow, crew.li, job.id)
        again = await reminders.snooze(uow, crew.li, job.id, "tomorrow")
        handed, person = await reminders.hand_on(uow, crew.li, job.id, "wu")
        await uow.commit()
    assert again.due_at == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert (handed.owner_id, person.name) == ("wu", "wu")
    with pytest.raises(NotFound):
        async with store.write() as uow:
            await reminders.finish(uow, crew.li, job.id, done=True)
    async with store.write() as uow:
        await reminders.finish(uow, crew.wu, job.id, done=True)
        await uow.commit()
    assert await reminders.list(crew.wu) == []


async def test_a_reminder_without_a_time_or_for_a_time_gone_by_is_asked_about(
    store: SqlDatabase, reminders: ReminderService, crew: "Crew", clock: "HandClock"
) -> None:
    async with store.write() as uow:
        undated = await reminders.propose(uow, crew.li, Wish("寄发票", None, False), None)
        past = await reminders.propose(
            uow, crew.li, Wish("寄", clock.now() + timedelta(minutes=1), True), None
        )
        await uow.commit()
    clock.forward(minutes=5)
    for job, reason in ((undated, "remind-when"), (past, "remind-past")):
        with pytest.raises(InputRefused, match=reason):
            async with store.write() as uow:
                await reminders.confirm(uow, crew.li, job.id)
    async with store.write() as uow:
        confirmed = await reminders.confirm(uow, crew.li, undated.id, "hour")
        await uow.commit()
    assert confirmed.due_at == clock.now() + timedelta(hours=1)


# --- ready lines ---


@pytest.mark.parametrize(
    ("text", "kind", "thing"),
    [
        ("明天把合同发您", "发", "合同"),
        ("下周三给您送过去", "送", ""),
        ("我下午给您打电话", "联系", ""),
        ("周五师傅上门给您装", "上门", ""),
        ("周五前这个价给您保留着", "保留", ""),
        ("月底前把检测报告寄给您", "发", "检测报告"),
    ],
)
def test_a_promise_tells_what_sort_of_act_it_is_and_what_is_handed_over(
    text: str, kind: str, thing: str
) -> None:
    assert (kind_of(text), thing_of(text, datetime(2026, 3, 4, 10, tzinfo=ZONE))) == (kind, thing)


def test_the_line_of_a_promise_says_when_it_was_given_and_passes_the_gate(clock: "HandClock") -> None:
    now = clock.now().astimezone(ZONE)
    made = Promise(
        id="p",
        customer_id="zhang",
        by="li",
        text="明天把合同发您",
        due_at=clock.now() + timedelta(hours=5),
        created_at=clock.now() - timedelta(days=1),
    )
    lines = promise_lines(customer(clock), made, now, lambda _: True)
    assert lines[0] == "张大伯，昨天说好的合同我发您了，您看看，哪里不清楚直接问我。"
    late = made.model_copy(update={"due_at": clock.now() - timedelta(hours=1)})
    assert "没按时做到" in promise_lines(customer(clock), late, now, lambda _: True)[0]


@pytest.mark.parametrize(
    "text", ["明天送货", "下周给您打电话", "保留到周五", "周五上门", "回头说", "发资料给您"]
)
def test_every_sort_of_promise_has_two_lines_without_an_open_gap(text: str, clock: "HandClock") -> None:
    for who in (customer(clock), customer(clock, name="", address_as="")):
        made = Promise(id="p", customer_id="zhang", by="li", text=text, created_at=clock.now())
        lines = promise_lines(who, made, clock.now().astimezone(ZONE), lambda _: True)
        assert len(lines) == 2
        assert not any("{" in line or line.startswith("，") for line in lines)


# --- clocks on complaints ---


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-03-02T10:00", "2026-03-02T14:00"),
        ("2026-03-02T18:30", "2026-03-03T11:30"),
        ("2026-03-02T23:00", "2026-03-03T13:00"),
        ("2026-03-02T05:00", "2026-03-02T13:00"),
    ],
)
def test_the_clock_of_the_answer_runs_while_the_business_is_open(said: str, due: str) -> None:
    at = datetime.fromisoformat(said).replace(tzinfo=ZONE)
    assert open_hours_later(at, clock_rules(), ZONE).astimezone(ZONE).isoformat()[:16] == due


async def test_a_complaint_waits_for_an_answer_then_for_the_settlement_then_for_nothing(
    store: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service = ComplaintService(store, clock, built_in(), clock_rules(), zone=ZONE)
    note = Touchpoint(
        id="n",
        customer_id="zhang",
        by="li",
        kind=TouchpointKind.NOTE,
        direction=Direction.INTERNAL,
        text="投诉电池不耐用",
        at=clock.now(),
    )
    async with store.write() as uow:
        await uow.histories.add_touchpoints([note])
        first = await service.open(uow, crew.li, "zhang")
        await service.open(uow, crew.li, "zhang")
        await uow.commit()
    assert first.step is Step.ANSWER
    assert len(await service.of_customer(crew.li, "zhang")) == 1, "pressing twice opens one"
    clock.forward(hours=1)
    for settled, steps in ((False, [Step.SETTLE]), (True, [])):
        async with store.write() as uow:
            await service.advance(uow, crew.li, "zhang", settled=settled, text="回话")
            await uow.commit()
        assert [c.step for c in await service.of_customer(crew.li, "zhang")] == steps
        clock.forward(hours=1)
    with pytest.raises(NotFound):
        await service.of_customer(crew.wu, "zhang")


# --- winning back ---


async def test_a_good_customer_who_left_is_won_back_and_who_was_just_here_is_not(
    store: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    def bought(id: str, days: int) -> Purchase:
        return Purchase.model_validate(
            {
                "id": new_id(),
                "customer_id": id,
                "product": "五常大米",
                "amount": {"amount": "900"},
                "bought_on": (clock.now() - timedelta(days=days)).date(),
            }
        )

    async with store.write() as uow:
        for id in ("here", "silent"):
            await uow.customers.add(customer(clock, id, name=id, address_as=id))
        await uow.customers.add(customer(clock, "no", name="不联系", do_not_contact=True))
        lines = [bought(id, d) for id in ("zhang", "no") for d in (390, 360, 330, 300, 270)]
        lines += [bought("here", d) for d in (150, 120, 90, 60, 30, 2)]
        await uow.histories.add_purchases(lines)
        left = Touchpoint(
            id="t",
            customer_id="zhang",
            by="li",
            kind=TouchpointKind.MESSAGE,
            text="你们太贵了，我在别家买了",
            at=clock.now() - timedelta(days=200),
        )
        call = left.model_copy(
            update={"id": "o", "customer_id": "here", "direction": Direction.OUT, "at": clock.now()}
        )
        await uow.histories.add_touchpoints([left, call])
        await uow.commit()
    valuing = ValuingService(store, clock, built_in(), zone=ZONE)
    found = await WinBackService(store, clock, valuing, zone=ZONE).list(crew.li)
    assert [one.customer_id for one in found] == ["zhang"]
    assert "对手" in found[0].label
    assert found[0].advice
    assert found[0].cause is Cause.LEAVING
    assert await WinBackService(store, clock, valuing, zone=ZONE).list(crew.wu) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("张大伯来试骑", "来店"), ("来店里看看新款", "来店"), ("我来取旧车", "别的"), ("明天把合同发您", "发")],
)
def test_who_comes_by_is_expected_and_not_answered_to(text: str, kind: str) -> None:
    assert kind_of(text) == kind
