"""Faults a test orders happen as ordered, and no more often."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from bot.phone import PhoneServer

SELLER = 7
Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


async def test_too_many_requests_carry_the_wait_and_have_no_effect(
    bot: Bot, phone: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    phone.fault("sendMessage", retry_after=3)

    with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
        await bot.send_message(SELLER, "x")
    assert phone.chat(SELLER).replies == []

    await bot.send_message(SELLER, "y")
    assert [one.text for one in phone.chat(SELLER).replies] == ["y"]


async def test_a_fault_is_counted_and_meets_only_its_method(api: Api, phone: PhoneServer) -> None:
    phone.fault("sendMessage", status=500, times=2, skip=1)

    codes = [(await api("sendMessage", chat_id=SELLER, text="x")).get("error_code") for _ in range(4)]

    assert codes == [None, 500, 500, None]
    assert (await api("getMe"))["ok"]


async def test_rubbish_instead_of_json_is_a_network_error_for_the_library(
    bot: Bot, phone: PhoneServer
) -> None:
    phone.fault("sendMessage", html=True)

    with pytest.raises(NetworkError):
        await bot.send_message(SELLER, "x")


@pytest.mark.parametrize(("drop", "sent"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection_comes_before_or_after_the_effect(
    phone: PhoneServer, drop: Any, sent: int
) -> None:
    phone.fault("sendMessage", drop=drop)

    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.HTTPError):
            await client.post(
                f"{phone.base_url}{phone.token}/sendMessage", data={"chat_id": str(SELLER), "text": "x"}
            )

    assert len(phone.chat(SELLER).replies) == sent


async def test_a_slow_answer_is_slow_and_still_happens(api: Api, phone: PhoneServer) -> None:
    phone.fault("*", delay=0.2)
    start = time.monotonic()

    assert (await api("sendMessage", chat_id=SELLER, text="x"))["ok"]
    assert time.monotonic() - start >= 0.2


async def test_cleared_faults_do_not_happen(api: Api, phone: PhoneServer) -> None:
    phone.fault("getMe", status=502, times=5)
    phone.clear_faults()

    assert (await api("getMe"))["ok"]
