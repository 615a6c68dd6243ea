"""A manager sees what the model costs and decides how often it is asked, by buttons."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.errors import InputRefused
from bot.phone import Message
from bot.services.model_limits import Limits, ModelLimits
from crm.errors import NotAllowed
from tests.fakes.chat_model import ChatScript, draft, install
from tests.fakes.model_server import ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

BETTER = "旧的先骑着不碍事，您抽空来试一圈新的，觉得值再说，哪天方便？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def play(tmp_path: Path, prepared_sample: Path, server: ModelServer) -> Callable[..., Any]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Stage, ChatScript]]:
        script = install(server, lambda body: draft(BETTER))
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
            model_calls_per_seller=70,
            model_price_in="2.5",
            model_price_out="10",
        )
        async with open_stage(folder, settings=known) as stage:
            await stage.core.services.second.warm()
            yield stage, script

    return opened


async def settle(stage: Stage) -> None:
    await stage.phone.settled(quiet=0.1)
    await stage.running.dispatcher.idle()
    await stage.running.improver.idle()
    await stage.running.sender.idle()


async def page(stage: Stage) -> Message:
    shown = await stage.phone.ask(stage.person("manager"), "/team")
    await stage.phone.press(shown, "模型用量")
    return await stage.phone.wait_for_reply(shown, timeout=15)


async def test_a_manager_turns_the_model_off_and_back_to_the_default_by_buttons(play: Any) -> None:
    async with play() as (stage, script):
        who = stage.person("seller")
        shown = await page(stage)
        assert "今天还没用过" in shown.text
        assert "每人 70 次" in shown.text
        await stage.phone.press(shown, "每人 0")
        changed = await stage.phone.wait_for_edit(shown, beyond=0)
        assert "每人 0 次" in changed.text
        await stage.phone.ask(who, "客户说：修一修还能用，新的太贵了")
        await settle(stage)
        assert script.bodies == []
    async with play() as (stage, script):  # what was decided outlives the process
        shown = await page(stage)
        assert "每人 0 次" in shown.text
        await stage.phone.press(shown, "改回默认（70 / 2000）")
        assert "每人 70 次" in (await stage.phone.wait_for_edit(shown, beyond=0)).text
        await stage.phone.ask(stage.person("seller"), "客户说：修一修还能用，新的太贵了")
        await settle(stage)
        assert len(script.bodies) == 1
        shown = await page(stage)
        assert "全队 1 次，花费 0.0032" in shown.text


async def test_a_salesperson_may_neither_change_nor_invent_a_limit(play: Any) -> None:
    async with play() as (stage, _):
        services = stage.core.services
        rules = ModelLimits(stage.core.database, Limits(7, 70))
        seller = await services.membership.identify(stage.person("seller"), "x")
        manager = await services.membership.identify(stage.person("manager"), "x")
        async with stage.core.database.write() as uow:
            with pytest.raises(NotAllowed):
                await rules.change(uow, seller, seller=500)
            with pytest.raises(NotAllowed):
                await rules.reset(uow, seller)
            with pytest.raises(InputRefused):
                await rules.change(uow, manager, team=3)
            assert await rules.change(uow, manager, team=500) == Limits(7, 500)
            assert await rules.within(uow, seller) == Limits(7, 500)
        assert await rules.of(seller) == Limits(7, 70)  # nothing was committed


def test_each_limit_ends_the_calls_on_its_own() -> None:
    limits = Limits(per_seller=2, per_team=5)
    assert limits.allow(1, 4)
    assert not limits.allow(2, 4)
    assert not limits.allow(1, 5)
