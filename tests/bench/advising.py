"""How long the offline advice takes, without any face, and how long the library takes to load."""

import time

from bot.bootstrap import open_core
from bot.services.turns import Turn
from crm.people import Actor, Role
from playbooks.load import BUILT_IN, load
from tests.bench.figures import Figure, spread
from tests.bench.first_answer import SAYINGS
from tests.bench.stage import NOW, copied, prepared, settings


async def advise(scale: str) -> list[Figure]:
    """Measure `advise()` for a known customer with 10,000 customers and five documents, and the library."""
    rounds = 4 if scale == "small" else 40
    start, begun = time.perf_counter(), time.process_time()
    load(BUILT_IN)
    loaded, busy = time.perf_counter() - start, time.process_time() - begun
    folder = await prepared(10_000, documents=True)
    taken: list[float] = []
    worked: list[float] = []
    async with copied(folder) as data, open_core(settings(data)) as core:
        actor = Actor(salesperson_id="seller000", team_id="team", role=Role.SALESPERSON)
        core.services.adviser.warm()
        for number in range(rounds):
            for saying in SAYINGS:
                customer = f"bench{number * 50:09d}"
                turn = Turn(text=saying, customer_id=customer, at=NOW)
                start, begun = time.perf_counter(), time.process_time()
                await core.services.adviser.advise(actor, turn)
                taken.append(time.perf_counter() - start)
                worked.append(time.process_time() - begun)
    note = f"10,000 customers, 5 documents, {len(taken)} turns one after the other"
    return [
        *spread("advise", taken, note),
        *spread("advise_processor", worked, f"{note}; processor time"),
        Figure("library_load", loaded, "s", "all YAML files, validated"),
        Figure("library_load_processor", busy, "s", "processor time"),
    ]
