"""Voice notes and pictures of customers in secretary mode: read with a model, else the owner is told."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.config import Settings
from bot.phone import Message
from bot.phone.acts import grey_picture
from tests.fakes.model_server import ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, sample_folder

CUSTOMER = 880000003
WAIT = 20.0


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@asynccontextmanager
async def connected(folder: Path, server: ModelServer | None) -> AsyncIterator[tuple[Stage, str]]:
    """Open a stage with 王磊's account connected and agreed to; without a server there is no model."""
    model = (
        {
            "openai_api_key": "k",
            "openai_base_url": server.url,
            "openai_transcription_model": "ears",
            "openai_vision_model": "eyes",
        }
        if server
        else {}
    )
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        data_dir=folder,
        telegram_bot_token=None,
        admin_telegram_ids=(ADMIN,),
        **model,  # type: ignore[arg-type]
    )
    async with open_stage(folder, settings=settings) as stage:
        seller = stage.person("seller")
        business = await stage.phone.connect_business(seller, can_reply=True)
        asked = await stage.phone.wait_for_reply(seller, match="接到了自己的账号", timeout=WAIT)
        await stage.phone.press(asked, "打开")
        await stage.phone.wait_for_edit(asked, match="已打开", beyond=0, timeout=WAIT)
        yield stage, business
        assert await stage.dead_letters() == []


def inbox(stage: Stage) -> list[Message]:
    return stage.phone.chat(stage.person("seller")).replies


async def told(stage: Stage, before: int) -> Message:
    await stage.phone.wait_until(lambda: len(inbox(stage)) > before, timeout=WAIT)
    return inbox(stage)[-1]


async def test_a_customers_voice_note_becomes_drafts(
    tmp_path: Path, prepared_sample: Path, server: ModelServer
) -> None:
    server.heard = "新的太贵了，便宜点行不行"
    async with connected(sample_folder(prepared_sample, tmp_path), server) as (stage, business):
        before = len(inbox(stage))
        await stage.phone.business_voice(business, CUSTOMER, b"OggS sound")
        shown = await told(stage, before)
        assert "新的太贵了" in shown.text
        assert any("发送 ①" in str(one["text"]) for one in shown.buttons)


async def test_a_customers_picture_with_words_becomes_drafts(
    tmp_path: Path, prepared_sample: Path, server: ModelServer
) -> None:
    server.answers.append(
        json.dumps({"kind": "other", "text": "隔壁才三千二，你们太贵了"}, ensure_ascii=False)
    )
    async with connected(sample_folder(prepared_sample, tmp_path), server) as (stage, business):
        before = len(inbox(stage))
        await stage.phone.business_photo(business, CUSTOMER, grey_picture())
        shown = await told(stage, before)
        assert "太贵了" in shown.text


async def test_without_a_model_the_owner_is_told_that_something_came(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with connected(sample_folder(prepared_sample, tmp_path), None) as (stage, business):
        before = len(inbox(stage))
        await stage.phone.business_voice(business, CUSTOMER, b"OggS sound")
        line = await told(stage, before)
        assert "发来一段语音" in line.text
        assert not line.buttons


async def test_an_album_is_spoken_of_once_and_a_caption_is_read_instead(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with connected(sample_folder(prepared_sample, tmp_path), None) as (stage, business):
        before = len(inbox(stage))
        for _ in range(4):
            await stage.phone.business_photo(business, CUSTOMER, grey_picture(), album="one")
        await told(stage, before)
        await stage.phone.settled()
        assert len(inbox(stage)) == before + 1
        await stage.phone.business_photo(business, CUSTOMER, grey_picture(), caption="这款太贵了吧")
        shown = await told(stage, before + 1)
        assert "这款太贵了吧" in shown.text


async def test_a_silenced_customers_voice_costs_no_call_and_no_word(
    tmp_path: Path, prepared_sample: Path, server: ModelServer
) -> None:
    async with connected(sample_folder(prepared_sample, tmp_path), server) as (stage, business):
        before = len(inbox(stage))
        await stage.phone.business_say(business, CUSTOMER, "新的太贵了，便宜点行不行")
        shown = await told(stage, before)
        await stage.phone.press(shown, "这位不再提示")
        await stage.phone.wait_for_edit(shown, beyond=shown.edits, timeout=WAIT)
        calls = len(server.requests)
        await stage.phone.business_voice(business, CUSTOMER, b"OggS sound")
        await stage.phone.settled()
        assert len(server.requests) == calls
        assert len(inbox(stage)) == before + 1
