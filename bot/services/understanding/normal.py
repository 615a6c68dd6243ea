"""Text as the classifier and the rules see it: one width, one case, one script."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"(.)\1{2,}")
_NOT_NEEDED = re.compile(r"[^\w\s%.?!,:;/+-]")

_LATIN_WORD = re.compile(r"[a-z]{2,}|\bi\b", re.IGNORECASE)
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-z]", re.IGNORECASE)
"""A letter of another script than plain Latin."""


def language_of(text: str) -> str:
    """Return `en` for words written in plain Latin letters only, at least two of them; else `zh`."""
    if _OTHER_SCRIPT.search(text):
        return "zh"
    return "en" if len(_LATIN_WORD.findall(text)) > 1 else "zh"


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """Return NFKC, lower case, simplified script; length may change, meaning does not."""
    return str(_TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text).lower()))


def normal(text: str) -> str:
    """Return simplified text without emoji and brackets, runs shortened (贵贵贵贵 → 贵贵), spaces single."""
    kept = _NOT_NEEDED.sub(" ", simplified(text).replace("。", ".").replace("、", ","))
    return _SPACES.sub(" ", _REPEATED.sub(r"\1\1", kept)).strip()
