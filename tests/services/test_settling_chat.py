"""A message that lists several things loses one at a tap and keeps the rest."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message
from tests.stage import Stage, open_stage, sample_folder

WAIT = 20.0


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


def labels(message: Message) -> list[str]:
    return [str(one["text"]) for one in message.buttons]


async def test_of_two_promises_in_one_message_each_is_kept_on_its_own(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.wait_for_reply(await stage.phone.say(seller, "张大伯"), timeout=WAIT)
    said = await stage.phone.say(seller, "我答应张大伯明天把合同送过去。我跟张大伯说好后天给他打电话。")
    found = await stage.phone.wait_for_reply(said, match="您答应", timeout=WAIT)
    assert len(labels(found)) >= 4
    before = len(stage.phone.chat(seller).replies)
    await stage.phone.press(found, "① 记下承诺")
    one = await stage.phone.wait_for_edit(found, match="记下了", beyond=0, timeout=WAIT)
    assert not any("①" in label for label in labels(one))
    assert any("② 记下承诺" in label for label in labels(one))
    assert "合同" in one.text
    assert "电话" in one.text
    await stage.phone.press(one, "② 记下承诺")
    await stage.phone.wait_for_edit(found, match="记下了", beyond=1, timeout=WAIT)
    assert len(stage.phone.chat(seller).replies) == before
