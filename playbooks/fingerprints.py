"""Recognise a passage without carrying it: a handful of short hashes of its rarest shingles.

Method: winnowing by minimum hashes (Broder 1997, On the resemblance and containment of documents):
of all shingles of `WIDTH` normalised characters the `SIZE` smallest hashes are kept. An edition with
other punctuation, white space or full-width forms keeps nearly all of them.

For authors: `python -m playbooks.fingerprints TEXT` (or `-` for standard input) prints the YAML list.
"""

import hashlib
import sys
import unicodedata
from collections.abc import Iterable

WIDTH = 8
SIZE = 8
NEEDED = 0.6
"""Share of the hashes that must occur in a text that holds the passage."""


def fingerprint(passage: str) -> tuple[str, ...]:
    """Return up to eight 8-digit hexadecimal hashes; empty for less than eight letters or digits."""
    return tuple(sorted(_hashes(passage))[:SIZE])


def matches(fingerprint: tuple[str, ...], text: str) -> bool:
    """Whether a text holds (most of) the passage; always False for an empty fingerprint."""
    return matches_any([fingerprint], text)


def matches_any(fingerprints: Iterable[tuple[str, ...]], text: str) -> bool:
    """Whether a text holds (most of) one of several passages; the text is hashed once for all."""
    found = _hashes(text)
    return any(_held(fingerprint, found) for fingerprint in fingerprints)


def _held(fingerprint: tuple[str, ...], found: set[str]) -> bool:
    held = sum(mark in found for mark in fingerprint)
    return bool(fingerprint) and held >= NEEDED * len(fingerprint)


def _hashes(text: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    return {_short(plain[i : i + WIDTH]) for i in range(len(plain) - WIDTH + 1)}


def _short(shingle: str) -> str:
    return hashlib.blake2b(shingle.encode(), digest_size=4).hexdigest()


if __name__ == "__main__":
    given = " ".join(sys.argv[1:])
    print(list(fingerprint(sys.stdin.read() if given in {"", "-"} else given)))
