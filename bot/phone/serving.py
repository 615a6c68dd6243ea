"""Starting the local phone beside the bot, in one event loop."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from bot.phone.people import DEFAULT_PERSONAS, Persona
from bot.phone.server import PhoneServer

DEFAULT_PORT = 8765


@asynccontextmanager
async def serve(
    *,
    port: int = DEFAULT_PORT,
    token: str = "",
    personas: Sequence[Persona] = DEFAULT_PERSONAS,
    bot_name: str = "金句",
    language: Callable[[int], Awaitable[str]] | None = None,
) -> AsyncIterator[PhoneServer]:
    """Serve the page and the Bot API until the block is left; a free port is taken when `port` is busy.

    `language` tells for a persona's id in which language ("zh" or "en") the page speaks; else Chinese.
    The history lives in memory only: what `/forget` erases must not survive in a second place.
    """
    phone = PhoneServer(port, token, personas=personas, bot_name=bot_name, language=language)
    try:
        await phone.start()
    except OSError:
        phone.port = 0
        await phone.start()
    try:
        yield phone
    finally:
        await phone.stop()
