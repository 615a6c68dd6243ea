"""One call to a chat model through langchain: a wall clock, a breaker, and an object as the answer."""

import asyncio
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.config import Settings
from bot.llm.breaker import Breaker
from bot.llm.chat_dialects import (
    REFUSALS,
    Dialect,
    Schema,
    is_unknown_wish,
    next_dialect,
    spoken,
    wishes,
)
from bot.llm.chat_replies import object_of, text_of
from bot.llm.chat_stream import Hears, Streaming, after_refusal, streamed
from bot.llm.faults import failure
from bot.llm.usage import Prices, Tokens, estimate, tokens_of
from bot.services.writers import Fault, ModelFailed

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_openai import ChatOpenAI

SECONDS = 12.0
MOST_TOKENS = 900
KEYLESS = "none"


@dataclass(frozen=True)
class Reply:
    """An object the model answered with, and what it took."""

    data: dict[str, Any]
    model: str
    tokens: Tokens
    cost: Decimal | None
    seconds: float


class ChatModel:
    """A chat model at an OpenAI-compatible endpoint. The library is imported by `warm` or the first call."""

    def __init__(
        self,
        *,
        key: str | None,
        base_url: str | None,
        model: str,
        seconds: float = SECONDS,
        breaker: Breaker | None = None,
        prices: Prices | None = None,
    ) -> None:
        """Keep the address; `seconds` is the wall clock around a call with all its tries."""
        self._key, self._base_url, self.model = key or KEYLESS, base_url or None, model
        self._seconds, self._prices = seconds, prices
        self.breaker = breaker or Breaker()
        self.dialect = Dialect.JSON_SCHEMA
        self.streaming = Streaming.COUNTED
        self._client: ChatOpenAI | None = None
        self._opening = asyncio.Lock()

    @property
    def address(self) -> str:
        """The endpoint, as part of a model's identity."""
        return self._base_url or "default"

    async def warm(self) -> None:
        """Import and build the client in a thread, so that no update waits for it."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._build)

    async def client(self) -> "ChatOpenAI":
        """Return the library's client, for those who bring their own loop around it."""
        await self.warm()
        return self._open

    def cost(self, tokens: Tokens) -> Decimal | None:
        """Return what tokens cost; None when no prices are configured."""
        return self._prices.cost(tokens) if self._prices else None

    async def ask(
        self, instructions: str, material: str, schema: Schema, *, hears: Hears | None = None
    ) -> Reply:
        """Return the object the model answers with; not yet checked against anything.

        With `hears` the answer is streamed where the endpoint can, and its pieces are handed on.

        Raises ModelFailed, at the latest after the wall clock.
        """
        if not self.breaker.allows():
            raise ModelFailed(Fault.RESTING)
        start = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._heard(instructions, material, schema, hears)
                data = object_of(message)
        except asyncio.CancelledError:
            self.breaker.abandoned()
            raise
        except Exception as error:  # a strange server makes the library raise anything
            failed = failure(error)
            self.breaker.failed(pause=failed.retry_after)
            raise failed from error
        self.breaker.succeeded()
        return self._reply(message, data, f"{instructions}\n{material}", time.monotonic() - start)

    async def close(self) -> None:
        """Close connections."""
        if self._client is not None:
            await self._client.root_async_client.close()
            self._client = None

    def _reply(self, message: "BaseMessage", data: dict[str, Any], sent: str, seconds: float) -> Reply:
        tokens = tokens_of(getattr(message, "usage_metadata", None))
        if not (tokens.input or tokens.output):
            tokens = estimate(sent, text_of(message))
        named = message.response_metadata.get("model_name")
        return Reply(data, str(named or self.model), tokens, self.cost(tokens), round(seconds, 3))

    async def _heard(
        self, instructions: str, material: str, schema: Schema, hears: Hears | None
    ) -> "BaseMessage":
        """Ask in the strictest dialect the endpoint understands; what it understands is remembered."""
        import openai
        from langsmith import tracing_context

        await self.warm()
        while True:
            dialect = self.dialect
            messages = [("system", spoken(dialect, instructions, schema)), ("human", material)]
            try:
                # A tracing service named in the environment must not get customers' words.
                with tracing_context(enabled=False):
                    return await self._answered(messages, wishes(dialect, schema), hears)
            except openai.APIStatusError as error:
                refused = error.status_code in REFUSALS and hears is not None
                if refused and (plainer := after_refusal(self.streaming, str(error))):
                    self.streaming = plainer
                    continue
                weaker = next_dialect(dialect)
                if weaker is None or not is_unknown_wish(error.status_code, str(error)):
                    raise
                self.dialect = weaker

    async def _answered(
        self, messages: list[tuple[str, str]], extra: dict[str, Any], hears: Hears | None
    ) -> "BaseMessage":
        if hears is None or self.streaming is Streaming.WHOLE:
            return await self._open.ainvoke(messages, **extra)
        if message := await streamed(self._open, messages, extra, self.streaming, hears):
            return message
        whole = await self._open.ainvoke(messages, **extra)
        object_of(whole)  # a faulty answer says nothing about what the endpoint can
        self.streaming = Streaming.WHOLE
        return whole

    @property
    def _open(self) -> "ChatOpenAI":
        if self._client is None:  # pragma: no cover - warm() went before
            raise RuntimeError("not warmed")
        return self._client

    def _build(self) -> "ChatOpenAI":
        from langchain_openai import ChatOpenAI
        from openai import DefaultAsyncHttpxClient

        # Retries are ours: the library's own would wait as long as a server asks. Everything an
        # environment could set is given, so that none of it leaks in.
        return ChatOpenAI(
            model=self.model,
            api_key=SecretStr(self._key),
            base_url=self._base_url or "https://api.openai.com/v1",
            organization=None,
            max_retries=0,
            timeout=self._seconds,
            max_completion_tokens=MOST_TOKENS,
            use_responses_api=False,
            stream_usage=False,
            cache=False,
            # Of our own: langchain's default is one for the whole process and bound to one event loop.
            http_async_client=DefaultAsyncHttpxClient(timeout=self._seconds),
        )


def open_chat(settings: Settings) -> ChatModel | None:
    """Return the configured chat model, None when key (or an address of one's own) or model is missing."""
    if not settings.openai_model or not (settings.openai_api_key or settings.openai_base_url):
        return None
    prices = None
    if settings.model_price_in is not None and settings.model_price_out is not None:
        prices = Prices(settings.model_price_in, settings.model_price_out)
    key = settings.openai_api_key
    return ChatModel(
        key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        seconds=settings.model_seconds,
        prices=prices,
    )
