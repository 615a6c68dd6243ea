"""Free conversation: tools act with the person's rights, writes wait for a tap, nothing untraced is shown."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.phone import Message
from bot.ports.days import JobKind
from bot.services.talking.service import MOST_STEPS, traced
from crm.people import Scope
from tests.fakes.chat_model import FAULTS, ROUTE, completion
from tests.fakes.model_server import Body, ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

ASKED = "客户里有谁一年买过两次以上又好久没动静了？"


class Agent:
    """A scripted model with tools: each step is (tool, arguments) or a final text; the last is repeated."""

    def __init__(self, *steps: Any) -> None:
        self.steps, self.bodies = list(steps), []

    def __call__(self, body: Body) -> Any:
        self.bodies.append(body)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if callable(step):
            step = step(self.results(body))
        if isinstance(step, str):
            return completion(body, {"role": "assistant", "content": step}, usage())
        name, arguments = step
        call = {
            "id": f"call_{len(self.bodies)}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
        }
        said = {"role": "assistant", "content": None, "tool_calls": [call]}
        return completion(body, said, usage())

    @staticmethod
    def results(body: Body) -> list[str]:
        return [str(one["content"]) for one in body["messages"] if one["role"] == "tool"]


def usage() -> dict[str, int]:
    return {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def play(tmp_path: Path, prepared_sample: Path, server: ModelServer) -> Callable[..., Any]:
    @asynccontextmanager
    async def opened(*steps: Any, **settings: Any) -> AsyncIterator[tuple[Stage, Agent]]:
        agent = Agent(*steps)
        server.responders[ROUTE] = agent
        folder = sample_folder(prepared_sample, tmp_path)
        known = Settings(
            _env_file=None,
            data_dir=folder,
            admin_telegram_ids=(ADMIN,),
            openai_api_key="k",
            openai_base_url=server.url,
            openai_model="some-model",
            **settings,
        )
        async with open_stage(folder, settings=known) as stage:
            yield stage, agent
            assert await stage.dead_letters() == []

    return opened


async def asked(stage: Stage, text: str = ASKED) -> Message:
    """Return the answer after the model had its say."""
    sent = await stage.phone.say(stage.person("seller"), text)
    shown = await stage.phone.wait_for_reply(sent, timeout=15)
    await stage.running.improver.idle()
    await stage.phone.settled(quiet=0.3)
    return shown


async def test_the_offline_answer_comes_first_and_the_looked_up_one_takes_its_place(
    play: Callable[..., Any],
) -> None:
    steps = (
        ("find_customers", {"orders_at_least": 1, "within_days": 3650}),
        lambda results: f"有这几位：\n{results[-1]}",
    )
    async with play(*steps) as (stage, agent):
        shown = await asked(stage)
    assert shown.edits == 1
    assert "模型查了" in shown.text
    assert "刘芳" in shown.text
    assert "客户1" not in shown.text
    sent = json.dumps([body["messages"] for body in agent.bodies], ensure_ascii=False)
    assert "客户1" in sent
    assert "刘芳" not in sent


async def test_a_question_in_english_is_put_in_english(play: Callable[..., Any]) -> None:
    async with play("Nobody was found.") as (stage, agent):
        await asked(stage, "Which customers bought more than twice last year and then went quiet?")
    system = agent.bodies[0]["messages"][0]["content"]
    assert "You assist a salesperson" in str(system)


async def test_a_proposed_note_is_written_by_a_tap_of_its_person_alone_and_once(
    play: Callable[..., Any],
) -> None:
    steps = (
        ("look_up", {"name": "张大伯"}),
        ("note_down", {"customer": "客户1", "text": "下周来试骑"}),
        "已经提议给客户1记一笔。",
    )
    async with play(*steps) as (stage, _):
        shown = await asked(stage)
        before = await notes(stage)
        data = next(str(one["callback_data"]) for one in shown.buttons if "名下" in str(one["text"]))
        await stage.phone.press_data(shown, data, who=stage.person("manager"))
        await stage.phone.settled()
        assert await notes(stage) == before
        edits = shown.edits
        await stage.phone.press_data(shown, data)
        await stage.phone.wait_for_edit(shown, beyond=edits, timeout=15)
        told = await stage.phone.wait_for_reply(await stage.phone.press_data(shown, data), timeout=15)
        assert "太久了" in told.text
        assert await notes(stage) == before + 1


async def notes(stage: Stage) -> int:
    async with stage.core.database.read() as uow:
        scope = Scope(team_id=None, owner_id=None)
        hits = await uow.customers.search("张大伯", scope, 5)
        return len((await uow.customers.get(hits[0].id, scope)).notes)


@pytest.mark.parametrize(
    "said",
    [
        "张大伯能按 1999 元成交。",
        "请打开 http://evil.example/steal 查看",
        "加微信 stealer8888 领取",
        "陈静的客户刘总也该联系了。",
        "打 13811112222 给他",
    ],
)
async def test_invented_figures_links_accounts_and_strangers_never_reach_the_chat(
    play: Callable[..., Any], said: str
) -> None:
    async with play(("day_list", {}), said) as (stage, _):
        shown = await asked(stage)
    assert shown.edits == 0
    assert said not in shown.text


async def test_a_hostile_model_that_calls_everything_with_attackers_arguments_harms_nothing(
    play: Callable[..., Any],
) -> None:
    attack = {"customer": "客户1", "name": "' OR 1=1 --", "text": "x", "owner": "everyone", "team_id": "*"}
    steps = [
        ("find_customers", {"orders_at_least": -5, "owner_id": "all"}),
        ("customer_card", attack),
        ("note_down", attack),
        ("look_up", attack),
        ("drop_everything", attack),
        ("note_down", {"customer": "01m000000000000000000000zz", "text": "x"}),
        "完成。",
    ]
    async with play(*steps) as (stage, agent):
        before = await notes(stage)
        await asked(stage)
        assert await notes(stage) == before
    assert len(agent.bodies) <= MOST_STEPS


async def test_a_model_that_never_ends_is_stopped(play: Callable[..., Any]) -> None:
    async with play(("day_list", {})) as (stage, agent):
        shown = await asked(stage)
    assert len(agent.bodies) <= MOST_STEPS
    assert shown.edits == 0


@pytest.mark.parametrize("fault", sorted(FAULTS), ids=str)
async def test_every_fault_leaves_the_offline_answer_standing(
    play: Callable[..., Any], server: ModelServer, fault: str
) -> None:
    async with play("x", model_seconds=1.5) as (stage, _):
        server.always = FAULTS[fault]
        shown = await asked(stage)
        server.always = None
    assert shown.edits == 0
    assert shown.text


async def test_a_colleagues_customers_are_not_found(play: Callable[..., Any]) -> None:
    async with play(("find_customers", {"within_days": 3650}), "没有查到。") as (stage, agent):
        await stage.phone.say(stage.person("newcomer"), ASKED)
        await stage.phone.settled()
        assert agent.bodies == []
        await asked(stage)
        async with stage.core.database.read() as uow:
            people = [one for team in await uow.people.teams() for one in await uow.people.in_team(team.id)]
    assert people
    assert Agent.results(agent.bodies[-1])


@pytest.mark.parametrize(
    ("text", "grounds", "fine"),
    [
        ("客户1买过 2 次", ["客户1：买过 2 次，共 300元"], True),
        ("1. 客户1\n2. 客户2", ["客户1\n客户2"], True),
        ("能便宜 50 元", ["共 300元"], False),
        ("打八折", ["共 300元"], False),
        ("三百元", ["共 300元"], True),
        ("您说的 3800 没错", ["问：3800 对吗"], True),
    ],
)
def test_a_figure_has_to_stand_in_what_was_shown_or_typed(text: str, grounds: list[str], fine: bool) -> None:
    assert traced(text, grounds) is fine


async def test_a_reminder_a_promise_and_a_next_step_are_each_written_by_their_own_tap(
    play: Callable[..., Any],
) -> None:
    steps = (
        ("look_up", {"name": "张大伯"}),
        ("remind_me", {"customer": "客户1", "text": "约他来试骑", "when": "下周三下午三点"}),
        ("promise", {"customer": "客户1", "text": "把合格证拍给他", "when": "明天"}),
        ("next_step", {"customer": "客户1", "text": "带孙女来试骑"}),
        "都提议好了。",
    )
    async with play(*steps) as (stage, _):
        sent = await stage.phone.say(stage.person("seller"), ASKED)
        shown = await stage.phone.wait_for_reply(sent, timeout=15)
        await stage.phone.wait_for_edit(shown, timeout=30)
        assert "15:00" in shown.text
        for label in ("提醒我", "记下承诺", "改下一步"):
            edits = shown.edits
            await stage.phone.press(shown, label)
            await stage.phone.wait_for_edit(shown, beyond=edits, timeout=15)
        async with stage.core.database.read() as uow:
            scope = Scope(team_id=None, owner_id=None)
            id = (await uow.customers.search("张大伯", scope, 5))[0].id
            promises = [one.text for one in await uow.histories.promises(id)]
            deals = [one.next_advance for one in await uow.histories.opportunities(id)]
            person = await uow.people.by_telegram(stage.person("seller"))
            assert person is not None
            jobs = [job.text for job in await uow.jobs.of(person.id, JobKind.REMINDER)]
        assert "把合格证拍给他" in promises
        assert "带孙女来试骑" in deals
        assert "约他来试骑" in jobs


async def test_a_time_nobody_understands_or_long_gone_proposes_nothing(play: Callable[..., Any]) -> None:
    steps = (
        ("look_up", {"name": "张大伯"}),
        ("remind_me", {"customer": "客户1", "text": "约他来试骑", "when": "等他方便"}),
        ("remind_me", {"customer": "客户9", "text": "约他来试骑", "when": "明天"}),
        "提议不了。",
    )
    async with play(*steps) as (stage, agent):
        shown = await asked(stage)
        assert "提醒我" not in "".join(str(one["text"]) for one in shown.buttons)
        results = agent.results(agent.bodies[-1])
        assert "时间没看懂" in results[1]
        assert "没有这个编号" in results[2]
