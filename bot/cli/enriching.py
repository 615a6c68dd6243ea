"""`jinju enrich`: what it costs first, then questions for every passage."""

import typer
from rich.progress import Progress

from bot.bootstrap import Core
from bot.cli.support import err, out
from bot.errors import ConfigurationError
from bot.llm.enriching import open_question_writer
from bot.services.shelf_enriching import EnrichService


async def enrich(core: Core, *, yes: bool) -> None:
    """Show the estimate, ask, write; a run that was stopped goes on where it ended."""
    writer = open_question_writer(core.settings)
    if writer is None:
        raise ConfigurationError("set OPENAI_MODEL and a key or OPENAI_BASE_URL first")
    try:
        services = core.services
        await _run(core, EnrichService(core.database, services.clock, services.shelf, writer), yes=yes)
    finally:
        await writer.close()


async def _run(core: Core, service: EnrichService, *, yes: bool) -> None:
    settings = core.settings
    plan = await service.estimate(settings.model_price_in, settings.model_price_out)
    if not plan.passages:
        out.print("every passage has its questions already")
        return
    cost = "unknown (set MODEL_PRICE_IN and MODEL_PRICE_OUT)" if plan.cost is None else f"about {plan.cost}"
    out.print(
        f"{plan.passages} passages with {settings.openai_model}: about {plan.tokens_in:,} tokens in, "
        f"{plan.tokens_out:,} out; cost {cost}",
        highlight=False,
    )
    if not yes and not typer.confirm("Start?"):
        return
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("questions", total=plan.passages)
        report = await service.run(lambda done: progress.update(task, completed=done))
    out.print(f"{report.written} written, {report.failed} failed", highlight=False)
    if report.stopped:
        err.print("the model kept failing; run `jinju enrich` again to go on", style="red")
