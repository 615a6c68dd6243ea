"""The keys a customer is found by, and what a query asks of them. Pure; the store keeps the keys.

A query is a prefix query over keys. Names are found by any part because every suffix is a key:
`大伯` and `伯` beside `张大伯`. A phone number is kept forwards and, behind a hyphen, backwards:
a tail of any length is a prefix of the latter. The hyphen cannot clash, folded text has none.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz import fuzz

from crm.customers import Channel, ChannelKind, Customer
from crm.folding import fold, fold_number, has_han, is_han, is_number
from crm.pinyin import readings

VERSION = 1
"""Raise it when other keys are made of the same customer; stored keys are then rebuilt."""

LONGEST_KEY = 32
LONGEST_TEXT = 40
"""Suffixes are made of this many first characters; nobody types the forty-first."""
_PINYIN_STARTS = 12
_LONGEST_STARTS = 240


class Rank(IntEnum):
    """How telling a key is; lower is better."""

    NAME = 0
    PHONE = 1
    NAME_PINYIN = 2
    COMPANY = 3
    COMPANY_PINYIN = 4
    INNER = 5
    INNER_PINYIN = 6
    RELATED = 7
    """Household members, contacts, addresses of other channels."""


_SCORES = (1.0, 0.87, 1.0, 0.9, 0.95, 0.8, 0.9, 0.75, 0.85, 0.7, 0.65, 0.6, 0.6, 0.55, 0.5, 0.4)
_TYPO_SCORE = 0.35


class SearchKey(NamedTuple):
    """A key with its rank."""

    key: str
    rank: Rank


class KeyRange(NamedTuple):
    """All keys that begin with `start`: `start <= key < end`, compared by code point."""

    start: str
    end: str


def score(rank: int, *, exact: bool) -> float:
    """Return how good a match is, 0–1: 1.0 for the whole name or number."""
    return _SCORES[2 * rank + (0 if exact else 1)]


def keys_of(customer: Customer) -> list[SearchKey]:
    """Return a customer's distinct keys, each with its best rank."""
    best: dict[str, Rank] = {}
    for key, rank in _all_keys(customer):
        short = key[:LONGEST_KEY]
        if short and (short not in best or rank < best[short]):
            best[short] = rank
    return [SearchKey(key, rank) for key, rank in best.items()]


def starts_of(keys: Iterable[SearchKey]) -> str:
    """Return the keys with which something begins, each after a space, for scans and typos."""
    starts = (k.key for k in keys if k.rank < Rank.INNER and not k.key.startswith("-"))
    return "".join(f" {key}" for key in starts)[:_LONGEST_STARTS]


def ranges_for(query: str) -> list[KeyRange]:
    """Return the key ranges a query asks for; none when nothing searchable is in it."""
    folded = fold(query)
    if not folded:
        return []
    if is_number(folded):
        number = fold_number(query)
        return [prefix_range(number), prefix_range("-" + number[::-1])]
    return [prefix_range(folded)]


def exact_key(name: str) -> str:
    """Return the key of a whole name."""
    return fold(name)[:LONGEST_KEY]


def prefix_range(prefix: str) -> KeyRange:
    """Return the range of keys with a prefix."""
    start = prefix[:LONGEST_KEY]
    return KeyRange(start, _after(start))


def sounds_like(query: str) -> list[KeyRange]:
    """Return the ranges of what a Chinese query sounds like: 张大博 finds 张大伯."""
    folded = fold(query)[:LONGEST_TEXT]
    spoken = {"".join(reading) for reading in readings(folded, is_name=True)}
    return [prefix_range(text) for text in sorted(spoken)]


def loose_ranges(query: str) -> list[KeyRange]:
    """Return wide ranges in which a mistyped query's customer may stand: its first and last half."""
    folded = fold_number(query) if is_number(fold(query)) else fold(query)
    if len(folded) < 2:
        return []
    half = (len(folded) + 1) // 2
    if is_number(folded):
        return [prefix_range(folded[:half]), prefix_range("-" + folded[half:][::-1])]
    ranges = [prefix_range(folded[:half]), prefix_range(folded[half:])]
    for reading in readings(folded, is_name=True)[:2]:
        ranges += [prefix_range("".join(reading[:half])), prefix_range("".join(reading[half:]))]
    return ranges


