"""Sends the outbox: first in, first out per chat, slowed down when Telegram asks for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from pydantic import JsonValue
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.ports import BotUnitOfWork, Database, OutboxItem

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
_HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
)


class Caller(Protocol):
    """Whatever can make a Bot API call."""

    async def call(
        self, method: str, parameters: dict[str, JsonValue], *, read_timeout: float = ...
    ) -> JsonValue:
        """Make one call and return its result."""


class Sender:
    """One task per chat with something to send; results are marked together, without a timer.

    While one commit of results is under way, further results gather and share the next.
    """

    def __init__(
        self,
        database: Database,
        caller: Caller,
        failed: Callable[[BotUnitOfWork, OutboxItem], Awaitable[Sequence[OutboxItem]]] | None = None,
    ) -> None:
        """Keep the store and the client; `failed` says what to send instead of a reply given up."""
        self._failed = failed
        self._database, self._caller = database, caller
        self._queues: dict[int, deque[OutboxItem]] = {}
        self._drains: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._results: list[tuple[int, int | None]] = []
        self._marking: asyncio.Task[None] | None = None
        self._stopping = False

    async def recover(self) -> int:
        """Queue what an earlier run left unsent; return how many."""
        async with self._database.read() as uow:
            left = await uow.outbox.pending()
        self.push(left)
        return len(left)

    def push(self, items: Sequence[OutboxItem]) -> None:
        """Send these after everything queued for their chats before."""
        for item in items:
            queue = self._queues.get(item.chat_id)
            if queue is not None:
                queue.append(item)
                continue
            self._queues[item.chat_id] = deque([item])
            self._drains[item.chat_id] = self._spawn(self._drain(item.chat_id))

    async def drained(self, chat_id: int) -> None:
        """Wait until everything queued for a chat was handed to Telegram."""
        if task := self._drains.get(chat_id):
            await asyncio.wait({task})

    async def idle(self) -> None:
        """Wait until everything queued is sent and marked."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self, grace: float = 5.0) -> None:
        """Stop after the calls under way (at most `grace` seconds); what is left stays in the outbox."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=grace)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _drain(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue and not self._stopping:
                await self._deliver(queue[0])
                queue.popleft()
        finally:
            self._queues.pop(chat_id, None)
            self._drains.pop(chat_id, None)

    async def _deliver(self, item: OutboxItem) -> None:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                self._mark(item, await self._caller.call(item.method, item.payload))
                return
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except BadRequest as error:
                await self._resend_plain(item, error)
                return
            except (TimedOut, NetworkError) as error:
                log.warning("sending %s failed (%s), try %s", item.method, type(error).__name__, attempt)
                await asyncio.sleep(min(30.0, 0.5 * 2**attempt))
            except (Forbidden, InvalidToken, TelegramError) as error:
                await self._give_up(item, error)
                return
            except OSError as error:  # the file to upload is gone
                await self._give_up(item, error)
                return
            if self._stopping:
                return

    async def _resend_plain(self, item: OutboxItem, error: BadRequest) -> None:
        """Try again without formatting; give up when that is refused too."""
        if any(words in str(error).lower() for words in _HARMLESS):
            self._mark(item, None)
            return
        log.warning("%s refused: %s", item.method, error)
        plain = {key: value for key, value in item.payload.items() if key not in {"entities", "parse_mode"}}
        if "text" not in plain or plain == item.payload:
            await self._give_up(item, error)
            return
        try:
            self._mark(item, await self._caller.call(item.method, plain))
        except TelegramError as again:
            await self._give_up(item, again)

    async def _give_up(self, item: OutboxItem, error: Exception) -> None:
        log.error("reply %s to chat given up: %s", item.key, error)
        async with self._database.write() as uow:
            await uow.outbox.failed(item.id or 0, str(error)[:300], final=True)
            instead = await self._failed(uow, item) if self._failed else ()
            stored = await uow.outbox.add(instead)
            await uow.commit()
        self.push(stored)

    def _mark(self, item: OutboxItem, result: JsonValue) -> None:
        message_id = result.get("message_id") if isinstance(result, dict) else None
        self._results.append((item.id or 0, message_id if isinstance(message_id, int) else None))
        if self._marking is None or self._marking.done():
            self._marking = self._spawn(self._mark_all())

    async def _mark_all(self) -> None:
        while self._results:
            async with self._database.write() as uow:  # results gather while we wait for the writer
                batch, self._results = self._results, []
                await uow.outbox.sent(batch)
                await uow.commit()


def _seconds(error: RetryAfter) -> float:
    value = error.retry_after
    return float(value if isinstance(value, int | float) else value.total_seconds())
