"""The command menu on the phone: one for everybody, a longer one for those who lead a team."""

import logging
from collections.abc import Sequence

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.handlers.client import Client
from bot.handlers.register import COMMANDS
from bot.handlers.services import Services
from bot.services.texts import LOCALES, Texts
from crm.people import RANK, Role

log = logging.getLogger(__name__)

FOR_MANAGERS = frozenset({"team", "members", "invite", "records", "asked", "catalog"})
"""Not in a salesperson's menu. A menu is a convenience only: rights are checked in the services."""


def menu(say: Texts, *, managing: bool) -> list[BotCommand]:
    """Return the menu in one language."""
    names = (name for name, _ in COMMANDS if managing or name not in FOR_MANAGERS)
    return [BotCommand(name, say(f"command-{name}")) for name in names]


async def publish_menus(client: Client, services: Services) -> None:
    """Put the menus on the phones: everybody's, then the one of each manager.

    A manager who never opened the chat has no menu there yet; that stops nobody else's.
    """
    await _publish(client, services.texts.locale, BotCommandScopeAllPrivateChats(), managing=False)
    for telegram_id in await _leading(services):
        try:
            await _publish(client, services.texts.locale, BotCommandScopeChat(telegram_id), managing=True)
        except TelegramError as error:
            log.info("no menu of their own for a manager: %s", error)


async def _leading(services: Services) -> Sequence[int]:
    async with services.database.read() as uow:
        people = [one for team in await uow.people.teams() for one in await uow.people.in_team(team.id)]
    return [
        one.telegram_id
        for one in people
        if one.active and one.telegram_id is not None and RANK[one.role] >= RANK[Role.MANAGER]
    ]


async def _publish(client: Client, locale: str, scope: BotCommandScope, *, managing: bool) -> None:
    for language in LOCALES:
        commands = menu(Texts(language), managing=managing)
        await client.set_my_commands(commands, scope, language_code=language)
        if language == locale:
            await client.set_my_commands(commands, scope)
