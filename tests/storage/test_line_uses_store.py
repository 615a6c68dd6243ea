"""What became of the lines, and who asked how much, on both databases."""

from datetime import UTC, datetime, timedelta

from bot.ports import AliasKind, LineUse, StoredAdvice, UseKind
from bot.storage.database import SqlDatabase

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def use(id: str, **fields: object) -> LineUse:
    known = {"id": id, "team_id": "north", "salesperson_id": "li", "kind": UseKind.LIKED, "at": NOON}
    return LineUse.model_validate({**known, "card_id": "price", "line_id": "a", **fields})


def advice(id: str, who: str, **fields: object) -> StoredAdvice:
    known = {"kind": "objection", "objection": {"primary": "too_expensive"}, "refused": False}
    return StoredAdvice(
        id=id, salesperson_id=who, customer_id=None, turn={}, advice={**known, **fields}, created_at=NOON
    )


async def test_the_same_judgement_counts_once_and_two_inline_choices_twice(database: SqlDatabase) -> None:
    async with database.write() as uow:
        assert await uow.line_uses.add(use("a", advice_id="x"))
        assert not await uow.line_uses.add(use("b", advice_id="x"))
        assert await uow.line_uses.add(use("c", kind=UseKind.CHOSEN))
        assert await uow.line_uses.add(use("d", kind=UseKind.CHOSEN))
        await uow.commit()
    async with database.read() as uow:
        counts = await uow.line_uses.counts("north", NOON - timedelta(days=1))
        assert [(one.kind, one.count) for one in counts] == [(UseKind.CHOSEN, 2), (UseKind.LIKED, 1)]
        assert await uow.line_uses.counts("south", NOON - timedelta(days=1)) == []
        assert await uow.line_uses.counts("north", NOON + timedelta(days=1)) == []


async def test_one_tap_below_two_lines_is_one_deal_and_two_inline_choices_are_two(
    database: SqlDatabase,
) -> None:
    async with database.write() as uow:
        for line in ("a", "b"):
            await uow.line_uses.add(use(f"won-{line}", advice_id="x", line_id=line, kind=UseKind.WON))
            await uow.line_uses.add(use(f"sent-{line}", line_id=line, kind=UseKind.CHOSEN))
        await uow.commit()
    async with database.read() as uow:
        told = await uow.line_uses.by_kind("north", NOON - timedelta(days=1))
        assert told == {UseKind.WON: 1, UseKind.CHOSEN: 2}
        assert await uow.line_uses.by_kind("south", NOON - timedelta(days=1)) == {}


async def test_advices_are_tallied_by_person_objection_and_refusal(database: SqlDatabase) -> None:
    async with database.write() as uow:
        for one in (
            advice("a", "li"),
            advice("b", "li"),
            advice("c", "wu", kind="question", objection={}, refused=True),
            advice("d", "elsewhere"),
        ):
            await uow.advices.add(one)
        await uow.commit()
    async with database.read() as uow:
        tallies = await uow.advices.tally(("li", "wu"), NOON - timedelta(days=1))
    found = {(one.salesperson_id, one.objection, one.refused, one.count) for one in tallies}
    assert found == {("li", "too_expensive", False, 2), ("wu", "", True, 1)}


async def test_a_later_word_on_who_a_sender_is_replaces_the_earlier(database: SqlDatabase) -> None:
    async with database.write() as uow:
        for customer in ("one", "two"):
            await uow.aliases.put("li", AliasKind.TELEGRAM_ID, "77", customer)
        await uow.commit()
    async with database.read() as uow:
        assert await uow.aliases.customer("li", AliasKind.TELEGRAM_ID, "77") == "two"
        assert await uow.aliases.customer("wu", AliasKind.TELEGRAM_ID, "77") is None
    async with database.write() as uow:
        assert await uow.aliases.scrub("two") == 1
        await uow.commit()
