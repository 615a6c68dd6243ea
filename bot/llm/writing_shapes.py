"""The bounded shape of a model's draft, and how it becomes ours: ids are checked, placeholders filled."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.llm.chat_dialects import Schema
from bot.llm.writing_masks import Mask
from bot.services.briefs import Draft, MoveChoice, Variant
from bot.services.playbook_writer.realise import LIMIT, units
from bot.services.writers import Fault, ModelFailed
from playbooks.terms import Tone

MOST_LINES = 4
_REASON, _NEXT = 120, 80


class ModelLine(BaseModel):
    """One line of a model's draft."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    text: str = Field(min_length=1, max_length=400)
    move: str = Field(max_length=8)
    facts: list[str] = Field(default_factory=list, max_length=16)
    tone: str = ""


class ModelDraft(BaseModel):
    """What a model may answer; what is more is ignored, a line that does not fit is dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    lines: list[Any] = Field(min_length=1, max_length=12)
    reason: str = Field("", max_length=2000)
    next_step: str = Field("", max_length=2000)


def schema(fact_ids: Collection[str], moves: Collection[str]) -> Schema:
    """Return the JSON schema sent along: the only facts and moves there are, by id."""
    text = {"type": "string"}
    fact: Schema = {"type": "string", "enum": sorted(fact_ids)} if fact_ids else text
    line = _object(
        {
            "text": text,
            "move": {"type": "string", "enum": sorted(moves)},
            "facts": {"type": "array", "items": fact},
            "tone": {"type": "string", "enum": [tone.value for tone in Tone]},
        }
    )
    return _object({"lines": {"type": "array", "items": line}, "reason": text, "next_step": text})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def draft_of(
    data: Mapping[str, Any], moves: Mapping[str, MoveChoice], facts: Collection[str], mask: Mask
) -> Draft:
    """Return the draft in an answer. Raises ModelFailed when not one line fits the shape."""
    try:
        answer = ModelDraft.model_validate(data)
    except ValidationError as error:
        raise ModelFailed(
            Fault.UNREADABLE, f"not the shape asked for: {error.error_count()} errors"
        ) from error
    lines = [line_of(line, moves, facts, mask) for line in answer.lines[:MOST_LINES]]
    variants = tuple(line for line in lines if line is not None)
    if not variants:
        raise ModelFailed(Fault.UNREADABLE, "no line fits the shape")
    return Draft(
        variants=variants,
        why=_short(mask.fill(answer.reason.strip()), _REASON),
        next_step=_short(mask.fill(answer.next_step.strip()), _NEXT),
        writer="model",
    )


def line_of(
    raw: object, moves: Mapping[str, MoveChoice], facts: Collection[str], mask: Mask
) -> Variant | None:
    """Return one line of an answer as ours, placeholders filled; None when it does not fit."""
    try:
        line = ModelLine.model_validate(raw)
    except ValidationError:
        return None
    move, text = moves.get(line.move), mask.fill(line.text.strip())
    if move is None or text is None or not set(line.facts) <= set(facts) or units(text) > LIMIT:
        return None
    return Variant(
        text=text,
        style=line.tone if line.tone in set(Tone) else Tone.WARM.value,
        card_id=move.card_id,
        move_id=move.move_id,
        fact_ids=tuple(dict.fromkeys(line.facts)),
    )


def _short(text: str | None, most: int) -> str:
    return text if text and len(text) <= most else ""
