"""From a model's words on the wire to the queued edit, with the wait for the chat's pace told apart.

Phone, endpoint and bot share one process here, so that all moments are of one clock; what they do beside
each other is in the figures.
"""

import time
from pathlib import Path

from bot.ports import OutboxItem
from tests.bench.figures import Figure, percentile
from tests.bench.model_faults import settings_at
from tests.bench.stage import copied, prepared, seller
from tests.fakes.chat_model import draft, install, slow_stream
from tests.fakes.model_server import Fault, ModelServer, model_server
from tests.stage import Stage, open_stage

LATENCY, PAUSE = 0.15, 0.3
ONE = "您的顾虑我听明白了，差在哪一点您跟我说说，我照着给您找，哪天方便？"
TWO = "不急着定，您先来看一眼实物，觉得不合适咱再说，周末有空吗？"
_SAID = ("客户说：修一修还能用，新的太贵了", "别家比你们便宜两百", "我再考虑考虑吧", "能不能再便宜点")


class _Watch:
    """Notes when words left the endpoint and when their edits were queued."""

    def __init__(self, server: ModelServer, stage: Stage) -> None:
        self.said: dict[str, float] = {}
        self.queued: dict[str, float] = {}
        self._server, self._sender = server, stage.running.sender
        self._push = self._sender.push
        self._sender.push = self._pushed  # type: ignore[assignment,method-assign]

    def _pushed(self, items: list[OutboxItem]) -> None:
        self._push(items)
        for item in items:
            if item.key.startswith("model:"):
                self.queued[item.key.partition(":early")[1]] = time.perf_counter()

    def answers(self, *, first: float, silence: float) -> None:
        """Let the endpoint wait, say a line, be silent, and say the rest."""

        def says(body: dict[str, object]) -> Fault:
            time.sleep(first)
            self.said[":early"] = time.perf_counter()
            self.said[""] = self.said[":early"] + silence
            return slow_stream(body, draft(ONE, TWO), (ONE, silence))

        install(self._server, says)

    def span(self, key: str) -> float | None:
        """Return the seconds from the words to their edit."""
        return self.queued[key] - self.said[key] if key in self.queued else None


async def draft_queued(scale: str) -> list[Figure]:
    """Measure whole answers, lines of slow ones, and slow ones whose end meets the pace."""
    rounds = 3 if scale == "small" else 25
    folder = await prepared(10_000, documents=True)
    whole, lines, paced = list[float](), list[float](), list[float]()
    async with copied(folder) as data:
        with model_server() as server:
            settings = settings_at(server, Path(data)).model_copy(update={"model_seconds": 6.0})
            async with open_stage(Path(data), settings=settings) as stage:
                await stage.core.services.second.warm()
                watch = _Watch(server, stage)
                watch.answers(first=LATENCY, silence=0.0)
                await _spans(stage, watch, -1, "")  # what is loaded once is not counted
                for number in range(rounds * len(_SAID)):
                    whole += await _spans(stage, watch, number, "")
                for number in range(rounds + 1 if scale == "small" else rounds * 2):
                    watch.answers(first=1.1, silence=PAUSE)  # by then the chat may change again
                    lines += await _spans(stage, watch, number, ":early")
                    paced += [span] if (span := watch.span("")) is not None else []
    note = f"10,000 customers, after a first one: {len(whole)} whole answers, {len(lines)} lines of slow ones"
    wait = f"of it the chat's pace of 1 s, when the end comes {PAUSE} s after a line shown early"
    return [
        Figure("draft_to_queued_p50", percentile(whole, 0.5) * 1000, "ms", note),
        Figure("draft_to_queued_p95", percentile(whole, 0.95) * 1000, "ms", "at most 60"),
        Figure("line_to_queued_p50", percentile(lines, 0.5) * 1000, "ms", note),
        Figure("line_to_queued_p95", percentile(lines, 0.95) * 1000, "ms", "at most 60"),
        Figure("waiting_for_pace_p95", percentile(paced, 0.95) * 1000, "ms", wait),
    ]


async def _spans(stage: Stage, watch: _Watch, number: int, key: str) -> list[float]:
    watch.said.clear()
    watch.queued.clear()
    await stage.phone.ask(seller(number % 5), f"{_SAID[number % len(_SAID)]}，第{number}回{key}", timeout=20)
    await stage.running.improver.idle()
    await stage.running.sender.idle()
    span = watch.span(key)
    return [] if span is None else [span]
