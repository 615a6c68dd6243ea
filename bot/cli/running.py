"""`jinju run`: the real bot, or the local phone with the same bot."""

import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.bootstrap import Core, open_core
from bot.cli.support import out
from bot.config import Settings
from bot.errors import ConfigurationError
from bot.handlers.client import make_client
from bot.handlers.runner import Hook, forever, running_bot

if TYPE_CHECKING:
    from bot.phone import Persona

log = logging.getLogger(__name__)

STRANGER_ID = 700999999


async def serve(settings: Settings, port: int) -> None:
    """Run until interrupted."""
    if settings.telegram_bot_token:
        await _serve_telegram(settings, settings.telegram_bot_token.get_secret_value())
    else:
        await _serve_phone(settings, port)


def settle() -> None:
    """Set what was loaded aside from the collector: each full collection over plays, index and models
    would hold every answer up by a tenth of a second and more.

    Done twice: when the bot is at work, and again when the libraries of a model, read beside the first
    updates, are there: until then their objects are looked through in each full collection as well.
    """
    gc.collect()
    gc.freeze()


async def _serve_telegram(settings: Settings, token: str) -> None:
    hook = _hook(settings)
    client = make_client(token, settings.telegram_api_base_url)
    async with (
        open_core(settings) as core,
        client,
        running_bot(client, core.services, hook=hook, loaded=settle),
    ):
        settle()
        out.print(
            f"@{client.username} is at work ({'webhook' if hook else 'polling'}); Ctrl-C ends", markup=False
        )
        await forever()


def _hook(settings: Settings) -> Hook | None:
    if not settings.webhook_url:
        return None
    if not settings.webhook_secret:
        raise ConfigurationError("WEBHOOK_URL needs WEBHOOK_SECRET (a long random string)")
    parts = urlsplit(settings.webhook_url)
    default_port = parts.port or (443 if parts.scheme == "https" else 80)
    host, _, port = (settings.webhook_listen or f"127.0.0.1:{default_port}").rpartition(":")
    if not port.isdigit():
        raise ConfigurationError("WEBHOOK_LISTEN must be host:port")
    secret = settings.webhook_secret.get_secret_value()
    return Hook(settings.webhook_url, host or "127.0.0.1", int(port), parts.path or "/", secret)


async def _serve_phone(settings: Settings, port: int) -> None:
    async with open_core(settings) as core, local_phone(core, port, loaded=settle) as url:
        settle()
        out.print(f"\n  Jinju 金句 is at  {url}\n", style="bold", markup=False, highlight=False)
        out.print("  Open it in a browser; Ctrl-C ends.\n", markup=False)
        await forever()


@asynccontextmanager
async def local_phone(
    core: Core, port: int, *, loaded: Callable[[], None] | None = None
) -> AsyncIterator[str]:
    """Run the loopback Bot API server and the bot that talks to it; yields the page's address."""
    from bot.phone import serve as serve_page

    await _load_sample(core)
    async with AsyncExitStack() as stack:
        personas, language = await _personas(core), _language(core)
        page = await stack.enter_async_context(serve_page(port=port, personas=personas, language=language))
        client = make_client(page.token, page.url)
        await stack.enter_async_context(client)
        await stack.enter_async_context(running_bot(client, core.services, loaded=loaded))
        yield page.url


async def _personas(core: Core) -> "list[Persona]":
    """The people one can play on the page: the team's members with an account, and a stranger."""
    from bot.phone import Persona

    say, people = core.services.texts, []
    async with core.database.read() as uow:
        for team in await uow.people.teams():
            for person in await uow.people.in_team(team.id):
                if person.active and person.telegram_id is not None:
                    people.append(Persona(person.telegram_id, person.name, say(f"role-{person.role.value}")))
    stranger = Persona(STRANGER_ID, say("persona-stranger"), say("persona-not-in"))
    return [*people, stranger]


def _language(core: Core) -> Callable[[int], Awaitable[str]]:
    """How the page finds the language somebody chose; it asks again whenever the menu has changed."""

    async def chosen(telegram_id: int) -> str:
        async with core.database.read() as uow:
            person = await uow.people.by_telegram(telegram_id)
            own = (await uow.preferences.of(person.id)).language if person else ""
        return own or core.services.texts.default

    return chosen


async def _load_sample(core: Core) -> None:
    """The sample team goes into an empty database only, and never beside a real bot."""
    if await core.sample.wanted():
        async with core.database.write() as uow:
            await core.sample.load(uow)
            await uow.commit()
