"""Search at 40,000 (full: 100,000) customers: names, parts, pinyin, initials, phone tails, typos."""

import random
import time

from bot.storage.database import SqlDatabase
from crm.people import Scope
from tests.bench.figures import Figure, percentile, spread
from tests.bench.people import customers
from tests.bench.stage import prepared, settings


async def search(scale: str) -> list[Figure]:
    """Measure the first page of hits for a salesperson, a manager and an admin."""
    count = 40_000 if scale == "small" else 100_000
    folder = await prepared(count, documents=False)
    chance = random.Random(3)
    people = [next(customers(1, "team", ("seller000",), seed=chance.randrange(10**6))) for _ in range(40)]
    texts = [text for person in people for text in (person.name, person.name[-1:], person.name[:2])]
    texts += ["wang", "zhangw", "lj", "ls", "39000", "0123", "精密", "jingmi"]
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
    finally:
        await database.close()
    return figures
