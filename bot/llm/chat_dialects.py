"""How providers take a wish for structured output; the strictest one an endpoint understands is used.

OpenAI and vLLM enforce a JSON schema, DeepSeek and Qwen answer 400 to it and know tools and JSON mode,
small local servers know none of it and get the schema in words.
"""

import json
import re
from enum import StrEnum
from typing import Any

NAME = "answer"
Schema = dict[str, Any]


class Dialect(StrEnum):
    """Ways to ask for an object, strictest first."""

    JSON_SCHEMA = "json_schema"
    TOOLS = "tools"
    JSON_MODE = "json_mode"
    WORDS = "words"


ORDER = tuple(Dialect)
REFUSALS = frozenset({400, 404, 415, 422, 501})
"""Statuses by which an endpoint refuses what it does not understand."""
_UNKNOWN_WISH = re.compile(
    r"response_format|json_schema|json_object|json mode|structured|tool|function|strict|parallel|"
    r"unsupported|unrecognized|not support|unknown (?:parameter|field|argument)|extra (?:fields|inputs)",
    re.IGNORECASE,
)


def next_dialect(dialect: Dialect) -> Dialect | None:
    """Return the next less strict way, None after the last."""
    place = ORDER.index(dialect) + 1
    return ORDER[place] if place < len(ORDER) else None


def is_unknown_wish(status: int, message: str) -> bool:
    """Whether an endpoint refused the way we asked, not what we asked."""
    return status in REFUSALS and _UNKNOWN_WISH.search(message) is not None


def wishes(dialect: Dialect, schema: Schema) -> dict[str, Any]:
    """Return the extra parameters of a call in this dialect."""
    if dialect is Dialect.JSON_SCHEMA:
        form = {"name": NAME, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": form}}
    if dialect is Dialect.TOOLS:
        function = {"name": NAME, "description": "Give the answer", "parameters": schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": NAME}},
        }
    return {"response_format": {"type": "json_object"}} if dialect is Dialect.JSON_MODE else {}


def spoken(dialect: Dialect, instructions: str, schema: Schema) -> str:
    """Return the instructions; where no schema can be sent along they carry the form in words."""
    if dialect in {Dialect.JSON_SCHEMA, Dialect.TOOLS}:
        return instructions
    form = json.dumps(_example(schema), ensure_ascii=False)
    return f"{instructions}\n只输出一个 JSON 对象（JSON only），没有别的字，形式如下：\n{form}"


def _example(schema: Schema) -> Any:  # noqa: ANN401 - any JSON
    if schema["type"] == "object":
        return {name: _example(part) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [_example(schema["items"])]
    return "|".join(schema["enum"]) if schema.get("enum") else "…"
