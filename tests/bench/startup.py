"""From starting the process to the first answer, and resident memory then."""

import time

from bot.phone import PhoneServer
from tests.bench.figures import Figure
from tests.bench.stage import bot_process, copied, memory_mb, prepared, seller


async def startup(scale: str) -> list[Figure]:
    """Start twice on the same data; the second start is what a user lives with."""
    folder = await prepared(10_000, documents=True)
    seconds, memory = [], 0.0
    async with copied(folder) as data:
        for _ in range(2 if scale == "small" else 6):
            async with PhoneServer(page=False) as phone:
                await phone.say(seller(0), "客户说：修一修还能用，新的太贵了")
                start = time.perf_counter()
                async with bot_process(phone, data) as process:
                    await phone.wait_for_reply(seller(0), timeout=40)
                    seconds.append(time.perf_counter() - start)
                    memory = memory_mb(process.pid)
    note = "10,000 customers, 5 documents; process start to visible answer"
    return [
        Figure("startup_second", min(seconds[1:]), "s", note),
        Figure("memory_at_first_answer", memory, "MB", note),
    ]
