"""Calls of the model, on both databases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.ports import ModelCall
from bot.storage.database import SqlDatabase

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def call(id: str, **fields: object) -> ModelCall:
    known = {"id": id, "team_id": "north", "salesperson_id": "li", "brief_key": "k", "at": NOON}
    return ModelCall.model_validate({**known, **fields})


async def test_calls_are_counted_by_person_team_and_day(database: SqlDatabase) -> None:
    async with database.write() as uow:
        await uow.model_calls.add(call("a", cost=Decimal("0.001234"), input_tokens=800, output_tokens=50))
        await uow.model_calls.add(call("b", outcome="timeout"))
        await uow.model_calls.add(call("c", salesperson_id="wu"))
        await uow.model_calls.add(call("d", team_id="south"))
        await uow.model_calls.add(call("e", at=NOON - timedelta(days=1)))
        await uow.commit()
    async with database.read() as uow:
        morning = NOON - timedelta(hours=4)
        assert await uow.model_calls.count("north", "li", morning) == (2, 3)
        first, second = await uow.model_calls.totals("north", morning)
        assert len(await uow.model_calls.totals(None, morning)) == 2
    assert (first.salesperson_id, first.calls, first.unused, first.input_tokens) == ("li", 2, 1, 800)
    assert first.cost == Decimal("0.001234")
    assert (second.salesperson_id, second.cost) == ("wu", None)


async def test_the_latest_draft_of_a_brief_is_kept_until_its_customer_is_erased(
    database: SqlDatabase,
) -> None:
    async with database.write() as uow:
        await uow.model_calls.add(call("a", draft={"why": "早"}, customer_id="z"))
        later = NOON + timedelta(minutes=1)
        await uow.model_calls.add(call("b", draft={"why": "张大伯"}, customer_id="z", at=later))
        await uow.model_calls.add(call("c", outcome="timeout", at=later + timedelta(minutes=1)))
        await uow.commit()
    async with database.read() as uow:
        kept = await uow.model_calls.kept("k", NOON - timedelta(days=7))
        assert kept is not None
        assert kept.draft == {"why": "张大伯"}
        assert await uow.model_calls.kept("k", later + timedelta(minutes=1)) is None
    async with database.write() as uow:
        assert await uow.model_calls.scrub("z", ["张大伯"]) == 2
        await uow.commit()
    async with database.read() as uow:
        assert await uow.model_calls.kept("k", NOON - timedelta(days=7)) is None
        assert (await uow.model_calls.count("north", "li", NOON - timedelta(hours=1)))[0] == 3


async def test_the_record_may_be_sent_until_the_team_forbids_it(database: SqlDatabase) -> None:
    async with database.write() as uow:
        assert await uow.model_calls.sends_profile("north")
        for allowed in (False, True, False):
            await uow.model_calls.send_profile("north", allowed)
        await uow.commit()
    async with database.read() as uow:
        assert not await uow.model_calls.sends_profile("north")
        assert await uow.model_calls.sends_profile("south")


async def test_the_total_tells_how_many_calls_were_estimated(database: SqlDatabase) -> None:
    async with database.write() as uow:
        await uow.model_calls.add(call("a", estimated=True, cost=Decimal("0.002")))
        await uow.model_calls.add(call("b", cost=Decimal("0.001")))
        await uow.commit()
    async with database.read() as uow:
        (total,) = await uow.model_calls.totals("north", NOON - timedelta(hours=4))
    assert (total.calls, total.estimated, total.cost) == (2, 1, Decimal("0.003"))
