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

_SENTENCE = 4
"""Words from which English with something Chinese in it is a sentence, not a Chinese one with a brand."""


def language_of(text: str) -> str:
    """Return `en` for at least two words written in plain Latin letters; else `zh`.

    A Chinese name in an English sentence leaves it English: it has more words than the name characters.
    """
    words, others = len(_LATIN_WORD.findall(text)), len(_OTHER_SCRIPT.findall(text))
    if others:
        return "en" if words >= _SENTENCE and others < words else "zh"
    return "en" if words > 1 else "zh"


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """Return NFKC, lower case, simplified script; length may change, meaning does not."""
    return str(_TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text).lower()))


def normal(text: str) -> str:
    """Return simplified text without emoji and brackets, runs shortened (贵贵贵贵 → 贵贵), spaces single."""
    kept = _NOT_NEEDED.sub(" ", simplified(text).replace("。", ".").replace("、", ","))
    return _SPACES.sub(" ", _REPEATED.sub(r"\1\1", kept)).strip()
