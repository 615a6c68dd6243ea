"""Cells that a spreadsheet program does not take for formulas."""

import re

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PHONE = re.compile(r"\+\d[\d -]{5,20}")
_NUMBER = re.compile(r"-\d{1,15}(?:\.\d+)?")


def neutral(text: str) -> str:
    """Return a cell's text so that it is shown, never run.

    A number from abroad becomes (+447911123456), which still reads and imports as a number; a
    negative number stays; everything else that begins like a formula gets a leading apostrophe,
    which our import takes off again.
    """
    text = text.replace("\x00", "")
    if _PHONE.fullmatch(text):
        return f"({text})"
    if _NUMBER.fullmatch(text) or not text.lstrip(" ").startswith(_DANGEROUS):
        return text
    return f"'{text}"
