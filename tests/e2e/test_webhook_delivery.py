"""The whole product behind a webhook: the secret, the order, and deliveries made again."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import open_core
from bot.handlers.client import make_client
from bot.handlers.runner import Hook, running_bot
from bot.phone import PhoneServer
from tests.stage import Stage, open_stage, sample_folder, settings_for

SECRET = "a-long-enough-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_hook() -> Hook:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Hook(f"http://127.0.0.1:{port}/telegram", "127.0.0.1", port, "/telegram", SECRET)


@pytest.fixture
def hook() -> Hook:
    return free_hook()


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path, hook: Hook) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path), hook=hook) as stage:
        yield stage


async def test_the_main_job_is_done_behind_a_webhook_too(stage: Stage) -> None:
    reply = await stage.phone.ask(stage.person("seller"), "客户说：太贵了", timeout=15)
    assert "嫌价格高" in reply.text
    assert len(reply.copy_texts) == 2
    assert stage.phone.calls("getUpdates") == []


async def test_a_delivery_without_the_secret_is_refused_and_not_stored(stage: Stage, hook: Hook) -> None:
    seller = stage.person("seller")
    sender = {"id": seller, "is_bot": False, "first_name": "王"}
    message = {"message_id": 1, "date": 1, "chat": {"id": seller, "type": "private"}, "from": sender}
    update = {"update_id": 1, "message": {**message, "text": "/list"}}
    async with httpx.AsyncClient(timeout=10) as client:
        for given in ([], [""], ["wrong"], ["错"], [SECRET + "x"]):
            headers = [(HEADER.encode(), secret.encode()) for secret in given]
            answer = await client.post(hook.url, json=update, headers=headers)
            assert answer.status_code == 403, given
    await stage.phone.settled()
    assert stage.phone.calls("sendMessage") == []


async def test_a_body_that_is_no_update_is_refused_and_the_next_one_is_answered(
    stage: Stage, hook: Hook
) -> None:
    async with httpx.AsyncClient(timeout=10, headers={HEADER: SECRET}) as client:
        assert (await client.post(hook.url, content=b"{")).status_code == 400
        assert (await client.post(hook.url, content=b"[1, 2]")).status_code == 200
        assert (await client.get(hook.url)).status_code == 405
    reply = await stage.phone.ask(stage.person("seller"), "你好", timeout=15)
    assert reply.text


async def test_twenty_messages_at_once_are_answered_in_their_order(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "罗师傅", timeout=15)
    for number in range(20):
        await stage.phone.say(seller, f"记一下 第{number}件")
    await stage.phone.wait_until(lambda: len(stage.phone.chat(seller).replies) == 21, timeout=20)
    shown = [message.text for message in stage.phone.chat(seller).replies[1:]]
    assert [f"第{number}件" in text for number, text in enumerate(shown)] == [True] * 20


async def test_what_telegram_could_not_deliver_is_delivered_again_and_answered_once(
    tmp_path: Path, prepared_sample: Path, hook: Hook
) -> None:
    folder = sample_folder(prepared_sample, tmp_path)
    async with PhoneServer(page=False) as phone, AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings_for(folder)))
        client = make_client(phone.token, phone.url)
        await stack.enter_async_context(client)
        async with running_bot(client, core.services, hook=hook):
            pass  # registered, then gone
        said = await phone.say(700100001, "客户说：太贵了")
        await phone.wait_until(lambda: phone.webhook.deliveries >= 2)
        assert phone.pending_updates == 1
        async with running_bot(client, core.services, hook=hook):
            await phone.wait_for_reply(said, timeout=15)
            await phone.settled()
        assert [len(one.copy_texts) for one in phone.chat(said).replies] == [2]


async def test_an_update_delivered_twice_is_answered_once(stage: Stage, hook: Hook) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "你好", timeout=15)
    sender = {"id": seller, "is_bot": False, "first_name": "王"}
    chat = {"id": seller, "type": "private", "first_name": "王"}
    message = {"message_id": 999, "date": 1767600000, "chat": chat, "from": sender, "text": "第一次问"}
    async with httpx.AsyncClient(timeout=10, headers={HEADER: SECRET}) as client:
        for _ in range(3):
            answer = await client.post(hook.url, json={"update_id": 77, "message": message})
            assert answer.status_code == 200
    await stage.phone.settled()
    shown = [one.text for one in stage.phone.chat(seller).replies]
    assert len(shown) == 2, shown
