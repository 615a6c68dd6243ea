"""`jinju reindex`: derived data built again from the truth in the database."""

from bot.bootstrap import Core
from bot.cli.support import out


async def rebuild(core: Core) -> None:
    """Rebuild the customers' search keys and the retrieval index."""
    async with core.database.write() as uow:
        customers = await uow.customers.reindex()
        await uow.commit()
    chunks = await core.services.shelf.load()
    out.print(f"{customers} customers, {chunks} passages indexed", markup=False, highlight=False)
