"""The page's server side lets nobody in but the page of this run."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot

from bot.phone import DEFAULT_PERSONAS, PhoneServer

ME = DEFAULT_PERSONAS[0]


@pytest.fixture
async def page(phone: PhoneServer) -> AsyncIterator[httpx.AsyncClient]:
    """A client that opened the page: it has the cookie and the header."""
    async with httpx.AsyncClient(base_url=phone.url, timeout=5) as client:
        html = (await client.get("/")).text
        client.headers["X-Phone-Session"] = html.partition('phone-session" content="')[2].partition('"')[0]
        yield client


async def say(page: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await page.post("/phone/act", json={"persona": ME.id, "type": "say", **fields})


async def test_the_page_has_a_strict_policy_and_nothing_from_elsewhere(page: httpx.AsyncClient) -> None:
    answer = await page.get("/")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert " style=" not in answer.text


async def test_what_is_said_on_the_page_becomes_an_update(
    page: httpx.AsyncClient, phone: PhoneServer
) -> None:
    assert (await say(page, text=" 太贵了 ")).status_code == 200

    assert [one.text for one in phone.chat(ME).messages] == ["太贵了"]
    assert phone.pending_updates == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Phone-Session": "wrong"},
        {"Origin": "http://evil.example"},
        {"Cookie": "x=y"},
        {"Origin": "null"},
    ],
)
async def test_a_foreign_page_cannot_act(
    page: httpx.AsyncClient, phone: PhoneServer, headers: dict[str, str]
) -> None:
    answer = await page.post(
        "/phone/act", json={"persona": ME.id, "type": "say", "text": "x"}, headers=headers
    )

    assert answer.status_code == 403
    assert phone.pending_updates == 0


async def test_a_rebound_host_gets_nothing(page: httpx.AsyncClient, phone: PhoneServer) -> None:
    for path in ("/", "/phone/state", f"/bot{phone.token}/getMe", "/page/app.js"):
        assert (await page.get(path, headers={"Host": "evil.example"})).status_code == 421


async def test_files_outside_the_page_are_not_served(page: httpx.AsyncClient) -> None:
    for path in ("/page/..%2Fserver.py", "/page/server.py", "/page/%2e%2e", "/page/nothing.js"):
        assert (await page.get(path)).status_code == 404


async def test_a_forwarded_burst_keeps_its_order_and_its_sender(
    page: httpx.AsyncClient, phone: PhoneServer
) -> None:
    fields = {
        "sender": "张大伯",
        "hidden": True,
        "items": ["一", "二"],
        "comment": "在售A3",
        "comment_first": True,
    }

    await say(page, **fields, type="forward")

    first, second, third = phone.chat(ME).messages
    assert [first.text, second.text, third.text] == ["在售A3", "一", "二"]
    assert second.raw["forward_origin"]["sender_user_name"] == "张大伯"
    assert "forward_origin" not in first.raw


async def test_blank_words_are_refused_with_a_sentence(page: httpx.AsyncClient) -> None:
    answer = await say(page, text=" \n ")

    assert (answer.status_code, answer.json()) == (400, {"error": "先写点什么再发送"})


async def test_files_come_back_harmless(page: httpx.AsyncClient, phone: PhoneServer) -> None:
    await page.post(
        "/phone/upload", data={"persona": str(ME.id)}, files={"file": ("<坏>.html", b"<script>", "text/html")}
    )
    (message,) = phone.chat(ME).messages
    assert message.document

    answer = await page.get(f"/phone/file/{message.document['file_id']}")

    assert answer.content == b"<script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_events_arrive_and_a_page_that_missed_too_much_starts_again(
    page: httpx.AsyncClient, phone: PhoneServer, bot: Bot
) -> None:
    await say(page, text="x")
    state = (await page.get("/phone/state", params={"persona": str(ME.id)})).json()

    fresh = asyncio.create_task(_event(page, state["seq"]))
    await asyncio.sleep(0.1)
    await bot.send_message(ME.id, "<好>")
    event = await asyncio.wait_for(fresh, 3)

    assert (event["kind"], event["chat"], event["message"]["text"]) == ("message", ME.id, "<好>")
    assert (await asyncio.wait_for(_event(page, 0), 3))["kind"] == "reset"


async def _event(page: httpx.AsyncClient, after: int) -> dict[str, Any]:
    async with page.stream("GET", f"/phone/events?after={after}") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                return dict(json.loads(line.removeprefix("data: ")))
    raise AssertionError("the stream ended")
