"""The command menu on the phone: one for everybody, a longer one for those who lead a team."""

import logging
from collections.abc import Sequence

from pydantic import JsonValue
from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.handlers.client import Client
from bot.handlers.services import Services
from bot.services.texts import LOCALES, Texts
from crm.people import RANK, Role

log = logging.getLogger(__name__)

FOR_MANAGERS = frozenset({"team", "members", "invite", "records", "asked", "catalog"})
"""Not in a salesperson's menu. A menu is a convenience only: rights are checked in the services."""


def menu(say: Texts, *, managing: bool) -> list[BotCommand]:
    """Return the menu in one language."""
    from bot.handlers.register import COMMANDS  # the table of contents itself imports those who publish menus

    names = (name for name, _ in COMMANDS if managing or name not in FOR_MANAGERS)
    return [BotCommand(name, say(f"command-{name}")) for name in names]


async def publish_menus(client: Client, services: Services) -> None:
    """Put the menus on the phones: everybody's, then the one of each manager.

    Who chose a language, or leads a team, has a menu of their own. Somebody who never opened the chat has
    none there yet; that stops nobody else's.
    """
    own = services.texts.default
    for language in LOCALES:
        commands = menu(Texts(language), managing=False)
        await client.set_my_commands(commands, BotCommandScopeAllPrivateChats(), language_code=language)
        if language == own:
            await client.set_my_commands(commands, BotCommandScopeAllPrivateChats())
    for telegram_id, language, managing in await _apart(services):
        try:
            for payload in menu_calls(telegram_id, language or own, managing=managing, only=bool(language)):
                await client.call("setMyCommands", payload)
        except TelegramError as error:
            log.info("no menu of their own for somebody: %s", error)


def menu_calls(
    chat_id: int, locale: str, *, managing: bool, only: bool = True
) -> Sequence[dict[str, JsonValue]]:
    """Return setMyCommands parameters for one chat.

    `only`: in this language whatever the phone speaks; else `locale` serves phones in other languages.
    """
    scope: JsonValue = {"type": "chat", "chat_id": chat_id}
    spoken = {"": locale, **{code: locale if only else code for code in LOCALES}}
    calls: list[dict[str, JsonValue]] = []
    for code, language in spoken.items():
        commands: list[JsonValue] = [
            {"command": one.command, "description": one.description}
            for one in menu(Texts(language), managing=managing)
        ]
        phone: dict[str, JsonValue] = {"language_code": code} if code else {}
        calls.append({"commands": commands, "scope": scope, **phone})
    return calls


async def _apart(services: Services) -> Sequence[tuple[int, str, bool]]:
    """Return chat, chosen language and whether they lead, of everybody whose menu is not everybody's."""
    found: list[tuple[int, str, bool]] = []
    async with services.database.read() as uow:
        for team in await uow.people.teams():
            for one in await uow.people.in_team(team.id):
                language = (await uow.preferences.of(one.id)).language
                leads = RANK[one.role] >= RANK[Role.MANAGER]
                if one.active and one.telegram_id is not None and (language or leads):
                    found.append((one.telegram_id, language, leads))
    return found
