"""A model's checked lines beside the first answer, while the model is still writing.

The first answer stays on the screen in full: should the model fail or something newer happen, what is
left is an answer with one more line that passed every check.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.handlers.screens import Screen
from bot.handlers.show_advice import advice_screen
from bot.services.briefs import Advice
from bot.services.texts import Texts

PACE = 1.0
"""Seconds between two changes in a chat, as Telegram asks for."""

Send = Callable[[Screen, int], Awaitable[bool]]
"""Queues the edit with this number; False when something newer happened."""


class LinePreview:
    """Implements `bot.services.second_writer_preview.Preview` by paced edits of the first answer."""

    def __init__(
        self,
        first: Advice,
        topic: str,
        say: Texts,
        send: Send,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what stands; the first answer went out at this moment."""
        self._first, self._topic, self._say = first, topic, say
        self._send, self._now = send, now
        self._last, self._count = now(), 0
        self._sending: asyncio.Future[None] | None = None

    async def ready(self) -> None:
        """Wait until the chat may change again."""
        await asyncio.sleep(max(0.0, self._last + PACE - self._now()))

    async def show(self, advice: Advice) -> None:
        """Queue an edit with the lines that passed."""
        self._count += 1
        screen = preview_screen(self._first, advice, self._say, self._topic)
        # Not to be broken off half-way: a stored edit has to be sent as well.
        self._sending = asyncio.ensure_future(self._queue(screen))
        await asyncio.shield(self._sending)

    async def settle(self) -> float:
        """Wait until the last word may follow; return the seconds the chat's pace took of it.

        Without an early line there is nothing to wait for.
        """
        if self._sending is None:
            return 0.0
        start = self._now()
        await self._sending
        await self.ready()
        return self._now() - start

    async def _queue(self, screen: Screen) -> None:
        if await self._send(screen, self._count):
            self._last = self._now()


def preview_screen(first: Advice, better: Advice, say: Texts, topic: str) -> Screen:
    """Return the first answer's screen with the better lines under it, marked as not all there is."""
    lines = "\n".join(say("model-line", line=variant.text) for variant in better.variants)
    return advice_screen(
        first.model_copy(update={"notice": "\n".join(filter(None, (first.notice, lines)))}), say, topic
    )
