"""Runs stored updates through the handlers: in order per chat, each to its end exactly once."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from pydantic import JsonValue
from telegram import Update
from telegram.ext import Application

from bot.handlers.bursts import CAP, album_of, is_comment, is_part, is_split, quiet_of
from bot.handlers.screens import Screen
from bot.handlers.sender import Sender
from bot.handlers.work import AlreadyDone, Work, current_work
from bot.ports import Clock, Database, InboxItem, InboxState, OutboxItem
from bot.services.texts import speak

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
CONCURRENT_CHATS = 32
_BACKOFF = (0.2, 1.0)
_QUIET_MOMENT = 0.5
"""Seconds without an update after which the background may work."""
_BREATH = 0.03
_KEEP_DONE = timedelta(days=14)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Dispatcher:
    """Takes accepted inbox items and sees each to done or dead.

    A failing update is tried three times, then set aside as a dead letter with one line to the
    person. An update found unfinished at start counts as tried before it is tried again, so that
    one which kills the process cannot do so for ever.
    """

    def __init__(
        self,
        application: AnyApplication,
        database: Database,
        sender: Sender,
        clock: Clock,
        sorry: Callable[[InboxItem], Screen],
        arrived: Callable[[int], None] = lambda chat_id: None,
    ) -> None:
        """Keep the collaborators; `sorry` words a dead letter, `arrived` hears of news in a chat."""
        self._arrived = arrived
        self._application, self._database, self._sender = application, database, sender
        self._clock, self._sorry = clock, sorry
        self._queues: dict[int, deque[InboxItem]] = {}
        self._arrivals: dict[int, float] = {}
        self._last = 0.0
        self._albums: dict[int, tuple[str, int]] = {}
        """Per chat the album answered last, and the update that brought its first piece."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(CONCURRENT_CHATS)

    async def recover(self, bot_id: int) -> int:
        """Finish what an earlier run left pending; suspects first and alone. Return how many."""
        async with self._database.write() as uow:
            await uow.inbox.prune(self._clock.now() - _KEEP_DONE)
            await uow.outbox.prune(self._clock.now() - _KEEP_DONE)
            await uow.commit()
        async with self._database.read() as uow:
            items = list(await uow.inbox.pending(bot_id))
        for item in items:
            if item.attempts >= MAX_ATTEMPTS:
                await self._bury(item, "the process ended three times while working on this")
        suspects = [item for item in items if 0 < item.attempts < MAX_ATTEMPTS]
        for item in suspects:
            await self._once_more([item])
        fresh = [item for item in items if item.attempts == 0]
        self._enqueue(fresh, self._once_more)
        return len(items)

    def submit(self, items: Iterable[InboxItem]) -> None:
        """Queue newly accepted updates."""
        self._enqueue(items, self._handle)

    async def idle(self) -> None:
        """Wait until every queued update is done."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def quiet(self) -> None:
        """Wait until nothing has come in for a moment and nothing is under way.

        For work in the background that nobody waits for: each piece of it would delay an answer.
        """
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(_BREATH)
        await self.idle()
        while (left := self._last + _QUIET_MOMENT - clock()) > 0:
            await asyncio.sleep(left)
            await self.idle()

    async def stop(self, grace: float = 5.0) -> None:
        """Let updates under way finish for `grace` seconds; the rest stays pending in the inbox."""
        for queue in self._queues.values():
            queue.clear()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=grace)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _enqueue(
        self, items: Iterable[InboxItem], run: Callable[[Sequence[InboxItem]], Awaitable[None]]
    ) -> None:
        now = self._last = asyncio.get_running_loop().time()
        for item in items:
            chat = item.chat_id if item.chat_id is not None else -item.update_id
            self._arrivals[chat] = now
            self._arrived(chat)
            queue = self._queues.get(chat)
            if queue is not None:
                queue.append(item)
                continue
            self._queues[chat] = deque([item])
            task = asyncio.get_running_loop().create_task(self._drain(chat, run))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, chat: int, run: Callable[[Sequence[InboxItem]], Awaitable[None]]) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                items = await self._gather(chat, queue)
                async with self._room:
                    try:
                        await run(items)
                    except Exception:  # one update must never stop its chat; it stays pending
                        log.exception("update %s could not be finished", items[0].update_id)
        finally:
            self._queues.pop(chat, None)
            self._arrivals.pop(chat, None)

    async def _gather(self, chat: int, queue: deque[InboxItem]) -> Sequence[InboxItem]:
        """Take the next update; of a burst all parts, after a quiet moment."""
        burst = [queue.popleft()]
        if not (is_part(burst[0]) or is_split(burst[0])):
            return burst
        while len(burst) < CAP:
            if queue and not (is_part(queue[0]) or is_comment(queue[0])):
                break  # something else was sent after the burst: it is complete
            if queue:
                burst.append(queue.popleft())
                continue
            seen = self._arrivals[chat]
            left = seen + max(map(quiet_of, burst)) - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.sleep(left)
        return burst

    async def _once_more(self, items: Sequence[InboxItem]) -> None:
        async with self._database.write() as uow:
            for item in items:
                await uow.inbox.attempt(item.bot_id, item.update_id, "found unfinished at start")
            await uow.commit()
        await self._handle(items)

    async def _handle(self, items: Sequence[InboxItem]) -> None:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            error = await self._try(items)
            if error is None:
                return
            log.error("update %s failed, try %s", items[0].update_id, attempt, exc_info=error)
            if attempt < MAX_ATTEMPTS:
                await asyncio.sleep(_BACKOFF[attempt - 1])
        for item in items:
            await self._bury(item, f"{type(error).__name__}: {error}", tell=item is items[0])

    async def _try(self, items: Sequence[InboxItem]) -> BaseException | None:
        work = Work(items, self._database, self._clock, self._sender.push)
        work.is_rest = self._is_rest(items)
        current_work.set(work)
        speak("")  # who is served, and in which language, is known once a desk is taken
        try:
            update = Update.de_json(dict(items[0].raw or {}), self._application.bot)
            await self._application.process_update(update)
            if work.error is None and not work.finished:
                async with work.effect():
                    pass
        except AlreadyDone:
            return None
        except Exception as error:  # the dispatcher decides on retry; nothing may escape
            return error
        return work.error

    def _is_rest(self, items: Sequence[InboxItem]) -> bool:
        """Whether these are nothing but late pieces of the album the chat sent last."""
        chat, albums = items[0].chat_id or 0, set(map(album_of, items))
        album, first = self._albums.get(chat, ("", 0))
        if albums == {album} and album:
            return items[0].update_id != first
        self._albums[chat] = (album_of(items[-1]), items[0].update_id)
        return False

    async def _bury(self, item: InboxItem, error: str, *, tell: bool = True) -> None:
        work = Work([item], self._database, self._clock, self._sender.push)
        async with self._database.write() as uow:
            await uow.inbox.bury(item.bot_id, item.update_id, error[:500])
            stored: tuple[OutboxItem, ...] = ()
            if tell and item.chat_id is not None and item.state is InboxState.PENDING:
                payloads = list(self._sorry(item).messages(item.chat_id))
                stored = tuple(await uow.outbox.add(_letters(work, payloads)))
            await uow.commit()
        self._sender.push(stored)


def _letters(work: Work, payloads: list[dict[str, JsonValue]]) -> list[OutboxItem]:
    return [
        OutboxItem(
            key=f"{work.item.bot_id}:{work.item.update_id}:dead",
            chat_id=work.chat_id,
            method="sendMessage",
            payload=payload,
            created_at=work.clock.now(),
        )
        for payload in payloads
    ]
