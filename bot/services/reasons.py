"""The reasons that code gives, in the language of the screen: English by a table of phrases."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from bot.services.texts import Texts

_GAP = re.compile(r"\{(\w+)\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_DEEPEST = 3


class _Phrase(NamedTuple):
    pattern: re.Pattern[str]
    english: str


def worded(text: str, say: Texts) -> str:
    """Return a reason as said in the language of `say`; what is no phrase of ours stays as it is."""
    return english(text) if say.locale == "en" else text


def english(text: str, depth: int = 0) -> str:
    """Return a reason in English: the phrase with the most words of its own that fits the whole text."""
    if depth > _DEEPEST or not _CHINESE.search(text):
        return text
    if text in _plain():
        return _plain()[text]
    for phrase in _phrases():
        if found := phrase.pattern.fullmatch(text):
            said = {name: english(value, depth + 1) for name, value in found.groupdict().items()}
            return phrase.english.format(**said)
    return text


def known(text: str) -> bool:
    """Say whether a phrase with its gaps stands in the table (for the test that it is complete)."""
    return _shape(text) in {_shape(chinese) for chinese in _table()}


def _shape(text: str) -> str:
    return _GAP.sub("{}", text)


@cache
def _table() -> dict[str, str]:
    text = files("bot.services").joinpath("reasons.en.yaml").read_text(encoding="utf-8")
    return {str(chinese): str(said) for chinese, said in yaml.safe_load(text).items()}


@cache
def _plain() -> dict[str, str]:
    return {chinese: said for chinese, said in _table().items() if not _GAP.search(chinese)}


@cache
def _phrases() -> tuple[_Phrase, ...]:
    with_gaps = [(chinese, said) for chinese, said in _table().items() if _GAP.search(chinese)]
    # The one with most words of its own first: 「买过{a}次，认识{b}天」 before 「买过{a}次」.
    with_gaps.sort(key=lambda pair: -len(_GAP.sub("", pair[0])))
    return tuple(_Phrase(_pattern(chinese), said) for chinese, said in with_gaps)


def _pattern(chinese: str) -> re.Pattern[str]:
    pieces = _GAP.split(chinese)
    made = (f"(?P<{piece}>.+?)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces))
    return re.compile("".join(made))
