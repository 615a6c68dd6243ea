"""What a model costs the first answer, and how long its checked words take from the wire to the outbox."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from bot.phone import PhoneServer
from tests.bench.draft_queued import draft_queued
from tests.bench.figures import Figure, percentile
from tests.bench.first_answer import SAYINGS
from tests.bench.stage import bot_process, copied, memory_mb, prepared, seller
from tests.fakes.chat_model import draft, install
from tests.fakes.model_server import ModelServer, model_server

LATENCY = 0.15
LINE = "您的顾虑我听明白了，差在哪一点您跟我说说，我照着给您找，哪天方便？"
_SAID = [saying for saying in SAYINGS if "流失" not in saying]


async def model_overhead(scale: str) -> list[Figure]:
    """Ask two bots in turn, one with a model and one without, on the same data."""
    folder = await prepared(10_000, documents=True)
    # A p95 of a dozen messages is its worst one; both arms need this many before their ratio tells anything.
    asked = (23 if scale == "small" else 50) * len(_SAID)
    bare, served, spans = [], [], []
    with model_server() as server:
        answered = _answering(server)
        async with AsyncExitStack() as stack:
            phones, processes = [], []
            for with_model in (False, True):
                data = await stack.enter_async_context(copied(folder))
                phone = await stack.enter_async_context(PhoneServer(page=False))
                with _environment(server if with_model else None):
                    process = await stack.enter_async_context(bot_process(phone, data))
                phones.append(phone)
                processes.append(process)
            for phone in phones:
                await phone.ask(seller(0), "/help", timeout=40)
            await asyncio.sleep(4)  # the libraries are loaded in the background
            for number in range(asked):
                who, said = seller(number % 5), f"{_SAID[number % len(_SAID)]}，第{number}回"
                # In turn, and only when the other one has finished with its last message.
                for with_model in (number % 2 == 0, number % 2 == 1):
                    (served if with_model else bare).append(await _first(phones[with_model], who, said))
                    if with_model:
                        spans.append(await _replaced(phones[1], who, answered))
                    await asyncio.sleep(0.1)
            memory = [memory_mb(process.pid) for process in processes]
    seen = [span for span in spans if span is not None]
    note = f"10,000 customers, {len(bare)} messages each, in turn; the model answers after {LATENCY} s"
    alone, beside = percentile(bare, 0.95), percentile(served, 0.95)
    return [
        Figure("first_line_p95_without_model", alone * 1000, "ms", note),
        Figure("first_line_p95_with_model", beside * 1000, "ms", note),
        Figure("first_line_change", (beside / alone - 1) * 100, "%", "at most 10"),
        Figure("first_line_p50_change", (_half(served) / _half(bare) - 1) * 100, "%", note),
        Figure("answer_to_edit_p95", percentile(seen, 0.95) * 1000, "ms", "last byte to edit at Telegram"),
        Figure("replaced", len(seen) / len(spans) * 100, "%", "messages whose first answer was replaced"),
        Figure("memory_without_model", memory[0], "MB", note),
        Figure("memory_with_model", memory[1], "MB", note),
        *await draft_queued(scale),
    ]


def _half(seconds: list[float]) -> float:
    return percentile(seconds, 0.5)


def _answering(server: ModelServer) -> list[float]:
    """Let the server answer honestly and note when; the list grows."""
    moments: list[float] = []

    def says(body: dict[str, object]) -> dict[str, object]:
        time.sleep(LATENCY)
        moments.append(time.perf_counter())
        return draft(LINE)

    install(server, says)
    return moments


async def _first(phone: PhoneServer, who: int, said: str) -> float:
    start = time.perf_counter()
    await phone.ask(who, said, timeout=20)
    return time.perf_counter() - start


async def _replaced(phone: PhoneServer, who: int, answered: list[float]) -> float | None:
    """Return the seconds from the model's answer to the edit, None when the first answer stayed."""
    deadline = time.perf_counter() + 1.5
    while time.perf_counter() < deadline:
        last = phone.chat(who).messages[-1].text
        if LINE in last:
            return time.perf_counter() - answered[-1]
        await asyncio.sleep(0.001)
    return None


@contextmanager
def _environment(server: ModelServer | None) -> Iterator[None]:
    """Give the next process a model, or none whatever this machine's environment says."""
    named = {
        "OPENAI_API_KEY": "k" if server else "",
        "OPENAI_BASE_URL": server.url if server else "",
        "OPENAI_MODEL": "some-model" if server else "",
        "OPENAI_EMBEDDING_MODEL": "",
        "MODEL_CALLS_PER_SELLER": "100000",
    }
    before = {name: os.environ.get(name) for name in named}
    os.environ.update(named)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
