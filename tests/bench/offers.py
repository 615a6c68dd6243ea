"""Offers: the best three from 2,000 products, 300 bundles and 200 rules; against another exact solver."""

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from crm.offers.offering import Offering
from crm.offers.search import Candidate, Limits, best_combinations
from tests.bench.catalogues import ON, catalogue, questions
from tests.bench.figures import Figure, percentile, spread


async def offers(scale: str) -> list[Figure]:
    """Measure opening the catalogue, and choosing for customers with one to four wants."""
    size = (2000, 300, 200)
    asked = 200 if scale == "small" else 1000
    note = f"{size[0]:,} products, {size[1]} bundles, {size[2]} rules, {asked} customers"
    start = time.perf_counter()
    shop = catalogue(*size)
    opened = time.perf_counter()
    engine = Offering(shop, ON)
    figures = [
        Figure("offers_checked", (opened - start) * 1000, "ms", "reading and checking the catalogue"),
        Figure("offers_opened", (time.perf_counter() - opened) * 1000, "ms", "once a day and version"),
    ]
    taken, computed, found = [], [], 0
    for standing, request in questions(asked):
        start, own = time.perf_counter(), time.process_time()
        choice = engine.choose(standing, request)
        taken.append(time.perf_counter() - start)
        computed.append(time.process_time() - own)
        found += bool(choice.offers)
    figures += spread("offers_best_three", taken, note)
    figures.append(Figure("offers_best_three_max", max(taken) * 1000, "ms", note))
    figures += spread("offers_best_three_cpu", computed, "the same in processor time, for a busy machine")
    figures.append(Figure("offers_answered", found / asked, "share", "customers with at least one offer"))
    return figures + _against_milp()


def _against_milp() -> list[Figure]:
    """The search beside HiGHS on the same problems: the same best score, at which cost."""
    rng = np.random.default_rng(3)
    ours, theirs, equal, rounds = [], [], 0, 10
    for _ in range(rounds):
        count, wants = 300, 4
        covers = rng.integers(1, 1 << wants, count)
        found = [
            Candidate(
                f"c{i}",
                int(c),
                (2 * int(c).bit_count(), int(rng.integers(-500, 3000))),
                int(rng.integers(10, 300)),
            )
            for i, c in enumerate(covers)
        ]
        conflicts = [0] * count
        for a, b in rng.integers(0, count, (400, 2)):
            if a != b:
                conflicts[a] |= 1 << int(b)
                conflicts[b] |= 1 << int(a)
        budget = int(rng.integers(100, 600))
        start = time.perf_counter()
        best = best_combinations(found, conflicts, Limits(budget), 3)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        score = _by_milp(found, conflicts, budget, wants)
        theirs.append(time.perf_counter() - start)
        equal += best[0].value[0] * 1_000_000 + best[0].value[1] == score
    return [
        Figure(
            "offers_search_p95",
            percentile(ours, 0.95) * 1000,
            "ms",
            "300 candidates, 4 wants, budget, best three",
        ),
        Figure("offers_milp_p95", percentile(theirs, 0.95) * 1000, "ms", "HiGHS on the same, best one only"),
        Figure("offers_same_as_milp", equal / rounds, "share", "equal best value"),
    ]


def _by_milp(found: list[Candidate], conflicts: list[int], budget: int, wants: int) -> int:
    values = np.array([c.value[0] * 1_000_000 + c.value[1] for c in found])
    rows = [[float(c.cover >> w & 1) for c in found] for w in range(wants)]
    limits = [1.0] * wants
    rows.append([float(c.monthly) for c in found])
    limits.append(float(budget))
    for a, bits in enumerate(conflicts):
        for b in range(a + 1, len(found)):
            if bits >> b & 1:
                row = [0.0] * len(found)
                row[a] = row[b] = 1.0
                rows.append(row)
                limits.append(1.0)
    solved = milp(
        -values,
        constraints=LinearConstraint(np.array(rows), ub=np.array(limits)),
        integrality=1,
        bounds=Bounds(0, 1),
    )
    return round(-solved.fun)
