"""Raw input into a clean turn: control characters out, length held, emptiness named."""

import re
import unicodedata

from bot.errors import InputRefused

MAX_LENGTH = 8000
_OPENING = 1000
"""Characters of a talk's opening that are read beside its end."""
_DIRECTION_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WONDERING = re.compile(r"[?？\s]+")
_MARKED = re.compile(r"(?:客户|顾客)(?:说|讲)?[：:]")
"""How a customer's words, and a pasted talk, open."""
_BREAKS = re.compile(r"\n{3,}")


def clean_text(raw: str) -> str:
    """Return the text without NUL, control and direction marks, at most 8,000 characters.

    Raises InputRefused `empty-text` when nothing is left, `only-question-marks` for ？？ and
    `only-emoji` when no letter or digit is.
    """
    text = _DIRECTION_MARKS.sub("", raw)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co"})
    text = _BREAKS.sub("\n\n", text).strip()
    if not text:
        raise InputRefused("empty-text")
    if _WONDERING.fullmatch(text):
        raise InputRefused("only-question-marks")
    if not any(character.isalnum() for character in text):
        raise InputRefused("only-emoji")
    return text[:MAX_LENGTH]


def within_reach(raw: str) -> tuple[str, bool]:
    """Return what is read of a text of any length, and whether something of it is left out.

    Of a customer's words or a pasted talk the opening and, above all, the end count: the last word is
    the one to answer. Of anything else the start does.
    """
    if len(raw) <= MAX_LENGTH:
        return raw, False
    if not _MARKED.match(raw):
        return raw[:MAX_LENGTH], True
    opening, tail = raw[:_OPENING], raw[_OPENING - MAX_LENGTH + 1 :]
    broken, _, whole = tail.partition("\n")
    kept = whole if whole.strip() and len(broken) < _OPENING else tail
    return f"{opening}\n{kept}", True
