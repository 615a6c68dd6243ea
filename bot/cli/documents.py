"""`jinju docs …`: the manager's shelf on the command line."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import Core
from bot.cli.support import acting, out, run
from bot.errors import InputRefused
from crm.errors import NotFound
from crm.people import Actor
from knowledge.ports import Document

docs_app = typer.Typer(
    help="The material: list, replace, retire, dates of validity, unanswered questions.",
    no_args_is_help=True,
)

AsName = Annotated[str | None, typer.Option("--as", help="Act as this salesperson instead of as local admin")]
Which = Annotated[str, typer.Argument(help="Id, the beginning of one, or the file's name")]


@docs_app.command("list")
def list_documents(as_name: AsName = None) -> None:
    """List the live documents with version, audience and validity."""

    async def work(core: Core) -> None:
        for document in await core.services.shelf.documents(await acting(core, as_name)):
            _print(document)

    run(work)


@docs_app.command()
def replace(
    which: Which,
    path: Annotated[Path, typer.Argument(help="The new version", exists=True, dir_okay=False)],
    as_name: AsName = None,
) -> None:
    """Put a new version in a document's place; the old one is kept for citation."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        old = await _named(core, actor, which)
        report = await core.services.shelf.replace(actor, old.id, path.name, path.read_bytes())
        _print(report.document)

    run(work)


@docs_app.command()
def retire(which: Which, as_name: AsName = None) -> None:
    """Take a document out of answers, keeping it for citation."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        await core.services.shelf.retire(actor, document.id)
        out.print(f"retired: {document.name}", markup=False, highlight=False)

    run(work)


@docs_app.command()
def validity(
    which: Which,
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD; empty: from ever")] = "",
    end: Annotated[str, typer.Option("--until", help="Last day, YYYY-MM-DD; empty: for ever")] = "",
    as_name: AsName = None,
) -> None:
    """Set the days on which a document may answer."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        _print(await core.services.shelf.set_validity(actor, document.id, _day(start), _day(end)))

    run(work)


@docs_app.command()
def restore(
    which: Annotated[str, typer.Argument(help="Id of a retired document")], as_name: AsName = None
) -> None:
    """Put a retired document back into answers; without a match the retired ones are listed."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        retired = await core.services.shelf.retired(actor)
        found = [
            d for d in retired if which in (d.id, d.name) or (len(which) >= 4 and d.id.startswith(which))
        ]
        if len(found) == 1:
            _print(await core.services.shelf.restore(actor, found[0].id))
            return
        for document in retired:
            _print(document)
        raise NotFound("document", which)

    run(work)


@docs_app.command("price-list")
def price_list(
    which: Which,
    off: Annotated[bool, typer.Option("--off", help="Its prices are no longer in force")] = False,
    as_name: AsName = None,
) -> None:
    """Put a price list in force: its amounts may be said to customers as ours."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        _print(await core.services.shelf.set_price_list(actor, document.id, not off))

    run(work)


@docs_app.command()
def audience(
    which: Which,
    everybody: Annotated[bool, typer.Option("--everybody/--team-only", help="For which teams it is")],
    as_name: AsName = None,
) -> None:
    """Say for which teams a document is."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        _print(await core.services.shelf.set_team_only(actor, document.id, not everybody))

    run(work)


@docs_app.command()
def delete(
    which: Which,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_name: AsName = None,
) -> None:
    """Remove a document and the versions it replaced for good; `retire` keeps it for citation."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        if not yes:
            typer.confirm(f"Delete {document.name} with its old versions for good?", abort=True)
        await core.services.shelf.delete(actor, document.id)
        out.print(f"deleted: {document.name}", markup=False, highlight=False)

    run(work)


@docs_app.command()
def versions(which: Which, as_name: AsName = None) -> None:
    """List a document and the ones it replaced."""

    async def work(core: Core) -> None:
        actor = await acting(core, as_name)
        document = await _named(core, actor, which)
        for one in await core.services.shelf.versions(actor, document.id):
            _print(one)

    run(work)


@docs_app.command()
def asked(as_name: AsName = None) -> None:
    """List what was asked and not found, most often asked first."""

    async def work(core: Core) -> None:
        for miss in await core.services.answers.waiting(await acting(core, as_name)):
            out.print(f"{miss.id}  {miss.times}×  {miss.question}", markup=False, highlight=False)

    run(work)


@docs_app.command()
def answer(
    question: Annotated[str, typer.Argument(help="Id of a question of the queue, or a new question")],
    text: Annotated[str, typer.Argument(help="The answer, in words that may be quoted")],
    as_name: AsName = None,
) -> None:
    """Write an answer; it becomes material that is found at once."""

    async def work(core: Core) -> None:
        actor, answers = await acting(core, as_name), core.services.answers
        known = {miss.id for miss in await answers.waiting(actor, 10_000)}
        if question in known:
            _print(await answers.answer(actor, question, text))
        else:
            _print(await answers.write(actor, question, text))

    run(work)


@docs_app.command()
def dismiss(
    question: Annotated[str, typer.Argument(help="Id of a question of the queue")], as_name: AsName = None
) -> None:
    """Take a question off the queue for good."""

    async def work(core: Core) -> None:
        await core.services.answers.dismiss(await acting(core, as_name), question)

    run(work)


async def _named(core: Core, actor: Actor, which: str) -> Document:
    documents = await core.services.shelf.documents(actor)
    found = [d for d in documents if which in (d.id, d.name)] or [
        d for d in documents if len(which) >= 4 and d.id.startswith(which)
    ]
    if not found:
        raise NotFound("document", which)
    if len(found) > 1:
        raise InputRefused("document-several", name=which, ids=", ".join(d.id for d in found))
    return found[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text}: give a day as YYYY-MM-DD") from None


def _print(document: Document) -> None:
    audience = f"team {document.team_id}" if document.team_id else "everybody"
    days = ""
    if document.valid_from or document.valid_until:
        days = f"  {document.valid_from or '…'} – {document.valid_until or '…'}"
    gone = "  retired" if document.retired_at else "  price list" if document.price_list else ""
    line = f"{document.id}  v{document.version}  {audience}{days}{gone}  {document.name}"
    out.print(line, markup=False, highlight=False, soft_wrap=True)
