"""`jinju eval`: the cases through advise(), the figures on the screen, the findings in a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.progress import track

from bot.bootstrap import Core
from bot.cli.support import acting, err, out
from bot.errors import ConfigurationError
from bot.services.evaluation import Case, FoundChunk, Report, Result, read_cases, report
from bot.services.reranking import Rerank
from bot.services.shelf import ShelfService
from bot.services.shelf_dense import DenseLeg, DenseState
from bot.services.tuning import choose, measure
from bot.services.tuning import figures as measured
from bot.services.turns import Turn
from knowledge.fusion import Dense
from knowledge.ports import Retrieval

PATIENCE = 30.0
"""Seconds a question may take to embed while tuning."""


async def evaluate(core: Core, cases_path: Path, results_path: Path | None) -> None:
    """Run every case against the ingested documents alone and print hit@k, MRR and refusals."""
    cases = read_cases(cases_path)
    actor = await acting(core, None)
    results = []
    for case in track(cases, description="cases", console=err, transient=True):
        turn = Turn(text=case.query[:8000], at=core.services.clock.now())
        advice = await core.services.adviser.advise(actor, turn, documents_only=True)
        chunks = [
            FoundChunk(text=c.text, doc=list(c.doc) if isinstance(c.doc, tuple) else c.doc)
            for c in advice.chunks
        ]
        results.append(Result(id=case.id, chunks=chunks, refused=advice.refused, answer=advice.answer))
    if results_path:
        lines = "".join(result.model_dump_json() + "\n" for result in results)
        results_path.write_text(lines, encoding="utf-8")
    _print(report(cases, results))


async def tune(core: Core, cases_path: Path) -> None:
    """Measure vectors and reranker at several weights and store the ones that win, 0 when none does."""
    shelf = core.services.shelf
    if shelf.dense is None and shelf.rerank is None:
        raise ConfigurationError(
            "set OPENAI_EMBEDDING_MODEL and a key or OPENAI_BASE_URL first, or RERANKER_URL"
        )
    cases = read_cases(cases_path)
    queries = {case.id: _query(core, case) for case in cases}
    neighbours = await _tune_vectors(shelf, shelf.dense, cases, queries) if shelf.dense else {}
    if shelf.rerank is not None:
        await _tune_reranker(shelf, shelf.rerank, cases, queries, neighbours)


def _query(core: Core, case: Case) -> str:
    turn = Turn(text=case.query[:8000], at=core.services.clock.now())
    return core.services.adviser.read(turn).customer_words or turn.text


async def _tune_vectors(
    shelf: ShelfService, dense: DenseLeg, cases: Sequence[Case], queries: Mapping[str, str]
) -> dict[str, Dense]:
    """Store the weight of the vectors; return by query what they find at that weight."""
    await dense.open(check=True)
    pointer = dense.pointer
    if pointer is None or dense.state in (DenseState.MISMATCH, DenseState.DOWN):
        raise ConfigurationError(f"no usable vectors ({dense.reason or 'none built'}): jinju reindex")
    await dense.catch_up()
    neighbours = {}
    for case in track(cases, description="embed", console=err, transient=True):
        query = queries[case.id]
        neighbours[case.id] = await dense.neighbours(pointer, query, 1.0, seconds=PATIENCE)
    chosen = _chosen(cases, measure(cases, queries, neighbours, shelf.find_with))
    await dense.set_weight(chosen)
    out.print(f"stored weight {chosen:g}" + ("" if chosen else ": words alone are as good"), highlight=False)
    return {queries[id]: Dense(found.similarity, chosen) for id, found in neighbours.items() if chosen}


async def _tune_reranker(
    shelf: ShelfService,
    rerank: Rerank,
    cases: Sequence[Case],
    queries: Mapping[str, str],
    neighbours: Mapping[str, Dense],
) -> None:
    judged = {}
    for case in track(cases, description="rerank", console=err, transient=True):
        query = queries[case.id]
        passages = shelf.candidates(query, neighbours.get(query))
        if passages:
            judged[case.id] = await rerank.scored(query, passages, 1.0, seconds=PATIENCE)

    def find(query: str, reranked: Dense | None) -> Retrieval:
        return shelf.find_with(query, neighbours.get(query), reranked)

    chosen = _chosen(cases, measure(cases, queries, judged, find), "reranker ")
    await rerank.set_weight(chosen)
    said = "" if chosen else ": the order is as good without it"
    out.print(f"stored reranker weight {chosen:g}{said}", highlight=False)


def _chosen(cases: Sequence[Case], found: Mapping[float, Sequence[Result]], what: str = "") -> float:
    for weight, figures in measured(cases, found).items():
        line = f"{what}weight {weight:g}: hit@5={figures.hit[5]:.3f} MRR={figures.mrr:.3f}"
        out.print(line, highlight=False)
    return choose(cases, found)


def _print(figures: Report) -> None:
    hits = " ".join(f"hit@{k}={rate:.3f}" for k, rate in figures.hit.items())
    out.print(f"answerable {figures.answerable}: {hits} MRR={figures.mrr:.3f}", highlight=False)
    out.print(f"refused {figures.refused} of {figures.unanswerable} unanswerable", highlight=False)
    out.print(f"over-refused {figures.over_refused} of {figures.answerable}", highlight=False)
    out.print(f"mean chunk length {figures.mean_length:.0f}", highlight=False)
