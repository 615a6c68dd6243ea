"""Customer value over the store: scope, refunds, changes, the survey, what a purchase does at once."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.services.surveying import SurveyService
from bot.services.valuing import ValuingService
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.customers import Customer, Segment
from crm.errors import NotFound
from crm.history import Direction, Purchase, SignalKind, Touchpoint, TouchpointKind
from crm.money import Money
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")


def bought(customer_id: str, on: object, amount: str, currency: str = "CNY", **more: object) -> Purchase:
    values: dict[str, object] = {
        "id": new_id(),
        "customer_id": customer_id,
        "product": "大米10公斤",
        "category": "大米",
        "amount": {"amount": amount, "currency": currency},
        "bought_on": on,
    }
    return Purchase.model_validate(values | more)


@pytest.fixture
async def valuing(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> ValuingService:
    """Ten customers of Li's: `c0` buys most, `c9` least; each five times, thirty days apart."""
    now = clock.now()
    async with database.write() as uow:
        for n in range(10):
            await uow.customers.add(
                Customer(
                    id=f"c{n}",
                    team_id="north",
                    owner_id="li",
                    name=f"客户{n}",
                    segment=Segment.PUBLIC,
                    created_at=now,
                    updated_at=now,
                )
            )
            days = [now.date() - timedelta(days=10 + 30 * k) for k in range(5)]
            await uow.histories.add_purchases([bought(f"c{n}", day, str(1000 - 90 * n)) for day in days])
        await uow.commit()
    return ValuingService(database, clock, built_in(), zone=ZONE)


async def add(database: SqlDatabase, *purchases: Purchase) -> None:
    async with database.write() as uow:
        await uow.histories.add_purchases(purchases)
        await uow.commit()


async def test_more_bought_is_a_better_tier_with_reasons(valuing: ValuingService, crew: "Crew") -> None:
    best, least = await valuing.portrait(crew.li, "c0"), await valuing.portrait(crew.li, "c9")
    assert best.tier.value == "A"
    assert best.tier.value < least.tier.value
    for part in (best.tier, best.kind, best.quadrant, best.stage, best.churn, best.pruning):
        assert part.reasons
        assert part.label


