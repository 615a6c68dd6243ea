"""One OpenAI-compatible endpoint: a client with limits, and every way of failing as one error.

The library's own limits are ten minutes and per read; a dripping answer outlives them, so each call
runs against the wall clock. A page of HTML with status 200 arrives as text, broken JSON as a bare
decoding error, an error text as a missing field: all of it means that the endpoint gave nothing usable.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from bot.config import Settings
from knowledge.errors import EndpointFailed

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Result = TypeVar("Result")

KEYLESS = "none"
"""Sent to endpoints of one's own that ask for no key."""


class Endpoint:
    """Makes the client when it is first needed: importing it takes most of a second."""

    def __init__(self, base_url: str | None, key: str | None) -> None:
        """Keep address and key; without an address the library's default is meant."""
        self._base_url, self._key = base_url, key
        self._client: AsyncOpenAI | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Endpoint | None":
        """Return the configured endpoint; None when there is neither a key nor an address of one's own."""
        key = settings.openai_api_key
        if not key and not settings.openai_base_url:
            return None
        return cls(settings.openai_base_url, key.get_secret_value() if key else None)

    @property
    def address(self) -> str:
        """The address, as part of a model's identity."""
        return self._base_url or "default"

    @property
    def client(self) -> "AsyncOpenAI":
        """The client. Retries are ours: its own would wait as long as a server asks."""
        if self._client is None:
            from openai import AsyncOpenAI

            self._client = AsyncOpenAI(api_key=self._key or KEYLESS, base_url=self._base_url, max_retries=0)
        return self._client

    async def call(self, work: Callable[["AsyncOpenAI"], Awaitable[Result]], seconds: float) -> Result:
        """Run one request. Raises EndpointFailed, at the latest after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                return await work(self.client)
        except Exception as error:  # whatever a strange server makes the library raise
            raise EndpointFailed(f"{type(error).__name__}: {str(error)[:200]}") from error

    async def close(self) -> None:
        """Close connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


async def retried(attempt: Callable[[], Awaitable[Result]], *, times: int, wait: float) -> Result:
    """Try several times, waiting twice as long each time. Raises the last EndpointFailed."""
    for number in range(times - 1):
        try:
            return await attempt()
        except EndpointFailed:
            await asyncio.sleep(wait * 2**number)
    return await attempt()
