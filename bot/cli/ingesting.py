"""`jinju ingest`: files and folders into the material; one line each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.progress import Progress

from bot.bootstrap import Core
from bot.cli.support import acting, err, out
from bot.errors import InputRefused
from bot.services.apologies import apology


async def ingest_paths(core: Core, as_name: str | None, paths: Sequence[Path]) -> int:
    """Ingest every file; a refused one is named and does not stop the rest. Return how many were refused."""
    actor = await acting(core, as_name)
    files = list(_files(paths))
    refused = 0
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("ingest", total=len(files))
        for path in files:
            try:
                if not path.is_file():
                    raise InputRefused("file-missing", name=path.name)
                report = await core.services.shelf.ingest(actor, path.name, path.read_bytes())
                key = "material-new" if report.is_new else "material-same"
                values: dict[str, str | int] = {"name": path.name}
                if report.is_new:
                    values["chunks"] = report.chunks
                out.print(core.services.texts(key, **values), markup=False, highlight=False)
            except InputRefused as error:
                refused += 1
                err.print(apology(error, core.services.texts) or str(error), style="red", markup=False)
            progress.advance(task)
    return refused


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            yield path
