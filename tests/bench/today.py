"""/today of a seller with 5,000 customers, in a team of 60,000 (full: 1,000,000) with ten purchases each."""

import time

from bot.bootstrap import Core, open_core
from bot.cli.running import settle
from bot.services.valuing_bulk import recompute
from crm.base import new_id
from crm.history import Direction, Touchpoint, TouchpointKind
from crm.people import Actor, Role
from tests.bench.buying import OWN, TODAY, prepared_buyers
from tests.bench.figures import Figure, spread
from tests.bench.stage import copied, settings
from tests.bench.value_bulk import SELLER, BenchClock

_CALLS = 60
_OTHER = Actor(salesperson_id="seller001", team_id="team", role=Role.SALESPERSON)


async def today(scale: str) -> list[Figure]:
    """Measure the list as a seller sees it: the first of the quarter of an hour, and every further one.

    Between two calls somebody is ticked off, so that no call finds exactly what the one before found.
    """
    count = 60_000 if scale == "small" else 1_000_000
    folder = await prepared_buyers(count, 10)
    note = f"{OWN:,} own customers of {count:,}"
    async with copied(folder) as data, open_core(settings(data), clock=BenchClock()) as core:
        services = core.services
        await recompute(core.database, services.clock, TODAY, services.valuing.rules, lambda *_: None)
        await services.today.due(_OTHER)  # the process's own first times
        settle()  # as `jinju run` does
        start = time.perf_counter()
        items = await services.today.due(SELLER)
        first = time.perf_counter() - start
        taken = [await _one(core, items[n % len(items)].customer_id) for n in range(_CALLS)]
    if len(items) != services.valuing.rules.today.most:
        raise RuntimeError(f"{len(items)} on the list")
    return [Figure("today_first", first * 1000, "ms", note), *spread("today", taken, note)]


async def _one(core: Core, customer_id: str) -> float:
    async with core.database.write() as uow:
        contact = Touchpoint(
            id=new_id(),
            customer_id=customer_id,
            by=SELLER.salesperson_id,
            kind=TouchpointKind.MESSAGE,
            direction=Direction.OUT,
            text="问候一句",
            at=core.services.clock.now(),
        )
        await uow.histories.add_touchpoints([contact])
        await uow.commit()
    start = time.perf_counter()
    await core.services.today.due(SELLER)
    return time.perf_counter() - start
