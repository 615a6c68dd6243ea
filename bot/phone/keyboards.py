"""Reply markup: what Telegram takes and what it refuses."""

from typing import Any
from urllib.parse import urlsplit

from bot.phone.entities import units
from bot.phone.wire import Call, Json, Refused, bad

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
DATA_BYTES = 64
COPY_UNITS = 256
MOST_BUTTONS = 100
_REPLY_FIELDS = (
    "text request_contact request_location request_poll request_users request_chat request_user "
    "web_app request_managed_bot style icon_custom_emoji_id"
)
_REPLY_BUTTONS = frozenset(_REPLY_FIELDS.split())


def reply_markup(call: Call, *, inline_only: bool = False) -> Json | None:
    """Return the checked reply markup of a call, None when there is none.

    Raises:
        Refused: with Telegram's description.
    """
    markup = call.structure("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if inline_only and markup:
        raise bad("inline keyboard expected")
    if "keyboard" in markup:
        _check_reply(markup)
    elif markup.get("force_reply") and units(str(markup.get("input_field_placeholder", ""))) > 64:
        raise bad("INPUT_FIELD_PLACEHOLDER_INVALID")
    return markup or None


def _rows(markup: Json, key: str) -> list[list[Any]]:
    rows = markup[key]
    if not isinstance(rows, list):
        raise bad(f'field "{key}" of the ReplyKeyboardMarkup must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad(f'field "{key}" of the ReplyKeyboardMarkup must be an Array of Arrays')
    return rows


def _inline(markup: Json) -> Json | None:
    rows = _rows(markup, "inline_keyboard")
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > MOST_BUTTONS or any(len(row) > 8 for row in checked):
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": checked} if checked else None


def _button(button: Any) -> Json:  # noqa: ANN401 - whatever the bot sent
    if not isinstance(button, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _wrong('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _wrong('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_EMPTY")
    unknown = sorted(set(button) - {*ACTIONS, "text", "style", "icon_custom_emoji_id"})
    if unknown:
        raise _wrong(f'Unsupported field "{unknown[0]}" specified')
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions or button.get("callback_data") == "":
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong(f"Exactly one action must be specified, found {' and '.join(actions)}")
    _check_action(actions[0], button[actions[0]])
    return dict(button)


def _check_action(name: str, value: Any) -> None:  # noqa: ANN401 - whatever the bot sent
    if name in {"callback_game", "pay"}:
        raise bad("BUTTON_TYPE_INVALID")
    if name == "copy_text":
        _check_copy(value)
        return
    if name in {"login_url", "web_app", "switch_inline_query_chosen_chat"}:
        if not isinstance(value, dict):
            raise _wrong(f'Field "{name}" must be of type Object')
        if name != "switch_inline_query_chosen_chat":
            _check_https(name, str(value.get("url", "")))
        return
    if not isinstance(value, str):
        raise _wrong(f'Field "{name}" must be of type String')
    if name == "callback_data" and len(value.encode()) > DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if name == "url":
        _check_url(value)
    if name.startswith("switch_inline_query") and units(value) > 256:
        raise bad("BUTTON_DATA_INVALID")


def _check_copy(value: Any) -> None:  # noqa: ANN401 - whatever the bot sent
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise _wrong('Can\'t find field "text" in CopyTextButton')
    if not text or units(text) > COPY_UNITS:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_https(name: str, url: str) -> None:
    if urlsplit(url).scheme != "https":
        word = "Web App" if name == "web_app" else "login"
        raise bad(f"inline keyboard button {word} URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_reply(markup: Json) -> None:
    buttons = [button for row in _rows(markup, "keyboard") for button in row]
    if len(buttons) > 300:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        text = button.get("text") if isinstance(button, dict) else button
        if not isinstance(text, str) or not text:
            raise bad('can\'t parse keyboard button: Field "text" must be of type String')
        if isinstance(button, dict) and set(button) - _REPLY_BUTTONS:
            raise bad("can't parse keyboard button: Unsupported field specified")


def _wrong(reason: str) -> Refused:
    return bad(f"can't parse inline keyboard button: {reason}")
