"""The sales thesaurus: groups of everyday words and the textbook words for the same thing."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.analysis import fold

DATA = Path(__file__).parent / "data" / "thesaurus.yaml"

BOOK_TO_BOOK = 0.5
"""A textbook word's synonyms say less than what an everyday word stands for."""
BOOK_TO_SAY = 0.3


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

    def expand(self, folded: str) -> list[Expansion]:
        """Return what a folded question also means, at most one expansion per group."""
        found = []
        for say, book, weight in self._folded:
            said = max((word for word in say if word in folded), key=len, default="")
            booked = max((word for word in book if word in folded), key=len, default="")
            if said:
                rest = tuple(word for word in book if word not in folded)
                found.append(Expansion(phrases=rest, weight=weight, because=said))
            elif booked:
                rest = tuple(word for word in book if word not in folded)
                found.append(Expansion(phrases=rest, weight=weight * BOOK_TO_BOOK, because=booked))
                found.append(Expansion(phrases=say, weight=weight * BOOK_TO_SAY, because=booked))
        return [item for item in found if item.phrases]


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def built_in() -> Thesaurus:
    """Return the thesaurus that comes with the package, read once."""
    return Thesaurus.load()
