"""Search at 40,000 (full: 100,000) customers: names, parts, pinyin, initials, phone tails, typos."""

import time
from itertools import islice

from bot.storage.database import SqlDatabase
from crm.people import Scope
from tests.bench.figures import Figure, percentile, spread
from tests.bench.people import customers
from tests.bench.stage import SELLERS, prepared, settings


async def search(scale: str) -> list[Figure]:
    """Measure the first page of hits for a salesperson, a manager and an admin."""
    count = 40_000 if scale == "small" else 100_000
    folder = await prepared(count, documents=False)
    people = list(islice(customers(count, "team", ("seller000",)), 0, count, SELLERS))[:40]
    texts = [text for person in people for text in (person.name, person.name[-1:], person.name[:2])]
    texts += [
        "wang",
        "zhangw",
        "lj",
        "ls",
        *(person.phones[0][-4:] for person in people[:5]),
        "精密",
        "jingmi",
    ]
    # Names that nobody bears: the way over homophones and typos, reported apart.
    absent = [f"{person.name[0]}鑫淼{person.name[-1]}" for person in people]
    scopes = {
        "seller": Scope(team_id="team", owner_id="seller000"),
        "manager": Scope(team_id="team", owner_id=None),
        "admin": Scope(team_id=None, owner_id=None),
    }
    figures: list[Figure] = []
    database = SqlDatabase(settings(folder).database, folder)
    note = f"{count:,} customers on SQLite, {len(texts)} queries each"
    try:
        for role, scope in scopes.items():
            taken = []
            for text in texts:
                start = time.perf_counter()
                async with database.read() as uow:
                    await uow.customers.search(text, scope, 8)
                taken.append(time.perf_counter() - start)
            figures += spread(f"search_{role}", taken, note)
            figures.append(Figure(f"search_{role}_max", percentile(taken, 1.0) * 1000, "ms", note))
        taken = []
        for text in absent:
            start = time.perf_counter()
            async with database.read() as uow:
                await uow.customers.search(text, scopes["seller"], 8)
            taken.append(time.perf_counter() - start)
        figures += spread("search_not_found", taken, f"{len(absent)} names nobody bears, seller")
    finally:
        await database.close()
    return figures
