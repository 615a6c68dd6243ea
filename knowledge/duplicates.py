"""Near-duplicates: a fingerprint for what one document repeats, shingles for not showing a passage twice.

Passages that several files share are all stored and merged when they are found: so a retired file never
takes a passage with it that another one still holds, and a team's file is never named to another team.
"""

import hashlib
import re

from knowledge.analysis import fold

Shingles = frozenset[str]

_NOISE = re.compile(r"[\W_]+")
WIDTH = 5
SAME = 0.6
"""Share of a passage's shingles found in another from which on it adds nothing."""


def shingles(text: str) -> Shingles:
    """Return the overlapping pieces of five characters of a text, punctuation left out."""
    bare = _NOISE.sub("", text)
    return frozenset(bare[i : i + WIDTH] for i in range(max(1, len(bare) - WIDTH + 1)))


def contained(marks: Shingles, other: Shingles) -> bool:
    """Whether most of the smaller passage stands in the other."""
    return len(marks & other) >= SAME * min(len(marks), len(other))


def fingerprint(text: str) -> str:
    """Return 16 hexadecimal digits, the same for texts that differ in spacing, marks, width or case only."""
    return hashlib.blake2b(_NOISE.sub("", fold(text)).encode(), digest_size=8).hexdigest()
