"""The bot's own words, from Fluent files: one catalogue a language, no sentence in code."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

LOCALES = ("zh", "en")


class MissingText(KeyError):
    """Raised when a key has no message: a defect, found by the tests."""


class Texts:
    """Words in one language."""

    def __init__(self, locale: str) -> None:
        """Take the catalogue of a locale (zh or en)."""
        self.locale = locale
        self._bundle = _bundle(locale)

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


def _plain(value: str | int) -> str:
    return str(value)


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for one in sorted(files("bot.texts").iterdir(), key=lambda one: one.name):
        if one.name.endswith(f".{locale}.ftl"):
            bundle.add_resource(FluentResource(one.read_text(encoding="utf-8")))
    return bundle
