"""Raw input into a clean turn: control characters out, length held, emptiness named."""

import re
import unicodedata

from bot.errors import InputRefused

MAX_LENGTH = 8000
_DIRECTION_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BREAKS = re.compile(r"\n{3,}")


def clean_text(raw: str) -> str:
    """Return the text without NUL, control and direction marks, at most 8,000 characters.

    Raises InputRefused `empty-text` when nothing is left and `only-emoji` when no letter or digit is.
    """
    text = _DIRECTION_MARKS.sub("", raw)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co"})
    text = _BREAKS.sub("\n\n", text).strip()
    if not text:
        raise InputRefused("empty-text")
    if not any(character.isalnum() for character in text):
        raise InputRefused("only-emoji")
    return text[:MAX_LENGTH]