async def test_a_purchase_shows_in_the_portrait_at_once(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    before = await valuing.portrait(crew.li, "c9")
    await add(database, bought("c9", clock.now().date(), "9000"))
    after = await valuing.portrait(crew.li, "c9")
    assert after.worth.current > before.worth.current
    assert after.tier.value < before.tier.value


async def test_a_refund_takes_its_order_back(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    before = await valuing.portrait(crew.li, "c5")
    day = clock.now().date() - timedelta(days=5)
    await add(database, bought("c5", day, "5000", product="礼盒"), bought("c5", day, "-5000", product="礼盒"))
    after = await valuing.portrait(crew.li, "c5")
    assert after.worth.orders == before.worth.orders
    assert after.worth.historical == pytest.approx(before.worth.historical)


async def test_the_sums_of_the_database_and_of_the_file_agree(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    day = clock.now().date()
    await add(
        database,
        bought("c3", day - timedelta(days=3), "-100"),
        bought("c4", day, "55", margin={"amount": "11", "currency": "CNY"}),
        bought("c6", day + timedelta(days=9), "99999"),
    )
    async with database.read() as uow:
        book = await valuing.book(uow, crew.li)
    for id in ("c3", "c4", "c6"):
        seen = await valuing.portrait(crew.li, id)
        assert seen.worth.current == pytest.approx(book.worths[id].current, rel=1e-6)
        assert seen.worth.historical == pytest.approx(book.worths[id].historical, rel=1e-6)


async def test_another_currency_is_valued_apart_and_never_added(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    before = await valuing.portrait(crew.li, "c2")
    await add(database, bought("c2", clock.now().date(), "70000", "USD"))
    after = await valuing.portrait(crew.li, "c2")
    assert (after.worth.currency, after.worth.historical) == ("CNY", pytest.approx(before.worth.historical))


async def test_visits_without_sales_bring_a_value_below_zero(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    visits = [
        Touchpoint(
            id=new_id(),
            customer_id="c9",
            by="li",
            kind=TouchpointKind.VISIT,
            direction=Direction.OUT,
            text="上门",
            at=clock.now() - timedelta(days=n),
        )
        for n in range(60)
    ]
    async with database.write() as uow:
        await uow.histories.add_touchpoints(visits)
        await uow.commit()
    seen = await valuing.portrait(crew.li, "c9")
    assert seen.worth.current < 0
    assert (seen.tier.value, seen.kind.value, seen.kind.label) == ("E", "bz", "低投入维护")


async def test_somebody_who_never_bought_is_a_prospect_not_an_error(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    async with database.write() as uow:
        await uow.customers.add(
            Customer(id="new", team_id="north", owner_id="li", created_at=clock.now(), updated_at=clock.now())
        )
        await uow.commit()
    seen = await valuing.portrait(crew.li, "new")
    assert (seen.stage.value, seen.phase, seen.worth.current) == ("prospect", None, 0)


async def test_a_colleagues_customer_does_not_exist(valuing: ValuingService, crew: "Crew") -> None:
    for person in (crew.wu, crew.stranger_team):
        with pytest.raises(NotFound):
            await valuing.portrait(person, "c0")
    assert (await valuing.portrait(crew.boss, "c0")).customer_id == "c0"


async def test_changes_are_kept_and_said_once(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    async def look() -> tuple[str, ...]:
        seen = await valuing.portrait(crew.li, "c9")
        async with database.write() as uow:
            changed = await valuing.remember(uow, crew.li, seen)
            await uow.commit()
        return changed

    assert await look() == ()
    assert await look() == ()
    await add(database, bought("c9", clock.now().date(), "9000"))
    clock.forward(minutes=1)
    assert "tier" in await look()
    assert await look() == ()
    async with database.read() as uow:
        kept = await uow.books.signals("c9", SignalKind.ASSIGNED)
    assert len([signal for signal in kept if signal.subject == "tier"]) == 2


async def test_answers_raise_perceived_value_and_a_double_press_counts_once(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    before = (await valuing.portrait(crew.li, "c0")).perceived
    survey = SurveyService(clock, built_in(), zone=ZONE)
    for number in (0, 1, 1, 2):
        async with database.write() as uow:
            await survey.answer(uow, crew.li, "c0", {number: 5})
            await uow.commit()
    after = (await valuing.portrait(crew.li, "c0")).perceived
    assert after.value > before.value
    assert after.sure > before.sure
    async with database.read() as uow:
        assert len(await uow.books.signals("c0", SignalKind.SURVEY)) == 3


async def test_a_note_of_the_wallet_share_adds_potential(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew"
) -> None:
    assert (await valuing.portrait(crew.li, "c0")).potential.wallet == 0
    async with database.write() as uow:
        customer = await uow.customers.get("c0", crew.li.scope)
        await uow.customers.update(customer.model_copy(update={"tags": ("份额30%",)}), crew.li.scope)
        await uow.commit()
    assert (await valuing.portrait(crew.li, "c0")).potential.wallet > 0


def test_money_of_a_purchase_is_exact_although_values_are_estimates() -> None:
    assert bought("c", "2026-01-01", "0.1").amount == Money(amount=Decimal("0.1"))


async def test_an_older_book_serves_while_a_new_one_is_learnt_beside_it(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    async with database.read() as uow:
        first = await valuing.book(uow, crew.li)
    await add(database, bought("c9", clock.now().date(), "9000"))
    clock.forward(minutes=20)
    async with database.read() as uow:
        assert await valuing.book(uow, crew.li) is first
    await valuing.settled()
    async with database.read() as uow:
        second = await valuing.book(uow, crew.li)
    assert second.worths["c9"].current > first.worths["c9"].current


async def test_an_import_makes_a_book_be_learnt_anew_at_once(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    async with database.read() as uow:
        first = await valuing.book(uow, crew.li)
    await add(database, bought("c9", clock.now().date(), "9000"))
    await valuing.outdated(crew.li)
    await valuing.settled()
    async with database.read() as uow:
        second = await valuing.book(uow, crew.li)
    assert second.worths["c9"].current > first.worths["c9"].current


async def test_whoever_comes_to_buy_is_not_said_to_be_neglected_since_the_record_was_made(
    valuing: ValuingService, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    long_ago = clock.now() - timedelta(days=600)
    async with database.write() as uow:
        await uow.customers.add(
            Customer(id="regular", team_id="north", owner_id="li", created_at=long_ago, updated_at=long_ago)
        )
        days = [clock.now().date() - timedelta(days=12 + 30 * n) for n in range(15)]
        await uow.histories.add_purchases([bought("regular", day, "40") for day in days])
        await uow.commit()
    seen = await valuing.portrait(crew.li, "regular")
    assert not [reason for reason in seen.churn.reasons if "该联系的日子晚了" in reason]
