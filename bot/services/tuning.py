"""How much the vectors count, decided on cases: nothing, unless they clearly win."""

from collections.abc import Callable, Mapping, Sequence

from bot.services.evaluation import Case, FoundChunk, Report, Result, report
from knowledge.fusion import Dense
from knowledge.ports import Retrieval

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
LEAST_GAIN = 0.01
"""What the mean of hit@5 and MRR must gain at least: less is noise on some dozens of cases."""

Find = Callable[[str, Dense | None], Retrieval]


def measure(
    cases: Sequence[Case], queries: Mapping[str, str], neighbours: Mapping[str, Dense], find: Find
) -> dict[float, list[Result]]:
    """Return what each weight finds for the cases.

    Args:
        cases: answerable and unanswerable ones.
        queries: what is searched, by case id.
        neighbours: what the vectors found, by case id; a case without counts by words alone.
        find: the retriever.
    """
    return {
        weight: [
            _result(case, find(queries[case.id], _at(neighbours.get(case.id), weight))) for case in cases
        ]
        for weight in WEIGHTS
    }


def choose(cases: Sequence[Case], found: Mapping[float, Sequence[Result]]) -> float:
    """Return the weight with the best mean of hit@5 and MRR, or 0.

    To win, a weight must gain LEAST_GAIN over all cases and lose on neither half of them: a weight
    that lives on one half was fitted to it. Of equal ones the smallest is taken.
    """
    halves = (cases[::2], cases[1::2])
    base = [_worth(half, found[0.0]) for half in halves]
    best, most = 0.0, _worth(cases, found[0.0]) + LEAST_GAIN
    for weight in sorted(found):
        worth = _worth(cases, found[weight])
        steady = all(_worth(half, found[weight]) >= b for half, b in zip(halves, base, strict=True))
        if weight and steady and worth >= most:
            best, most = weight, worth + 1e-9
    return best


def figures(cases: Sequence[Case], found: Mapping[float, Sequence[Result]]) -> dict[float, Report]:
    """Return the report of each weight."""
    return {weight: report(cases, results) for weight, results in found.items()}


def _worth(cases: Sequence[Case], results: Sequence[Result]) -> float:
    wanted = {case.id for case in cases}
    figures = report(cases, [result for result in results if result.id in wanted])
    return (figures.hit[5] + figures.mrr) / 2


def _at(dense: Dense | None, weight: float) -> Dense | None:
    return Dense(dense.similarity, weight) if dense is not None and weight else None


def _result(case: Case, found: Retrieval) -> Result:
    chunks = [FoundChunk(text=passage.raw, doc=list(passage.docs)) for passage in found.passages]
    return Result(id=case.id, chunks=chunks, refused=found.refused)
