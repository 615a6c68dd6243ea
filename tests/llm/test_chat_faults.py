"""A chat endpoint in every bad mood: one kind of error, in time, and a rest for who keeps failing."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from bot.llm.breaker import Breaker
from bot.llm.faults import retry_after
from bot.services.writers import Fault as Kind
from bot.services.writers import ModelFailed
from tests.fakes.chat_model import FAULTS, draft, install
from tests.fakes.model_server import Fault, ModelServer, model_server
from tests.llm.model_stage import chat_at, full_brief, writer_at

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
KINDS = {
    "429 with a long wait": Kind.RATE_LIMITED,
    "500": Kind.UNAVAILABLE,
    "503 without JSON": Kind.UNAVAILABLE,
    "wrong key": Kind.MISCONFIGURED,
    "hang": Kind.TIMEOUT,
    "drip": Kind.TIMEOUT,
}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_ends_within_the_wall_clock_as_the_one_error(
    server: ModelServer, name: str
) -> None:
    install(server, lambda body: FAULTS[name])
    if FAULTS[name].wait:
        install(server, lambda body: time.sleep(FAULTS[name].wait) or Fault(500, b"{}"))
    writer = writer_at(server, seconds=0.6)
    await writer.warm()
    start = time.monotonic()
    with pytest.raises(ModelFailed) as caught:
        await writer.write(full_brief("ebike"))
    assert time.monotonic() - start < 15, "the fault lasts 30 seconds; so must nobody"
    found = caught.value.fault
    assert found is KINDS.get(name, found)
    if name not in KINDS and "cut off" not in name:
        assert found is Kind.UNREADABLE
    await writer.close()


async def test_after_three_failures_the_endpoint_is_left_alone_and_then_tried_once(
    server: ModelServer,
) -> None:
    clock = [0.0]
    breaker = Breaker(clock=lambda: clock[0])
    chat = chat_at(server, breaker=breaker)
    script = install(server, lambda body: FAULTS["500"])
    for _ in range(3):
        with pytest.raises(ModelFailed):
            await chat.ask("i", "m", SCHEMA)
    with pytest.raises(ModelFailed, match="resting"):
        await chat.ask("i", "m", SCHEMA)
    assert len(script.bodies) == 3
    clock[0] = 61.0
    script.says = lambda body: {"a": "好"}
    assert (await chat.ask("i", "m", SCHEMA)).data == {"a": "好"}
    assert breaker.allows()
    await chat.close()


async def test_a_wish_to_wait_an_hour_opens_the_breaker_at_once_for_a_quarter(server: ModelServer) -> None:
    clock = [0.0]
    chat = chat_at(server, breaker=Breaker(clock=lambda: clock[0]))
    install(server, lambda body: FAULTS["429 with a long wait"])
    with pytest.raises(ModelFailed) as caught:
        await chat.ask("i", "m", SCHEMA)
    assert caught.value.retry_after == 3600
    clock[0] = 899.0
    assert not chat.breaker.allows()
    clock[0] = 901.0
    assert chat.breaker.allows()
    assert not chat.breaker.allows(), "one at a time while nobody knows whether it is back"
    await chat.close()


async def test_a_call_given_up_by_us_does_not_count_against_the_endpoint(server: ModelServer) -> None:
    clock = [0.0]
    breaker = Breaker(failures=1, clock=lambda: clock[0])
    chat = chat_at(server, breaker=breaker)
    await chat.warm()
    install(server, lambda body: time.sleep(0.3) or {"a": "b"})
    task = asyncio.create_task(chat.ask("i", "m", SCHEMA))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert breaker.allows()
    await chat.close()


async def test_an_answer_of_the_wrong_shape_counts_as_a_failure_and_tells_what_it_cost(
    server: ModelServer,
) -> None:
    writer = writer_at(server)
    install(server, lambda body: {"lines": [], "reason": "", "next_step": ""})
    with pytest.raises(ModelFailed) as caught:
        await writer.write(full_brief("ebike"))
    assert caught.value.use is not None
    assert caught.value.use.input_tokens == 800
    install(server, lambda body: draft("旧车先骑着也行，〔称呼〕，周末来试一圈？"))
    assert (await writer.write(full_brief("ebike"))).variants
    await writer.close()


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7.0), ("", None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)]
)
def test_a_wish_to_wait_is_read_in_both_forms(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}) == seconds