def closeness_to(query: str) -> Callable[[str], float]:
    """Return what scores a customer's `starts` against a mistyped query: 0 when too far."""
    folded = fold(query)[:LONGEST_KEY]
    spoken = ["".join(reading) for reading in readings(folded, is_name=True)[:2]]
    forms = [(form, _tolerated(form)) for form in (folded, *spoken)]

    def closeness(starts: str) -> float:
        words = starts.split()
        best = max(
            (fuzz.ratio(form, word, score_cutoff=cutoff) for form, cutoff in forms for word in words),
            default=0,
        )
        return round(_TYPO_SCORE * best / 100, 4)

    return closeness


def mentions_all(tokens: Iterable[str], texts: Iterable[str]) -> bool:
    """Say whether every token is a part of one of the texts (after folding)."""
    folded = [fold(text) for text in texts]
    return all(any(fold(token) in text for text in folded) for token in tokens)


def _tolerated(form: str) -> float:
    if is_number(form):
        return 85
    if has_han(form):
        return 60
    return 72


def _after(prefix: str) -> str:
    """Return the first string after all with this prefix."""
    for end in range(len(prefix) - 1, -1, -1):
        following = ord(prefix[end]) + 1
        if following == 0xD800:  # surrogates are no characters
            following = 0xE000
        if following <= 0x10FFFF:
            return prefix[:end] + chr(following)
    return "\U0010ffff" * (LONGEST_KEY + 1)


def _all_keys(customer: Customer) -> Iterator[tuple[str, Rank]]:
    for name in (customer.name, customer.address_as):
        yield from _name_keys(name)
    yield from _company_keys(customer.company)
    for channel in customer.channels:
        yield from _channel_keys(channel)
    for contact in customer.contacts:
        yield from _related_keys(contact.name)
        yield from _number_keys(contact.phone)
    for member in customer.household:
        yield from _related_keys(member.name)


def _name_keys(name: str) -> Iterator[tuple[str, Rank]]:
    folded = fold(name)[:LONGEST_TEXT]
    for start in range(len(folded)):
        yield folded[start:], Rank.INNER if start else Rank.NAME
    for reading in readings(folded, is_name=True):
        for start in _pinyin_starts(folded, len(folded)):
            rank = Rank.INNER_PINYIN if start else Rank.NAME_PINYIN
            yield from ((spelled, rank) for spelled in _spellings(reading[start:], inner=start > 0))
    words = [word for word in (fold(part) for part in name.split()) if word]
    if len(words) > 1 and not has_han(folded):
        yield "".join(word[0] for word in words), Rank.NAME_PINYIN


def _company_keys(company: str) -> Iterator[tuple[str, Rank]]:
    folded = fold(company)[:LONGEST_TEXT]
    for start in range(len(folded)):
        yield folded[start:], Rank.INNER if start else Rank.COMPANY
    for reading in readings(folded, is_name=False):
        for start in _pinyin_starts(folded, _PINYIN_STARTS):
            rank = Rank.INNER_PINYIN if start else Rank.COMPANY_PINYIN
            yield from ((spelled, rank) for spelled in _spellings(reading[start:], inner=start > 0))


def _related_keys(name: str) -> Iterator[tuple[str, Rank]]:
    folded = fold(name)[:LONGEST_TEXT]
    yield folded, Rank.RELATED
    for reading in readings(folded, is_name=True):
        yield from ((spelled, Rank.RELATED) for spelled in _spellings(reading))


def _channel_keys(channel: Channel) -> Iterator[tuple[str, Rank]]:
    if channel.kind in {ChannelKind.PHONE, ChannelKind.SMS}:
        yield from _number_keys(channel.address)
    else:
        yield fold(channel.address), Rank.RELATED


def _number_keys(number: str) -> Iterator[tuple[str, Rank]]:
    digits = fold_number(number)
    if digits:
        yield digits, Rank.PHONE
        yield "-" + digits[::-1], Rank.PHONE


def _pinyin_starts(folded: str, limit: int) -> Iterator[int]:
    """Yield where a pinyin suffix may begin: only Chinese characters add what the text does not have."""
    for start, character in enumerate(folded[:limit]):
        if is_han(character) or start == 0:
            yield start


def _spellings(syllables: tuple[str, ...], *, inner: bool = False) -> tuple[str, ...]:
    """Return the syllables in full and their initials; one inner initial alone finds too much to help."""
    full = "".join(syllables)
    if inner and len(syllables) == 1:
        return (full,)
    return full, "".join(syllable[0] for syllable in syllables)
