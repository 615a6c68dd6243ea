"""A line cut into sentences and clauses, with its figures: what every check looks at."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.services.figures import Figure, find_figures

_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, ord("￥"): ord("¥")}
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|[，。；！？;!?\n…~～—]|、(?=.{6})")
_SENTENCE_END = re.compile(r"[。！？!?\n…]")
_ASKS = re.compile(r"[?]|(?:吗|呢|不|没有|行不行|好不好|怎么样|可不可以|要不要|是不是)\s*$")


@dataclass(frozen=True)
class Line:
    """The text in half-width lower-case characters; every offset is that of the original text."""

    original: str
    today: date | None = None

    @cached_property
    def text(self) -> str:
        """The text as the rules read it."""
        lowered = self.original.translate(_WIDE).lower()
        return lowered if len(lowered) == len(self.original) else self.original.translate(_WIDE)

    @cached_property
    def letters(self) -> frozenset[str]:
        """The characters that occur."""
        return frozenset(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures, with offsets in the text."""
        return find_figures(self.original, self.today)

    def clause(self, at: int) -> tuple[int, int]:
        """Return start and end of the clause around an offset."""
        return _around(self._clause_ends, at, len(self.text))

    def sentence(self, at: int) -> tuple[int, int]:
        """Return start and end of the sentence around an offset, its end mark included."""
        return _around(self._sentence_ends, at, len(self.text))

    def clause_text(self, at: int) -> str:
        """Return the clause around an offset."""
        start, end = self.clause(at)
        return self.text[start:end]

    def sentence_text(self, at: int) -> str:
        """Return the sentence around an offset."""
        start, end = self.sentence(at)
        return self.text[start:end]

    def asks(self, at: int) -> bool:
        """Whether the sentence around an offset is a question."""
        return bool(_ASKS.search(self.sentence_text(at)))

    @cached_property
    def _clause_ends(self) -> tuple[int, ...]:
        return tuple(match.end() for match in _CLAUSE_END.finditer(self.original))

    @cached_property
    def _sentence_ends(self) -> tuple[int, ...]:
        return tuple(match.end() for match in _SENTENCE_END.finditer(self.original))


def _around(ends: tuple[int, ...], at: int, length: int) -> tuple[int, int]:
    start = 0
    for end in ends:
        if end > at:
            return start, end
        start = end
    return start, length
