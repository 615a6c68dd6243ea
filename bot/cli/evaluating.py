"""`jinju eval`: the cases through advise(), the figures on the screen, the findings in a file."""

from pathlib import Path

from rich.progress import track

from bot.bootstrap import Core
from bot.cli.support import acting, err, out
from bot.errors import ConfigurationError
from bot.services.evaluation import FoundChunk, Report, Result, read_cases, report
from bot.services.shelf_dense import DenseState
from bot.services.tuning import choose, measure
from bot.services.tuning import figures as measured
from bot.services.turns import Turn

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
    """Measure the vectors at several weights and store the one that wins, 0 when none does."""
    shelf = core.services.shelf
    if shelf.dense is None:
        raise ConfigurationError("set OPENAI_EMBEDDING_MODEL and a key or OPENAI_BASE_URL first")
    await shelf.dense.open(check=True)
    pointer = shelf.dense.pointer
    if pointer is None or shelf.dense.state in (DenseState.MISMATCH, DenseState.DOWN):
        raise ConfigurationError(f"no usable vectors ({shelf.dense.reason or 'none built'}): jinju reindex")
    await shelf.dense.catch_up()
    cases = read_cases(cases_path)
    queries, neighbours = {}, {}
    for case in track(cases, description="embed", console=err, transient=True):
        turn = Turn(text=case.query[:8000], at=core.services.clock.now())
        query = core.services.adviser.read(turn).customer_words or turn.text
        queries[case.id] = query
        neighbours[case.id] = await shelf.dense.neighbours(pointer, query, 1.0, seconds=PATIENCE)
    found = measure(cases, queries, neighbours, shelf.find_with)
    for weight, figures in measured(cases, found).items():
        out.print(f"weight {weight:g}: hit@5={figures.hit[5]:.3f} MRR={figures.mrr:.3f}", highlight=False)
    chosen = choose(cases, found)
    await shelf.dense.set_weight(chosen)
    out.print(f"stored weight {chosen:g}" + ("" if chosen else ": words alone are as good"), highlight=False)


def _print(figures: Report) -> None:
    hits = " ".join(f"hit@{k}={rate:.3f}" for k, rate in figures.hit.items())
    out.print(f"answerable {figures.answerable}: {hits} MRR={figures.mrr:.3f}", highlight=False)
    out.print(f"refused {figures.refused} of {figures.unanswerable} unanswerable", highlight=False)
    out.print(f"over-refused {figures.over_refused} of {figures.answerable}", highlight=False)
    out.print(f"mean chunk length {figures.mean_length:.0f}", highlight=False)
