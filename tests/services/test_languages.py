"""Each person is spoken to in the language that person chose; the bot's own is only the default."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import BotCommandScopeChat

from bot.handlers.client import make_client
from bot.handlers.menus import menu, publish_menus
from bot.phone import Message
from bot.services.texts import PersonalTexts, Texts, speak
from crm.people import Actor
from tests.stage import Stage, open_stage, sample_folder

CUSTOMER = 880000002


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def english(stage: Stage, who: str = "seller") -> Actor:
    """Choose English as that person and return who it is."""
    actor = await stage.core.services.membership.identify(stage.person(who))
    assert actor is not None
    async with stage.core.database.write() as uow:
        await stage.core.services.preferences.change(uow, actor, "language", "en")
        await uow.commit()
    return actor


async def said(stage: Stage, text: str, who: str = "seller") -> Message:
    sent = await stage.phone.say(stage.person(who), text)
    return await stage.phone.wait_for_reply(sent, timeout=15)


def test_what_one_task_speaks_another_does_not() -> None:
    texts = PersonalTexts("zh")
    speak("en")
    assert texts("settings-title") == Texts("en")("settings-title")
    assert texts.default == "zh"
    speak("")
    assert texts("settings-title") == Texts("zh")("settings-title")
    speak("fr")
    assert texts.locale == "zh"


async def test_two_people_at_once_each_read_their_own_language(stage: Stage) -> None:
    await english(stage)
    mine, theirs = await said(stage, "/settings"), await said(stage, "/settings", "manager")
    assert mine.text.startswith(Texts("en")("settings-title"))
    assert theirs.text.startswith(Texts("zh")("settings-title"))


async def test_choosing_a_language_changes_the_menu_of_that_phone_and_it_stays(stage: Stage) -> None:
    page = await said(stage, "/settings")
    await stage.phone.press(page, "Language")
    choices = await stage.phone.wait_for_edit(page, beyond=0, timeout=15)
    await stage.phone.press(choices, "English")
    await stage.phone.wait_for_edit(page, match="Language: English", beyond=1, timeout=15)
    await stage.phone.wait_until(lambda: _menus(stage) >= 3, timeout=15)
    wanted = [one.description for one in menu(Texts("en"), managing=False)]
    async with make_client(stage.phone.token, stage.phone.url) as client:
        scope = BotCommandScopeChat(stage.person("seller"))
        for code in ("", "zh", "en"):
            shown = await client.get_my_commands(scope, language_code=code or None)
            assert [one.description for one in shown] == wanted
        await publish_menus(client, stage.core.services)
        again = await client.get_my_commands(scope, language_code="zh")
    assert [one.description for one in again] == wanted


def _menus(stage: Stage) -> int:
    mine = stage.person("seller")
    return sum(str(mine) in str(call.args.get("scope")) for call in stage.phone.calls("setMyCommands"))


async def test_drafts_of_secretary_mode_are_framed_in_the_owners_language(stage: Stage) -> None:
    await english(stage)
    seller = stage.person("seller")
    business = await stage.phone.connect_business(seller)
    asked = await stage.phone.wait_for_reply(seller, timeout=15)
    say = Texts("en")
    assert say("secretary-consent") in asked.text
    await stage.phone.press(asked, say("button-secretary-on"))
    await stage.phone.wait_for_edit(asked, match=say("secretary-is-on"), beyond=0, timeout=15)
    before = len(stage.phone.chat(seller).replies)
    await stage.phone.business_say(business, CUSTOMER, "新的太贵了，便宜点行不行")
    await stage.phone.wait_until(lambda: len(stage.phone.chat(seller).replies) > before, timeout=15)
    shown = stage.phone.chat(seller).replies[-1]
    assert say("button-not-this") in [one["text"] for one in shown.buttons]


async def test_inline_titles_are_in_the_persons_language(stage: Stage) -> None:
    await english(stage)
    query = await stage.phone.inline(stage.person("seller"), "太贵了")
    found = await stage.phone.wait_for_results(query, timeout=15)
    tones = {Texts("en")(f"tone-{tone}") for tone in ("warm", "direct", "expert", "light")}
    assert found
    assert all(any(tone in str(one["title"]) for tone in tones) for one in found)


async def test_the_author_of_an_answer_hears_of_the_decision_in_their_own_language(stage: Stage) -> None:
    actor = await english(stage)
    services = stage.core.services
    async with stage.core.database.write() as uow:
        proposed = await services.proposals.propose(uow, actor, "几点开门？", "我们店每天早上九点开门。")
        await uow.commit()
    page = await said(stage, "/settings", "manager")
    await stage.phone.press_data(page, f"pa:{proposed.id}:yes")
    told = await stage.phone.wait_for_reply(stage.person("seller"), match="approved", timeout=15)
    assert "几点开门" in told.text


async def pressed(stage: Stage, message: Message, label: str) -> Message:
    press = await stage.phone.press(message, label)
    return await stage.phone.wait_for_reply(press, timeout=15)


async def test_an_english_day_of_card_note_reminder_and_promise(stage: Stage) -> None:
    await english(stage)
    card = await said(stage, "张大伯")
    assert "Phone: 13800000001" in card.text
    assert "granddaughter 小米 (" in card.text
    asked = await said(stage, "note down 张大伯 wants to try it on Saturday")
    assert "Note this for 张大伯?" in asked.text
    assert "“张大伯 wants to try it on Saturday”" in asked.text
    await pressed(stage, asked, "Note it")
    reminder = await said(stage, "remind me tomorrow at 10 to call 张大伯")
    assert "tomorrow 10:00" in reminder.text
    found = await said(stage, "I'll send you the contract tomorrow")
    assert "The customer said it" in str(found.buttons)
    kept = await pressed(stage, found, "Keep the promise")
    assert kept.buttons == []
    lines = await said(stage, "张大伯 says it is too expensive for him")
    assert all(line.isascii() or "’" in line or "“" in line for line in lines.copy_texts), lines.copy_texts


async def test_an_offer_in_english_has_no_chinese_marks_between_its_parts(stage: Stage) -> None:
    await english(stage)
    await said(stage, "张大伯")
    offer = await said(stage, "/offer")
    assert " in all. " in offer.text
    assert "。" not in offer.text
