"""What goes over the wire: one call of the Bot API, its parameters, and refusals in Telegram's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Refused(Exception):
    """Raised when the server refuses a call; carries what Telegram would answer."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Keep the HTTP status, the description and `parameters` such as `retry_after` (seconds)."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the answer's JSON object."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = dict(self.parameters)
        return answer


def bad(description: str) -> Refused:
    """Return a 400 in Telegram's form."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """Return a 403 in Telegram's form."""
    return Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    """Return a 409 in Telegram's form."""
    return Refused(409, f"Conflict: {description}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    filename: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Call:
    """One request: the method's name as sent, its parameters and the files that came along.

    Parameters are strings when the request was a form and JSON values when it was JSON; the
    accessors below read both, as Telegram does.
    """

    method: str
    args: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether a parameter was sent and is not null."""
        return self.args.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return a string parameter.

        Raises:
            Refused: the value is not valid Unicode.
        """
        value = self.args.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False)
        if not _is_unicode(value):
            raise bad(f"{name if name == 'text' else 'strings'} must be encoded in UTF-8")
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is none counts as the default, as with Telegram."""
        value = self.args.get(name)
        if isinstance(value, bool) or value is None:
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a truth value."""
        value = self.args.get(name)
        if isinstance(value, str):
            return value.strip().lower() in {"true", "yes", "1"}
        return bool(value)

    def structure(self, name: str) -> Any:  # noqa: ANN401 - a JSON value of any shape
        """Return a JSON parameter, decoded when it came as a string; None when it was not sent.

        Raises:
            Refused: the string is not JSON.
        """
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {_OBJECT_NAMES.get(name, name)} JSON object") from error


_OBJECT_NAMES = {
    "reply_markup": "reply keyboard markup",
    "entities": "entities",
    "media": "InputMedia",
    "commands": "list of bot commands",
    "scope": "BotCommandScope",
    "results": "inline query results",
    "allowed_updates": "allowed updates",
    "reply_parameters": "reply parameters",
}


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
