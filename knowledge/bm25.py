"""BM25 in memory: numpy postings in immutable segments, so that adding is cheap and reading needs no lock.

Score of Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with
the fields joined before saturation (BM25F): tf = tf(body) + boost x tf(heading).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical_segments import MOST_TEXTS, Entry, Floats, Segment

K1 = 1.2
B = 0.75
MOST_SEGMENTS = 8
SLICE = 1 << 11
"""Texts that are built at once: bounds the memory a build needs beside the index."""
_GROWTH = 4
"""A segment joins the one before when that is at most this many times larger: adding n texts one by
one copies each about log(n) times, never all of them at once."""
_DEAD = 0.3
"""Share of removed texts from which on a segment is rewritten without them."""

_HEAVY = 2048
"""Texts a term must at least be in to be handled as a whole array."""
_COMMON_BYTES = 48 << 20
"""Memory for the arrays of common terms."""

Rows = NDArray[np.int64]
Part = tuple[Segment, NDArray[np.bool_]]
"""A segment with the marks of its removed texts."""


class Bm25Index:
    """An immutable index; `adding` and `removing` return a new one that shares the segments."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        """Join segments; texts marked as removed are kept out of every answer."""
        self._parts = tuple(parts)
        segments = [segment for segment, _ in parts]
        self.ids: list[str] = [id for segment in segments for id in segment.ids]
        self._offsets = [0, *np.cumsum([len(segment.ids) for segment in segments]).tolist()]
        self._alive: Floats = np.concatenate([np.empty(0, dtype=bool), *(~dead for _, dead in parts)]).astype(
            np.float32
        )
        self.size = int(self._alive.sum())
        self._idf: dict[str, float] = {}
        self._dfs: dict[str, int] = {}
        self._common: dict[str, Floats] = {}
        # The mean length is that of the whole index: adding file by file must rank like adding at once.
        mean = float(sum(segment.lengths.sum() for segment in segments)) / max(1, len(self.ids)) or 1.0
        self._norms = [(K1 * (1 - B + B * s.lengths / mean)).astype(np.float32) for s in segments]

    @property
    def parts(self) -> Sequence[Part]:
        """The segments with the marks of their removed texts."""
        return self._parts

    def adding(self, entries: Iterable[Entry]) -> "Bm25Index":
        """Return an index with further texts; small segments are merged on the way, large ones never."""
        parts, stream = list(self._parts), iter(entries)
        while batch := list(islice(stream, SLICE)):
            segment = Segment.of(batch)
            _push(parts, (segment, np.zeros(len(segment.ids), dtype=bool)))
        return Bm25Index(parts)

    def removing(self, ids: Iterable[str], *, share: float = _DEAD) -> "Bm25Index":
        """Return an index without these texts.

        A segment is rewritten without them when more than `share` of it is gone; 0 leaves no trace.
        """
        gone = list(ids)
        parts = []
        for segment, before in self._parts:
            dead = before.copy()
            dead[[row for id in gone if (row := segment.row(id)) is not None]] = True
            parts.append(_compact((segment, dead), share))
        return Bm25Index([part for part in parts if part[0].ids])

    def row(self, id: str) -> int | None:
        """Return where a living text stands in `ids`, None when it is not there."""
        for (segment, dead), offset in zip(self._parts, self._offsets, strict=False):
            row = segment.row(id)
            if row is not None and not dead[row]:
                return int(offset + row)
        return None

    def living(self) -> Iterator[str]:
        """Yield the ids of all texts that are not removed, in the order of adding."""
        for segment, dead in self._parts:
            yield from (id for id, gone in zip(segment.ids, dead.tolist(), strict=True) if not gone)

    def payload(self, id: str) -> bytes | None:
        """Return what was kept with a living text, None when it is not there."""
        for segment, dead in self._parts:
            row = segment.row(id)
            if row is not None and not dead[row]:
                return segment.payloads[row]
        return None

    def df(self, term: str) -> int:
        """Return in how many texts a term occurs (removed ones counted until they are reclaimed)."""
        known = self._dfs.get(term)
        if known is None:
            known = self._dfs[term] = sum(segment.df(term) for segment, _ in self._parts)
        return known

    def idf(self, term: str) -> float:
        """Return the inverse document frequency, 0 for a term that never occurs."""
        known = self._idf.get(term)
        if known is None:
            df, total = self.df(term), len(self.ids)
            known = math.log(1 + (total - df + 0.5) / (df + 0.5)) if df else 0.0
            self._idf[term] = known
        return known

    @property
    def rarest(self) -> float:
        """The inverse document frequency of a term that occurs once."""
        return math.log(1 + (len(self.ids) - 0.5) / 1.5) if self.ids else 0.0

    def scores(self, terms: Mapping[str, float]) -> Floats:
        """Return one score per text (in the order of `ids`) for weighted terms."""
        found: Floats = np.zeros(len(self.ids), dtype=np.float32)
        for term, weight in terms.items():
            self._spread(found, term, weight)
        return found * self._alive

    def loudest(
        self, meanings: Iterable[tuple[Sequence[Mapping[str, float]], float]], *, share: float = 0.6
    ) -> Floats:
        """Return the sum over (phrases, weight) of the score of each meaning's best phrase.

        A text counts for a phrase of three or more terms when it holds at least `share` of them.
        """
        total: Floats = np.zeros(len(self.ids), dtype=np.float32)
        desk = _Desk(len(self.ids))
        for phrases, weight in meanings:
            for terms in phrases:
                for term, importance in terms.items():
                    desk.touch(self._spread(desk.found, term, importance, desk.met))
                desk.close_phrase(share * len(terms) if len(terms) >= 3 else 0)
            desk.close_meaning(total, np.float32(weight))
        return total * self._alive

    def _spread(
        self, found: Floats, term: str, weight: float, met: NDArray[np.uint8] | None = None
    ) -> list[Rows] | None:
        """Add a term's impact to `found` (and 1 to `met`); return where, None for nearly everywhere."""
        idf = self.idf(term)
        if not idf or not weight:
            return []
        factor = np.float32(idf * weight * (K1 + 1))
        if self.df(term) >= max(_HEAVY, len(self.ids) // 8):
            dense = self._dense(term)
            found += dense * factor
            if met is not None:
                met += dense > 0
            return None
        touched: list[Rows] = []
        for rows, impact in self._impacts(term):
            found[rows] += impact * factor
            if met is not None:
                met[rows] += 1
            touched.append(rows)
        return touched

    def _impacts(self, term: str) -> Iterator[tuple[Rows, Floats]]:
        """Yield (rows in `ids`, tf / (tf + norm)) of a term, segment by segment."""
        for (segment, _), norm, offset in zip(self._parts, self._norms, self._offsets, strict=False):
            posting = segment.postings(term)
            if posting is not None:
                rows = posting[0].astype(np.int64)
                impact = posting[1] / (posting[1] + norm[rows])
                rows += offset
                yield rows, impact

    def _dense(self, term: str) -> Floats:
        """Return the impact of a very common term on every text; the last used ones are kept."""
        known = self._common.pop(term, None)
        if known is None:
            known = np.zeros(len(self.ids), dtype=np.float32)
            for rows, impact in self._impacts(term):
                known[rows] = impact
            while self._common and (len(self._common) + 1) * known.nbytes > _COMMON_BYTES:
                self._common.pop(next(iter(self._common)), None)
        self._common[term] = known
        return known

    def search(self, terms: dict[str, float], limit: int) -> list[tuple[str, float]]:
        """Return (id, score) for weighted terms, best first; texts without any term are left out."""
        return self.best(self.scores(terms), limit)

    def best(self, scores: Floats, limit: int) -> list[tuple[str, float]]:
        """Return the (id, score) pairs of the highest positive scores, ties in order of adding."""
        everything = limit >= len(scores)
        top = np.arange(len(scores)) if everything else np.argpartition(-scores, limit)[:limit]
        top = top[np.lexsort((top, -scores[top]))]
        return [(self.ids[i], float(scores[i])) for i in top if scores[i] > 0]


class _Desk:
    """Scratch space of one question. Only rows that were touched are looked at and wiped again, unless
    a term stands nearly everywhere: then whole arrays are faster."""

    def __init__(self, count: int) -> None:
        self.found: Floats = np.zeros(count, dtype=np.float32)
        self.met: NDArray[np.uint8] = np.zeros(count, dtype=np.uint8)
        self._best: Floats = np.zeros(count, dtype=np.float32)
        self._phrase: list[Rows] | None = []
        self._meaning: list[Rows] | None = []

    def touch(self, rows: list[Rows] | None) -> None:
        """Note where the term just spread has been (None: everywhere)."""
        self._phrase = None if rows is None or self._phrase is None else self._phrase + rows

    def close_phrase(self, least: float) -> None:
        """Keep the phrase's score where it is the best so far and at least `least` terms were met."""
        if self._phrase is None:
            if least:
                self.found[self.met < least] = 0
            np.maximum(self._best, self.found, out=self._best)
            self.found.fill(0)
            self.met.fill(0)
            self._meaning = None
        else:
            for rows in self._phrase:
                held = rows[self.met[rows] >= least] if least else rows
                self._best[held] = np.maximum(self._best[held], self.found[held])
            for rows in self._phrase:
                self.found[rows] = 0
                self.met[rows] = 0
            if self._meaning is not None:
                self._meaning += self._phrase
        self._phrase = []

    def close_meaning(self, total: Floats, weight: np.float32) -> None:
        """Add the best phrase of a meaning to the total."""
        if self._meaning is None:
            total += self._best * weight
            self._best.fill(0)
        else:
            for rows in self._meaning:
                total[rows] += self._best[rows] * weight
                self._best[rows] = 0
        self._meaning = []


def _push(parts: list[Part], part: Part) -> None:
    """Put a part at the end, joining it with its neighbours as long as they are of about its size."""
    parts.append(part)
    while len(parts) > 1:
        before, last = len(parts[-2][0].ids), len(parts[-1][0].ids)
        if before > _GROWTH * last or before + last > MOST_TEXTS:
            break
        parts[-2:] = [_joined(parts[-2], parts[-1])]


def _joined(first: Part, second: Part) -> Part:
    (a, gone_a), (b, gone_b) = _compact(first, 0.0), _compact(second, 0.0)
    return a.joined(b), np.concatenate([gone_a, gone_b])


def _compact(part: Part, share: float = _DEAD) -> Part:
    segment, dead = part
    if dead.sum() <= share * len(dead):
        return part
    kept = segment.without(dead)
    return kept, np.zeros(len(kept.ids), dtype=bool)


__all__ = ["Bm25Index", "Entry", "Floats", "Part", "Segment"]
