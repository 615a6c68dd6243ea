"""The copy studio on the phone: wishes in free words, /copy step by step, buttons that last."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message
from tests.stage import Stage, open_stage, sample_folder


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def say(stage: Stage, text: str, who: str = "seller") -> Message:
    sent = await stage.phone.say(stage.person(who), text)
    return await stage.phone.wait_for_reply(sent, timeout=15)


async def press(stage: Stage, message: Message, label: str) -> Message:
    pressed = await stage.phone.press(message, label)
    return await stage.phone.wait_for_reply(pressed, timeout=15)


def labels(message: Message) -> list[str]:
    return [str(button.get("text")) for button in message.buttons]


async def test_a_free_wish_gets_drafts_at_once_with_what_was_understood(stage: Stage) -> None:
    shown = await say(stage, "卖坚果比别家贵，帮我写句宝妈看了愿意掏钱的")
    assert "坚果" in shown.text.splitlines()[0]
    assert len(shown.copy_texts) == 3
    assert any("孩子" in line for line in shown.copy_texts)
    assert "几百元以上" in shown.text, "guilt removal is withheld for a cheap thing, and the reason is said"


async def test_the_family_weapon_serves_a_dear_thing(stage: Stage) -> None:
    shown = await say(stage, "帮我写个朋友圈文案，卖电动车，优点：前面能装儿童座，给孙女，3800，比别家贵")
    assert "为了家人" in shown.text
    assert "这是该有的" in shown.text
    assert "实话实说" in shown.text
    assert len(shown.copy_texts) == 4
    assert any("前面能装儿童座" in line for line in shown.copy_texts)


async def test_copy_alone_asks_only_for_what_is_missing_and_remembers_the_article(stage: Stage) -> None:
    asked = await say(stage, "/copy")
    asked = await say(stage, "净水器")
    assert "净水器" in asked.text
    asked = await say(stage, "滤芯自己就能换")
    assert "给爸妈" in labels(asked)
    asked = await press(stage, asked, "给爸妈")
    asked = await press(stage, asked, "短信")
    asked = await say(stage, "2600")
    shown = await press(stage, asked, "比一般的贵")
    assert len(shown.copy_texts) == 4
    assert all(len(line) <= 70 for line in shown.copy_texts)
    assert "2600" in "".join(shown.copy_texts) or "滤芯自己就能换" in "".join(shown.copy_texts)
    asked = await say(stage, "/copy")
    asked = await press(stage, asked, "净水器")
    assert "写给谁" in asked.text, "advantage and price are known by now"


async def test_another_set_repeats_nothing_and_an_old_button_still_works(stage: Stage) -> None:
    shown = await say(stage, "两千多的耳机文案咋写")
    first = set(shown.copy_texts)
    second = await press(stage, shown, "换一组")
    assert not first & set(second.copy_texts)
    assert not [line for line in second.copy_texts if any(c.isdigit() for c in line)]


async def test_a_wish_without_an_article_asks_for_it_and_the_answer_counts(stage: Stage) -> None:
    asked = await say(stage, "帮我写个朋友圈文案")
    assert "要给什么东西写文案" in asked.text
    shown = await say(stage, "床垫")
    assert "床垫" in shown.text
    assert "朋友圈" in shown.text


async def test_a_made_up_button_does_nothing(stage: Stage) -> None:
    first = await say(stage, "两千多的耳机文案咋写")
    pressed = await stage.phone.press_data(first, "cp:nothing:again")
    shown = await stage.phone.wait_for_reply(pressed, timeout=15)
    assert "太久了" in shown.text


async def test_a_festival_greeting_comes_at_once_and_asks_for_no_article(stage: Stage) -> None:
    await say(stage, "张大伯")
    shown = await say(stage, "帮我写一条中秋祝福")
    assert "中秋" in shown.text.splitlines()[0]
    assert len(shown.copy_texts) == 3
    assert all("张大伯" in line for line in shown.copy_texts)
    assert "价格" not in labels(shown)
    first = set(shown.copy_texts)
    again = await press(stage, shown, "换一组")
    assert again.copy_texts
    assert not set(again.copy_texts) & first


async def test_a_text_message_is_signed_by_the_firm_the_seller_names(stage: Stage) -> None:
    shown = await say(stage, "写条短信给老客户，宽带，署名 城西营业厅")
    assert shown.copy_texts
    assert all(line.startswith("【城西营业厅】") and len(line) <= 70 for line in shown.copy_texts)


async def test_a_figure_of_the_teams_material_comes_with_its_source_and_the_request_to_check(
    stage: Stage,
) -> None:
    manual = "# 净水器产品手册\n\n净水器滤芯寿命12个月。\n\n净水器出水快慢看水压。\n" * 3
    sent = await stage.phone.upload(stage.person("manager"), "净水器手册.md", manual.encode())
    kept = await stage.phone.wait_for_reply(sent, timeout=30)
    assert kept.text
    await stage.phone.settled(quiet=1.0)
    shown = await say(stage, "帮我写个朋友圈，卖净水器", who="manager")
    quoted = [line for line in shown.copy_texts if "12个月" in line]
    assert quoted, shown.text
    assert "净水器手册" in quoted[0]
    assert "请核对是否仍有效" in quoted[0]
