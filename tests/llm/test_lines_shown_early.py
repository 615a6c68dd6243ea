"""In the chat: checked lines stand beside the first answer while the model still writes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from tests.fakes.chat_model import draft, install, material, slow_stream
from tests.fakes.model_server import ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

SAID = "客户说：修一修还能用，新的太贵了"
ONE = "旧的先骑着不碍事，您抽空来试一圈新的，觉得值再说，哪天方便？"
TWO = "修是能修，您先来骑一圈比比看，不合适咱就接着修，周末有空吗？"
LIE = "今天只要八折，再送您三年保险，错过就没了，您现在就定吧？"
EARLY = "也可以这样说"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def play(tmp_path: Path, prepared_sample: Path, server: ModelServer) -> Callable[..., Any]:
    """Return a way to open the sample team's product with an endpoint that answers in its own time."""

    @asynccontextmanager
    async def opened(says: Any, *, streams: bool = True, **settings: Any) -> AsyncIterator[Stage]:
        install(server, says, streams=streams)
        sample_folder(prepared_sample, tmp_path)
        known = Settings(
            _env_file=None,
            data_dir=tmp_path / "data",
            admin_telegram_ids=(ADMIN,),
            openai_api_key="k",
            openai_base_url=server.url,
            openai_model="some-model",
            **{"model_seconds": 6.0, **settings},
        )
        async with open_stage(tmp_path / "data", settings=known) as stage:
            await stage.core.services.second.warm()
            yield stage

    return opened


async def watched(stage: Stage, who: int, said: str = SAID) -> list[str]:
    """Say something and return every state of the answer's message, until all is done."""
    message = await stage.phone.ask(who, said)
    states = [message.text]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and stage.running.improver._tasks:
        if message.text != states[-1]:
            states.append(message.text)
        await asyncio.sleep(0.01)
    await settle(stage)
    return states if message.text == states[-1] else [*states, message.text]


async def settle(stage: Stage) -> None:
    await stage.phone.settled(quiet=0.1)
    await stage.running.dispatcher.idle()
    await stage.running.improver.idle()
    await stage.running.sender.idle()


async def test_a_line_stands_beside_the_first_answer_before_the_model_has_finished(play: Any) -> None:
    async with play(lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 2.5))) as stage:
        first, early, *_, last = await watched(stage, stage.person("seller"))
    assert ONE not in first
    assert EARLY in early
    assert ONE in early
    assert TWO not in early
    assert next(line for line in first.splitlines() if line.startswith("①")) in early
    assert EARLY not in last
    assert ONE in last
    assert TWO in last


async def test_a_bad_line_is_never_shown_and_the_good_one_after_it_is(play: Any) -> None:
    async with play(lambda body: slow_stream(body, draft(LIE, TWO), (LIE, 1.2), (TWO, 1.5))) as stage:
        states = await watched(stage, stage.person("seller"))
    assert not [state for state in states if "八折" in state]
    assert [EARLY in state for state in states] == [False, True, False]
    assert TWO in states[1]
    assert TWO in states[2]


async def test_a_fast_answer_takes_one_edit(play: Any) -> None:
    async with play(lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 0.1))) as stage:
        states = await watched(stage, stage.person("seller"))
    assert [EARLY in state for state in states] == [False, False]


async def test_two_changes_of_a_chat_are_a_second_apart(play: Any) -> None:
    async with play(lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 1.3))) as stage:
        changes: list[float] = []
        message = await stage.phone.ask(stage.person("seller"), SAID)
        seen = message.text
        while TWO not in message.text:
            if message.text != seen:
                changes.append(time.monotonic())
                seen = message.text
            await asyncio.sleep(0.005)
        changes.append(time.monotonic())
        await settle(stage)
    assert len(changes) == 2
    assert changes[1] - changes[0] > 0.9


async def test_after_a_cut_stream_the_first_answer_stands_with_one_honest_line(play: Any) -> None:
    async with play(lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 1.6), cut=True)) as stage:
        first, early, last = await watched(stage, stage.person("seller"))
    assert ONE in early
    assert ONE not in last
    assert last.startswith(first.splitlines()[0])
    assert "没答上来" in last


async def test_after_a_drip_beyond_the_wall_clock_as_well(play: Any) -> None:
    slow = lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 4.0))  # noqa: E731
    async with play(slow, model_seconds=2.0) as stage:
        states = await watched(stage, stage.person("seller"))
    assert "没答上来" in states[-1]
    assert ONE not in states[-1]


async def test_a_newer_message_discards_lines_that_are_still_coming(play: Any) -> None:
    def by_words(body: Any) -> Any:
        if "修一修" in material(body):
            return slow_stream(body, draft(ONE, TWO), (ONE, 1.5))
        return draft("您慢慢想，差在哪一点跟我说一声，我给您看实物？")

    async with play(by_words) as stage:
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        await asyncio.sleep(0.3)
        await stage.phone.ask(who, "客户说：我再考虑考虑吧")
        await settle(stage)
        texts = [message.text or "" for message in stage.phone.chat(who).messages]
        await asyncio.sleep(1.5)
        assert texts == [message.text or "" for message in stage.phone.chat(who).messages]
    assert not [text for text in texts if ONE in text or TWO in text]


async def test_an_endpoint_that_does_not_stream_makes_one_edit(play: Any) -> None:
    def whole(body: Any) -> Any:
        time.sleep(1.2)
        return draft(ONE, TWO)

    async with play(whole, streams=False) as stage:
        states = await watched(stage, stage.person("seller"))
    assert [EARLY in state for state in states] == [False, False]
    assert TWO in states[-1]
