"""Readings of Chinese names: one syllable for each character, surnames read as surnames."""

import csv
from functools import cache, lru_cache
from importlib.resources import files

from crm.folding import has_han, is_han

_LONGEST_SURNAME = 2


def readings(folded: str, *, is_name: bool) -> list[tuple[str, ...]]:
    """Return the ways to read folded text, the most likely first; none without Chinese characters.

    Each reading has one syllable per character; other characters read as themselves. With `is_name`
    the beginning is looked up as a surname first (单 is shan, not dan); the everyday reading follows,
    because people type that too. `ü` is written v, and again u, as on passports and by habit.
    """
    if not has_han(folded):
        return []
    plain = _syllables(folded)
    found = [plain]
    if is_name:
        found = [(*start, *plain[len(start) :]) for start in _surname_readings(folded)] + found
    for reading in list(found):
        if any(s[:1] in "ln" and s[1:2] == "v" for s in reading):
            found.append(tuple(s.replace("v", "u") if s[:1] in "ln" else s for s in reading))
    return list(dict.fromkeys(found))


def _surname_readings(folded: str) -> list[tuple[str, ...]]:
    for length in range(_LONGEST_SURNAME, 0, -1):
        known = _surnames().get(folded[:length])
        if known:
            return list(known)
    return []


def _syllables(folded: str) -> tuple[str, ...]:
    syllables: list[str] = []
    start = 0
    while start < len(folded):
        end = start + 1
        if is_han(folded[start]):
            while end < len(folded) and is_han(folded[end]):
                end += 1
            syllables += _read(folded[start:end])
        else:
            syllables.append(folded[start])
        start = end
    return tuple(syllables)


@lru_cache(maxsize=20_000)
def _read(part: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # a tenth of a second and many megabytes, only when needed

    syllables = lazy_pinyin(part)
    if len(syllables) != len(part):
        # A character without a reading comes back joined with its neighbours.
        syllables = [lazy_pinyin(character)[0] for character in part]
    return tuple(syllables)


@cache
def _surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    with files("crm").joinpath("surnames.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            table[row["surname"]] = tuple(tuple(r.split("-")) for r in row["readings"].split())
    return table
