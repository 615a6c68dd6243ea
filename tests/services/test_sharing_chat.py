"""Two sellers share a customer: general lines, nothing of the colleague's shown, and the manager decides."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message, origin_user
from crm.base import utc_now
from crm.people import Role, Salesperson
from tests.stage import Stage, open_stage, sample_folder

ACCOUNT = 880000003
SECOND = 880000103
PATIENCE = 15.0
HIS = ("张大伯", "小米", "13800000001", "城西老街", "王磊")


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    """A team where 王磊 has told the bot whose account it is, and a second seller who has not."""
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        seller = opened.person("seller")
        await opened.phone.ask(seller, "张大伯", timeout=PATIENCE)
        asked = await forwarded(opened, seller, "太贵了")
        edits = asked.edits
        await opened.phone.press(asked, "张大伯")
        await opened.phone.wait_for_edit(asked, beyond=edits, timeout=PATIENCE)
        async with opened.core.database.write() as uow:
            team = next(one for one in await uow.people.teams() if one.is_sample)
            second = Salesperson(
                id="second-seller", team_id=team.id, name="小许", role=Role.SALESPERSON,
                telegram_id=SECOND, created_at=utc_now(),
            )  # fmt: skip
            await uow.people.add(second)
            await uow.commit()
        yield opened
        assert await opened.dead_letters() == []


async def forwarded(stage: Stage, who: int, text: str) -> Message:
    sent = await stage.phone.forward(who, text, origin=origin_user("老顾客", ACCOUNT))
    return await stage.phone.wait_for_reply(sent[-1], timeout=PATIENCE)


async def asked_for(stage: Stage) -> Message:
    """The second seller asks; return what the manager sees."""
    await stage.phone.say(stage.person("manager"), "/start")
    shown = await forwarded(stage, SECOND, "我再考虑考虑")
    press = await stage.phone.press(shown, "请主管定")
    told = await stage.phone.wait_for_reply(press, match="请主管定了", timeout=PATIENCE)
    assert not any(word in told.text for word in HIS)
    return await stage.phone.wait_for_reply(stage.person("manager"), match="想接手", timeout=PATIENCE)


async def test_a_second_seller_gets_general_lines_and_sees_nothing_of_the_colleagues(stage: Stage) -> None:
    shown = await forwarded(stage, SECOND, "修一修还能用，新的太贵了")
    assert shown.copy_texts
    assert "同事在跟的客户" in shown.text
    assert not any(word in shown.text + str(shown.keyboard) for word in HIS)
    assert "新客户" not in str(shown.keyboard), "it would become a double"


async def test_a_shared_number_of_a_colleagues_customer_shows_no_card(stage: Stage) -> None:
    sent = await stage.phone.contact(SECOND, "13800000001", "老顾客")
    shown = await stage.phone.wait_for_reply(sent, timeout=PATIENCE)
    assert "同事在跟的客户" in shown.text
    assert not any(word in shown.text for word in HIS)


async def test_the_manager_hands_the_customer_over_after_reading_the_story(stage: Stage) -> None:
    asked = await asked_for(stage)
    assert "小许" in asked.text
    assert "王磊" in asked.text
    edits = asked.edits
    await stage.phone.press(asked, "交给 小许")
    story = await stage.phone.wait_for_edit(asked, beyond=edits, timeout=PATIENCE)
    assert "张大伯" in story.text
    await stage.phone.press(story, "确认交接")
    await stage.phone.wait_for_reply(SECOND, match="交给您", timeout=PATIENCE)
    again = await forwarded(stage, SECOND, "太贵了")
    assert "同事在跟" not in again.text


async def test_the_manager_may_leave_the_customer_where_it_is(stage: Stage) -> None:
    asked = await asked_for(stage)
    await stage.phone.press(asked, "还由原来的人跟")
    await stage.phone.wait_for_reply(SECOND, match="还由同事跟", timeout=PATIENCE)
    shown = await forwarded(stage, SECOND, "太贵了")
    assert "同事在跟的客户" in shown.text


async def test_only_a_manager_may_decide(stage: Stage) -> None:
    shown = await forwarded(stage, SECOND, "太贵了")
    for data in ("hj:sample-zhang-dabo:second-seller", "hd:sample-zhang-dabo:second-seller"):
        press = await stage.phone.press_data(shown, data)
        refused = await stage.phone.wait_for_reply(press, timeout=PATIENCE)
        assert not any(word in refused.text for word in HIS)
