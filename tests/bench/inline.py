"""Inline mode: our own time from keystroke to answer, and searches for twenty keystrokes in a row."""

import asyncio
import time

from bot.phone import PhoneServer
from tests.bench.figures import Figure, spread
from tests.bench.stage import bot_process, copied, prepared, seller

TYPED = "太贵了，别家比你们便宜不少，能不能再少一点"
QUERIES = ("太贵了", "我再考虑考虑", "别家便宜", "质量行不行", "要跟家里商量")


async def inline(scale: str) -> list[Figure]:
    """Measure over HTTP at 10,000 customers; the phone waits for the answer to each query."""
    rounds = 8 if scale == "small" else 40
    folder = await prepared(10_000, documents=True)
    async with copied(folder) as data, PhoneServer(page=False) as phone, bot_process(phone, data):
        await phone.ask(seller(0), "/help", timeout=30)
        times = []
        for number in range(rounds):
            for query in QUERIES:
                start = time.perf_counter()
                await phone.wait_for_results(await phone.inline(seller(number % 5), query), timeout=10)
                times.append(time.perf_counter() - start)
        before = len(phone.calls("answerInlineQuery"))
        asks = []
        for length in range(1, 21):
            asks.append(await phone.inline(seller(7), TYPED[:length]))
            await asyncio.sleep(0.05)
        await phone.wait_for_results(asks[-1], timeout=10)
        answered = len(phone.calls("answerInlineQuery")) - before
    note = f"10,000 customers, {len(times)} queries one after the other, over HTTP"
    return [
        *spread("inline", times, note),
        Figure("inline_answers_to_20_keystrokes", answered, "answers", "one every 50 ms"),
    ]
