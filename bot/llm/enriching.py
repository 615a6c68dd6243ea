"""Questions that a passage answers, written by the chat model at ingest."""

import json
import re

from pydantic import BaseModel, Field, ValidationError

from bot.config import Settings
from bot.llm.endpoint import Endpoint, retried
from knowledge.errors import EndpointFailed
from knowledge.ports import Chunk, Document
from prompts.load import load

_SECONDS = 60.0
_TIMES = 3
_WAIT = 1.0
_MOST = 5
_LENGTHS = range(4, 61)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


class ChunkQuestions(BaseModel):
    """The shape the model answers in."""

    questions: list[str] = Field(min_length=1)


class QuestionWriter:
    """Asks a chat model for questions; implements `bot.services.shelf_enriching.Writer`."""

    def __init__(self, endpoint: Endpoint, model: str, *, wait: float = _WAIT) -> None:
        """Keep endpoint and model; `wait` is the first pause before trying again, in seconds."""
        self._endpoint, self._model, self._wait = endpoint, model, wait
        self._prompt = load()["chunk_questions"]

    @property
    def maker(self) -> str:
        """Model and version of the prompt: another one starts anew."""
        return f"{self._model}/{self._prompt.version}"[:120]

    @property
    def overhead(self) -> int:
        """Characters that go out with every passage."""
        return len(self._prompt.text)

    async def write(self, document: Document, chunk: Chunk) -> tuple[str, ...]:
        """Return up to five questions. Raises EndpointFailed when the model gives none that can be read."""
        title = " › ".join(part for part in (document.title, chunk.heading) if part)
        instructions, material = self._prompt.messages({"title": title, "passage": chunk.clean})
        return await retried(lambda: self._ask(instructions, material), times=_TIMES, wait=self._wait)

    async def _ask(self, instructions: str, material: str) -> tuple[str, ...]:
        answer = await self._endpoint.call(
            lambda client: client.chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": instructions},
                    {"role": "user", "content": material},
                ],
            ),
            _SECONDS,
        )
        try:
            content = answer.choices[0].message.content or ""
        except (AttributeError, IndexError, TypeError) as error:
            raise EndpointFailed("no words in the answer") from error
        return _questions(content)

    async def close(self) -> None:
        """Close connections."""
        await self._endpoint.close()


def open_question_writer(settings: Settings) -> QuestionWriter | None:
    """Return the configured writer, None without a chat model."""
    endpoint = Endpoint.of(settings)
    if endpoint is None or not settings.openai_model:
        return None
    return QuestionWriter(endpoint, settings.openai_model)


def _questions(content: str) -> tuple[str, ...]:
    """Read the questions of an answer, also out of a fence or a sentence around it."""
    found = _OBJECT.search(content)
    try:
        parsed = ChunkQuestions.model_validate(json.loads(found.group() if found else content))
    except (ValueError, ValidationError) as error:
        raise EndpointFailed("the answer holds no questions") from error
    cleaned = dict.fromkeys(" ".join(question.split()) for question in parsed.questions)
    kept = [question for question in cleaned if len(question) in _LENGTHS][:_MOST]
    if not kept:
        raise EndpointFailed("the answer holds no usable question")
    return tuple(kept)
