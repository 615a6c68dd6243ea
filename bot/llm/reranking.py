"""A reranker behind an endpoint of the common shape: TEI, Jina, vLLM, Infinity.

POST …/rerank {"model", "query", "documents" or "texts": […]}
→ {"results": [{"index", "relevance_score"}]} or [{"index", "score"}]
"""

import asyncio
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.config import Settings
from knowledge.errors import EndpointFailed

if TYPE_CHECKING:
    from httpx import AsyncClient

_FIELDS = ("documents", "texts")
"""What the list of texts is called; the second spelling is TEI's own."""
_SECONDS = 60.0
_REFUSED = frozenset({400, 404, 422})


class EndpointReranker:
    """Implements `knowledge.ports.Reranker`."""

    def __init__(self, url: str, model: str | None = None, key: str | None = None) -> None:
        """Keep address, model and key; nothing is sent before the first question."""
        bare = url.rstrip("/")
        self._url = bare if bare.endswith("/rerank") else f"{bare}/rerank"
        self._model, self._key = model, key
        self._fields: Sequence[str] = _FIELDS
        self._client: AsyncClient | None = None

    @property
    def fingerprint(self) -> str:
        """Model and address."""
        return f"{self._model or 'default'} @ {self._url}"

    async def rerank(self, query: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        """Return one score per text, higher is better.

        Raises:
            EndpointFailed: no usable answer, at the latest after `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                answer = await self._asked(query, list(texts))
        except Exception as error:  # whatever a strange server makes the library raise
            raise EndpointFailed(f"{type(error).__name__}: {str(error)[:200]}") from error
        return _scores(answer, len(texts))

    async def _asked(self, query: str, texts: list[str]) -> Any:  # noqa: ANN401 - whatever JSON comes back
        client = self._opened()
        body: dict[str, object] = {"query": query}
        if self._model:
            body["model"] = self._model
        response = await client.post(self._url, json=body | {self._fields[0]: texts})
        if response.status_code in _REFUSED and len(self._fields) > 1:
            # A server that knows the other spelling only; the one that worked is kept.
            response = await client.post(self._url, json=body | {self._fields[1]: texts})
            if response.is_success:
                self._fields = self._fields[1:]
        response.raise_for_status()
        return response.json()

    def _opened(self) -> "AsyncClient":
        if self._client is None:
            from httpx import AsyncClient

            headers = {"authorization": f"Bearer {self._key}"} if self._key else {}
            # The wall clock around each call is the limit; redirects could carry the key elsewhere.
            self._client = AsyncClient(headers=headers, timeout=_SECONDS, follow_redirects=False)
        return self._client

    async def close(self) -> None:
        """Close connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def open_reranker(settings: Settings) -> EndpointReranker | None:
    """Return the configured reranker, None when there is none."""
    if not settings.reranker_url:
        return None
    key = settings.reranker_api_key
    return EndpointReranker(
        settings.reranker_url, settings.reranker_model, key.get_secret_value() if key else None
    )


def _scores(answer: Any, count: int) -> list[float]:  # noqa: ANN401
    """Return the scores in the order asked. Raises EndpointFailed on anything odd."""
    try:
        items = answer["results"] if isinstance(answer, dict) else answer
        found = {int(item["index"]): float(_score(item)) for item in items}
    except (KeyError, TypeError, ValueError) as error:
        raise EndpointFailed(f"no scores in the answer: {str(error)[:100]}") from error
    if sorted(found) != list(range(count)) or not all(map(math.isfinite, found.values())):
        raise EndpointFailed(f"{len(found)} scores for {count} texts, or unusable ones")
    return [found[index] for index in range(count)]


def _score(item: Any) -> Any:  # noqa: ANN401
    return item["relevance_score"] if "relevance_score" in item else item["score"]
