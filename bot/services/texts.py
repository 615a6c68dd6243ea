"""The bot's own words, from Fluent files: one catalogue a language, no sentence in code."""

from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

LOCALES = ("zh", "en")

_LONGEST = 2400
"""Characters of a gap's value; Fluent refuses more than 2,500."""
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of the person being served; empty: the bot's own. One task serves one person at a time."""


def speak(locale: str) -> None:
    """Use a person's language in everything said from here on by this task; empty: the bot's own."""
    _spoken.set(locale if locale in LOCALES else "")


class MissingText(KeyError):
    """Raised when a key has no message: a defect, found by the tests."""


class Texts:
    """Words in one language."""

    def __init__(self, locale: str) -> None:
        """Take the catalogue of a locale (zh or en)."""
        self._locale = locale

    @property
    def locale(self) -> str:
        """The language spoken now."""
        return self._locale

    @property
    def default(self) -> str:
        """The language of whoever chose none."""
        return self._locale

    @property
    def _bundle(self) -> FluentBundle:
        return _bundle(self.locale)

    def __call__(self, key: str, **values: str | int) -> str:
        """Return the message with its gaps filled; raises MissingText or ValueError on a gap left open."""
        if not self._bundle.has_message(key):
            raise MissingText(key)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise MissingText(key)
        shown = {name: _plain(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(pattern, shown)
        if errors:
            raise ValueError(f"{key}: {errors[0]}")
        return str(text)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a key."""
        return bool(self._bundle.has_message(key))


class PersonalTexts(Texts):
    """Words in the language of whoever is served (`speak`), in the bot's own for everybody else.

    Services hold one of these for their whole life; who is served changes with every update.
    """

    @property
    def locale(self) -> str:
        """The person's language, else the bot's."""
        return _spoken.get() or self._locale


def _plain(value: str | int) -> str:
    """Return a value as shown; one beyond what Fluent takes (and a phone shows) is cut."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for one in sorted(files("bot.texts").iterdir(), key=lambda one: one.name):
        if one.name.endswith(f".{locale}.ftl"):
            bundle.add_resource(FluentResource(one.read_text(encoding="utf-8")))
    return bundle
