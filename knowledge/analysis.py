"""The analyser: text to weighted terms, the same on documents and questions.

Chinese is cut into character unigrams and bigrams (measured better than a dictionary's words on
scraped text, and it needs no dictionary); Latin words and figures stay whole and weigh more, since
who types "MVC" or "138" means exactly that.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from opencc import OpenCC

UNIGRAM = 0.3
BIGRAM = 1.0
WORD = 2.0
VERSION = "unibi-3"
"""Part of an index's fingerprint: raise it when terms change."""

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[a-z][a-z0-9+\-]*|[\u3400-\u9fff]+")
_LETTERED = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Return text in one spelling: NFKC, lower case, simplified characters."""
    return str(_to_simplified().convert(unicodedata.normalize("NFKC", text).lower()))


def tokens(folded: str) -> list[str]:
    """Return the runs of Chinese, Latin words and figures of a folded text, in order."""
    return _TOKEN.findall(folded)


def is_chinese(token: str) -> bool:
    """Whether a token is a run of Chinese characters."""
    return "\u3400" <= token[0] <= "\u9fff"


def pieces(token: str) -> list[str]:
    """Return the terms of one token: uni- and bigrams of Chinese, the whole and parts of others."""
    if is_chinese(token):
        return [*token, *map("".join, pairwise(token))]
    parts = _LETTERED.split(token)
    return [token] if len(parts) == 1 else [token, *parts]


def terms(folded: str) -> Counter[str]:
    """Return how often each term occurs in a folded text."""
    found: list[str] = []
    for token in tokens(folded):
        found += pieces(token)
    return Counter(found)


def weight(term: str) -> float:
    """Return how much a term says by its kind alone."""
    if not is_chinese(term):
        return WORD
    return UNIGRAM if len(term) == 1 else BIGRAM
