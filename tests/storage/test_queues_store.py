"""Inbox, outbox, dialogues and stored advice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.ports import Dialogue, InboxItem, InboxState, OutboxItem, OutboxState, StoredAdvice
from bot.storage.database import SqlDatabase
from crm.errors import NotFound

Build = Callable[..., Any]


@pytest.fixture
def update(now: datetime) -> Build:
    def build(number: int, text: str = "你好", bot: int = 1) -> InboxItem:
        raw = {"update_id": number, "message": {"text": text}}
        return InboxItem(bot_id=bot, update_id=number, chat_id=-100123, raw=raw, received_at=now)

    return build


@pytest.fixture
def reply(now: datetime) -> Build:
    def build(key: str, text: str = "您好", **fields: object) -> OutboxItem:
        values = {"chat_id": 5, "method": "sendMessage", "payload": {"text": text}, **fields}
        return OutboxItem(key=key, created_at=now, **values)

    return build


async def test_an_update_is_accepted_once(database: SqlDatabase, update: Build) -> None:
    async with database.write() as unit:
        assert await unit.inbox.accept([update(7), update(8), update(7)]) == [7, 8]
        await unit.commit()
    async with database.write() as unit:
        assert await unit.inbox.accept([update(9), update(8)]) == [9]
        assert await unit.inbox.accept([update(8, bot=2)]) == [8]
        assert await unit.inbox.accept([]) == []
        await unit.commit()
    async with database.read() as unit:
        assert [item.update_id for item in await unit.inbox.pending(1)] == [7, 8, 9]
        assert (await unit.inbox.pending(1))[0] == update(7)


async def test_a_large_backlog_is_accepted_in_one_transaction(database: SqlDatabase, update: Build) -> None:
    async with database.write() as unit:
        accepted = await unit.inbox.accept([update(number) for number in range(6000)])
        await unit.commit()
    assert accepted == list(range(6000))


async def test_done_happens_once_and_drops_the_payload(database: SqlDatabase, update: Build) -> None:
    async with database.write() as unit:
        await unit.inbox.accept([update(1)])
        assert await unit.inbox.done(1, 1) is True
        await unit.commit()
    async with database.write() as unit:
        assert await unit.inbox.done(1, 1) is False
        assert await unit.inbox.done(1, 404) is False
        assert await unit.inbox.pending(1) == []
        assert await unit.inbox.accept([update(1)]) == []


async def test_done_without_commit_leaves_the_update_to_be_worked_on(
    database: SqlDatabase, update: Build, reply: Build
) -> None:
    async with database.write() as unit:
        await unit.inbox.accept([update(1)])
        await unit.commit()
    async with database.write() as unit:
        await unit.inbox.done(1, 1)
        await unit.outbox.add([reply("1:0")])
    async with database.read() as unit:
        assert len(await unit.inbox.pending(1)) == 1
        assert await unit.outbox.pending() == []


async def test_what_fails_too_often_is_set_aside_and_can_be_revived(
    database: SqlDatabase, update: Build
) -> None:
    async with database.write() as unit:
        await unit.inbox.accept([update(1), update(2)])
        assert [await unit.inbox.attempt(1, 1, "错误") for _ in range(3)] == [1, 2, 3]
        assert await unit.inbox.attempt(1, 404, "") == 0
        await unit.inbox.bury(1, 1, "三次都失败")
        await unit.commit()
    async with database.write() as unit:
        assert [item.update_id for item in await unit.inbox.pending(1)] == [2]
        (dead,) = await unit.inbox.dead()
        assert (dead.state, dead.attempts, dead.error) == (InboxState.DEAD, 3, "三次都失败")
        assert dead.raw == update(1).raw
        await unit.inbox.revive(1, 1)
        revived = (await unit.inbox.pending(1))[0]
        assert (revived.attempts, revived.error) == (0, "")
        assert await unit.inbox.dead() == []


async def test_pruning_forgets_only_what_is_done_and_old(
    database: SqlDatabase, update: Build, reply: Build, now: datetime
) -> None:
    async with database.write() as unit:
        await unit.inbox.accept([update(1), update(2)])
        await unit.inbox.done(1, 1)
        stored = await unit.outbox.add([reply("a"), reply("b")])
        await unit.outbox.sent([(stored[0].id, 77)])
        assert await unit.inbox.prune(now) == 0
        assert await unit.outbox.prune(now) == 0
        later = now + timedelta(seconds=1)
        assert await unit.inbox.prune(later) == 1
        assert await unit.outbox.prune(later) == 1
        assert [item.update_id for item in await unit.inbox.pending(1)] == [2]
        assert [item.key for item in await unit.outbox.pending()] == ["b"]


async def test_a_reply_is_queued_once_and_in_order(database: SqlDatabase, reply: Build) -> None:
    async with database.write() as unit:
        first = await unit.outbox.add([reply("1:0"), reply("1:1")])
        assert [item.key for item in first] == ["1:0", "1:1"]
        assert first[0].id < first[1].id
        again = await unit.outbox.add([reply("1:1", "别的"), reply("1:2")])
        assert [item.key for item in again] == ["1:2"]
        await unit.commit()
    async with database.read() as unit:
        waiting = await unit.outbox.pending()
        assert [item.key for item in waiting] == ["1:0", "1:1", "1:2"]
        assert waiting[1] == first[1]
        assert len(await unit.outbox.pending(2)) == 2


async def test_sent_replies_are_emptied_all_at_once(database: SqlDatabase, reply: Build) -> None:
    async with database.write() as unit:
        stored = await unit.outbox.add([reply(str(n)) for n in range(3)])
        await unit.outbox.sent([(stored[0].id, 11), (stored[1].id, None)])
        await unit.outbox.sent([])
        await unit.commit()
    async with database.read() as unit:
        assert [item.key for item in await unit.outbox.pending()] == ["2"]
        assert [await unit.outbox.message_id(key) for key in ("0", "1", "2", "x")] == [11, None, None, None]


async def test_a_failed_reply_is_tried_again_until_it_is_given_up(
    database: SqlDatabase, reply: Build, now: datetime
) -> None:
    async with database.write() as unit:
        (item,) = await unit.outbox.add([reply("a", not_before=now, customer_id="c")])
        await unit.outbox.failed(item.id, "429", final=False)
        (waiting,) = await unit.outbox.pending()
        assert (waiting.attempts, waiting.error, waiting.state) == (1, "429", OutboxState.PENDING)
        assert (waiting.not_before, waiting.customer_id) == (now, "c")
        await unit.outbox.failed(item.id, "403", final=True)
        assert await unit.outbox.pending() == []


async def test_a_dialogue_is_replaced_and_separate_for_each_person(
    database: SqlDatabase, now: datetime
) -> None:
    mine = Dialogue(chat_id=1, salesperson_id="li", pinned_customer_id="c1", updated_at=now)
    other = Dialogue(chat_id=1, salesperson_id="wang", flow="import", data={"about": ["c1"]}, updated_at=now)
    third = Dialogue(chat_id=2, salesperson_id="li", pinned_customer_id="c2", updated_at=now)
    async with database.write() as unit:
        for state in (mine, other, third):
            await unit.dialogues.put(state)
        stepped = mine.model_copy(update={"flow": "new_customer", "step": "name", "data": {"名": "张"}})
        await unit.dialogues.put(stepped)
        await unit.commit()
    async with database.write() as unit:
        assert await unit.dialogues.get(1, "li") == stepped
        assert await unit.dialogues.get(9, "li") is None
        await unit.dialogues.unpin("c1")
        for chat, person in ((1, "li"), (1, "wang")):
            left = await unit.dialogues.get(chat, person)
            assert left is None or (left.pinned_customer_id, left.flow, left.data) == (None, "", {})
        assert await unit.dialogues.get(2, "li") == third


async def test_advice_belongs_to_one_salesperson_and_lines_are_remembered(
    database: SqlDatabase, now: datetime
) -> None:
    def advice(id: str, minute: int, *lines: str, customer: str | None = "c1") -> StoredAdvice:
        variants = [{"text": line, "style": "warm"} for line in lines]
        at = now + timedelta(minutes=minute)
        return StoredAdvice(
            id=id,
            salesperson_id="li",
            customer_id=customer,
            turn={"text": "太贵"},
            advice={"variants": variants},
            created_at=at,
        )

    async with database.write() as unit:
        await unit.advices.add(advice("a", 1, "一", "二"))
        await unit.advices.add(advice("b", 2, "三", "一"))
        await unit.advices.add(advice("c", 3, "四", customer=None))
        await unit.commit()
    async with database.write() as unit:
        assert await unit.advices.get("a", "li") == advice("a", 1, "一", "二")
        assert await unit.advices.get("a", "wang") is None
        assert await unit.advices.lines_for("c1") == ["三", "一", "二"]
        assert await unit.advices.lines_for("c1", 2) == ["三", "一"]
        await unit.advices.replace(advice("a", 1, "五"))
        assert await unit.advices.lines_for("c1") == ["三", "一", "五"]
        with pytest.raises(NotFound):
            await unit.advices.replace(advice("x", 1))


async def test_scrubbing_removes_what_mentions_a_customer_and_nothing_else(
    database: SqlDatabase, update: Build, reply: Build, now: datetime
) -> None:
    tricky = '张"大\\伯_%'
    async with database.write() as unit:
        await unit.inbox.accept([update(1, f"给{tricky}回电"), update(2, "张X大Y伯"), update(3)])
        await unit.inbox.bury(1, 3, f"cannot parse {tricky}")
        await unit.outbox.add(
            [reply("a", f"{tricky}您好"), reply("b", customer_id="c1"), reply("c", "card:c1")]
        )
        await unit.outbox.add([reply("d", "别人")])
        for id, customer, text in (("a", "c1", ""), ("b", None, tricky), ("c", "c2", "别的")):
            await unit.advices.add(
                StoredAdvice(
                    id=id,
                    salesperson_id="li",
                    customer_id=customer,
                    turn={"text": text},
                    advice={},
                    created_at=now,
                )
            )
        assert await unit.inbox.scrub([tricky, ""]) == 2
        assert await unit.inbox.scrub([""]) == 0
        assert await unit.outbox.scrub("c1", [tricky]) == 3
        assert await unit.advices.scrub("c1", [tricky]) == 2
        await unit.commit()
    async with database.read() as unit:
        assert [item.update_id for item in await unit.inbox.pending(1)] == [2]
        assert await unit.inbox.dead() == []
        assert [item.key for item in await unit.outbox.pending()] == ["d"]
        assert await unit.advices.get("c", "li") is not None
