"""A customer's own promise is offered as a reminder; cards open covered wherever they appear."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.phone import Message, origin_hidden
from bot.services.days.customers_word import worth_a_reminder
from crm.festivals import holiday_on
from crm.promising import Voice, find_promises
from tests.stage import Stage, open_stage, sample_folder

WAIT = 20.0
CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def say(stage: Stage, text: str, match: str | None = None) -> Message:
    sent = await stage.phone.say(stage.person("seller"), text)
    return await stage.phone.wait_for_reply(sent, match=match, timeout=WAIT)


def asked(text: str, voice: Voice = Voice.CUSTOMER) -> tuple[str, str] | None:
    found = find_promises(text, MONDAY.astimezone(CHINA), voice)
    wish = worth_a_reminder(found, MONDAY, CHINA)
    return (wish.text, f"{wish.due.astimezone(CHINA):%m-%d %H}") if wish and wish.due else None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("我周五过来付定金", "03-06 09"),
        ("明天下午三点我过来签合同", "03-03 14"),
        ("那行，我后天把钱转给你", "03-04 09"),
    ],
)
def test_a_dated_promise_of_a_customer_rings_in_time(text: str, when: str) -> None:
    found = asked(text)
    assert found is not None
    assert found[1] == when


@pytest.mark.parametrize("text", ["太贵了", "我再想想", "你周五给我送过来", "我上周付过了", "周五再说吧"])
def test_what_is_no_promise_of_theirs_is_no_reminder(text: str) -> None:
    assert asked(text) is None


def test_the_sellers_own_word_is_no_promise_of_the_customer() -> None:
    assert asked("我周五给您送过去", Voice.SELLER) is None


async def test_a_forwarded_promise_is_kept_as_a_reminder_with_one_tap(stage: Stage) -> None:
    sent = await stage.phone.forward(
        stage.person("seller"), "太贵了，不过我明天下午过来付定金", origin=origin_hidden("张大伯")
    )
    offer = await stage.phone.wait_for_reply(sent[-1], match="提醒您", timeout=WAIT)
    assert "张大伯说" in offer.text
    await stage.phone.press(offer, "好，到时提醒")
    await stage.phone.wait_for_edit(offer, match="提醒您", beyond=0, timeout=WAIT)
    assert "付定金" in (await say(stage, "/remind")).text


async def test_the_same_promise_twice_is_offered_once_it_stands_no_more(stage: Stage) -> None:
    await say(stage, "张大伯")
    words = "客户说：太贵了，不过我明天下午过来付定金"
    offer = await say(stage, words, "提醒您")
    await stage.phone.press(offer, "好，到时提醒")
    await stage.phone.wait_for_edit(offer, beyond=0, timeout=WAIT)
    before = len(stage.phone.chat(stage.person("seller")).replies)
    await say(stage, words)
    await stage.phone.settled()
    assert len(stage.phone.chat(stage.person("seller")).replies) == before + 1


def test_public_holidays_are_known_by_the_day() -> None:
    assert [
        getattr(holiday_on(date(2026, *day)), "id", None) for day in ((10, 3), (10, 8), (2, 17), (3, 8))
    ] == [
        "national",
        None,
        "spring",
        None,
    ]


async def test_a_covered_card_stays_covered_after_a_contact_a_new_customer_and_an_edit(stage: Stage) -> None:
    page = await say(stage, "/settings")
    await stage.phone.press(page, "客户卡先遮住")
    await stage.phone.wait_for_edit(page, beyond=0, timeout=WAIT)
    made = await say(stage, "/new 龚大爷 13900000101 喜欢喝茶")
    assert "13900000101" not in made.text
    shared = await stage.phone.contact(stage.person("seller"), "13900000101", "龚大爷")
    shown = await stage.phone.wait_for_reply(shared, timeout=WAIT)
    assert "龚大爷" in shown.text
    assert "13900000101" not in shown.text
