"""`jinju reindex`: derived data built again from the truth in the database."""

from rich.progress import Progress

from bot.bootstrap import Core
from bot.cli.support import err, out
from bot.services.shelf_dense import DenseLeg, describe


async def rebuild(core: Core) -> None:
    """Rebuild the customers' search keys, the retrieval index and, with an embedding model, the vectors."""
    async with core.database.write() as uow:
        customers = await uow.customers.reindex()
        await uow.commit()
    shelf = core.services.shelf
    chunks = await shelf.load(anew=True)
    out.print(f"{customers} customers, {chunks} passages indexed", markup=False, highlight=False)
    if shelf.dense is not None:
        await _vectors(shelf.dense)


async def _vectors(dense: DenseLeg) -> None:
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("vectors", total=None)
        pointer = await dense.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
    _, detail, advice = describe(dense)
    out.print(f"vectors of {pointer.identity.embedder}: {detail}", markup=False, highlight=False)
    if advice:
        out.print(advice, markup=False, highlight=False, style="dim")
