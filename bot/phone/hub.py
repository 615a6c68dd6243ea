"""Events for open pages: numbered, kept for a while so that a page can reconnect without a gap."""

import asyncio
import json
from collections import deque

from bot.phone.views import message_view
from bot.phone.wire import Json
from bot.phone.world import World

KEPT = 500


class Hub:
    """Turns what happens in the world into numbered events for every open page."""

    def __init__(self, world: World) -> None:
        """Listen to a world; nothing is kept while no page is open."""
        self.seq = 0
        self._world = world
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._pages: set[asyncio.Queue[str | None]] = set()
        world.listeners.append(self._heard)

    def open(self, after: int) -> "asyncio.Queue[str | None]":
        """Return a queue of server-sent events since `after`; None ends it."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        oldest = self._kept[0][0] if self._kept else self.seq + 1
        if not oldest - 1 <= after <= self.seq:
            queue.put_nowait(_event(self.seq, {"kind": "reset"}))
        else:
            for seq, text in self._kept:
                if seq > after:
                    queue.put_nowait(text)
        self._pages.add(queue)
        return queue

    def close(self, queue: "asyncio.Queue[str | None]") -> None:
        """Forget a page."""
        self._pages.discard(queue)

    def _heard(self, kind: str, chat_id: int, payload: Json) -> None:
        if kind == "closing":
            for page in self._pages:
                page.put_nowait(None)
            return
        self.seq += 1
        if not self._pages:
            self._kept.clear()  # a page that comes now starts from the whole state
            return
        view = self._view(kind, chat_id, payload)
        if view is None:
            return
        text = _event(self.seq, {"kind": kind, "chat": chat_id, **view})
        self._kept.append((self.seq, text))
        for page in self._pages:
            page.put_nowait(text)

    def _view(self, kind: str, chat_id: int, payload: Json) -> Json | None:
        if kind != "message":
            return payload
        chat = self._world.chats.get(chat_id)
        message = chat.by_id.get(payload["message_id"]) if chat else None
        if message is None:
            return None  # said in a business chat or elsewhere
        return {"message": message_view(message)}


def _event(seq: int, data: Json) -> str:
    return f"id: {seq}\ndata: {json.dumps(data | {'seq': seq}, ensure_ascii=False)}\n\n"
