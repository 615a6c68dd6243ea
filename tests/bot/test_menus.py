"""The command menu and the help: one for salespeople, a longer one for those who lead a team."""

from pathlib import Path

import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.handlers.client import make_client
from bot.handlers.helping import MANAGERS_TOPIC, topics_for
from bot.handlers.menus import FOR_MANAGERS, menu, publish_menus
from bot.handlers.register import COMMANDS
from bot.handlers.screens import utf16_length
from bot.services.texts import LOCALES, Texts
from crm.people import Actor, Role
from tests.stage import open_stage, sample_folder

_ONE_SCREEN = 900
"""UTF-16 units of an English page that still fits a phone."""


def actor(role: Role) -> Actor:
    return Actor(salesperson_id="p1", team_id="t1", role=role)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_menu_names_every_command_that_the_person_may_use(locale: str) -> None:
    say = Texts(locale)
    everything = {name for name, _ in COMMANDS}
    assert {one.command for one in menu(say, managing=True)} == everything
    assert {one.command for one in menu(say, managing=False)} == everything - FOR_MANAGERS


@pytest.mark.parametrize("locale", LOCALES)
def test_each_topic_fits_a_screen_and_each_command_stands_in_one(locale: str) -> None:
    say = Texts(locale)
    pages = [say(f"help-{topic}") for topic in topics_for(actor(Role.MANAGER))]
    assert all(utf16_length(page) <= _ONE_SCREEN and page.count("\n") <= 12 for page in pages)
    told = "\n".join(pages)
    missing = {name for name, _ in COMMANDS if f"/{name}" not in told}
    assert missing <= {"start", "help", "c", "note"}


def test_salespeople_do_not_read_about_leading_a_team() -> None:
    assert MANAGERS_TOPIC not in topics_for(actor(Role.SALESPERSON))
    assert MANAGERS_TOPIC in topics_for(actor(Role.MANAGER))


async def test_a_managers_phone_gets_the_longer_menu(tmp_path: Path, prepared_sample: Path) -> None:
    async with (
        open_stage(sample_folder(prepared_sample, tmp_path)) as stage,
        make_client(stage.phone.token, stage.phone.url) as client,
    ):
        await publish_menus(client, stage.core.services)
        everybody = await client.get_my_commands(BotCommandScopeAllPrivateChats())
        manager = await client.get_my_commands(BotCommandScopeChat(stage.person("manager")))
        seller = await client.get_my_commands(BotCommandScopeChat(stage.person("seller")))
    assert FOR_MANAGERS.isdisjoint(one.command for one in everybody)
    assert not FOR_MANAGERS.difference(one.command for one in manager)
    assert not seller
