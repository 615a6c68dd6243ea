"""A photo of a price list on its way into the catalogue: shown, passed on, put in force by a tap."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config import Settings
from bot.phone import Message
from crm.offers.catalogue import Catalogue, Product
from tests.fakes.model_server import ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

ROWS = [
    {"name": "电动车A3", "price": "3700元", "unit": "辆", "note": ""},
    {"name": "电动车A9", "price": "5200", "unit": "辆", "note": "双电池"},
    {"name": "挡风被", "price": "面议", "unit": "", "note": ""},
]
Opened = Callable[[], AbstractAsyncContextManager[Stage]]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        running.answers.append(json.dumps({"kind": "prices", "rows": ROWS}, ensure_ascii=False))
        yield running


@pytest.fixture
def play(tmp_path: Path, prepared_sample: Path, server: ModelServer) -> Opened:
    folder = sample_folder(prepared_sample, tmp_path)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        admin_telegram_ids=(ADMIN,),
        openai_api_key="k",
        openai_base_url=server.url,
        openai_vision_model="eyes",
    )
    return lambda: open_stage(folder, settings=settings)


async def photo(stage: Stage, who: str) -> Message:
    sent = await stage.phone.photo(stage.person(who), caption="")
    return await stage.phone.wait_for_reply(sent, timeout=15)


async def press(stage: Stage, shown: Message, label: str) -> Message:
    edits = shown.edits
    await stage.phone.press(shown, label)
    return await stage.phone.wait_for_edit(shown, beyond=edits, timeout=15)


async def in_force(stage: Stage) -> tuple[int, Catalogue]:
    async with stage.core.database.read() as uow:
        team = next(one for one in await uow.people.teams() if one.is_sample)
        stored = await uow.offers.catalogue(team.id, "ebikes")
    assert stored is not None
    return stored.version, Catalogue.model_validate(stored.content)


def named(catalogue: Catalogue, name: str) -> Product:
    return next(one for one in catalogue.products if one.name == name)


def labels(shown: Message) -> list[str]:
    return [str(button["text"]) for button in shown.buttons]


async def test_a_manager_puts_a_photographed_list_in_force_with_one_button(play: Opened) -> None:
    async with play() as stage:
        before, _ = await in_force(stage)
        shown = await photo(stage, "manager")
        assert "3800元 → 3700元" in shown.text
        assert "新加：电动车A9" in shown.text
        assert "不放进目录：挡风被" in shown.text
        assert labels(shown) == ["生效", "没错，存成资料", "不用"]
        assert (await in_force(stage))[0] == before, "nothing is imported without the tap"
        done = await press(stage, shown, "生效")
        after, catalogue = await in_force(stage)
    assert after == before + 1
    assert f"第{after}版" in done.text
    assert named(catalogue, "电动车A3").price == Decimal(3700)
    assert named(catalogue, "电动车A9").price == Decimal(5200)
    assert named(catalogue, "挡风被").price == Decimal(79)
    assert catalogue.bundles


async def test_a_seller_passes_the_list_on_and_only_the_managers_tap_counts(play: Opened) -> None:
    async with play() as stage:
        before, _ = await in_force(stage)
        started = await stage.phone.ask(stage.person("manager"), "/help", timeout=15)
        shown = await photo(stage, "seller")
        assert "生效" not in labels(shown)
        await stage.phone.press(shown, "交给经理")
        told = await stage.phone.wait_for_edit(shown, beyond=0, timeout=15)
        assert "经理确认后才生效" in told.text
        asked = await stage.phone.wait_for_reply(started, match="拍来一份价目表", timeout=15)
        assert (await in_force(stage))[0] == before
        await press(stage, asked, "生效")
        assert (await in_force(stage))[0] == before + 1


async def test_a_list_read_before_another_version_came_does_not_take_that_one_back(play: Opened) -> None:
    async with play() as stage:
        first, second = await photo(stage, "manager"), await photo(stage, "manager")
        await press(stage, second, "生效")
        version, _ = await in_force(stage)
        pressed = await stage.phone.press(first, "生效")
        said = await stage.phone.wait_for_reply(pressed, timeout=15)
        assert "又换过一版" in said.text
        assert (await in_force(stage))[0] == version


async def test_a_list_without_any_price_is_said_to_be_none(play: Opened, server: ModelServer) -> None:
    server.answers.clear()
    server.answers.append(json.dumps({"kind": "prices", "rows": ROWS[2:]}, ensure_ascii=False))
    async with play() as stage:
        shown = await photo(stage, "manager")
    assert "没有一行能读成价格" in shown.text
    assert "生效" not in labels(shown)
