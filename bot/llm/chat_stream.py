"""An answer while it grows: pieces of text from the wire, and the lines of a draft that are complete.

Nothing here judges; a line that is complete has still to be read, filled and checked by others.
"""

import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.llm.chat_replies import LONGEST

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_openai import ChatOpenAI

Hears = Callable[[str], None]
"""Takes the pieces of an answer in order; must neither wait nor raise."""

_LINES = re.compile(r'"lines"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_NO_COUNTS = re.compile(r"stream_options|include_usage", re.IGNORECASE)


class Streaming(StrEnum):
    """How an endpoint streams, best first."""

    COUNTED = "counted"
    """With the tokens used at the end of the stream (`stream_options`)."""
    PLAIN = "plain"
    WHOLE = "whole"
    """It does not stream: the answer comes in one piece."""


def after_refusal(streaming: Streaming, message: str) -> Streaming | None:
    """Return what to try after a streamed call was refused, None when streaming was not the reason."""
    if streaming is Streaming.WHOLE or "stream" not in message.lower():
        return None
    counts = streaming is Streaming.COUNTED and _NO_COUNTS.search(message)
    return Streaming.PLAIN if counts else Streaming.WHOLE


async def streamed(
    client: "ChatOpenAI",
    messages: list[tuple[str, str]],
    wishes: dict[str, Any],
    streaming: Streaming,
    hears: Hears,
) -> "BaseMessage | None":
    """Return the whole message after `hears` got its pieces; None when the answer was no stream."""
    # As a further field of the body, or the library rebuilds and parses the answer at every piece.
    wishes = dict(wishes)
    form = wishes.pop("response_format", None)
    if form is not None:
        wishes["extra_body"] = {"response_format": form}
    chunks: list[AIMessageChunk] = []
    try:
        counted = streaming is Streaming.COUNTED
        async for chunk in client.astream(messages, stream_usage=counted, **wishes):
            chunks.append(chunk)
            if piece := _piece(chunks[-1]):
                hears(piece)
    except (ValueError, TypeError, KeyError):
        if chunks:
            raise
        return None
    first, *rest = chunks
    message = first + rest if rest else first
    # The library adds up; those who repeat the count with every piece mean the count so far.
    counts = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    return message.model_copy(update={"usage_metadata": counts[-1] if counts else None})


def _piece(chunk: "AIMessageChunk") -> str:
    said = chunk.content if isinstance(chunk.content, str) else ""
    return said + "".join(call.get("args") or "" for call in chunk.tool_call_chunks)


class LineReader:
    """Finds the complete items of `lines` in a JSON object that is still growing."""

    def __init__(self, most: int) -> None:
        """Start with nothing heard; after `most` lines nothing more is looked for."""
        self._text, self._at, self._left = "", -1, most

    def feed(self, piece: str) -> list[dict[str, Any]]:
        """Take the next piece; return the lines it completed, in order."""
        if self._left <= 0:
            return []
        self._text += piece
        if len(self._text) > LONGEST:
            self._left = 0
        elif "}" in piece:  # no line ends without one
            return self._complete()
        return []

    def _complete(self) -> list[dict[str, Any]]:
        if self._at < 0 and not self._found():
            return []
        lines: list[dict[str, Any]] = []
        while self._left > 0:
            start = _BETWEEN.match(self._text, self._at).end()  # type: ignore[union-attr]
            if start < len(self._text) and self._text[start] != "{":
                self._left = 0  # the end of the list, or no list of lines at all
                break
            try:
                line, self._at = json.JSONDecoder().raw_decode(self._text, start)
            except json.JSONDecodeError:
                break  # not complete yet
            except RecursionError:
                self._left = 0
                break
            self._left -= 1
            lines.append(line)
        return lines

    def _found(self) -> bool:
        """Whether the list has begun; what a model thinks aloud before is not the answer."""
        thought, closed, said = self._text.rpartition("</think>")
        if not closed and "<think>" in self._text:
            return False
        begun = _LINES.search(said)
        if begun is not None:
            self._at = len(thought) + len(closed) + begun.end()
        return begun is not None
