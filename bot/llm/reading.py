"""A second opinion on an unsure reading: one of the kinds there are, by id, nothing else."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.config import Settings
from bot.llm.chat import ChatModel, open_chat
from bot.llm.writing_masks import Mask
from bot.services.understanding.normal import language_of
from bot.services.writers import Fault, ModelFailed
from playbooks.load import Library
from playbooks.terms import NO_OBJECTION
from prompts.load import load

_LONGEST = 600


class KindChoice(BaseModel):
    """What a model may answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    kind: str = Field(max_length=64)


class ModelReader:
    """Implements `bot.services.second_reading.SlowReader`."""

    def __init__(self, chat: ChatModel, library: Library) -> None:
        """Keep model and kinds."""
        self._chat, self._library = chat, library
        self._prompts = {"zh": load()["reading"], "en": load()["reading_en"]}

    async def kind_of(self, words: str) -> str:
        """Return the id of an objection kind, or `none`. Raises ModelFailed for anything else."""
        language = language_of(words)
        kinds = self._kinds(language)
        between = ": " if language == "en" else "："
        listed = "\n".join(f"{id}{between}{title}" for id, title in kinds.items())
        said = Mask(()).hide(words)[:_LONGEST]
        prompt = self._prompts[language]
        instructions, material = prompt.messages({"kinds": listed, "customer_words": said})
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {"kind": {"type": "string", "enum": sorted(kinds)}},
            "required": ["kind"],
            "additionalProperties": False,
        }
        reply = await self._chat.ask(instructions, material, schema)
        try:
            chosen = KindChoice.model_validate(reply.data).kind
        except ValidationError as error:
            raise ModelFailed(Fault.UNREADABLE, "no kind in the answer") from error
        if chosen not in kinds:
            raise ModelFailed(Fault.UNREADABLE, f"no such kind: {chosen[:40]!r}")
        return chosen

    def _kinds(self, language: str) -> dict[str, str]:
        """Return the title of each kind, in English for English words."""
        titles = {str(id): card.title for id, card in self._library.objections.items()}
        if language != "en":
            return titles | {NO_OBJECTION: "都不像"}
        english = {id: self._library.in_english(id, id) for id in titles}
        said = {id: book.title if book else titles[id] for id, book in english.items()}
        return said | {NO_OBJECTION: "none of these"}

    async def close(self) -> None:
        """Close connections."""
        await self._chat.close()


def open_reader(settings: Settings, library: Library) -> ModelReader | None:
    """Return the configured reader, None without a chat model."""
    chat = open_chat(settings)
    return ModelReader(chat, library) if chat else None
