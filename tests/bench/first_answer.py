"""How long a salesperson waits: from the sent message to the visible answer, over HTTP."""

import time

from bot.phone import PhoneServer
from tests.bench.figures import Figure, percentile, spread
from tests.bench.stage import bot_process, copied, memory_mb, prepared, seller

SAYINGS = (
    "客户说：修一修还能用，新的太贵了",
    "客户：给自己花这么多，心里过意不去啊",
    "我再考虑考虑吧",
    "别家比你们便宜两百",
    "客户说：我得回去跟老婆商量商量",
    "客户：上次说好的上门到现在没人来",
    "能不能再便宜点",
    "客户说你们这个质量到底行不行啊",
    "老客户发函说不续了，还有救没",
    "客户为什么会流失",
)


async def first_answer(scale: str) -> list[Figure]:
    """Measure paste → answer and look-up → card at 10,000 customers and five documents."""
    count, rounds = (10_000, 6) if scale == "small" else (10_000, 40)
    folder = await prepared(count, documents=True)
    async with copied(folder) as data, PhoneServer(page=False) as phone, bot_process(phone, data) as process:
        await phone.ask(seller(0), "/help", timeout=30)
        answers, lookups = [], []
        for number in range(rounds):
            for saying in SAYINGS:
                answers.append(await _seconds(phone, seller(number % 5), saying))
            lookups.append(await _seconds(phone, seller(number % 5), "/c 1390000"))
        memory = memory_mb(process.pid)
    note = f"{count:,} customers, 5 documents, {len(answers)} messages one after the other"
    return [
        *spread("first_answer", answers, note),
        Figure("look_up_p95", percentile(lookups, 0.95) * 1000, "ms", note),
        Figure("memory_after_answers", memory, "MB", note),
    ]


async def _seconds(phone: PhoneServer, who: int, text: str) -> float:
    start = time.perf_counter()
    await phone.ask(who, text, timeout=20)
    return time.perf_counter() - start
