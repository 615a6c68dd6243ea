"""`jinju eval`: the cases through advise(), the figures on the screen, the findings in a file."""

from pathlib import Path

from rich.progress import track

from bot.bootstrap import Core
from bot.cli.support import acting, err, out
from bot.services.evaluation import FoundChunk, Report, Result, read_cases, report
from bot.services.turns import Turn


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


def _print(figures: Report) -> None:
    hits = " ".join(f"hit@{k}={rate:.3f}" for k, rate in figures.hit.items())
    out.print(f"answerable {figures.answerable}: {hits} MRR={figures.mrr:.3f}", highlight=False)
    out.print(f"refused {figures.refused} of {figures.unanswerable} unanswerable", highlight=False)
    out.print(f"over-refused {figures.over_refused} of {figures.answerable}", highlight=False)
    out.print(f"mean chunk length {figures.mean_length:.0f}", highlight=False)
