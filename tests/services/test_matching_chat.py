"""Whose words a forward brings: told once, known ever after; nobody is taken for granted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue

from bot.handlers.bursts import is_late
from bot.phone import Message, origin_channel, origin_hidden, origin_user
from bot.ports import InboxItem
from tests.stage import Stage, open_stage, sample_folder

DEAR = "新的太贵了"
FANG = 880000002


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def forwarded(stage: Stage, *texts: str, origin: dict[str, object]) -> Message:
    sent = await stage.phone.forward(stage.person("seller"), *texts, origin=origin)
    return await stage.phone.wait_for_reply(sent[-1], timeout=15)


async def pressed(stage: Stage, message: Message, label: str) -> Message:
    edits = message.edits
    await stage.phone.press(message, label)
    return await stage.phone.wait_for_edit(message, beyond=edits, timeout=15)


def asks_who(message: Message) -> bool:
    return "是哪位客户" in message.text


def labels(message: Message) -> list[str]:
    return [str(one["text"]) for one in message.buttons]


async def test_an_unknown_account_is_answered_at_once_and_asked_about_once(stage: Stage) -> None:
    fang = origin_user("小芳", FANG)
    shown = await forwarded(stage, DEAR, origin=fang)
    assert shown.copy_texts
    assert asks_who(shown)
    after = await pressed(stage, shown, "新客户 小芳")
    assert not asks_who(after)
    assert "小芳" in after.text
    again = await forwarded(stage, "我再考虑考虑", origin=fang)
    assert "小芳" in again.text
    assert not asks_who(again)


async def test_a_hidden_name_is_known_again_as_well(stage: Stage) -> None:
    shown = await forwarded(stage, DEAR, origin=origin_hidden("爱跳舞的老张"))
    hands = await stage.phone.wait_for_reply(
        await stage.phone.say(stage.person("seller"), "张大伯"), timeout=15
    )
    assert "张大伯" in hands.text
    asked = await forwarded(stage, DEAR, origin=origin_hidden("爱跳舞的老张"))
    assert asks_who(shown)
    assert any("张" in label for label in labels(asked))  # the customer in hand is offered
    await pressed(stage, asked, next(one for one in labels(asked) if "张" in one and "新客户" not in one))
    again = await forwarded(stage, "我再考虑考虑", origin=origin_hidden("爱跳舞的老张"))
    assert "张大伯" in again.text
    assert not asks_who(again)


async def test_the_customer_in_hand_is_not_taken_for_a_stranger(stage: Stage) -> None:
    await stage.phone.ask(stage.person("seller"), "张大伯", timeout=15)
    shown = await forwarded(stage, DEAR, origin=origin_hidden("不认识的人"))
    assert asks_who(shown)
    assert not any("大伯" in line for line in shown.copy_texts)


async def test_forwards_of_two_customers_become_two_answers(stage: Stage) -> None:
    seller = stage.person("seller")
    for text, who in (("太贵了", "张大伯"), ("我再考虑考虑", "小芳"), ("别家才三千", "张大伯")):
        await stage.phone.forward(seller, text, origin=origin_hidden(who))
    await stage.phone.settled(quiet=2.0)
    first, second = stage.phone.chat(seller).replies[-2:]
    assert "张大伯" in first.text
    assert asks_who(second)


async def test_a_comment_before_its_forwards_becomes_part_of_their_one_answer(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.say(seller, "在售A3，目录价3800，旧车抵300")
    await asyncio.sleep(0.2)
    await stage.phone.forward(seller, "太贵了", origin=origin_hidden("张大伯"))
    await stage.phone.settled(quiet=2.0)
    replies = stage.phone.chat(seller).replies
    assert len(replies) == 1
    assert "3500" in "".join(replies[0].copy_texts)


async def test_a_comment_long_before_stays_on_its_own(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.ask(seller, "客户说：我再考虑考虑", timeout=15)
    await asyncio.sleep(1.2)
    [sent] = await stage.phone.forward(seller, "太贵了", origin=origin_hidden("张大伯"))
    await stage.phone.wait_for_reply(sent, timeout=15)
    await stage.phone.settled(quiet=2.0)
    assert len(stage.phone.chat(seller).replies) == 2


async def test_a_shared_contact_becomes_a_customer_and_its_account_is_known(stage: Stage) -> None:
    seller = stage.person("seller")
    sent = await stage.phone.contact(seller, "13900001234", "钱小满", user_id=FANG)
    offered = await stage.phone.wait_for_reply(sent, timeout=15)
    assert "13900001234" in offered.text
    card = await pressed(stage, offered, "建成客户")
    assert "钱小满" in card.text
    again = await stage.phone.contact(seller, "13900001234", "钱小满", user_id=FANG)
    known = await stage.phone.wait_for_reply(again, timeout=15)
    assert "钱小满" in known.text
    shown = await forwarded(stage, DEAR, origin=origin_user("满满", FANG))
    assert "钱小满" in shown.text
    assert not asks_who(shown)


async def test_a_channels_post_is_nobodys_words(stage: Stage) -> None:
    await stage.phone.ask(stage.person("seller"), "张大伯", timeout=15)
    shown = await forwarded(stage, "太贵了怎么办", origin=origin_channel("行业快讯"))
    assert not asks_who(shown)


async def test_a_forward_of_oneself_is_read_as_typed(stage: Stage) -> None:
    seller = stage.person("seller")
    shown = await forwarded(stage, "客户说：太贵了", origin=origin_user("王磊", seller))
    assert shown.copy_texts
    assert not asks_who(shown)


async def test_a_bots_forward_is_read_as_typed_and_becomes_nobodys_account(stage: Stage) -> None:
    await stage.phone.ask(stage.person("seller"), "张大伯", timeout=15)
    weather = {"id": 880000077, "is_bot": True, "first_name": "天气助手"}
    shown = await forwarded(stage, DEAR, origin={"type": "user", "sender_user": weather})
    assert shown.copy_texts
    assert not asks_who(shown)
    assert "天气助手" not in shown.text + "".join(labels(shown))


async def test_an_album_of_thirty_gets_one_answer(stage: Stage) -> None:
    seller = stage.person("seller")
    await stage.phone.album(seller, [None] * 30)
    await stage.phone.settled(quiet=2.5)
    assert len(stage.phone.chat(seller).replies) == 1


async def late_piece(stage: Stage, sent: Message) -> None:
    """Let one more piece of an album arrive after the others were answered, and something else after it."""
    await stage.phone.inject({"message": {**sent.raw, "message_id": sent.id + 500}})
    await stage.phone.ask(sent.chat_id, "/help", timeout=15)


async def test_a_late_picture_of_an_album_brings_no_second_answer(stage: Stage) -> None:
    seller = stage.person("seller")
    sent = await stage.phone.album(seller, [None] * 3)
    await stage.phone.wait_for_reply(sent[-1], timeout=15)
    await late_piece(stage, sent[0])
    assert len(stage.phone.chat(seller).replies) == 2, "the answer and the help asked for after it"
    another = await stage.phone.album(seller, [None] * 2)
    await stage.phone.wait_for_reply(another[-1], timeout=15)
    assert len(stage.phone.chat(seller).replies) == 3


async def test_late_words_of_an_album_join_the_answer_given_and_one_advice_is_kept(stage: Stage) -> None:
    seller = stage.person("seller")
    fields = {
        "chat": {"id": seller, "type": "private"},
        "from": {"id": seller, "is_bot": False, "first_name": "王"},
    }
    first = {
        **fields, "message_id": 7001, "date": 1767600000, "media_group_id": "album-1",
        "text": "在吗", "forward_origin": {**origin_hidden("张大伯"), "date": 1767600000},
    }  # fmt: skip
    await stage.phone.say(seller, "/start")
    await stage.phone.inject({"message": first})
    answer = await stage.phone.wait_for_reply(seller, match="张大伯", timeout=15)
    await stage.phone.settled(quiet=1.0)
    before, edits = len(stage.phone.chat(seller).replies), answer.edits
    await stage.phone.inject({"message": {**first, "message_id": 7002, "text": "新的太贵了"}})
    after = await stage.phone.wait_for_edit(answer, beyond=edits, timeout=15)
    await stage.phone.settled(quiet=1.0)
    assert after.copy_texts
    assert len(stage.phone.chat(seller).replies) == before
    async with stage.core.database.read() as uow:
        since = datetime.now(UTC) - timedelta(minutes=5)
        latest = await uow.advices.latest("sample-wang-lei", "sample-zhang-dabo", since)
        tallies = await uow.advices.tally(["sample-wang-lei"], since)
    assert latest is not None
    assert latest.turn["text"] == "在吗\n新的太贵了"
    assert sum(tally.count for tally in tallies) == 1


def test_a_part_that_had_come_in_before_the_window_closed_is_late_not_new() -> None:
    def part(seconds: float) -> InboxItem:
        at = datetime(2026, 3, 4, tzinfo=UTC) + timedelta(seconds=seconds)
        raw: dict[str, JsonValue] = {"message": {"text": "x", "forward_origin": {}}}
        return InboxItem(bot_id=1, update_id=1, chat_id=1, raw=raw, received_at=at)

    last = part(0).received_at
    assert is_late(part(0.7), "", last)
    assert not is_late(part(0.9), "", last)


async def test_a_colleague_who_buys_is_a_customer_like_any_other(stage: Stage) -> None:
    colleague = origin_user("陈静", stage.person("manager"))
    shown = await forwarded(stage, DEAR, origin=colleague)
    assert asks_who(shown)
    after = await pressed(stage, shown, "新客户 陈静")
    assert "陈静" in after.text
