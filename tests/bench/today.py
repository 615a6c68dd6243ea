"""/today of a seller with 5,000 customers, in a team of 60,000 (full: 1,000,000) with ten purchases each."""

import asyncio
import time
from datetime import timedelta

from bot.bootstrap import Core, open_core
from bot.cli.running import settle
from bot.services.valuing_bulk import recompute
from crm.base import new_id
from crm.history import Direction, Touchpoint, TouchpointKind
from crm.people import Actor, Role
from tests.bench.buying import OWN, TODAY, add_contracts, prepared_buyers
from tests.bench.figures import Figure, percentile, spread
from tests.bench.stage import copied, settings
from tests.bench.value_bulk import SELLER, BenchClock

_CALLS = 60
_OTHER = Actor(salesperson_id="seller001", team_id="team", role=Role.SALESPERSON)


async def today(scale: str) -> list[Figure]:
    """Measure the list as a seller sees it: the first of all, every further one, and those that find it old.

    Between two calls somebody is ticked off, so that no call finds exactly what the one before found.
    Processor time is told beside: on a busy machine the time on the clock is other people's too.
    """
    count = 60_000 if scale == "small" else 1_000_000
    folder = await prepared_buyers(count, 10)
    note = f"{OWN:,} own customers of {count:,}"
    clock = BenchClock()
    async with copied(folder) as data:
        await asyncio.to_thread(add_contracts, data, count)
        async with open_core(settings(data), clock=clock) as core:
            services = core.services
            await recompute(core.database, services.clock, TODAY, services.valuing.rules, lambda *_: None)
            services.valuing.warm()  # as the bot does at its start
            await services.today.due(_OTHER)  # the process's own first times
            settle()  # as `jinju run` does
            first = await _timed(core)
            items = await services.today.due(SELLER)
            taken = [await _after_a_contact(core, items[n % len(items)].customer_id) for n in range(_CALLS)]
            old = [await _old(core, clock) for _ in range(_CALLS // 4)]
    if len(items) != services.valuing.rules.today.most:
        raise RuntimeError(f"{len(items)} on the list")
    return [
        Figure("today_first", first[0] * 1000, "ms", note),
        Figure("today_first_processor", first[1] * 1000, "ms", note),
        *spread("today", [clock for clock, _ in taken], note),
        Figure("today_processor_p95", percentile([cpu for _, cpu in taken], 0.95) * 1000, "ms", note),
        *spread("today_found_old", [clock for clock, _ in old], f"{note}; older than a quarter of an hour"),
    ]


async def _timed(core: Core) -> tuple[float, float]:
    """Return the seconds on the clock and of the processor that one look takes."""
    wall, processor = time.perf_counter(), time.process_time()
    await core.services.today.due(SELLER)
    return time.perf_counter() - wall, time.process_time() - processor


async def _after_a_contact(core: Core, customer_id: str) -> tuple[float, float]:
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
    return await _timed(core)


async def _old(core: Core, clock: BenchClock) -> tuple[float, float]:
    """Look when the book is old: it serves, and the new one is learnt when the screen is out."""
    clock.moment += timedelta(minutes=20)
    taken = await _timed(core)
    await core.services.valuing.settled()
    return taken
