"""The day's lists go to each seller's own chat; the group and the manager read names of colleagues only."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message
from bot.ports import OutboxItem
from bot.services.texts import Texts
from crm.people import Role, Salesperson
from tests.stage import Stage, open_stage, sample_folder

WAIT = 20.0


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def opened_bot(stage: Stage, who: str = "seller") -> None:
    said = await stage.phone.say(stage.person(who), "/start")
    await stage.phone.wait_for_reply(said, timeout=WAIT)


async def in_group(stage: Stage, who: str, text: str) -> Message:
    group = await stage.phone.group("销售群", [stage.person(who)])
    said = await stage.phone.say(stage.person(who), text, chat=group)
    return await stage.phone.wait_for_reply(said, timeout=WAIT)


async def customers_of_all(stage: Stage) -> list[str]:
    async with stage.core.database.read() as uow:
        team = next(one for one in await uow.people.teams() if one.is_sample)
        boss = await uow.people.by_telegram(stage.person("manager"))
        assert boss is not None
        assert boss.team_id == team.id
    manager = await stage.core.services.membership.identify(stage.person("manager"))
    assert manager is not None
    return [hit.name for hit in await stage.core.services.customers.recent(manager)]


async def newcomer(stage: Stage, telegram_id: int | None) -> Salesperson:
    """Put somebody on the team who never opened the bot."""
    async with stage.core.database.write() as uow:
        boss = await uow.people.by_telegram(stage.person("manager"))
        assert boss is not None
        person = Salesperson(
            id="never-started",
            team_id=boss.team_id,
            name="小赵",
            role=Role.SALESPERSON,
            telegram_id=telegram_id,
            created_at=stage.core.services.clock.now(),
        )
        await uow.people.add(person)
        await uow.commit()
    return person


async def test_a_manager_in_a_group_has_every_list_posted_privately(stage: Stage) -> None:
    await opened_bot(stage)
    told = await in_group(stage, "manager", "/today")
    assert "王磊" in told.text
    assert not any(name in told.text for name in await customers_of_all(stage))
    mine = await stage.phone.wait_for_reply(stage.person("seller"), match="陈静", timeout=WAIT)
    assert "今天先联系" in mine.text
    assert any(str(one.get("callback_data", "")).startswith("td:") for one in mine.buttons)


async def test_a_seller_in_a_group_gets_the_own_list_and_nobody_elses(stage: Stage) -> None:
    await opened_bot(stage)
    told = await in_group(stage, "seller", "/today")
    assert told.text == Texts("zh")("posted-to-you")
    await stage.phone.wait_for_reply(stage.person("seller"), match="今天", timeout=WAIT)
    assert stage.phone.chat(stage.person("manager")).replies == []


async def test_one_tap_on_the_managers_page_posts_the_lists(stage: Stage) -> None:
    await opened_bot(stage)
    said = await stage.phone.say(stage.person("manager"), "/team")
    page = await stage.phone.wait_for_reply(said, timeout=WAIT)
    await stage.phone.press(page, "把今天的名单")
    await stage.phone.wait_for_reply(stage.person("manager"), match="已私下发给", timeout=WAIT)
    await stage.phone.wait_for_reply(stage.person("seller"), match="陈静", timeout=WAIT)


async def test_who_has_no_account_yet_is_named(stage: Stage) -> None:
    await newcomer(stage, None)
    told = await in_group(stage, "manager", "/today")
    assert "小赵" in told.text.splitlines()[1]
    assert "小赵" not in told.text.splitlines()[0]


async def test_whom_telegram_cannot_reach_is_named_afterwards(stage: Stage) -> None:
    await newcomer(stage, 770000077)
    group = await stage.phone.group("销售群", [stage.person("manager")])
    await opened_bot(stage)
    said = await stage.phone.say(stage.person("manager"), "/today", chat=group)
    missed = await stage.phone.wait_for_reply(said, match="小赵收不到", timeout=WAIT)
    assert "王磊" not in missed.text


async def test_a_refused_message_of_another_kind_tells_nobody(stage: Stage) -> None:
    from bot.handlers.posting import tell_poster

    item = OutboxItem(
        key="1:2:0",
        chat_id=1,
        method="sendMessage",
        payload={},
        created_at=stage.core.services.clock.now(),
    )
    async with stage.core.database.read() as uow:
        assert await tell_poster(Texts("zh"), uow, item) == ()
