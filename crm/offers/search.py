"""The best combinations of offers, exactly: branch and bound over what is wanted.

Each candidate covers some of the wants (a bit mask) and no want is paid for twice. The bound is the best
choice when conflicts and budgets are left out, by dynamic programming over the wants still open; without
conflicts and budgets it is reached at once. Candidates that at least `count` others beat in every respect
cannot stand in one of the best combinations and are dropped first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappush, heapreplace

Value = tuple[int, int]
"""Points of coverage and score; compared in that order, added one by one."""

Rank = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One offer as the search sees it; amounts in cents."""

    name: str
    cover: int
    value: Value
    monthly: int = 0
    upfront: int = 0
    lines: int = 1

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """The better the smaller; ties by simplicity, then price, then name."""
        return -self.value[0], -self.value[1], self.lines, self.monthly + self.upfront, self.name


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets in cents; None is no limit."""

    monthly: int | None = None
    upfront: int | None = None

    def hold(self, monthly: int, upfront: int) -> bool:
        """Whether both amounts stay within."""
        return (self.monthly is None or monthly <= self.monthly) and (
            self.upfront is None or upfront <= self.upfront
        )


@dataclass(frozen=True)
class Combination:
    """Candidates by place, with what they come to."""

    places: tuple[int, ...]
    value: Value
    monthly: int
    upfront: int
    lines: int
    names: tuple[str, ...]

    @cached_property
    def rank(self) -> Rank:
        """The better the larger: coverage, score, then fewer parts, fewer lines, less to pay."""
        return *self.value, -len(self.places), -self.lines, -(self.monthly + self.upfront)


@dataclass
class _Best:
    """The `count` best found so far, worst on top."""

    count: int
    heap: list[tuple[Rank, tuple[tuple[int, ...], ...], int, Combination]] = field(default_factory=list)
    seen: int = 0

    def floor(self) -> Value:
        """What a combination must at least reach to be of interest."""
        if len(self.heap) < self.count:
            return (-1, -(1 << 62))
        return self.heap[0][3].value

    def add(self, found: Combination) -> None:
        self.seen += 1
        names = tuple(tuple(-ord(c) for c in name) for name in found.names)
        entry = (found.rank, names, self.seen, found)
        if len(self.heap) < self.count:
            heappush(self.heap, entry)
        elif entry[:2] > self.heap[0][:2]:
            heapreplace(self.heap, entry)


def best_combinations(
    candidates: Sequence[Candidate],
    conflicts: Sequence[int],
    limits: Limits = Limits(),
    count: int = 3,
    among: Sequence[int] | None = None,
) -> list[Combination]:
    """Return the best combinations, best first; the empty one is never among them.

    `conflicts[i]` has bit j set when candidates i and j may not stand together. `among` are the places
    that may be chosen from, all by default.
    """
    places = range(len(candidates)) if among is None else among
    usable = [
        i for i in places if candidates[i].cover and limits.hold(candidates[i].monthly, candidates[i].upfront)
    ]
    usable = undominated(usable, candidates, conflicts, count)
    tree = _Tree(candidates, conflicts, limits, usable, _Best(count))
    tree.grow(tree.all_wants, (), 0, (0, 0), 0, 0)
    return [entry[3] for entry in sorted(tree.best.heap, key=lambda e: e[:2], reverse=True)]


class _Tree:
    """The branching: for the lowest open want choose a candidate, or leave it unmet."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        conflicts: Sequence[int],
        limits: Limits,
        usable: Sequence[int],
        best: _Best,
    ) -> None:
        self.candidates, self.conflicts, self.limits, self.best = candidates, conflicts, limits, best
        self.all_wants = 0
        self.by_want: dict[int, list[int]] = {}
        self._top: dict[int, dict[int, Value]] = {}
        for i in usable:
            cover = candidates[i].cover
            lowest = cover & -cover
            self.all_wants |= cover
            self.by_want.setdefault(lowest, []).append(i)
            tops = self._top.setdefault(lowest, {})
            tops[cover] = max(tops.get(cover, candidates[i].value), candidates[i].value)
        for places in self.by_want.values():
            places.sort(key=lambda i: candidates[i].order)
        self._bounds: dict[int, Value] = {0: (0, 0)}

    def bound(self, open_wants: int) -> Value:
        """Return the most the open wants could add, conflicts and budgets left out."""
        if open_wants not in self._bounds:
            lowest = open_wants & -open_wants
            values = [self.bound(open_wants ^ lowest)]
            for cover, value in self._top.get(lowest, {}).items():
                if cover & ~open_wants == 0:
                    values.append(_plus(value, self.bound(open_wants ^ cover)))
            self._bounds[open_wants] = max(values)
        return self._bounds[open_wants]

    def grow(
        self, open_wants: int, chosen: tuple[int, ...], barred: int, value: Value, monthly: int, upfront: int
    ) -> None:
        """Try everything below a partial choice that may still be among the best."""
        if not open_wants:
            if chosen:
                self.best.add(self._combination(chosen, value, monthly, upfront))
            return
        lowest = open_wants & -open_wants
        for i in self._options(lowest, open_wants, barred):
            c = self.candidates[i]
            total, rest = _plus(value, c.value), open_wants ^ c.cover
            if _plus(total, self.bound(rest)) < self.best.floor():
                continue
            paid = monthly + c.monthly, upfront + c.upfront
            if self.limits.hold(*paid):
                self.grow(rest, (*chosen, i), barred | self.conflicts[i], total, *paid)
        if _plus(value, self.bound(open_wants ^ lowest)) >= self.best.floor():
            self.grow(open_wants ^ lowest, chosen, barred, value, monthly, upfront)

    def _options(self, lowest: int, open_wants: int, barred: int) -> Iterator[int]:
        for i in self.by_want.get(lowest, ()):
            if self.candidates[i].cover & ~open_wants == 0 and not barred >> i & 1:
                yield i

    def _combination(self, chosen: tuple[int, ...], value: Value, monthly: int, upfront: int) -> Combination:
        parts = [self.candidates[i] for i in chosen]
        lines, names = sum(c.lines for c in parts), tuple(c.name for c in parts)
        return Combination(chosen, value, monthly, upfront, lines, names)


def _plus(left: Value, right: Value) -> Value:
    return left[0] + right[0], left[1] + right[1]


def undominated(
    usable: Sequence[int], candidates: Sequence[Candidate], conflicts: Sequence[int], count: int
) -> list[int]:
    """Return the candidates without those that `count` others of the same cover beat in value,
    price and freedom.
    """
    kept: dict[int, list[int]] = {}
    apart: dict[int, int] = {}
    for cover in {candidates[i].cover for i in usable}:
        # only those that can stand beside this cover matter as conflicts
        apart[cover] = sum(1 << j for j in usable if not candidates[j].cover & cover)
    for i in sorted(usable, key=lambda i: candidates[i].order):
        c = candidates[i]
        better, mine = 0, conflicts[i] & apart[c.cover]
        group = kept.setdefault(c.cover, [])
        for j in group:
            other = candidates[j]
            freer = conflicts[j] & apart[c.cover] & ~mine == 0
            if freer and other.monthly <= c.monthly and other.upfront <= c.upfront and other.lines <= c.lines:
                better += 1
                if better >= count:
                    break
        if better < count:
            group.append(i)
    return sorted(i for group in kept.values() for i in group)
