"""Valuing everybody by one command: the same figures as one by one, refunds, currencies, history, errors."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.customers import CustomerService
from bot.services.valuing import ValuingService
from bot.services.valuing_bulk import BulkReport, recompute
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer, Segment
from crm.history import Direction, Purchase, SignalKind, Touchpoint, TouchpointKind
from crm.people import Scope
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

RULES = built_in()
ZONE = ZoneInfo("Asia/Shanghai")


def bought(customer_id: str, on: object, amount: str, currency: str = "CNY", **more: object) -> Purchase:
    values: dict[str, object] = {
        "id": new_id(),
        "customer_id": customer_id,
        "product": "大米10公斤",
        "amount": {"amount": amount, "currency": currency},
        "bought_on": on,
    }
    return Purchase.model_validate(values | more)


@pytest.fixture
def valuing(database: SqlDatabase, clock: "HandClock") -> ValuingService:
    return ValuingService(database, clock, RULES, zone=ZONE)


@pytest.fixture
async def shop(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> SqlDatabase:
    """Twelve customers of Li's with odd histories, one who never bought, one of another team."""
    now, day = clock.now(), clock.now().date()
    people = [("li", "north", f"c{n}") for n in range(12)]
    async with database.write() as uow:
        for n, (owner, team, id) in enumerate(people):
            await uow.customers.add(
                Customer(
                    id=id,
                    team_id=team,
                    owner_id=owner,
                    segment=Segment.PUBLIC if n % 2 else Segment.BUSINESS,
                    created_at=now,
                    updated_at=now,
                )
            )
        lines = [
            bought(f"c{n}", day - timedelta(days=10 + 30 * k), str(1000 - 60 * n))
            for n in range(10)
            for k in range(n % 4 + 1)
        ]
        lines += [
            bought("c1", day - timedelta(days=3), "-940"),
            bought("c2", day - timedelta(days=3), "55.5", margin={"amount": "11.1"}),
            bought("c3", day + timedelta(days=9), "99999"),
            bought("c4", day - timedelta(days=7), "80", "USD"),
            bought("c10", day - timedelta(days=7), "-300"),
            *(
                bought("c6", day - timedelta(days=15 + 30 * k), "99", product="亲情套餐月费")
                for k in range(9)
            ),
            *(bought("c11", day - timedelta(days=200 + 30 * k), "59", product="存储月费") for k in range(3)),
            *(bought("c5", day - timedelta(days=k), "9", "USD") for k in range(1, 9)),
        ]
        await uow.histories.add_purchases(lines)
        await uow.histories.add_touchpoints(
            [
                Touchpoint(
                    id=new_id(),
                    customer_id="c9",
                    by="li",
                    kind=TouchpointKind.VISIT,
                    direction=Direction.OUT,
                    text="上门",
                    at=now - timedelta(days=n),
                )
                for n in range(40)
            ]
        )
        await uow.commit()
    return database


async def bulk(
    database: SqlDatabase, clock: "HandClock", seen: list[tuple[str, int, int]] | None = None
) -> BulkReport:
    steps = seen if seen is not None else []
    day = clock.now().astimezone(ZONE).date()
    return await recompute(database, clock, day, RULES, lambda *step: steps.append(step))


async def test_everybody_at_once_and_one_by_one_give_the_same_values(
    shop: SqlDatabase, valuing: ValuingService, clock: "HandClock", crew: "Crew"
) -> None:
    await bulk(shop, clock)
    async with shop.read() as uow:
        book = await valuing.book(uow, crew.li)
        for id, worth in book.worths.items():
            stored = await uow.values.get(id)
            assert stored is not None
            assert (stored.tier, stored.rank) == (book.standings[id].tier, book.standings[id].rank), id
            assert stored.worth.currency == worth.currency
            assert stored.worth.orders == worth.orders
            for name in ("current", "historical", "alive", "margin_rate", "order_value", "sure"):
                assert getattr(stored.worth, name) == pytest.approx(getattr(worth, name), rel=1e-6, abs=1e-6)


async def test_the_bar_counts_to_the_end_and_the_report_adds_up(
    shop: SqlDatabase, clock: "HandClock"
) -> None:
    steps: list[tuple[str, int, int]] = []
    report = await bulk(shop, clock, steps)
    last = {name: (done, total) for name, done, total in steps}
    assert all(done == total for done, total in last.values())
    assert {"purchases", "refunds and subscriptions", "values"} <= last.keys()
    assert (report.customers, report.apart, report.changed) == (12, 4, 0)
    assert report.valued == 12
    assert any("correlation" in line for line in report.models)


async def test_a_running_subscription_is_worth_its_remaining_payments_and_an_ended_one_nothing(
    shop: SqlDatabase, valuing: ValuingService, crew: "Crew"
) -> None:
    running, ended = await valuing.portrait(crew.li, "c6"), await valuing.portrait(crew.li, "c11")
    assert running.worth.method.endswith("+ sBG")
    (said,) = [reason for reason in running.value_reasons if "亲情套餐月费" in reason]
    assert "已付9期" in said
    assert "预计还有约" in said
    assert running.worth.current > 99 * RULES.lifetime.margin_rate * 12
    assert ended.worth.current <= 0
    assert ended.worth.historical > 0


