"""Answers to pressed buttons and inline queries."""

import time
from typing import Any

from bot.phone.backend import Backend
from bot.phone.entities import TEXT_LIMIT, units
from bot.phone.keyboards import reply_markup
from bot.phone.texts import formatted
from bot.phone.wire import Call, Json, bad

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MOST_RESULTS = 50
_RESULT_TYPES = "article photo gif mpeg4_gif video audio voice document location venue contact game sticker "
RESULT_TYPES = frozenset(_RESULT_TYPES.split())


async def answer_callback_query(backend: Backend, call: Call) -> bool:
    """answerCallbackQuery: once, while the query is fresh."""
    press = backend.world.presses.get(call.text("callback_query_id"))
    age = time.monotonic() - press.made if press else 0.0
    if press is None or press.answer is not None or age > backend.world.callback_seconds:
        raise bad(TOO_OLD)
    text = call.text("text")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if call.has("url"):
        raise bad("URL_INVALID")
    press.answer = {"text": text, "show_alert": call.flag("show_alert")}
    backend.world.touch("toast", press.user.id, {"press": press.id, **press.answer})
    return True


async def answer_inline_query(backend: Backend, call: Call) -> bool:
    """answerInlineQuery: at most 50 results, within ten seconds."""
    ask = backend.world.asks.get(call.text("inline_query_id"))
    results = call.structure("results")
    if not isinstance(results, list):
        raise bad("can't parse inline query results: expected an Array")
    if len(results) > MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    checked = [_result(one) for one in results]
    if len({one["id"] for one in checked}) != len(checked):
        raise bad("RESULT_ID_DUPLICATE")
    if len(call.text("next_offset").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    if ask is None or time.monotonic() - ask.made > backend.world.query_seconds:
        raise bad(TOO_OLD)
    ask.answer = {
        "results": checked,
        "cache_time": call.integer("cache_time", 300),
        "is_personal": call.flag("is_personal"),
        "next_offset": call.text("next_offset"),
    }
    backend.world.touch("inline", ask.user.id, {"ask": ask.id, "results": checked})
    return True


def _result(value: Any) -> Json:  # noqa: ANN401 - whatever the bot sent
    if not isinstance(value, dict):
        raise bad("can't parse inline query result: Inline query result must be an object")
    if value.get("type") not in RESULT_TYPES:
        raise bad("can't parse inline query result: Unsupported type specified")
    result_id = str(value.get("id", ""))
    if not 1 <= len(result_id.encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if value["type"] == "article" and not value.get("title"):
        raise bad("RESULT_TITLE_INVALID")
    content = value.get("input_message_content")
    if value["type"] == "article" and not isinstance(content, dict):
        raise bad("can't parse inline query result: Can't find field \"input_message_content\"")
    checked = dict(value)
    if isinstance(content, dict) and "message_text" in content:
        text, entities = formatted(
            str(content["message_text"]), str(content.get("parse_mode") or ""), content.get("entities")
        )
        if not text:
            raise bad("message text is empty")
        if units(text) > TEXT_LIMIT:
            raise bad("message is too long")
        checked["input_message_content"] = {"message_text": text, "entities": entities}
    if value.get("reply_markup") is not None:
        call = Call("answerInlineQuery", {"reply_markup": value["reply_markup"]})
        checked["reply_markup"] = reply_markup(call, inline_only=True)
    return checked
