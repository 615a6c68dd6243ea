"""The Telegram client: one method `call` for any Bot API method with JSON parameters."""

import json
import os
from pathlib import Path

from pydantic import JsonValue
from telegram import InputFile
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

POLL_CONNECTIONS = 4  # fewer than four starve when a poll hangs while another starts
SEND_CONNECTIONS = 64


class Client(ExtBot[None]):
    """python-telegram-bot's bot, plus raw calls for the outbox and the poller."""

    async def call(
        self, method: str, parameters: dict[str, JsonValue], *, read_timeout: float = 20.0
    ) -> JsonValue:
        """Call a Bot API method; `{"@file": path, "name": shown}` values are uploaded.

        Returns Telegram's `result` as JSON. Raises telegram.error.TelegramError.
        """
        data = {key: _value(value) for key, value in self._allowed(parameters).items() if value is not None}
        result: JsonValue = await self._post(method, api_kwargs=data, read_timeout=read_timeout)
        return result

    def _allowed(self, parameters: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Leave share buttons away while inline mode is off: Telegram would refuse the whole message."""
        markup = parameters.get("reply_markup")
        rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
        if not isinstance(rows, list) or self.bot.supports_inline_queries:
            return parameters
        kept = [[one for one in row if not _shares(one)] for row in rows if isinstance(row, list)]
        return parameters | {
            "reply_markup": {"inline_keyboard": [list[JsonValue](row) for row in kept if row]}
        }


def make_client(token: str, base_url: str) -> Client:
    """Return a client for a Bot API server given as scheme, host and port."""
    # Opts in early to durations as timedelta; without it every 429 prints a deprecation warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    return Client(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=HTTPXRequest(
            connection_pool_size=SEND_CONNECTIONS, pool_timeout=10.0, media_write_timeout=60.0
        ),
        get_updates_request=HTTPXRequest(connection_pool_size=POLL_CONNECTIONS, pool_timeout=5.0),
    )


def _shares(button: JsonValue) -> bool:
    return isinstance(button, dict) and "switch_inline_query" in button


def _value(value: JsonValue) -> object:
    if isinstance(value, dict) and "@file" in value:
        path = Path(str(value["@file"]))
        return InputFile(path.read_bytes(), filename=str(value.get("name") or path.name))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
