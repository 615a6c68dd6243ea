"""Briefs with moves, and a chat model at the loopback server, for the tests and benches of the writer."""

from datetime import UTC, datetime
from functools import cache

from bot.llm.breaker import Breaker
from bot.llm.chat import ChatModel
from bot.llm.writing import ModelWriter
from bot.services.briefs import Brief
from bot.services.choosing import choose
from bot.services.turns import Objection
from playbooks.load import built_in
from tests.fakes.model_server import ModelServer
from tests.services.gate.gate_corpus import brief_for

OBJECTIONS = {
    "ebike": "no_need",
    "telecom": "network_quality",
    "food": "price_too_high",
    "bank": "competitor_cheaper",
    "b2b": "no_budget",
    "bare": "need_to_think",
}
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@cache
def full_brief(context: str) -> Brief:
    """Return the brief of a context with the plays that fit, as a real turn has it."""
    brief = brief_for(context)
    objection = Objection(primary=OBJECTIONS[context], confidence=0.9)
    reading = brief.reading.model_copy(update={"objection": objection})
    moves = choose(reading, brief.snapshot, brief.facts, built_in())
    return brief.model_copy(update={"reading": reading, "moves": tuple(moves)})


def chat_at(server: ModelServer, *, seconds: float = 5.0, breaker: Breaker | None = None) -> ChatModel:
    """Return a chat model at the server; a breaker that never opens unless one is given."""
    return ChatModel(
        key="k",
        base_url=server.url,
        model="some-model",
        seconds=seconds,
        breaker=breaker or Breaker(failures=10_000, pause=0.0),
    )


def writer_at(server: ModelServer, *, seconds: float = 5.0, breaker: Breaker | None = None) -> ModelWriter:
    """Return the model writer at the server."""
    return ModelWriter(chat_at(server, seconds=seconds, breaker=breaker), built_in())
