"""Bursts of forwards: one answer on screen, how long after the last part, and two customers apart."""

import asyncio
import time

from bot.phone import PhoneServer, origin_hidden
from tests.bench.figures import Figure, spread
from tests.bench.stage import bot_process, copied, prepared, seller

PARTS = (
    "在吗",
    "你们的车我看了",
    "样子还行",
    "就是",
    "有点贵",
    "别家便宜",
    "我再想想",
    "能送货吗",
    "要多久",
    "太贵了",
)


async def burst(scale: str) -> list[Figure]:
    """Measure ten forwards of one customer, and ten of two customers mixed, over HTTP."""
    rounds = 4 if scale == "small" else 20
    folder = await prepared(10_000, documents=True)
    async with copied(folder) as data, PhoneServer(page=False) as phone, bot_process(phone, data):
        await phone.ask(seller(0), "/help", timeout=30)
        waits, answers, mixed = [], [], []
        for number in range(rounds):
            who = seller(10 + number)
            sent = await phone.forward(who, *PARTS, origin=origin_hidden("一位客户"))
            start = time.perf_counter()
            await phone.wait_for_reply(sent[-1], timeout=10)
            waits.append(time.perf_counter() - start)
            await phone.settled(quiet=1.0, timeout=15)
            answers.append(len(phone.chat(who).replies))
            other = seller(30 + number)
            for place, text in enumerate(PARTS):
                sent = await phone.forward(other, text, origin=origin_hidden(f"客户{place % 2}"))
                await asyncio.sleep(0.02)
            await phone.wait_for_reply(sent[-1], timeout=10)
            await phone.settled(quiet=1.0, timeout=15)
            mixed.append(len(phone.chat(other).replies))
    note = f"10 forwards, {rounds} bursts, quiet window of 0.8 s included"
    return [
        *spread("burst_answer", waits, note),
        Figure("burst_answers_left", max(answers), "answers", "one customer; should be 1"),
        Figure("burst_answers_mixed", max(mixed), "answers", "two customers mixed; should be 2"),
    ]
