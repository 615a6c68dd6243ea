"""Lines shown before a model has finished: each is checked like the whole, and only then handed on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from bot.services.briefs import Advice, Draft, Variant
from bot.services.writers import HearsLine

log = logging.getLogger(__name__)

Check = Callable[[Draft], Awaitable[Advice | None]]


class Preview(Protocol):
    """Whoever shows checked lines early."""

    async def ready(self) -> None:
        """Return as soon as something may be shown; until then no line is even checked."""

    async def show(self, advice: Advice) -> None:
        """Show the lines of an advice that is not finished; may be cancelled in it."""


@asynccontextmanager
async def listening(check: Check, preview: Preview | None) -> AsyncIterator[HearsLine | None]:
    """Give a listener for a growing draft: what passes `check` is shown, until the block ends.

    A fault here costs the early lines, never the draft.
    """
    if preview is None:
        yield None
        return
    lines: asyncio.Queue[Variant] = asyncio.Queue()
    task = asyncio.get_running_loop().create_task(_follow(lines, check, preview))
    try:
        yield lines.put_nowait
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _follow(lines: asyncio.Queue[Variant], check: Check, preview: Preview) -> None:
    heard: tuple[Variant, ...] = ()
    shown = 0
    try:
        while True:
            heard = (*heard, await lines.get())
            await preview.ready()
            while not lines.empty():  # what came meanwhile is checked along
                heard = (*heard, lines.get_nowait())
            advice = await check(Draft(variants=heard, writer="model"))
            if advice is not None and len(advice.variants) > shown:
                shown = len(advice.variants)
                await preview.show(advice)
    except Exception:
        log.exception("lines could not be shown early")
