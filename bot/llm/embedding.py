"""Embeddings of any OpenAI-compatible endpoint (OpenAI, Ollama, vLLM, TEI)."""

import math
from collections.abc import Sequence
from typing import Any

from bot.config import Settings
from bot.llm.endpoint import Endpoint, retried
from knowledge.errors import EndpointFailed

BATCH = 64
"""Texts a request; 64 passages of 300 characters stay far below every endpoint's limit."""
_SECONDS = 60.0
_TIMES = 3
_WAIT = 0.5


class EndpointEmbedder:
    """Implements `knowledge.ports.Embedder`."""

    def __init__(
        self, endpoint: Endpoint, model: str, *, prefixes: tuple[str, str] = ("", ""), wait: float = _WAIT
    ) -> None:
        """Keep endpoint and model.

        Args:
            endpoint: speaks the OpenAI protocol.
            model: its name there.
            prefixes: what the model wants before a question and before a passage (E5, BGE).
            wait: the first pause before trying again, in seconds.
        """
        self._endpoint, self._model, self._wait = endpoint, model, wait
        self._query, self._passage = (_spaced(prefix) for prefix in prefixes)
        self._dimension: int | None = None

    @property
    def fingerprint(self) -> str:
        """Model, address and what is put before the texts: with other prefixes vectors are others."""
        plain = f"{self._model} @ {self._endpoint.address}"
        return f"{plain} {self._query!r} {self._passage!r}" if self._query or self._passage else plain

    async def embed(
        self, texts: Sequence[str], *, seconds: float | None = None, is_query: bool = False
    ) -> list[list[float]]:
        """Return one vector per text, all of one dimension, in the order of the texts.

        Args:
            texts: sent in batches of BATCH; blank ones are sent as one full stop, which endpoints accept.
            seconds: with a limit one try within it (a question waits); without, several of a minute.
            is_query: put the prefix of questions before the texts, not that of passages.

        Raises:
            EndpointFailed: no answer in time, not an answer, or another dimension than before.
        """
        vectors: list[list[float]] = []
        prefix = self._query if is_query else self._passage
        for start in range(0, len(texts), BATCH):
            batch = [prefix + (text if text.strip() else ".") for text in texts[start : start + BATCH]]
            if seconds is not None:
                vectors += await self._request(batch, seconds)
            else:
                vectors += await retried(
                    lambda b=batch: self._request(b, _SECONDS),  # type: ignore[misc]
                    times=_TIMES,
                    wait=self._wait,
                )
        return vectors

    async def _request(self, batch: list[str], seconds: float) -> list[list[float]]:
        answer = await self._endpoint.call(
            lambda client: client.embeddings.create(model=self._model, input=batch, encoding_format="float"),
            seconds,
        )
        vectors = _vectors(answer, len(batch))
        dimension = self._dimension or len(vectors[0])
        if any(len(vector) != dimension for vector in vectors):
            raise EndpointFailed(f"{self._model} changed its dimension from {dimension}")
        self._dimension = dimension
        return vectors

    async def close(self) -> None:
        """Close connections."""
        await self._endpoint.close()


def open_embedder(settings: Settings) -> EndpointEmbedder | None:
    """Return the configured embedder, None when there is none."""
    endpoint = Endpoint.of(settings)
    if endpoint is None or not settings.openai_embedding_model:
        return None
    prefixes = (settings.embedding_query_prefix, settings.embedding_passage_prefix)
    return EndpointEmbedder(endpoint, settings.openai_embedding_model, prefixes=prefixes)


def _spaced(prefix: str) -> str:
    """Return a prefix as models were trained with it: files of settings lose the space after `query:`."""
    return f"{prefix} " if prefix.endswith(":") else prefix


def _vectors(answer: Any, count: int) -> list[list[float]]:  # noqa: ANN401
    """Return the vectors of an answer in the order asked. Raises EndpointFailed on anything odd."""
    try:
        items = sorted(answer.data, key=lambda item: item.index)
        found = [[float(value) for value in item.embedding] for item in items]
        complete = [item.index for item in items] == list(range(count))
    except (AttributeError, TypeError, ValueError) as error:
        raise EndpointFailed(f"no embeddings in the answer: {str(answer)[:100]}") from error
    if not complete or not all(found) or not all(math.isfinite(value) for v in found for value in v):
        raise EndpointFailed(f"{len(found)} embeddings for {count} texts, or unusable ones")
    return found
