"""Slips of a pinyin keyboard: a pair of characters that no text has, but another of the same sound.

Only what the material never says is looked at. One character that differs is looked for first; both may
differ only where the word meant is a common one, so that a word which is merely new to the material is
not bent into another.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from knowledge import analysis
from knowledge.bm25 import Bm25Index

COMMON = 2
"""Texts that must hold the pair a slip is read as: one may have slipped itself."""
BOTH = 4
"""The same, where both characters have slipped: by sound alone many pairs are alike."""
FIRM = 8
"""Texts that hold a pair of characters which is surely no accident of two words side by side."""
_TONES = "\u0300\u0301\u0304\u030c"
_COMMONEST = (0x4E00, 0x9FA5)


def repaired(
    index: Bm25Index, folded: str, core: str, known: frozenset[str], twos: frozenset[str] = frozenset()
) -> str:
    """Return a folded question with slips of the keyboard mended.

    Args:
        index: what the material says.
        folded: the whole question.
        core: its informative part, runs separated by spaces; only there slips are looked for.
        known: pairs of characters that are words though the material does not use them.
        twos: those that are a word of their own; only as such both characters are mended.
    """
    for slip, meant in _slips(index, core, known, twos):
        folded = folded.replace(slip, meant)
    return folded


def _slips(
    index: Bm25Index, core: str, known: frozenset[str], twos: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for token in analysis.tokens(core):
        if not analysis.is_chinese(token):
            continue
        pairs = ["".join(pair) for pair in pairwise(token)]
        words = [pair in known or index.df(pair) >= FIRM for pair in pairs]
        for at, pair in enumerate(pairs):
            # A character of a word beside is no slip: 户 in 客户里 belongs to 客户.
            beside = any(words[max(0, at - 1) : at] + words[at + 1 : at + 2])
            if beside or index.df(pair) or words[at]:
                continue
            if meant := _meant(index, pair, known, twos):
                yield pair, meant


def warm() -> None:
    """Read the table of sounds now (0.4 s), so that the first slip need not wait for it."""
    _table()


def _meant(index: Bm25Index, pair: str, known: frozenset[str], twos: frozenset[str]) -> str | None:
    """Return the commonest pair that sounds the same and is a word of the trade, None without one."""
    first, last = _same_sound(pair[0]), _same_sound(pair[1])
    one = {other + pair[1] for other in first} | {pair[0] + other for other in last}
    return _commonest(index, one & known, COMMON) or _commonest(index, _alike(pair, twos), BOTH)


def _alike(pair: str, twos: frozenset[str]) -> Iterator[str]:
    """Yield the words of two characters that sound like a pair."""
    _, sounds = _table()
    heard = [sounds.get(character) for character in pair]
    if all(heard):
        yield from (word for word in twos if [sounds.get(character) for character in word] == heard)


def _commonest(index: Bm25Index, pairs: Iterable[str], least: int) -> str | None:
    found = [(held, pair) for pair in pairs if (held := index.df(pair)) >= least]
    return max(found)[1] if found else None


def _same_sound(character: str) -> tuple[str, ...]:
    by_sound, sounds = _table()
    return tuple(
        other for sound in sounds.get(character, ()) for other in by_sound[sound] if other != character
    )


@lru_cache(maxsize=1)
def _table() -> tuple[Mapping[str, list[str]], Mapping[str, tuple[str, ...]]]:
    """Return characters by sound without tone, and the first sound of each character."""
    from pypinyin.constants import PINYIN_DICT  # many megabytes, only when needed

    by_sound: dict[str, list[str]] = defaultdict(list)
    sounds: dict[str, tuple[str, ...]] = {}
    for code in range(*_COMMONEST):
        if readings := PINYIN_DICT.get(code):
            marked = unicodedata.normalize("NFD", readings.split(",")[0])
            sound = "".join(c for c in marked if c not in _TONES)
            by_sound[sound].append(chr(code))
            sounds[chr(code)] = (sound,)
    return by_sound, sounds
