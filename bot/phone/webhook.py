"""Delivery by webhook: in order per chat, with the secret, again with backoff until taken."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.phone.updates import UpdateQueue
from bot.phone.wire import Json, Upload, bad
from bot.phone.world import now

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FIRST_WAIT, LONGEST_WAIT = 0.1, 30.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
Reply = Callable[[Json], Awaitable[None]]


class Webhook:
    """Where updates go instead of getUpdates; does nothing while no address is set."""

    def __init__(self, updates: UpdateQueue, reply: Reply) -> None:
        """Keep the queue to empty and who makes the call a webhook may answer with."""
        self.url = ""
        self.deliveries = 0
        self._updates = updates
        self._reply = reply
        self._secret = ""
        self._max = 40
        self._certificate: bytes | None = None
        self._error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(
        self, url: str, *, secret: str = "", max_connections: int = 40, certificate: Upload | None = None
    ) -> None:
        """Check an address and deliver there from now on.

        Raises:
            Refused: not loopback, not https (plain http is taken on loopback only), or a bad secret.
        """
        _check(url, secret)
        await self.stop()
        self.url, self._secret = url, secret
        self._max = min(100, max(1, max_connections))
        self._certificate = certificate.content if certificate else None
        self._error = None
        self._task = asyncio.create_task(self._deliver(), name="phone-webhook")

    async def stop(self) -> None:
        """Deliver no more; updates stay queued."""
        self.url = ""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def info(self) -> Json:
        """Return the WebhookInfo object."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": self._certificate is not None and bool(self.url),
            "pending_update_count": len(self._updates),
        }
        if self.url:
            info |= {"max_connections": self._max, "ip_address": "127.0.0.1"}
        if self.url and self._error:
            info |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
        if self._updates.explicit:
            info["allowed_updates"] = self._updates.explicit
        return info

    async def _deliver(self) -> None:
        """Hand out updates to one task per lane; a lane never has two under way."""
        busy: dict[str, asyncio.Task[None]] = {}
        async with httpx.AsyncClient(verify=self._trust(), timeout=60.0, trust_env=False) as client:
            try:
                while True:
                    self._updates.listener.clear()
                    for update_id, body, lane in self._updates.first(self._max * 8):
                        if lane not in busy and len(busy) < self._max:
                            busy[lane] = asyncio.create_task(self._take(client, update_id, body))
                    waiting = asyncio.create_task(self._updates.listener.wait())
                    done, _ = await asyncio.wait(
                        {waiting, *busy.values()}, return_when=asyncio.FIRST_COMPLETED
                    )
                    waiting.cancel()
                    busy = {lane: task for lane, task in busy.items() if task not in done}
            finally:
                for task in busy.values():
                    task.cancel()

    async def _take(self, client: httpx.AsyncClient, update_id: int, body: str) -> None:
        wait = FIRST_WAIT
        while not await self._post(client, body):
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        self._updates.drop(update_id)

    async def _post(self, client: httpx.AsyncClient, body: str) -> bool:
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        self.deliveries += 1
        try:
            answer = await client.post(self.url, content=body.encode(), headers=headers)
        except httpx.HTTPError as error:
            self._error = (now(), f"Connection failed: {type(error).__name__}")
            return False
        if not answer.is_success:
            self._error = (
                now(),
                f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}",
            )
            return False
        await self._call_in(answer)
        return True

    async def _call_in(self, answer: httpx.Response) -> None:
        """Make the call a webhook may put into its answer."""
        if not answer.headers.get("content-type", "").startswith("application/json"):
            return
        try:
            call: Any = answer.json()
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            await self._reply(call)

    def _trust(self) -> ssl.SSLContext | bool:
        if self._certificate is None:
            return True
        return ssl.create_default_context(cadata=self._certificate.decode())


def _check(url: str, secret: str) -> None:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in LOOPBACK:
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        raise bad("bad webhook: Failed to resolve host: Name or service not known")
    allowed = all(one.isascii() and (one.isalnum() or one in "_-") for one in secret)
    if len(secret) > 256 or not allowed:
        raise bad("secret token contains unallowed characters")
