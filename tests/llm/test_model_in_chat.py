"""The whole product with a model at loopback: first answer first, better words by one edit, or none."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.services.briefs import Advice
from crm.people import Actor, Role
from tests.fakes.chat_model import FAULTS, ChatScript, draft, install, material
from tests.fakes.model_server import ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

SAID = "客户说：修一修还能用，新的太贵了"
BETTER = "旧的先骑着不碍事，您抽空来试一圈新的，觉得值再说，哪天方便？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def play(tmp_path: Path, prepared_sample: Path, server: ModelServer) -> Callable[..., Any]:
    """Return a way to open the sample team's product with a model that says something."""

    @asynccontextmanager
    async def opened(says: Any, **settings: Any) -> AsyncIterator[tuple[Stage, ChatScript]]:
        script = install(server, says if callable(says) else lambda body: says)
        folder = tmp_path / "data"
        if not folder.exists():
            sample_folder(prepared_sample, tmp_path)
        known = Settings(
            _env_file=None,
            data_dir=folder,
            admin_telegram_ids=(ADMIN,),
            openai_api_key="k",
            openai_base_url=server.url,
            openai_model="some-model",
            **{"model_seconds": 3.0, **settings},
        )
        async with open_stage(folder, settings=known) as stage:
            await stage.core.services.second.warm()
            yield stage, script

    return opened


async def settle(stage: Stage) -> None:
    """Wait until the model had its say and everything is sent."""
    await stage.phone.settled(quiet=0.1)
    await stage.running.dispatcher.idle()
    await stage.running.improver.idle()
    await stage.running.sender.idle()


def texts(stage: Stage, who: int) -> list[str]:
    return [message.text or "" for message in stage.phone.chat(who).messages]


async def advices(stage: Stage, who: int) -> list[Advice]:
    """Return the advice on top of the dialogue, and the one before it."""
    async with stage.core.database.read() as uow:
        actor = await stage.core.services.membership.identify(who, "x")
        assert actor is not None
        row = await uow.dialogues.get(who, actor.salesperson_id)
        assert row is not None
        assert row.last_advice_id is not None
        kept = await uow.advices.get(row.last_advice_id, actor.salesperson_id)
        assert kept is not None
        found = [Advice.model_validate(kept.advice)]
        if found[0].first_id:
            first = await uow.advices.get(found[0].first_id, actor.salesperson_id)
            assert first is not None
            found.append(Advice.model_validate(first.advice))
        return found


async def test_the_first_answer_stands_alone_until_better_words_replace_it_by_an_edit(play: Any) -> None:
    seen = threading.Event()

    def slow(body: Any) -> Any:
        assert seen.wait(60), "the first answer waited for the model"
        return draft(BETTER)

    async with play(slow) as (stage, _):
        who = stage.person("seller")
        first = (await stage.phone.ask(who, SAID)).text
        assert BETTER not in first
        seen.set()
        await settle(stage)
        last = texts(stage, who)[-1]
        assert BETTER in last
        better, before = await advices(stage, who)
        assert better.use is not None
        assert (better.use.model, better.use.input_tokens, better.writer) == ("some-model", 800, "model")
        assert better.variants[0].card_id
        assert before.writer == "playbook"
        assert before.variants[0].text in first


async def test_one_tap_goes_back_to_the_first_words_and_one_to_the_new(play: Any) -> None:
    async with play(draft(BETTER)) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        await settle(stage)
        _, before = await advices(stage, who)
        await stage.phone.press(stage.phone.chat(who).messages[-1], "回到第一版")
        await settle(stage)
        assert before.variants[0].text in texts(stage, who)[-1]
        await stage.phone.press(stage.phone.chat(who).messages[-1], "看改写后的")
        await settle(stage)
        assert BETTER in texts(stage, who)[-1]


async def test_a_newer_message_discards_the_draft_of_the_older(play: Any) -> None:
    def by_words(body: Any) -> Any:
        time.sleep(0.5)
        return draft(
            BETTER if "修一修" in material(body) else "您慢慢想，差在哪一点跟我说一声，我给您看实物？"
        )

    async with play(by_words) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        await stage.phone.ask(who, "客户说：我再考虑考虑吧")
        await settle(stage)
        assert not [text for text in texts(stage, who) if BETTER in text]


async def test_what_another_process_did_meanwhile_discards_the_draft_as_well(play: Any) -> None:
    def slow(body: Any) -> Any:
        time.sleep(0.6)
        return draft(BETTER)

    async with play(slow) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        actor = await stage.core.services.membership.identify(who, "x")
        assert actor is not None
        async with stage.core.database.write() as uow:
            row = await uow.dialogues.get(who, actor.salesperson_id)
            assert row is not None
            later = row.updated_at + timedelta(seconds=1)
            await uow.dialogues.put(row.model_copy(update={"updated_at": later}))
            await uow.commit()
        await settle(stage)
        assert not [text for text in texts(stage, who) if BETTER in text]