async def test_an_empty_database_is_no_error(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> None:
    report = await bulk(database, clock)
    assert (report.customers, report.valued, report.lines) == (0, 0, 0)


async def test_a_second_run_changes_nothing_and_a_new_tier_is_kept_in_the_history(
    shop: SqlDatabase, clock: "HandClock"
) -> None:
    await bulk(shop, clock)
    assert (await bulk(shop, clock)).changed == 0
    async with shop.write() as uow:
        await uow.histories.add_purchases([bought("c8", clock.now().date(), "90000")])
        await uow.commit()
    assert (await bulk(shop, clock)).changed > 0
    async with shop.read() as uow:
        kept = await uow.books.signals("c8", SignalKind.ASSIGNED)
    assert [(one.subject, one.text) for one in kept] == [("tier", "A")]


async def test_a_sale_is_in_the_stored_value_in_the_same_transaction(
    shop: SqlDatabase, valuing: ValuingService, clock: "HandClock", crew: "Crew"
) -> None:
    await bulk(shop, clock)
    async with shop.write() as uow:
        before = await uow.values.get("c8")
        await uow.histories.add_purchases([bought("c8", clock.now().date(), "5000")])
        await valuing.renew_in(uow, crew.li, "c8")
        after = await uow.values.get("c8")
        assert before
        assert after
        assert after.worth.current > before.worth.current
        assert after.rank <= before.rank
    async with shop.read() as uow:  # it was not committed
        assert await uow.values.get("c8") == before


async def test_a_complaint_makes_the_stored_view_outdated_whoever_wrote_it(
    shop: SqlDatabase, valuing: ValuingService, clock: "HandClock", crew: "Crew"
) -> None:
    await bulk(shop, clock)
    await valuing.renew(crew.li, "c0")
    complaint = Touchpoint(
        id=new_id(),
        customer_id="c0",
        by="li",
        kind=TouchpointKind.COMPLAINT,
        text="米里有虫",
        at=clock.now(),
    )
    async with shop.write() as uow:
        stored = await uow.values.get("c0")
        assert stored
        assert stored.view
        await uow.histories.add_touchpoints([complaint])
        after = await uow.values.get("c0")
        await uow.commit()
    assert after
    assert (after.view, after.worth) == (None, stored.worth)
    async with shop.read() as uow:
        view = await valuing.view(uow, await uow.customers.get("c0", crew.li.scope))
    assert view
    assert view.churn == "complaint"


async def test_a_recorded_contact_renews_the_value_and_small_talk_does_not(
    shop: SqlDatabase, valuing: ValuingService, clock: "HandClock", crew: "Crew"
) -> None:
    renewed: list[str] = []

    async def renew(uow: object, actor: object, customer_id: str) -> None:
        renewed.append(customer_id)

    service = CustomerService(shop, clock, renew=renew)
    async with shop.write() as uow:
        for kind, way in (
            (TouchpointKind.MESSAGE, Direction.IN),
            (TouchpointKind.MESSAGE, Direction.OUT),
            (TouchpointKind.COMPLAINT, Direction.IN),
        ):
            await service.add_touchpoint(uow, crew.li, "c0", kind, "说了一句", way)
        await uow.commit()
    assert renewed == ["c0", "c0"]


async def test_a_large_team_before_its_first_run_waits_for_nothing(
    shop: SqlDatabase, valuing: ValuingService, crew: "Crew", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.valuing.QUICK", 3)
    async with shop.write() as uow:
        customer = await uow.customers.get("c0", crew.li.scope)
        assert await valuing.view(uow, customer) is None
        assert await valuing.renew_in(uow, crew.li, "c0") is None


async def test_of_a_very_large_team_the_stored_values_make_the_book(
    shop: SqlDatabase,
    valuing: ValuingService,
    clock: "HandClock",
    crew: "Crew",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await bulk(shop, clock)
    async with shop.read() as uow:
        whole = await valuing.book(uow, crew.li)
    monkeypatch.setattr("bot.services.valuing_learning.TEAM_SIZE", 3)
    large = ValuingService(shop, clock, RULES, zone=ZONE)
    async with shop.read() as uow:
        own = await large.book(uow, crew.li)
        nobody = await large.book(uow, crew.wu)
    assert {id: s.tier for id, s in own.standings.items()} == {
        id: s.tier for id, s in whole.standings.items()
    }
    assert own.same_tier("A") == whole.same_tier("A")
    assert not nobody.worths
    seen = await large.portrait(crew.li, "c0")
    assert seen.tier.value == whole.standings["c0"].tier


async def test_an_erased_customers_value_is_gone(shop: SqlDatabase, clock: "HandClock") -> None:
    await bulk(shop, clock)
    async with shop.write() as uow:
        await uow.customers.erase("c0", Scope(team_id="north", owner_id=None))
        assert await uow.values.get("c0") is None


async def test_referred_customers_add_potential_and_a_denial_does_not(
    shop: SqlDatabase, valuing: ValuingService, crew: "Crew", clock: "HandClock"
) -> None:
    async def noted(text: str) -> float:
        async with shop.write() as uow:
            customer = await uow.customers.get("c0", crew.li.scope)
            await uow.customers.update(customer.model_copy(update={"tags": (text,)}), crew.li.scope)
            await uow.commit()
        return (
            await ValuingService(shop, clock, RULES, zone=ZONE).portrait(crew.li, "c0")
        ).potential.referrals

    assert await noted("转介绍2位") > await noted("介绍来一家") > 0
    assert await noted("没介绍过客户") == await noted("看了产品介绍") == 0


def test_money_stays_a_decimal_in_purchases() -> None:
    assert bought("c", "2026-01-01", "0.1").amount.amount == Decimal("0.1")
