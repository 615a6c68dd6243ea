"""The queue of updates: strictly increasing ids, long polling, dropped only when confirmed."""

# ruff: noqa: ASYNC109 - a timeout is the natural parameter here

import asyncio
import json
from collections import deque
from typing import Any

from bot.phone.numbers import Numbers
from bot.phone.wire import Json, Refused, conflict

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds Telegram sends only to bots that ask for them by `allowed_updates`."""


class UpdateQueue:
    """Updates not yet confirmed by the bot, oldest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._items: deque[tuple[int, str, str]] = deque()
        self._ids = Numbers("update", per_second=8)
        self._waiter: asyncio.Future[None] | None = None
        self._poller = 0
        self._ended = (
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        self.allowed: frozenset[str] = frozenset(KINDS) - ON_REQUEST
        self.explicit: list[str] | None = None
        self.listener = asyncio.Event()

    def __len__(self) -> int:
        return len(self._items)

    def allow(self, kinds: Any) -> None:  # noqa: ANN401 - whatever the bot sent
        """Take `allowed_updates`; an empty list means the default, None leaves things as they are."""
        if not isinstance(kinds, list):
            return
        known = [kind for kind in kinds if kind in KINDS]
        self.explicit = known or None
        self.allowed = frozenset(known) if known else frozenset(KINDS) - ON_REQUEST

    def push(self, kind: str, payload: Json, *, lane: object = None) -> int | None:
        """Queue an update; None when the bot did not ask for this kind.

        `lane` keeps order in webhook delivery: updates of one lane (a chat) go one after the other.
        """
        if kind not in self.allowed:
            return None
        return self.push_raw({kind: payload}, lane=lane)

    def push_raw(self, update: Json, *, lane: object = None) -> int:
        """Queue an update object of any shape under the next id."""
        number = self._ids.next()
        body = json.dumps({"update_id": number, **update}, ensure_ascii=False, separators=(",", ":"))
        self._items.append((number, body, str(lane)))
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self.listener.set()
        return number

    def confirm(self, offset: int) -> None:
        """Drop updates before `offset`; negative counts from the end, as Telegram does."""
        if offset < 0:
            while len(self._items) > -offset:
                self._items.popleft()
            return
        while self._items and self._items[0][0] < offset:
            self._items.popleft()

    def clear(self) -> None:
        """Drop everything (drop_pending_updates)."""
        self._items.clear()

    def first(self, limit: int) -> list[tuple[int, str, str]]:
        """Return the oldest updates as (id, JSON text, lane)."""
        return [self._items[index] for index in range(min(limit, len(self._items)))]

    def drop(self, update_id: int) -> None:
        """Forget one update that a webhook took."""
        for index, item in enumerate(self._items):
            if item[0] == update_id:
                del self._items[index]  # near the left end, hence cheap
                return

    def interrupt(self, reason: str) -> None:
        """End a waiting getUpdates with a 409."""
        self._poller += 1
        self._ended = reason
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def poll(self, offset: int, limit: int, timeout: float) -> str:
        """Return the oldest updates as a JSON array, waiting up to `timeout` seconds for one.

        Raises:
            Refused: 409, when another getUpdates (or setWebhook) came meanwhile.
        """
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        turn = self._poller
        if offset:
            self.confirm(offset)
        if not self._items and timeout > 0:
            await self._wait(timeout)
        if turn != self._poller:
            raise self._conflict()
        return "[" + ",".join(body for _, body, _ in self.first(limit)) + "]"

    async def _wait(self, timeout: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait([waiter], timeout=timeout)
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def _conflict(self) -> Refused:
        return conflict(self._ended)
