"""The durable way of an update, with a real database, a real client and the strict phone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.handlers.bursts import parts_of
from bot.handlers.client import Client, make_client
from bot.handlers.dispatch import Dispatcher
from bot.handlers.intake import Intake, poll
from bot.handlers.screens import Screen
from bot.handlers.sender import Sender
from bot.handlers.work import current_work
from bot.phone import PhoneServer, origin_hidden
from bot.storage.database import SqlDatabase

SELLER = 7001


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Rig:
    """A bot that answers with what it was told, on a database that outlives it."""

    phone: PhoneServer
    database: SqlDatabase
    handle: Callable[[Update], Awaitable[None]]
    texts: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def bot(self, *, polling: bool = True) -> AsyncIterator[Intake]:
        client: Client = make_client(self.phone.token, self.phone.url)
        application: Application = ApplicationBuilder().bot(client).updater(None).job_queue(None).build()  # type: ignore[type-arg]

        async def run(update: Update, _: object) -> None:
            await self.handle(update)

        async def remember(_: object, context: object) -> None:
            current_work.get().error = getattr(context, "error", None)

        application.add_handler(TypeHandler(Update, run))
        application.add_error_handler(remember)
        await application.initialize()
        sender = Sender(self.database, client)
        dispatcher = Dispatcher(
            application,
            self.database,
            sender,
            StandingClock(),
            lambda _: Screen("没处理成功，内容已经留存。"),
        )
        intake = Intake(self.database, dispatcher, client.id, StandingClock())
        await sender.recover()
        await dispatcher.recover(client.id)
        task = asyncio.create_task(poll(client, intake)) if polling else None
        try:
            yield intake
        finally:
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await dispatcher.stop(grace=0.3)
            await sender.stop(grace=0.3)
            await application.shutdown()

    async def states(self) -> dict[str, int]:
        async with self.database.read() as uow:
            pending = await uow.inbox.pending(self.bot_id)
            dead = await uow.inbox.dead()
        return {"pending": len(pending), "dead": len(dead)}

    @property
    def bot_id(self) -> int:
        return int(self.phone.token.split(":")[0])


async def echo(update: Update) -> None:
    text = update.message.text if update.message else ""
    async with current_work.get().effect() as effect:
        effect.say(Screen(f"收到 {text}"))


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    database = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}")
    await database.migrate()
    async with PhoneServer(page=False) as phone:
        yield Rig(phone, database, echo)
    await database.close()


async def test_a_message_is_answered_and_done(rig: Rig) -> None:
    async with rig.bot():
        reply = await rig.phone.ask(SELLER, "你好")
        assert reply.text == "收到 你好"
        await rig.phone.settled()
    assert await rig.states() == {"pending": 0, "dead": 0}


async def test_messages_of_a_chat_are_answered_in_order(rig: Rig) -> None:
    async def slow_first(update: Update) -> None:
        if update.message and update.message.text == "0":
            await asyncio.sleep(0.2)
        await echo(update)

    rig.handle = slow_first
    for number in range(20):
        await rig.phone.say(SELLER, str(number))
    async with rig.bot():
        await rig.phone.wait_until(lambda: len(rig.phone.chat(SELLER).replies) == 20)
    assert [m.text for m in rig.phone.chat(SELLER).replies] == [f"收到 {n}" for n in range(20)]


async def test_a_failing_update_is_tried_three_times_then_set_aside_with_one_line(rig: Rig) -> None:
    tries = 0

    async def broken(update: Update) -> None:
        nonlocal tries
        if update.message and update.message.text == "坏":
            tries += 1
            raise RuntimeError("boom")
        await echo(update)

    rig.handle = broken
    async with rig.bot():
        await rig.phone.say(SELLER, "坏")
        reply = await rig.phone.ask(SELLER, "好", match="收到 好", timeout=8)
    assert reply.text == "收到 好"
    assert tries == 3
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["没处理成功，内容已经留存。", "收到 好"]
    assert await rig.states() == {"pending": 0, "dead": 1}


async def test_an_error_once_costs_a_retry_and_nothing_else(rig: Rig) -> None:
    failed = False

    async def shaky(update: Update) -> None:
        nonlocal failed
        async with current_work.get().effect() as effect:
            effect.say(Screen("好了"))
            if not failed:
                failed = True
                raise OSError("disk hiccup")

    rig.handle = shaky
    async with rig.bot():
        await rig.phone.ask(SELLER, "试试")
        await rig.phone.settled()
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["好了"]


async def test_the_same_update_twice_has_one_effect(rig: Rig) -> None:
    async with rig.bot(polling=False) as intake:
        raw = {
            "update_id": 5,
            "message": {
                "message_id": 1,
                "date": 1767600000,
                "chat": {"id": SELLER, "type": "private", "first_name": "王"},
                "from": {"id": SELLER, "is_bot": False, "first_name": "王"},
                "text": "一次",
            },
        }
        await rig.phone.say(SELLER, "开聊")
        assert await intake.accept([raw]) == 1
        assert await intake.accept([raw, dict(raw)]) == 0
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
        await asyncio.sleep(0.1)
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["收到 一次"]


async def test_an_update_the_library_cannot_read_does_not_stop_the_queue(rig: Rig) -> None:
    async with rig.bot():
        await rig.phone.inject(
            {"message": {"chat": {"id": SELLER, "type": "private"}, "text": 3, "date": "nonsense"}}
        )
        reply = await rig.phone.ask(SELLER, "还在吗", match="收到", timeout=8)
    assert reply.text == "收到 还在吗"
    assert (await rig.states())["dead"] == 1


async def test_what_was_stored_before_a_crash_is_answered_after_it(rig: Rig) -> None:
    started = asyncio.Event()

    async def hang(update: Update) -> None:
        started.set()
        await asyncio.Event().wait()

    rig.handle = hang
    async with rig.bot():
        await rig.phone.say(SELLER, "别丢")
        await asyncio.wait_for(started.wait(), 5)
    assert (await rig.states())["pending"] == 1
    rig.handle = echo
    async with rig.bot():
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["收到 别丢"]


async def test_an_update_that_ends_the_process_three_times_is_set_aside(rig: Rig) -> None:
    async def hang(update: Update) -> None:
        await asyncio.Event().wait()

    rig.handle = hang
    await rig.phone.say(SELLER, "毒药")
    async with rig.bot():
        await rig.phone.wait_until(lambda: not rig.phone.pending_updates)
        await asyncio.sleep(0.1)
    async with rig.database.write() as uow:
        for _ in range(3):
            [item] = await uow.inbox.pending(rig.bot_id)
            await uow.inbox.attempt(item.bot_id, item.update_id, "found unfinished at start")
        await uow.commit()
    rig.handle = echo
    async with rig.bot():
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
    assert "没处理成功" in rig.phone.chat(SELLER).replies[0].text
    assert await rig.states() == {"pending": 0, "dead": 1}


async def test_a_reply_that_was_stored_but_not_sent_is_sent_at_the_next_start(rig: Rig) -> None:
    rig.phone.fault("sendMessage", status=502, times=100)
    async with rig.bot():
        await rig.phone.say(SELLER, "在吗")
        await rig.phone.wait_until(lambda: rig.phone.calls("sendMessage"))
    rig.phone.faults.clear()
    async with rig.bot():
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
        await rig.phone.settled()
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["收到 在吗"]


async def test_too_many_requests_waits_as_told_and_sends_once(rig: Rig) -> None:
    rig.phone.fault("sendMessage", retry_after=1)
    async with rig.bot():
        await rig.phone.say(SELLER, "慢点")
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
        await rig.phone.settled()
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["收到 慢点"]


async def test_refused_formatting_is_sent_again_as_plain_text(rig: Rig) -> None:
    async def badly_formatted(update: Update) -> None:
        async with current_work.get().effect() as effect:
            screen = Screen("短")
            screen.entities.append({"type": "nonsense", "offset": 0, "length": 1})
            effect.say(screen)

    rig.handle = badly_formatted
    async with rig.bot():
        reply = await rig.phone.ask(SELLER, "x")
    assert reply.text == "短"


async def gathered(update: Update) -> None:
    parts = parts_of(current_work.get().items)
    async with current_work.get().effect() as effect:
        effect.say(Screen(" | ".join(("转发 " if p.is_forward else "自己 ") + p.text for p in parts) or "空"))


async def test_a_burst_of_forwards_and_its_comment_are_one_case(rig: Rig) -> None:
    rig.handle = gathered
    async with rig.bot():
        await rig.phone.forward(SELLER, "在吗", "太贵了", "再便宜点", origin=origin_hidden("张先生"))
        await rig.phone.say(SELLER, "他要的是A3")
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
        await rig.phone.settled()
    [reply] = rig.phone.chat(SELLER).replies
    assert reply.text == "转发 在吗 | 转发 太贵了 | 转发 再便宜点 | 自己 他要的是A3"
    assert await rig.states() == {"pending": 0, "dead": 0}


async def test_a_command_after_a_burst_is_no_part_of_it(rig: Rig) -> None:
    rig.handle = gathered
    async with rig.bot():
        await rig.phone.forward(SELLER, "太贵了", origin=origin_hidden("张先生"))
        await rig.phone.say(SELLER, "/help")
        await rig.phone.wait_until(lambda: len(rig.phone.chat(SELLER).replies) == 2)
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["转发 太贵了", "自己 /help"]


async def test_bursts_of_two_sellers_at_once_stay_apart(rig: Rig) -> None:
    rig.handle = gathered
    async with rig.bot():
        for text in ("一", "二", "三"):
            await rig.phone.forward(SELLER, f"甲{text}", origin=origin_hidden("张先生"))
            await rig.phone.forward(SELLER + 1, f"乙{text}", origin=origin_hidden("李女士"))
        await rig.phone.wait_until(
            lambda: rig.phone.chat(SELLER).replies and rig.phone.chat(SELLER + 1).replies
        )
        await rig.phone.settled()
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["转发 甲一 | 转发 甲二 | 转发 甲三"]
    assert [m.text for m in rig.phone.chat(SELLER + 1).replies] == ["转发 乙一 | 转发 乙二 | 转发 乙三"]


async def test_a_burst_found_after_a_crash_is_still_one_case(rig: Rig) -> None:
    started = asyncio.Event()

    async def hang(update: Update) -> None:
        started.set()
        await asyncio.Event().wait()

    await rig.phone.forward(SELLER, "在吗", "太贵了", origin=origin_hidden("张先生"))
    rig.handle = hang
    async with rig.bot():
        await asyncio.wait_for(started.wait(), 5)
    assert (await rig.states())["pending"] == 2
    rig.handle = gathered
    async with rig.bot():
        await rig.phone.wait_until(lambda: rig.phone.chat(SELLER).replies)
        await rig.phone.settled()
    assert [m.text for m in rig.phone.chat(SELLER).replies] == ["转发 在吗 | 转发 太贵了"]
