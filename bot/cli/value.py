"""`jinju value recompute`: every customer's value anew, with a progress bar."""

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.bootstrap import Core
from bot.cli.support import err, out, run
from bot.services.valuing_bulk import BulkReport, recompute

value_app = typer.Typer(help="Customer value.", no_args_is_help=True)


@value_app.callback()
def _group() -> None:
    """Customer value."""


@value_app.command("recompute")
def recompute_values() -> None:
    """Value every customer anew: learns the models, ranks the tiers, replaces what was stored."""
    report = run(_recompute)
    out.print(
        f"{report.valued} of {report.customers} customers valued from {report.lines} purchases, "
        f"{report.apart} with refunds or subscriptions, {report.changed} in another tier than before",
        markup=False,
        highlight=False,
    )
    for line in report.models:
        out.print(line, style="dim", markup=False, highlight=False)


async def _recompute(core: Core) -> BulkReport:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        services = core.services
        return await recompute(
            services.database, services.clock, services.valuing.today, services.valuing.rules, progress
        )
