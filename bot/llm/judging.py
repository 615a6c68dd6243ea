"""A model as judge of lines, by the rubric of its prompt file."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.config import Settings
from bot.llm.chat import ChatModel, open_chat
from bot.llm.writing_masks import Mask
from bot.services.writers import Fault, ModelFailed
from prompts.load import load

POINTS = ("natural", "answers", "honest", "moves")


class LineScore(BaseModel):
    """Points of one line, 0–2 each."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    natural: int = Field(ge=0, le=2)
    answers: int = Field(ge=0, le=2)
    honest: int = Field(ge=0, le=2)
    moves: int = Field(ge=0, le=2)

    @property
    def share(self) -> float:
        """Return the points as a share of all there are (0–1)."""
        return (self.natural + self.answers + self.honest + self.moves) / (2 * len(POINTS))


class ModelJudge:
    """Implements `bot.services.writer_evaluation.Judge`."""

    def __init__(self, chat: ChatModel) -> None:
        """Keep the model."""
        self._chat, self._prompt = chat, load()["judge"]

    async def score(self, words: str, line: str) -> float:
        """Return how good a line is (0–1). Raises ModelFailed."""
        mask = Mask(())
        values = {"customer_words": mask.hide(words)[:600], "line": mask.hide(line)}
        instructions, material = self._prompt.messages(values)
        point = {"type": "integer", "enum": [0, 1, 2]}
        schema: dict[str, Any] = {
            "type": "object",
            "properties": dict.fromkeys(POINTS, point),
            "required": list(POINTS),
            "additionalProperties": False,
        }
        reply = await self._chat.ask(instructions, material, schema)
        try:
            return LineScore.model_validate(reply.data).share
        except ValidationError as error:
            raise ModelFailed(Fault.UNREADABLE, "no points in the answer") from error

    async def close(self) -> None:
        """Close connections."""
        await self._chat.close()


def open_judge(settings: Settings) -> ModelJudge | None:
    """Return the judge at the configured chat model, None without one."""
    chat = open_chat(settings)
    return ModelJudge(chat) if chat else None
