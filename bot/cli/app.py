"""The command line: parse, call one service, print. Acts as a local admin unless --as NAME is given."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.asking import ask_lines, ask_one
from bot.cli.comparing import compare
from bot.cli.customers import customers_app
from bot.cli.doctor import examine
from bot.cli.documents import docs_app
from bot.cli.evaluating import evaluate, tune
from bot.cli.ingesting import ingest_paths
from bot.cli.model import model
from bot.cli.prompts import prompts_app
from bot.cli.sample import sample_app
from bot.cli.support import err, fail, load_settings, out, quiet_logging, run
from bot.cli.value import value_app
from bot.errors import ConfigurationError, JinjuError

app = typer.Typer(
    name="jinju",
    help="Jinju (金句): lines to send, from what the customer just said.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(customers_app, name="customers")
app.add_typer(sample_app, name="sample")
app.add_typer(prompts_app, name="prompts")
app.add_typer(docs_app, name="docs")
app.add_typer(value_app, name="value")

AsName = Annotated[str | None, typer.Option("--as", help="Act as this salesperson instead of as local admin")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite what is there")]


app.command("model")(model)


@app.command("run")
def run_bot(
    port: Annotated[int, typer.Option(help="Port of the local phone's page (0 takes a free one)")] = 8765,
) -> None:
    """Start the bot; without TELEGRAM_BOT_TOKEN the local phone."""
    from bot.cli.running import serve

    settings = load_settings()
    quiet_logging(logging.INFO if settings.telegram_bot_token else logging.WARNING)
    try:
        asyncio.run(serve(settings, port))
    except KeyboardInterrupt:
        err.print("stopped; nothing is lost", style="dim")
    except (ConfigurationError, JinjuError) as error:
        fail(str(error))


@app.command()
def ask(
    text: Annotated[
        str, typer.Argument(help="What the customer said, or a question; - reads one turn a line")
    ],
    customer: Annotated[str | None, typer.Option(help="Name of the customer it is about")] = None,
    note: Annotated[str, typer.Option(help="What the salesperson adds in own words (counts as fact)")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole Advice as JSON")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print why it was read and chosen so")] = False,
    as_name: AsName = None,
) -> None:
    """Answer one turn."""
    if text == "-":
        run(lambda core: ask_lines(core, as_name, customer))
    else:
        run(lambda core: ask_one(core, as_name, text, customer, note, as_json=as_json, explain=explain))


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders")], as_name: AsName = None
) -> None:
    """Take documents into the material."""
    refused = run(lambda core: ingest_paths(core, as_name, paths))
    raise typer.Exit(1 if refused else 0)


@app.command("eval")
def eval_cases(
    cases: Annotated[Path, typer.Argument(help="Cases, one JSON object a line", exists=True, dir_okay=False)],
    results: Annotated[Path | None, typer.Option(help="Write what was found here")] = None,
    tuned: Annotated[
        bool, typer.Option("--tune", help="Find and store how much vectors count, 0 unless they win")
    ] = False,
    writer: Annotated[
        str, typer.Option(help="`model`: compare the model's lines with the playbook's instead")
    ] = "",
    judged: Annotated[bool, typer.Option("--judge", help="Let a model score the lines as well")] = False,
) -> None:
    """Measure retrieval on cases: hit@k, MRR, refusals; or compare the two writers."""
    if writer:
        if writer != "model":
            raise typer.BadParameter("there is only `model` to compare with", param_hint="--writer")
        run(lambda core: compare(core, cases, results, judged=judged))
        return
    if tuned:
        run(lambda core: tune(core, cases))
        return
    run(lambda core: evaluate(core, cases, results))


@app.command()
def reindex() -> None:
    """Rebuild search keys and retrieval indexes from the database."""
    from bot.cli.reindexing import rebuild

    run(rebuild)


@app.command()
def enrich(
    yes: Annotated[bool, typer.Option("--yes", help="Start without asking")] = False,
) -> None:
    """Let the chat model write the questions each passage answers; shows the cost first, can be resumed."""
    from bot.cli.enriching import enrich as write_questions

    run(lambda core: write_questions(core, yes=yes))


@app.command()
def doctor() -> None:
    """Check configuration, database, indexes, Telegram and model."""
    raise typer.Exit(asyncio.run(examine()))


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="File to write")]) -> None:
    """Write everything into one file, also while the bot runs."""
    from bot.storage.backup import backup as write_backup

    settings = load_settings()

    async def work() -> None:
        report = await write_backup(settings.database, settings.data_dir, target)
        out.print(f"{target}: {report}", markup=False, highlight=False)

    _plain(work())


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="File to read", exists=True)], force: Force = False
) -> None:
    """Bring a backup back; erasures made since are made again."""
    from bot.storage.backup import restore as read_backup

    settings = load_settings()

    async def work() -> None:
        report = await read_backup(source, settings.database, settings.data_dir, force=force)
        out.print(f"{source}: {report}", markup=False, highlight=False)

    _plain(work())


def _plain(work: "asyncio._CoroutineLike[None]") -> None:
    quiet_logging()
    try:
        asyncio.run(work)  # type: ignore[arg-type]
    except (JinjuError, OSError) as error:
        fail(str(error))
