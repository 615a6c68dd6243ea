"""Starts and stops the bot: sender, dispatcher, intake, then polling or the webhook."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.handlers.client import Client
from bot.handlers.dispatch import Dispatcher
from bot.handlers.improving import Improver
from bot.handlers.inline import InlineDesk
from bot.handlers.intake import ALLOWED, Intake, Webhook, poll
from bot.handlers.menus import publish_menus
from bot.handlers.other import sorry_screen
from bot.handlers.posting import tell_poster
from bot.handlers.register import AnyApplication, build_application
from bot.handlers.ringing import Ringer
from bot.handlers.secretary import tell_owner
from bot.handlers.sender import Sender
from bot.handlers.services import Services
from bot.ports import BotUnitOfWork, OutboxItem
from bot.services.texts import Texts

log = logging.getLogger(__name__)

_PATIENCE = 15
"""Seconds after which the background no longer waits for a quiet moment."""


@dataclass(frozen=True)
class Hook:
    """Where to listen for Telegram's deliveries, and under which public address."""

    url: str
    host: str
    port: int
    path: str
    secret: str


@dataclass(frozen=True)
class Running:
    """A bot at work."""

    application: AnyApplication
    intake: Intake
    dispatcher: Dispatcher
    sender: Sender
    improver: Improver


@asynccontextmanager
async def running_bot(
    client: Client, services: Services, *, hook: Hook | None = None, loaded: Callable[[], None] | None = None
) -> AsyncIterator[Running]:
    """Run the bot inside the block. Unfinished work of an earlier run is taken up first.

    `loaded` is called once, in a quiet moment after all that loads beside the first updates is there.
    """
    application = build_application(client, services)
    await application.initialize()
    sender = Sender(services.database, client, partial(_undelivered, services.texts))
    improver = Improver(
        services.second,
        services.talk,
        services.second_reading,
        services.database,
        services.clock,
        services.texts,
        sender,
    )
    application.bot_data["improver"] = improver
    dispatcher = Dispatcher(
        application,
        services.database,
        sender,
        services.clock,
        lambda item: sorry_screen(services.texts, item),
        improver.discard,
    )
    inline = InlineDesk(client, services)
    intake = Intake(services.database, dispatcher, client.id, services.clock, inline.submit)
    tasks: list[asyncio.Task[None]] = []
    webhook: Webhook | None = None
    services.adviser.warm()
    try:
        await sender.recover()
        await dispatcher.recover(client.id)
        webhook = await _listen(client, intake, hook) if hook else None
        if hook is None:
            await client.delete_webhook()
            tasks.append(asyncio.create_task(poll(client, intake)))
        tasks.append(asyncio.create_task(services.adviser.warm_sources(dispatcher.quiet)))
        tasks.append(asyncio.create_task(_publish(client, services, dispatcher)))
        tasks.append(asyncio.create_task(_warm(services, dispatcher, loaded)))
        tasks.append(asyncio.create_task(Ringer(services, sender).run()))
        yield Running(application, intake, dispatcher, sender, improver)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if webhook:
            await webhook.stop()
        await inline.stop()
        await dispatcher.stop()
        await improver.stop()
        await sender.stop()
        await application.shutdown()


async def _undelivered(say: Texts, uow: BotUnitOfWork, item: OutboxItem) -> Sequence[OutboxItem]:
    """Say what somebody has to know of a message that Telegram refused for good."""
    return [*await tell_owner(say, uow, item), *await tell_poster(say, uow, item)]


async def _listen(client: Client, intake: Intake, hook: Hook) -> Webhook:
    webhook = Webhook(intake, host=hook.host, port=hook.port, path=hook.path, secret=hook.secret)
    webhook.start()
    await client.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=ALLOWED, max_connections=40)
    return webhook


async def _publish(client: Client, services: Services, dispatcher: Dispatcher) -> None:
    """Publish the command menu; a failure costs the menu, not the bot."""
    await _lull(dispatcher)
    try:
        await publish_menus(client, services)
    except Exception:
        log.warning("the command menu could not be published", exc_info=True)


async def _warm(services: Services, dispatcher: Dispatcher, loaded: Callable[[], None] | None) -> None:
    """Load heavy libraries beside the first updates; a failure costs the first improvement its time."""
    try:
        await services.second.warm()
        await services.talk.warm()
    except Exception:
        log.warning("the model's library could not be loaded", exc_info=True)
    await _lull(dispatcher)
    await asyncio.to_thread(services.valuing.warm)
    if loaded is not None:
        await _lull(dispatcher)
        loaded()


async def _lull(dispatcher: Dispatcher) -> None:
    """Wait for a quiet moment, but not for ever: some bots have none."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await dispatcher.quiet()


async def forever() -> None:
    """Wait until cancelled."""
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
