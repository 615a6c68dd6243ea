"""Updates stay until confirmed, arrive in order, and by one way at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from bot.phone import PhoneServer

SELLER = 7
Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


class Hook:
    """A webhook with a memory that can be told to fail."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.secrets: list[str] = []
        self.failures = 0
        self.answer: dict[str, Any] | None = None
        self.url = ""


class HookHandler(RequestHandler):
    def initialize(self, hook: Hook) -> None:
        self.hook = hook

    async def post(self) -> None:
        import json

        if self.hook.failures > 0:
            self.hook.failures -= 1
            self.set_status(500)
            return
        self.hook.seen.append(json.loads(self.request.body))
        self.hook.secrets.append(self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        if self.hook.answer:
            self.write(self.hook.answer)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    it = Hook()
    listener, port = bind_unused_port(address="127.0.0.1")
    server = HTTPServer(Application([("/hook", HookHandler, {"hook": it})], log_function=lambda _: None))
    server.add_socket(listener)
    it.url = f"http://127.0.0.1:{port}/hook"
    yield it
    server.stop()
    await server.close_all_connections()


def ids(answer: dict[str, Any]) -> list[int]:
    return [one["update_id"] for one in answer["result"]]


async def test_updates_stay_until_they_are_confirmed_by_offset(api: Api, phone: PhoneServer) -> None:
    for text in ("一", "二", "三"):
        await phone.say(SELLER, text)

    first, again = await api("getUpdates"), await api("getUpdates")
    rest = await api("getUpdates", offset=ids(first)[0] + 1)

    assert ids(first) == ids(again) == sorted(set(ids(first)))
    assert ids(rest) == ids(first)[1:]
    assert phone.pending_updates == 2


async def test_limit_and_negative_offset_work_as_with_telegram(api: Api, phone: PhoneServer) -> None:
    for text in ("一", "二", "三"):
        await phone.say(SELLER, text)

    assert [one["message"]["text"] for one in (await api("getUpdates", limit=2))["result"]] == ["一", "二"]
    assert [one["message"]["text"] for one in (await api("getUpdates", offset=-1))["result"]] == ["三"]
    assert phone.pending_updates == 1


async def test_a_long_poll_ends_as_soon_as_something_is_said(api: Api, phone: PhoneServer) -> None:
    waiting = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)

    await phone.say(SELLER, "太贵了")

    answer = await asyncio.wait_for(waiting, 2)
    assert answer["result"][0]["message"]["text"] == "太贵了"


async def test_a_second_poller_ends_the_first_with_a_conflict(api: Api, phone: PhoneServer) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api("getUpdates", timeout=20))

    answer = await asyncio.wait_for(first, 2)
    await phone.say(SELLER, "x")

    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert len((await asyncio.wait_for(second, 2))["result"]) == 1


async def test_a_poller_that_was_killed_is_no_second_poller(phone: PhoneServer, api: Api) -> None:
    async with httpx.AsyncClient() as dead:
        with pytest.raises(httpx.ReadTimeout):
            await dead.get(f"{phone.base_url}{phone.token}/getUpdates?timeout=20", timeout=0.1)
    await phone.say(SELLER, "还在吗")

    answer = await api("getUpdates", timeout=1)

    assert [one["message"]["text"] for one in answer["result"]] == ["还在吗"]


async def test_reactions_come_only_to_a_bot_that_asked_for_them(api: Api, phone: PhoneServer) -> None:
    message = await phone.say(SELLER, "x")
    await phone.react(SELLER, message, "👍")
    assert len((await api("getUpdates", allowed_updates=["message", "message_reaction"]))["result"]) == 1

    await phone.react(SELLER, message, "👎")

    reaction = (await api("getUpdates"))["result"][-1]["message_reaction"]
    assert reaction["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert reaction["new_reaction"] == [{"type": "emoji", "emoji": "👎"}]


async def test_polling_is_refused_while_a_webhook_is_set(api: Api, hook: Hook) -> None:
    await api("setWebhook", url=hook.url)

    answer = await api("getUpdates")
    assert answer["error_code"] == 409
    assert "can't use getUpdates method while webhook is active" in answer["description"]

    await api("deleteWebhook")
    assert (await api("getUpdates"))["ok"]


async def test_a_webhook_gets_its_secret_and_the_updates_in_order(
    api: Api, phone: PhoneServer, hook: Hook
) -> None:
    await api("setWebhook", url=hook.url, secret_token="geheim-1")
    for index in range(20):
        await phone.say(SELLER, str(index))

    await _drained(phone)

    assert [one["message"]["text"] for one in hook.seen] == [str(index) for index in range(20)]
    assert set(hook.secrets) == {"geheim-1"}


async def test_a_failing_webhook_gets_the_same_update_again(api: Api, phone: PhoneServer, hook: Hook) -> None:
    hook.failures = 2
    await api("setWebhook", url=hook.url)
    await phone.say(SELLER, "一")
    await phone.say(SELLER, "二")

    await _drained(phone)

    info = (await api("getWebhookInfo"))["result"]
    assert [one["message"]["text"] for one in hook.seen] == ["一", "二"]
    assert phone.webhook.deliveries == 4
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_webhook_may_answer_with_a_call(api: Api, phone: PhoneServer, hook: Hook) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": SELLER, "text": "就着回答说"}
    await api("setWebhook", url=hook.url)

    reply = await phone.ask(SELLER, "x")

    assert reply.text == "就着回答说"


async def test_dropping_pending_updates_forgets_them(api: Api, phone: PhoneServer) -> None:
    await phone.say(SELLER, "x")

    await api("deleteWebhook", drop_pending_updates=True)

    assert phone.pending_updates == 0


async def test_ids_grow_over_a_restart() -> None:
    async with PhoneServer(page=False) as phone:
        before, message = await phone.inject({}), await phone.say(SELLER, "x")
    await asyncio.sleep(1.1)
    async with PhoneServer(page=False) as phone:
        assert await phone.inject({}) > before
        assert (await phone.say(SELLER, "x")).id >= message.id


async def _drained(phone: PhoneServer) -> None:
    async with asyncio.timeout(5):
        while phone.pending_updates:  # noqa: ASYNC110 - the queue has no event for being empty
            await asyncio.sleep(0.01)


async def test_a_phone_opened_right_after_another_never_gives_out_its_ids_again() -> None:
    given: list[int] = []
    for _ in range(3):
        async with PhoneServer(page=False) as phone:
            given += [await phone.inject({"message": {"text": str(index)}}) for index in range(20)]
    assert given == sorted(set(given))
