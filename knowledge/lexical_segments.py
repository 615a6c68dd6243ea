"""Postings in memory: compact numpy rows that are built once, never changed, and merged in linear time.

A term is known by its number (`knowledge.lexical_keys`), a text by its position, a count by a byte of
tenths: three to four bytes a posting instead of eight, and no dictionary of a million strings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical_keys import BITS, Keys, key, keys_of
from knowledge.payloads import Payloads

Floats = NDArray[np.float32]
Positions = NDArray[np.uint16]

MOST_TEXTS = 1 << 16
"""Most texts of a segment: a position fits two bytes, and nothing larger is ever copied by a merge."""
_ROW_BITS = 63 - BITS
MOST_AT_ONCE = 1 << _ROW_BITS
"""Most texts a segment is built of at once; more come by joining."""
_UNIT = 10
"""Counts are kept in tenths."""
_DECODED: Floats = (np.arange(1 << 16) / _UNIT).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to index: how often each term occurs, fields already joined, and beside that a text
    whose terms count once per occurrence."""

    id: str
    counts: Mapping[str, float]
    text: str = ""
    payload: bytes = b""
    """Kept with the text and given back by its id; not searched."""


class Segment:
    """Postings of at most MOST_TEXTS texts: of term i, positions[starts[i]:starts[i+1]], ascending."""

    def __init__(
        self,
        ids: Sequence[str],
        keys: NDArray[np.int64],
        starts: NDArray[np.int64],
        positions: Positions,
        codes: NDArray[np.generic],
        lengths: Floats,
        payloads: Payloads,
    ) -> None:
        """Keep the arrays; `keys` are sorted, `codes` are what `_encoded` made of the counts."""
        self.payloads = payloads
        self.ids = list(ids)
        self.keys, self.starts = keys, starts
        self.positions, self.codes = positions, codes
        self.lengths = lengths
        self.stored: Path | None = None
        """The folder this segment was written to or read from."""
        self._rows: dict[str, int] | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Segment":
        """Build from entries, which are read once and not kept."""
        read = list(entries)
        if len(read) > MOST_AT_ONCE:
            raise ValueError(f"a segment is built of at most {MOST_AT_ONCE} texts at once")
        places, counts = _counted(read)
        rows, keys = places & (MOST_AT_ONCE - 1), places >> _ROW_BITS
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        starts = np.append(first, len(keys)).astype(np.int64)
        lengths = np.bincount(rows, weights=counts, minlength=len(read)).astype(np.float32)
        ids = [entry.id for entry in read]
        payloads = Payloads.of([entry.payload for entry in read])
        return cls(ids, keys[first], starts, rows.astype(np.uint16), _encoded(counts), lengths, payloads)

    def without(self, dead: NDArray[np.bool_]) -> "Segment":
        """Return the segment without the texts marked dead."""
        alive = ~dead
        moved = (np.cumsum(alive) - 1).astype(np.uint16)
        kept = alive[self.positions]
        rows = np.repeat(np.arange(len(self.keys)), np.diff(self.starts))[kept]
        sizes = np.bincount(rows, minlength=len(self.keys))
        used = sizes > 0
        return Segment(
            [id for id, lives in zip(self.ids, alive, strict=True) if lives],
            self.keys[used],
            _starts(sizes[used]),
            moved[self.positions[kept]],
            self.codes[kept],
            self.lengths[alive],
            self.payloads.kept(alive),
        )

    def joined(self, other: "Segment") -> "Segment":
        """Return both as one, the other's texts after these."""
        keys = np.union1d(self.keys, other.keys)
        mine, theirs = np.searchsorted(keys, self.keys), np.searchsorted(keys, other.keys)
        sizes = np.zeros(len(keys), dtype=np.int64)
        sizes[mine] += np.diff(self.starts)
        after = sizes[theirs]
        sizes[theirs] += np.diff(other.starts)
        starts = _starts(sizes)
        positions = np.empty(starts[-1], dtype=np.uint16)
        codes = np.empty(starts[-1], dtype=np.result_type(self.codes, other.codes))
        for segment, first, shift in (
            (self, starts[mine], 0),
            (other, starts[theirs] + after, len(self.ids)),
        ):
            at = np.repeat((first - segment.starts[:-1]).astype(np.int32), np.diff(segment.starts))
            at += np.arange(len(at), dtype=np.int32)
            positions[at] = segment.positions + np.uint16(shift)
            codes[at] = segment.codes if segment.codes.dtype == codes.dtype else _recoded(segment, codes)
        lengths = np.concatenate([self.lengths, other.lengths])
        ids, payloads = [*self.ids, *other.ids], self.payloads.joined(other.payloads)
        return Segment(ids, keys, starts, positions, codes, lengths, payloads)

    def row(self, id: str) -> int | None:
        """Return the position of a text, None when it is not here."""
        if self._rows is None:
            self._rows = {id: at for at, id in enumerate(self.ids)}
        return self._rows.get(id)

    def df(self, term: str) -> int:
        """Return in how many texts a term occurs."""
        part = self._part(term)
        return 0 if part is None else int(part.stop - part.start)

    def postings(self, term: str) -> tuple[Positions, Floats] | None:
        """Return (positions, counts) of a term."""
        part = self._part(term)
        if part is None:
            return None
        return self.positions[part], _decoded(self.codes[part])

    def _part(self, term: str) -> slice | None:
        number = key(term)
        row = int(np.searchsorted(self.keys, number))
        if row >= len(self.keys) or self.keys[row] != number:
            return None
        return slice(int(self.starts[row]), int(self.starts[row + 1]))


def _counted(entries: Sequence[Entry]) -> tuple[Keys, Floats]:
    """Return (key and row in one number, ascending; count) of every term in every text."""
    body, owners = keys_of([entry.text for entry in entries])
    places, times = np.unique(body << _ROW_BITS | owners, return_counts=True)
    counts = times.astype(np.float32)
    extra = [(key(t) << _ROW_BITS | row, n) for row, e in enumerate(entries) for t, n in e.counts.items()]
    if not extra:
        return places, counts
    # In floats a key would lose digits, so the two columns are made apart.
    more, back = np.unique(np.asarray([place for place, _ in extra], dtype=np.int64), return_inverse=True)
    added = np.bincount(back, weights=[count for _, count in extra]).astype(np.float32)
    at = np.searchsorted(places, more)
    known = at < len(places)
    known[known] = places[at[known]] == more[known]
    counts[at[known]] += added[known]
    return np.insert(places, at[~known], more[~known]), np.insert(counts, at[~known], added[~known])


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])


def _encoded(counts: Floats) -> NDArray[np.generic]:
    """Return counts as tenths in the smallest type that holds them exactly, as they are when none does."""
    tenths = np.rint(counts * _UNIT)
    most = float(tenths.max(initial=0))
    if most >= len(_DECODED) or not np.allclose(tenths, counts * _UNIT, atol=1e-3):
        return counts
    return tenths.astype(np.uint8 if most < 1 << 8 else np.uint16)


def _decoded(codes: NDArray[np.generic]) -> Floats:
    return codes if codes.dtype == np.float32 else _DECODED[codes]  # type: ignore[return-value]


def _recoded(segment: Segment, codes: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return a segment's codes in another's type: plain counts where that one has plain counts."""
    if codes.dtype == np.float32 and segment.codes.dtype != np.float32:
        return _decoded(segment.codes)
    return segment.codes.astype(codes.dtype)


__all__ = ["MOST_AT_ONCE", "MOST_TEXTS", "Entry", "Floats", "Positions", "Segment"]