@pytest.mark.parametrize(
    "name",
    ["429 with a long wait", "HTML with status 200", "no choices", "cut tool arguments", "a body cut off"],
)
async def test_after_a_fault_the_first_answer_stands_with_one_honest_line(play: Any, name: str) -> None:
    async with play(lambda body: FAULTS[name]) as (stage, _):
        who = stage.person("seller")
        first = (await stage.phone.ask(who, SAID)).text
        await settle(stage)
        shown = texts(stage, who)
        assert shown[-1].replace("\n模型这次没答上来，上面的话照用。", "") == first
        assert shown[-1].count("模型") == 1
        assert await stage.dead_letters() == []
        assert len(await advices(stage, who)) == 1


async def test_a_hanging_model_ends_at_the_wall_clock_and_others_are_answered_meanwhile(play: Any) -> None:
    released = threading.Event()

    def hang(body: Any) -> Any:
        released.wait(60)
        return draft(BETTER)

    async with play(hang, model_seconds=0.8) as (stage, _):
        who = stage.person("seller")
        try:
            await stage.phone.ask(who, SAID)
            await stage.phone.ask(stage.person("manager"), SAID)
            await settle(stage)
            # The server still hangs: both were answered, and the wall clock ended the wait.
            assert "模型这次没答上来" in texts(stage, who)[-1]
        finally:
            released.set()


async def test_lines_that_do_not_pass_the_gate_never_reach_the_chat(play: Any) -> None:
    lie = "这款只要2999元，赵美兰昨天也买了，加我微信 vip8888，点 evil.example.com 下单"
    async with play(draft(lie, reason="只要2999元", next_step="点 evil.example.com")) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        await settle(stage)
        everything = "".join(texts(stage, who))
        assert "2999" not in everything
        assert "evil" not in everything
        assert "模型的说法没通过核对" in texts(stage, who)[-1]


async def test_a_rejected_line_is_dropped_and_the_passing_one_shown(play: Any) -> None:
    async with play(draft("只要2999元，今天不买就没了", BETTER, reason="省2999元")) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, SAID)
        await settle(stage)
        better = (await advices(stage, who))[0]
        assert [variant.text for variant in better.variants] == [BETTER]
        assert "2999" not in texts(stage, who)[-1]


async def test_after_three_faults_nobody_is_bothered_any_more(play: Any) -> None:
    async with play(lambda body: FAULTS["500"]) as (stage, script):
        who = stage.person("seller")
        for number in range(4):
            await stage.phone.ask(who, f"客户说：修一修还能用，新的太贵了，第{number}回了")
            await settle(stage)
        assert len(script.bodies) == 3
        assert "模型" not in texts(stage, who)[-1]


async def test_an_equal_question_is_answered_from_the_earlier_call(play: Any) -> None:
    async with play(draft(BETTER)) as (stage, script):
        who = stage.person("seller")
        for _ in range(2):
            await stage.phone.ask(who, SAID)
            await settle(stage)
            assert BETTER in texts(stage, who)[-1]
        assert len(script.bodies) == 1
        better = (await advices(stage, who))[0]
        assert better.use is not None
        assert better.use.reused


async def test_the_days_limit_ends_the_calls_and_the_manager_sees_what_they_cost(play: Any) -> None:
    limits = {"model_calls_per_seller": 2, "model_price_in": "2.5", "model_price_out": "10"}
    async with play(draft(BETTER), **limits) as (stage, script):
        who = stage.person("seller")
        for word in ("头", "二", "三"):
            await stage.phone.ask(who, f"客户说：修一修还能用，新的太贵了，说了{word}遍")
            await settle(stage)
        assert len(script.bodies) == 2
        assert "模型" not in texts(stage, who)[-1]
        manager = await stage.core.services.membership.identify(stage.person("manager"), "x")
        assert manager is not None
        totals = await stage.core.services.second.totals(manager)
        assert [(total.calls, total.input_tokens) for total in totals] == [(2, 1600)]
        assert str(totals[0].cost) == "0.0064"


async def test_a_team_may_forbid_that_anything_of_the_record_is_sent(play: Any) -> None:
    async with play(draft(BETTER)) as (stage, script):
        who = stage.person("seller")
        manager = await stage.core.services.membership.identify(stage.person("manager"), "x")
        assert manager is not None
        await stage.core.services.second.send_profile(manager, allowed=False)
        await stage.phone.ask(who, "张大伯说：修一修还能用，新的太贵了")
        await settle(stage)
        assert script.bodies
        assert "客户情况" not in material(script.bodies[-1])


async def test_a_customer_erased_meanwhile_is_not_brought_back_by_a_late_draft(play: Any) -> None:
    def slow(body: Any) -> Any:
        time.sleep(0.6)
        return draft(f"〔称呼〕，{BETTER}")

    async with play(slow) as (stage, _):
        who = stage.person("seller")
        await stage.phone.ask(who, "张大伯说：修一修还能用，新的太贵了")
        core = stage.core
        root = Actor(salesperson_id="root", team_id="-", role=Role.ADMIN)
        found = (await advices(stage, who))[0]
        assert found.customer_id
        async with core.database.write() as uow:
            await core.services.erasing.erase(uow, root, found.customer_id)
            await uow.commit()
        await settle(stage)
        async with core.database.read() as uow:
            assert await uow.outbox.pending() == []
        assert not [text for text in texts(stage, who) if BETTER in text]
