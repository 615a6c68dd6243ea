"""`jinju eval --writer model`: the model's lines beside the playbook's, in one table, kept per run."""

from pathlib import Path

from rich.progress import track
from rich.table import Table

from bot.bootstrap import Core
from bot.cli.support import acting, err, out
from bot.errors import ConfigurationError
from bot.llm.judging import open_judge
from bot.services.evaluation import read_cases
from bot.services.writer_evaluation import WriterFigures, WriterRun, figures_of, run_writers

_COLUMNS = "writer cases worded rejected failed facts p50_ms p95_ms tokens cost score".split()
_CUSTOMER = frozenset({"objection", "customer", "scenario"})


async def compare(core: Core, cases_path: Path, results_path: Path | None, *, judged: bool) -> None:
    """Run both writers over the cases in which a customer speaks; print one table, store every line.

    Raises ConfigurationError without a chat model.
    """
    services = core.services
    if not services.second.is_on:
        raise ConfigurationError("set OPENAI_MODEL and OPENAI_API_KEY (or OPENAI_BASE_URL) first")
    cases = [case for case in read_cases(cases_path) if case.kind in _CUSTOMER]
    actor = await acting(core, None)
    judge = open_judge(core.settings) if judged else None
    runs: list[WriterRun] = []
    try:
        for case in track(cases, description="cases", console=err, transient=True):
            async for run in run_writers(
                services.adviser, services.second, services.clock, actor, [case], judge
            ):
                runs.append(run)
    finally:
        if judge is not None:
            await judge.close()
    target = results_path or _stored_at(core)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(run.model_dump_json() + "\n" for run in runs), encoding="utf-8")
    out.print(table_of([figures_of(runs, writer) for writer in ("playbook", "model")]))
    out.print(f"{len(runs)} runs in {target.name}", markup=False, highlight=False)


def table_of(rows: list[WriterFigures]) -> Table:
    """Return the comparison as a table."""
    table = Table()
    for name in _COLUMNS:
        table.add_column(name)
    for row in rows:
        table.add_row(
            row.writer,
            str(row.cases),
            str(row.worded),
            str(row.rejected),
            str(row.failed),
            f"{row.facts_used:.2f}",
            f"{row.p50_ms:.0f}",
            f"{row.p95_ms:.0f}",
            str(row.tokens),
            "-" if row.cost is None else f"{row.cost:f}",
            "-" if row.score is None else f"{row.score:.2f}",
        )
    return table


def _stored_at(core: Core) -> Path:
    moment = core.services.clock.now().strftime("%Y%m%dT%H%M%S")
    return core.settings.data_dir / "evaluations" / f"writers-{moment}.jsonl"
