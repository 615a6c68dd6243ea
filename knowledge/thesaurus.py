"""The sales thesaurus: groups of everyday words and the textbook words for the same thing."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.analysis import fold

DATA = Path(__file__).parent / "data" / "thesaurus.yaml"

BOOK_TO_BOOK = 0.3
"""A textbook word's synonyms say less than what an everyday word stands for."""
BOOK_TO_SAY = 0.3
SPECIFIC = 3
"""Characters a textbook word needs to call for its group: 成本 or 关系 alone mean too much."""

Starts = dict[str, list[tuple[str, int]]]
"""Words with the number of their group, by their first two characters."""


class Group(BaseModel):
    """What people say, what books say, and how surely (0–1) the one stands for the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: tuple[str, ...] = Field(min_length=1)
    book: tuple[str, ...] = Field(min_length=1)
    weight: float = Field(1.0, gt=0, le=1)

    @model_validator(mode="after")
    def _worth_having(self) -> "Group":
        short = [word for word in (*self.say, *self.book) if len(word) < 2]
        if short:
            raise ValueError(f"a word needs at least two characters: {short}")
        return self


class Expansion(BaseModel):
    """Folded phrases that mean one thing and the weight of the whole; the best one counts, not the sum."""

    model_config = ConfigDict(frozen=True)

    phrases: tuple[str, ...]
    weight: float
    because: str
    """The word of the question that called for it."""


class Thesaurus:
    """Looks up which groups a question touches."""

    def __init__(self, groups: Sequence[Group]) -> None:
        """Fold every word once."""
        self.groups = tuple(groups)
        self._folded = [
            (tuple(map(fold, group.say)), tuple(map(fold, group.book)), group.weight) for group in groups
        ]

    @classmethod
    def load(cls, path: Path = DATA) -> "Thesaurus":
        """Read the groups of a file.

        Raises:
            pydantic.ValidationError: a group has an unknown key, no words or a one-character word.
        """
        raw = yaml.load(path.read_text("utf-8"), Loader=_loader())  # noqa: S506 - the safe loader, in C
        return cls([Group.model_validate(item) for item in raw])

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Every pair of neighbouring characters of every word: what may be a word of the trade."""
        words = (word for say, book, _ in self._folded for word in (*say, *book))
        return frozenset("".join(pair) for word in words for pair in pairwise(word))

    @cached_property
    def _says(self) -> Starts:
        return _by_start((word, n) for n, (say, _, _) in enumerate(self._folded) for word in say)

    @cached_property
    def _books(self) -> Starts:
        words = ((word, n) for n, (_, book, _) in enumerate(self._folded) for word in book)
        return _by_start((word, n) for word, n in words if len(word) >= SPECIFIC)

    @cached_property
    def twos(self) -> frozenset[str]:
        """The words of two characters: as a whole less likely an accident than a pair within a long word."""
        return frozenset(word for say, book, _ in self._folded for word in (*say, *book) if len(word) == 2)

    def expand(self, folded: str) -> list[Expansion]:
        """Return what a folded question also means, one expansion per word that calls for some.

        Of words that lie within each other (去别家 within 换去别家) the longest speaks; groups called by the
        same word are one meaning, so that a word of many groups is not heard louder than others.
        """
        said = self._said(folded)
        called: dict[str, list[int]] = {}
        for number, word in said.items():
            called.setdefault(word, []).append(number)
        found = [self._joined(numbers, word, folded, 1.0) for word, numbers in called.items()]
        called = {}
        longest: dict[int, str] = {}
        for _, word, number in _standing(self._books, folded):
            longest[number] = max(longest.get(number, ""), word, key=len)
        for number in sorted(longest):
            if number not in said:
                called.setdefault(longest[number], []).append(number)
        for word, numbers in called.items():
            found.append(self._joined(numbers, word, folded, BOOK_TO_BOOK))
            say = dict.fromkeys(w for n in numbers for w in self._folded[n][0])
            weight = max(self._folded[n][2] for n in numbers)
            found.append(Expansion(phrases=tuple(say), weight=weight * BOOK_TO_SAY, because=word))
        return [item for item in found if item.phrases]

    def _said(self, folded: str) -> dict[int, str]:
        """Return the everyday word by which a question calls for a group, by the group's number."""
        spans = [(at, at + len(word), number) for at, word, number in _standing(self._says, folded)]
        outer = {(start, end) for start, end, _ in spans}
        called: dict[int, str] = {}
        for start, end, number in sorted(spans, key=lambda span: span[0] - span[1]):
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in outer):
                called.setdefault(number, folded[start:end])
        return called

    def _joined(self, numbers: Sequence[int], word: str, folded: str, share: float) -> Expansion:
        books = dict.fromkeys(w for n in numbers for w in self._folded[n][1] if w not in folded)
        weight = max(self._folded[n][2] for n in numbers)
        return Expansion(phrases=tuple(books), weight=weight * share, because=word)


def _by_start(words: Iterable[tuple[str, int]]) -> Starts:
    found: Starts = {}
    for word, number in words:
        found.setdefault(word[:2], []).append((word, number))
    return found


def _standing(starts: Starts, folded: str) -> Iterator[tuple[int, str, int]]:
    """Yield (where, word, group) of every word's first place in a folded text."""
    for at in range(len(folded) - 1):
        for word, number in starts.get(folded[at : at + 2], ()):
            if folded.startswith(word, at) and folded.find(word) == at:
                yield at, word, number


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def built_in() -> Thesaurus:
    """Return the thesaurus that comes with the package, read once."""
    return Thesaurus.load()
