"""What every command needs: settings, an open core, an acting person, errors as one clear line."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from bot.bootstrap import Core, open_core
from bot.config import Settings
from bot.errors import JinjuError
from bot.services.apologies import apology
from bot.services.texts import Texts
from crm.errors import CrmError
from crm.people import Actor

Result = TypeVar("Result")

out = Console()
err = Console(stderr=True)


def load_settings() -> Settings:
    """Read the settings; a wrong one ends the command with its name and what is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"]).upper()
            err.print(f"{name}: {problem['msg']}", style="red", markup=False)
        raise typer.Exit(2) from None


def run(work: Callable[[Core], Awaitable[Result]], settings: Settings | None = None) -> Result:
    """Open the core, do the work, close. Expected errors end with one line and exit code 1."""
    settings = settings or load_settings()
    quiet_logging()

    async def main() -> Result:
        async with open_core(settings) as core:
            return await work(core)

    try:
        return asyncio.run(main())
    except KeyboardInterrupt:
        fail("interrupted; everything acknowledged so far is saved", code=130)
    except (JinjuError, CrmError) as error:
        fail(apology(error, Texts(settings.locale)) or str(error))


def fail(message: str, code: int = 1) -> NoReturn:
    """Print one line to standard error and leave."""
    err.print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


async def acting(core: Core, name: str | None) -> Actor:
    """Return the local admin, or the salesperson called `name`."""
    membership = core.services.membership
    return await membership.as_named(name) if name else await membership.local_admin()


def quiet_logging(level: int = logging.WARNING) -> None:
    """Log to standard error. httpx is kept quiet: its lines would show the bot's token."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
