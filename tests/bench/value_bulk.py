"""Valuing everybody at once: 60,000 customers with 600,000 purchases, one in twenty with a contract
(full: 1,000,000 with 10,000,000).

The command runs in a process of its own, as a person runs it, so that its memory is its own.
"""

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from bot.bootstrap import Core, open_core
from crm.base import new_id
from crm.history import Purchase
from crm.money import Money
from crm.people import Actor, Role
from tests.bench.buying import OWN, TODAY, add_contracts, prepared_buyers
from tests.bench.figures import Figure, spread
from tests.bench.stage import copied, memory_mb, processor_seconds, settings


class BenchClock:
    """The day the invented purchases end on; moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


SELLER = Actor(salesperson_id="seller000", team_id="team", role=Role.SALESPERSON)


async def value_bulk(scale: str) -> list[Figure]:
    """Measure the command, and one purchase after it."""
    count = 60_000 if scale == "small" else 1_000_000
    folder = await prepared_buyers(count, 10)
    async with copied(folder) as data:
        contracts = await asyncio.to_thread(add_contracts, data, count)
        note = f"{count:,} customers, {count * 10:,} purchases, {contracts:,} contracts, SQLite, one process"
        seconds, processor, peak = await _command(data)
        figures = [
            Figure("value_bulk", seconds, "s", note),
            Figure("value_bulk_processor", processor, "s", note),
            Figure("value_bulk_memory", peak, "MB", note),
        ]
        async with open_core(settings(data), clock=BenchClock()) as core:
            figures += spread("value_after_purchase", await _purchases(core), f"beside {count:,} customers")
    return figures


async def _command(data: Path) -> tuple[float, float, float]:
    """Return the seconds on the clock and of the processor, and the most memory it took in MB."""
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "value", "recompute",
        env=os.environ | {"DATA_DIR": str(data), "DATABASE_URL": "", "TELEGRAM_BOT_TOKEN": ""},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    peak = processor = 0.0
    ended = asyncio.create_task(process.communicate())
    while not ended.done():
        if process.returncode is None:
            peak, processor = max(peak, memory_mb(process.pid)), processor_seconds(process.pid)
        await asyncio.wait([ended], timeout=0.1)
    if process.returncode:
        raise RuntimeError((await ended)[1].decode()[-400:])
    return time.perf_counter() - start, processor, peak


async def _purchases(core: Core) -> list[float]:
    """Time storing a purchase of one customer together with its new value, in one transaction."""
    taken = []
    await core.services.valuing.renew(SELLER, "bench000000000")  # first time: scipy, the team's model
    for number in range(1, 101):
        id = f"bench{number * 37 % OWN:09d}"
        purchase = Purchase(
            id=new_id(),
            customer_id=id,
            product="大米10公斤",
            amount=Money(amount=Decimal(120)),
            bought_on=TODAY,
        )
        start = time.perf_counter()
        async with core.database.write() as uow:
            await uow.histories.add_purchases([purchase])
            await core.services.valuing.renew_in(uow, SELLER, id)
            await uow.commit()
        taken.append(time.perf_counter() - start)
    return taken
