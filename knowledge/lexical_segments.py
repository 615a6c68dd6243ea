"""Postings in memory: compact numpy rows that are built once, never changed, and merged in linear time.

A term is known by its 64-bit hash (of this process; nothing of this is written to disk), a text by its
position, a count by a byte of tenths: three to four bytes a posting instead of eight, and no dictionary
of a million strings.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Positions = NDArray[np.uint16]

MOST_TEXTS = 1 << 16
"""Most texts of a segment: a position fits two bytes, and nothing larger is ever copied by a merge."""
_UNIT = 10
"""Counts are kept in tenths."""
_DECODED: Floats = (np.arange(1 << 16) / _UNIT).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to index: its id and how often each term occurs, fields already joined."""

    id: str
    counts: Mapping[str, float]


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
    ) -> None:
        """Keep the arrays; `keys` are sorted, `codes` are what `_encoded` made of the counts."""
        self.ids = list(ids)
        self.keys, self.starts = keys, starts
        self.positions, self.codes = positions, codes
        self.lengths = lengths
        self._rows: dict[str, int] | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Segment":
        """Build from entries, which are read once and not kept."""
        vocabulary: dict[str, int] = {}
        ids: list[str] = []
        rows, counts, sizes = array("i"), array("f"), array("i")
        for entry in entries:
            rows.extend([vocabulary.setdefault(term, len(vocabulary)) for term in entry.counts])
            counts.extend(entry.counts.values())
            sizes.append(len(entry.counts))
            ids.append(entry.id)
        owners = np.repeat(np.arange(len(ids), dtype=np.int32), np.asarray(sizes, dtype=np.int64))
        weights: Floats = np.asarray(counts, dtype=np.float32)
        lengths = np.bincount(owners, weights=weights, minlength=len(ids)).astype(np.float32)
        keys = np.asarray([hash(term) for term in vocabulary], dtype=np.int64)
        ranks = np.argsort(keys)
        place = np.empty(len(keys), dtype=np.int32)
        place[ranks] = np.arange(len(keys), dtype=np.int32)
        placed = place[np.asarray(rows, dtype=np.int32)]
        order = np.argsort(placed, kind="stable")
        starts = _starts(np.bincount(placed, minlength=len(keys)))
        positions = owners[order].astype(np.uint16)
        return cls(ids, keys[ranks], starts, positions, _encoded(weights[order]), lengths)

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
        return Segment([*self.ids, *other.ids], keys, starts, positions, codes, lengths)

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
        key = np.int64(hash(term))
        row = int(np.searchsorted(self.keys, key))
        if row >= len(self.keys) or self.keys[row] != key:
            return None
        return slice(int(self.starts[row]), int(self.starts[row + 1]))


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


__all__ = ["MOST_TEXTS", "Entry", "Floats", "Positions", "Segment"]
