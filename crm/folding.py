"""Making two spellings of one name or number the same string."""

import re
import unicodedata
from functools import cache

import opencc

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
_KEPT = ("L", "N", "So")
_MOBILE = re.compile(r"(?:00)?86(1\d{10})")


def fold(text: str) -> str:
    """Return letters, digits and symbols only: one width, one case, no accents, simplified characters.

    Character by character, so that the fold of a suffix is a suffix of the fold.
    """
    if text.isascii():
        return "".join(c for c in text.lower() if c.isalnum())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(_simplified(c) for c in decomposed if _kept(c))


def is_han(character: str) -> bool:
    """Say whether a character is a Chinese one."""
    return _HAN.match(character) is not None


def has_han(text: str) -> bool:
    """Say whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


def is_number(folded: str) -> bool:
    """Say whether folded text is a number or part of one."""
    return folded.isascii() and folded.isdigit()


def fold_number(text: str) -> str:
    """Return a phone number's digits without the country code of a Chinese mobile, or nothing."""
    folded = "".join(c for c in fold(text) if c in "0123456789")
    mobile = _MOBILE.fullmatch(folded)
    return mobile[1] if mobile else folded


@cache
def _kept(character: str) -> bool:
    category = unicodedata.category(character)
    # Characters newer than this Python's Unicode tables are unassigned to it, but stand in names.
    return category.startswith(_KEPT) or (category == "Cn" and is_han(character))


@cache
def _simplified(character: str) -> str:
    return _converter().convert(character) if is_han(character) else character


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
