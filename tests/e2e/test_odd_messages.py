"""Messages at and beyond Telegram's limits, which no dialogue file can hold."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handlers.fitting import fits
from bot.handlers.screens import MESSAGE_LIMIT, Screen, utf16_length
from bot.phone import Message
from tests.stage import Stage, open_stage, sample_folder

PATIENCE = 20.0
EMOJI = "😀"
SIGNS = ("\x00", "\u202e", "\u200b\u200b", "\x00\x01\x02", "\u2066\u2069", "ﷺ", "𠮷" * 50, "0")


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        yield stage


def message(stage: Stage, text: str) -> dict[str, object]:
    """An update as only a server other than Telegram's would make it."""
    seller = stage.person("seller")
    sender = {"id": seller, "is_bot": False, "first_name": "王"}
    chat = {"id": seller, "type": "private", "first_name": "王"}
    return {"message": {"message_id": 900, "date": 1767600000, "chat": chat, "from": sender, "text": text}}


async def test_a_full_message_with_an_emoji_at_its_end_is_answered(stage: Stage) -> None:
    words = "客户说：太贵了，" + "真的太贵了，" * 800
    text = words[: MESSAGE_LIMIT - 2] + EMOJI
    assert utf16_length(text) == MESSAGE_LIMIT
    reply = await stage.phone.ask(stage.person("seller"), text, timeout=PATIENCE)
    assert "嫌价格高" in reply.text
    assert len(reply.copy_texts) == 2


async def test_a_message_of_forty_thousand_characters_is_read_from_its_start(stage: Stage) -> None:
    await stage.phone.say(stage.person("seller"), "开聊")
    await stage.phone.inject(message(stage, "客户说：太贵了。" + EMOJI * 20_000))
    reply = await stage.phone.wait_for_reply(stage.person("seller"), match="嫌价格高", timeout=PATIENCE)
    assert len(reply.copy_texts) == 2
    assert await stage.dead_letters() == []


async def pasted(stage: Stage, text: str) -> list[Message]:
    """Paste a text as the phone does: cut into messages of at most 4,096 units; return the replies."""
    seller = stage.person("seller")
    pieces = [text[start : start + MESSAGE_LIMIT] for start in range(0, len(text), MESSAGE_LIMIT)]
    sent = [await stage.phone.say(seller, piece) for piece in pieces]
    await stage.phone.wait_for_reply(sent[-1], timeout=PATIENCE)
    await stage.phone.settled(quiet=1.5)
    return stage.phone.chat(seller).replies


async def test_a_talk_pasted_in_three_messages_is_one_case_and_its_end_is_answered(stage: Stage) -> None:
    shown = await pasted(
        stage, "客户：我上周去了趟公园\n我：那天天气真好\n" * 450 + "客户：不过你们的东西太贵了"
    )
    assert len(shown) == 1
    assert "这段太长" in shown[0].text
    assert "嫌价格高" in shown[0].text
    assert len(shown[0].copy_texts) == 2
    assert await stage.dead_letters() == []


async def test_a_remark_as_long_as_a_message_is_asked_about_and_kept(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "罗师傅", timeout=PATIENCE)
    asked = await stage.phone.ask(seller, "记一下 罗师傅" + "电池跑到下午就没电，" * 350, timeout=PATIENCE)
    await stage.phone.press(asked, "记下")
    await stage.phone.wait_for_reply(seller, match="记下了", timeout=PATIENCE)
    assert await stage.dead_letters() == []


async def test_a_long_record_pasted_in_pieces_gets_one_answer(stage: Stage) -> None:
    shown = await pasted(stage, "这是一份会议记录，大家聊了产品和服务，都觉得可以再谈。" * 320)
    assert len(shown) == 1
    assert "这段太长" in shown[0].text


async def test_a_note_as_long_as_a_message_is_kept_whole_and_its_card_can_be_shown(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "罗师傅", timeout=PATIENCE)
    long = "电池跑到下午就没电，" * 380 + EMOJI
    saved = await stage.phone.ask(seller, f"/note {long}", timeout=PATIENCE)
    assert saved.text == "记下了（罗师傅）。"
    card = await stage.phone.ask(seller, "罗师傅", timeout=PATIENCE)
    assert utf16_length(card.text) < 600, "the short card is one screen long whatever was noted"
    shown = await turned(stage, card, "更多")
    read = [shown.text]
    while any(button["text"] == "›" for button in shown.buttons):
        assert any("收起" in str(button["text"]) for button in shown.buttons)
        shown = await turned(stage, shown, "›")
        read.append(shown.text)
    assert long in "".join(read).replace("\n", "")
    assert all(fits(Screen(text)) for text in read), "every page is one screen long"


async def turned(stage: Stage, card: Message, label: str) -> Message:
    beyond = card.edits
    await stage.phone.press(card, label)
    return await stage.phone.wait_for_edit(card, beyond=beyond, timeout=PATIENCE)


async def test_any_sign_gets_one_clear_sentence(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "开聊", timeout=PATIENCE)

    def replied(before: int) -> bool:
        return len(stage.phone.chat(seller).replies) > before

    for text in SIGNS:
        before = len(stage.phone.chat(seller).replies)
        number = await stage.phone.inject(message(stage, text))
        await stage.phone.wait_until(lambda: replied(before), timeout=PATIENCE)  # noqa: B023 - waited for here
        shown = stage.phone.chat(seller).replies[before:]
        assert [bool(one.text.strip()) for one in shown] == [True], f"{text!r}, update {number}"
        assert "没处理成功" not in shown[0].text, repr(text)
    await stage.phone.settled()
    assert len(stage.phone.chat(seller).replies) == len(SIGNS) + 1


async def test_an_edited_message_is_not_answered_a_second_time(stage: Stage) -> None:
    seller = stage.person("seller")
    said = await stage.phone.say(seller, "客户说：太贵了")
    await stage.phone.wait_for_reply(said, timeout=PATIENCE)
    await stage.phone.edit(said, "客户说：太贵了！")
    await stage.phone.settled()
    assert len(stage.phone.chat(seller).replies) == 1


async def test_pressing_a_button_twice_at_once_forgets_once(stage: Stage) -> None:
    seller = stage.person("seller")
    asked = await stage.phone.ask(seller, "/forget 唐伯", match="要彻底删除", timeout=PATIENCE)
    data = str(asked.button("彻底删除")["callback_data"])
    await stage.phone.press_data(asked, data)
    await stage.phone.press_data(asked, data)
    await stage.phone.wait_for_edit(asked, match="已彻底删除", timeout=PATIENCE)
    await stage.phone.settled()
    await stage.phone.press_data(asked, data)
    await stage.phone.wait_for_reply(seller, match="没有找到，可能已经删除", timeout=PATIENCE)
    assert await stage.dead_letters() == []
