"""What the bot says about itself: commands by scope and language, names and descriptions."""

import json
import re
from typing import Any

from bot.phone.wire import Json, bad

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


class Profile:
    """Commands and texts, kept per scope and language code."""

    def __init__(self) -> None:
        """Start with nothing set."""
        self._commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def set_commands(self, commands: Any, scope: Any, language: str) -> None:  # noqa: ANN401
        """Replace the commands of a scope and language; an empty list removes them.

        Raises:
            Refused: a name or description Telegram would not take.
        """
        if not isinstance(commands, list):
            raise bad("can't parse list of bot commands: expected an Array")
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        checked = [_command(one) for one in commands]
        key = (_scope(scope), _language(language))
        if checked:
            self._commands[key] = checked
        else:
            self._commands.pop(key, None)

    def commands(self, scope: Any, language: str) -> list[Json]:  # noqa: ANN401
        """Return the commands of exactly this scope and language."""
        return self._commands.get((_scope(scope), _language(language)), [])

    def menu(self, chat_id: int, language: str) -> list[Json]:
        """Return the commands a person sees in a private chat, by Telegram's order of scopes."""
        for scope in ({"type": "chat", "chat_id": chat_id}, {"type": "all_private_chats"}, None):
            for code in (language[:2], ""):
                commands = self._commands.get((_scope(scope), code))
                if commands:
                    return commands
        return []


def _command(value: Any) -> Json:  # noqa: ANN401
    if not isinstance(value, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = value.get("command"), value.get("description")
    if not isinstance(name, str) or not isinstance(description, str):
        raise bad("can't parse BotCommand: Can't find field \"command\"")
    name = name.removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return '["default"]'
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    fields = [str(value.get(name, "")) for name in _SCOPES[kind]]
    if "" in fields:
        raise bad("can't parse BotCommandScope: chat_id is empty")
    return json.dumps([kind, *fields])


def _language(code: str) -> str:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("LANGUAGE_CODE_INVALID")
    return code
