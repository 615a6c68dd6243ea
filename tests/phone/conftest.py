"""A phone on a free port, a bare HTTP client and a real python-telegram-bot Bot."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.phone import PhoneServer

SELLER = 7
Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def phone() -> AsyncIterator[PhoneServer]:
    """A phone whose user 7 has opened the chat; nothing is pending."""
    async with PhoneServer() as server:
        await server.say(SELLER, "你好")
        server.updates.clear()
        yield server


@pytest.fixture
async def api(phone: PhoneServer) -> AsyncIterator[Api]:
    """Call a method with a JSON body; returns the whole answer."""
    async with httpx.AsyncClient(base_url=f"{phone.base_url}{phone.token}/", timeout=10) as client:

        async def call(method: str, **parameters: object) -> dict[str, Any]:
            answer = await client.post(method, json=parameters)
            body = answer.json()
            assert body["ok"] == (answer.status_code == 200)
            return dict(body)

        yield call


@pytest.fixture
async def bot(phone: PhoneServer) -> AsyncIterator[Bot]:
    """The library's own Bot, talking to the phone."""
    request = HTTPXRequest(read_timeout=5, connection_pool_size=8)
    async with Bot(
        phone.token, base_url=phone.base_url, base_file_url=phone.base_file_url, request=request
    ) as it:
        yield it
