"""What a chat model answered, read with patience: a tool call, JSON, or JSON inside other words."""

import json
from typing import TYPE_CHECKING, Any

from bot.services.writers import Fault, ModelFailed

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

LONGEST = 20_000
"""Characters of an answer that are looked at; a draft needs a thousand."""


def object_of(message: "BaseMessage") -> dict[str, Any]:
    """Return the object an answer holds. Raises ModelFailed(UNREADABLE) for none, or half of one."""
    for call in getattr(message, "tool_calls", None) or ():
        if isinstance(call.get("args"), dict) and call["args"]:
            return dict(call["args"])
    if cut := getattr(message, "invalid_tool_calls", None):
        raise ModelFailed(Fault.UNREADABLE, f"tool arguments cannot be read: {str(cut)[:80]}")
    return object_in(_text(message.content))


def text_of(message: "BaseMessage") -> str:
    """Return all a message says, the arguments of its tool calls with it."""
    calls = [
        *(getattr(message, "tool_calls", None) or ()),
        *(getattr(message, "invalid_tool_calls", None) or ()),
    ]
    called = [json.dumps(call.get("args"), ensure_ascii=False, default=str) for call in calls]
    return "\n".join([_text(message.content), *called])


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):  # some providers answer in blocks
        return "".join(str(block.get("text", "")) for block in content if isinstance(block, dict))
    return ""


def object_in(text: str) -> dict[str, Any]:
    """Return the first complete object in a text; fences, greetings and thoughts around it are ignored.

    Raises ModelFailed(UNREADABLE) when there is none.
    """
    text = text.rpartition("</think>")[2][:LONGEST]
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            found, _ = decoder.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            break  # a piece of a cut object is not the answer
        if isinstance(found, dict) and found:
            return found
        start = text.find("{", start + 1)
    raise ModelFailed(Fault.UNREADABLE, f"no JSON object in the answer: {text[:60]!r}")
