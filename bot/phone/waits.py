"""Waiting for what the bot does, for tests: always with a timeout, never by sleeping a guess."""

# ruff: noqa: ASYNC109 - a timeout is the natural parameter here

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.phone.acts import Acts
from bot.phone.records import Chat, InlineAsk, Message, Press
from bot.phone.stage import Who
from bot.phone.wire import Json, Upload

PATIENCE = 30.0
"""Seconds a test waits before it calls a thing missing: long, as only failing tests spend them."""


@dataclass(slots=True)
class Request:
    """One call the bot made. `status` is the HTTP status, None while under way or when dropped."""

    method: str
    args: dict[str, Any]
    files: dict[str, Upload]
    at: float
    status: int | None = None
    result: Any = None
    error: str = ""


class Waits(Acts):
    """Conditions on the phone that a test can wait for."""

    requests: list[Request]

    def calls(self, method: str) -> list[Request]:
        """Return the calls of a method, oldest first."""
        return [one for one in self.requests if one.method.lower() == method.lower()]

    def file(self, message: Message) -> bytes:
        """Return the bytes of a message's document, voice or photo.

        Raises:
            LookupError: it holds none.
        """
        for kind in ("document", "voice", "audio", "video", "photo"):
            shown = message.raw.get(kind)
            if shown:
                entry = shown[-1] if isinstance(shown, list) else shown
                return self.world.files[entry["file_id"]].content or b""
        raise LookupError("the message holds no file")

    async def wait_until(self, condition: Callable[[], Any], timeout: float = PATIENCE) -> None:
        """Wait until a condition over the phone's state holds.

        Raises:
            TimeoutError: it did not in `timeout` seconds; lists the last calls.
        """
        if not await self.world.until(condition, timeout):
            raise TimeoutError(
                f"nothing of the kind in {timeout} s; the bot's last calls: {self._last_calls()}"
            )

    async def wait_for_reply(
        self,
        after: "Message | Press | Chat | Who",
        *,
        match: "str | Callable[[Message], object] | None" = None,
        timeout: float = PATIENCE,
    ) -> Message:
        """Return the first message of the bot in a chat, later than `after`, that matches.

        `after` is what was said or pressed; a chat or user stands for "any message there". `match`
        is a part of the text or a predicate. An edit of an earlier message counts as well when
        `after` is a press.

        Raises:
            TimeoutError: none came in `timeout` seconds.
        """
        chat, seq = self._after(after)
        found: list[Message] = []
        edits_count = isinstance(after, Press)

        def ready() -> bool:
            for message in reversed(chat.by_id.values()):
                if max(message.seq, message.edited_seq if edits_count else 0) > seq:
                    if message.from_bot and not message.deleted and _matches(message, match):
                        found[:] = [message]
                elif not edits_count:
                    break
            return bool(found)

        await self.wait_until(ready, timeout)
        return found[0]

    async def ask(
        self,
        who: Who,
        text: str,
        *,
        match: "str | Callable[[Message], object] | None" = None,
        timeout: float = PATIENCE,
    ) -> Message:
        """Say something and return the first (matching) reply."""
        return await self.wait_for_reply(await self.say(who, text), match=match, timeout=timeout)

    async def wait_for_edit(
        self, message: Message, *, match: str = "", beyond: int | None = None, timeout: float = PATIENCE
    ) -> Message:
        """Return the message once it was edited (more than `beyond` times) and contains a text."""
        known = message.edits if beyond is None else beyond
        await self.wait_until(lambda: message.edits > known and match in message.text, timeout)
        return message

    async def wait_for_answer(self, press: Press, *, timeout: float = PATIENCE) -> Json:
        """Return what answerCallbackQuery said: `text` and `show_alert`."""
        await self.wait_until(lambda: press.answer is not None, timeout)
        return press.answer or {}

    async def wait_for_results(self, ask: InlineAsk, *, timeout: float = PATIENCE) -> list[Json]:
        """Return the results of an inline query."""
        await self.wait_until(lambda: ask.answer is not None, timeout)
        return ask.results

    async def settled(self, *, quiet: float = 0.3, timeout: float = PATIENCE) -> None:
        """Wait until every update was taken and the bot has called nothing but getUpdates for a while.

        Raises:
            TimeoutError: it kept busy for `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            quiet_since = max((one.at for one in self.requests if one.method != "getUpdates"), default=0.0)
            if not len(self.updates) and time.monotonic() - quiet_since >= quiet:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the bot was still busy after {timeout} s: {self._last_calls()}")
            await asyncio.sleep(quiet / 4)

    def _after(self, after: "Message | Press | Chat | Who") -> tuple[Chat, int]:
        if isinstance(after, Press):
            return self.chat(after.message), after.seq
        if isinstance(after, Message):
            return self.chat(after), after.seq
        if isinstance(after, Chat):
            return after, 0
        return self.chat(after), 0

    def _last_calls(self) -> list[str]:
        calls = [one for one in self.requests if one.method != "getUpdates"][-5:]
        return [f"{one.method} {one.status} {one.error}".strip() for one in calls]


def _matches(message: Message, match: "str | Callable[[Message], object] | None") -> bool:
    if match is None:
        return True
    return match in message.text if isinstance(match, str) else bool(match(message))
