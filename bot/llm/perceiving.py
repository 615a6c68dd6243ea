"""Transcription and vision of any OpenAI-compatible endpoint."""

import base64
from typing import Any

from pydantic import ValidationError

from bot.config import Settings
from bot.llm.chat_replies import object_in
from bot.llm.endpoint import Endpoint
from bot.services.perceiving import Picture
from bot.services.writers import ModelFailed
from knowledge.errors import EndpointFailed
from prompts.load import load

DEFAULT_EARS = "gpt-4o-mini-transcribe"
"""Used at OpenAI itself; another endpoint has to name its model."""
_HEAR_SECONDS = 30.0
_LOOK_SECONDS = 40.0
_MOST_TOKENS = 3000


class EndpointEars:
    """Implements `bot.services.perceiving.Ears`."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        """Keep endpoint and model."""
        self._endpoint, self._model = endpoint, model

    async def hear(self, sound: bytes, name: str) -> str:
        """Return the words, empty for silence. Raises EndpointFailed."""
        answer: Any = await self._endpoint.call(
            lambda client: client.audio.transcriptions.create(model=self._model, file=(name, sound)),
            _HEAR_SECONDS,
        )
        text = getattr(answer, "text", None)
        if not isinstance(text, str):
            raise EndpointFailed("no text in the answer")
        return text.strip()

    async def close(self) -> None:
        """Close connections."""
        await self._endpoint.close()


class EndpointEyes:
    """Implements `bot.services.perceiving.Eyes`."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        """Keep endpoint and model."""
        self._endpoint, self._model = endpoint, model
        self._prompt = load()["picture"]

    async def look(self, picture: bytes, mime: str) -> Picture:
        """Return what stands there. Raises EndpointFailed when it is not in the expected shape."""
        instructions, material = self._prompt.messages({"mime": mime})
        shown = f"data:{mime};base64,{base64.b64encode(picture).decode()}"
        answer: Any = await self._endpoint.call(
            lambda client: client.chat.completions.create(
                model=self._model,
                max_tokens=_MOST_TOKENS,
                messages=[
                    {"role": "system", "content": instructions},
                    {
                        "role": "user",
                        "content": [
                            {"type": "text", "text": material},
                            {"type": "image_url", "image_url": {"url": shown}},
                        ],
                    },
                ],
            ),
            _LOOK_SECONDS,
        )
        try:
            content = answer.choices[0].message.content or ""
            return Picture.model_validate(object_in(content))
        except (AttributeError, IndexError, TypeError, ModelFailed, ValidationError) as error:
            raise EndpointFailed("the picture could not be read") from error

    async def close(self) -> None:
        """Close connections."""
        await self._endpoint.close()


def open_ears(settings: Settings) -> EndpointEars | None:
    """Return the configured ears; None without an endpoint, or one that did not name its model."""
    endpoint = Endpoint.of(settings)
    model = settings.openai_transcription_model or (None if settings.openai_base_url else DEFAULT_EARS)
    return EndpointEars(endpoint, model) if endpoint and model else None


def open_eyes(settings: Settings) -> EndpointEyes | None:
    """Return the configured eyes: the vision model, at OpenAI itself else the chat model."""
    endpoint = Endpoint.of(settings)
    fallback = None if settings.openai_base_url else settings.openai_model
    model = settings.openai_vision_model or fallback
    return EndpointEyes(endpoint, model) if endpoint and model else None
