"""The model's lines beside the playbook's on the same turns: what passes, how fast, at what cost."""

import time
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Protocol

from bot.ports import Clock
from bot.services.advise import Adviser
from bot.services.briefs import Advice
from bot.services.evaluation import Case
from bot.services.second_writer import SecondWriter
from bot.services.turns import Speaker, Turn
from bot.services.writers import Fault, ModelFailed
from crm.base import Record
from crm.people import Actor


class Judge(Protocol):
    """Scores a line, 0–1."""

    async def score(self, words: str, line: str) -> float:
        """Return how good a line is for these words. Raises ModelFailed."""


class WriterRun(Record):
    """One writer on one case. `fault` tells why there are no lines; scores are of the first line."""

    case: str
    writer: str
    lines: tuple[str, ...] = ()
    facts_used: int = 0
    """Figures of the brief that stand in the lines."""
    fault: str = ""
    milliseconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    score: float | None = None


class WriterFigures(Record):
    """One writer over all cases."""

    writer: str
    cases: int
    worded: int
    rejected: int
    """Cases in which no line passed the gate."""
    failed: int
    facts_used: float
    """Per worded case."""
    p50_ms: float
    p95_ms: float
    tokens: int
    cost: Decimal | None
    score: float | None


async def run_writers(
    adviser: Adviser,
    second: SecondWriter,
    clock: Clock,
    actor: Actor,
    cases: Sequence[Case],
    judge: Judge | None,
) -> AsyncIterator[WriterRun]:
    """Yield two runs a case, the playbook's first; cases to which no play fits are left out."""
    for case in cases:
        turn = Turn(text=case.query[:8000], speaker=Speaker.CUSTOMER, at=clock.now())
        start = time.perf_counter()
        first = await adviser.advise(actor, turn)
        took = (time.perf_counter() - start) * 1000
        if not first.variants:
            continue
        yield await _scored(_run(case.id, "playbook", first, took), turn.text, judge)
        start = time.perf_counter()
        try:
            better, call = await second.improve(actor, turn, first)
        except ModelFailed as failed:
            took = (time.perf_counter() - start) * 1000
            yield WriterRun(case=case.id, writer="model", fault=failed.fault.value, milliseconds=took)
            continue
        if call is not None:
            await second.count(call)
        run = _run(case.id, "model", better, (time.perf_counter() - start) * 1000)
        yield await _scored(run, turn.text, judge)


def figures_of(runs: Sequence[WriterRun], writer: str) -> WriterFigures:
    """Return one writer's line of the table."""
    mine = [run for run in runs if run.writer == writer]
    worded = [run for run in mine if run.lines]
    times = sorted(run.milliseconds for run in mine) or [0.0]
    costs = [run.cost for run in mine if run.cost is not None]
    scores = [run.score for run in worded if run.score is not None]
    rejected = sum(run.fault == Fault.REJECTED for run in mine)
    return WriterFigures(
        writer=writer,
        cases=len(mine),
        worded=len(worded),
        rejected=rejected,
        failed=len(mine) - len(worded) - rejected,
        facts_used=sum(run.facts_used for run in worded) / max(1, len(worded)),
        p50_ms=times[len(times) // 2],
        p95_ms=times[min(len(times) - 1, int(0.95 * len(times)))],
        tokens=sum(run.input_tokens + run.output_tokens for run in mine),
        cost=sum(costs, Decimal(0)) if costs else None,
        score=sum(scores) / len(scores) if scores else None,
    )


def _run(case: str, writer: str, advice: Advice, milliseconds: float) -> WriterRun:
    use = advice.use
    return WriterRun(
        case=case,
        writer=writer,
        lines=tuple(variant.text for variant in advice.variants),
        facts_used=len({id for variant in advice.variants for id in variant.fact_ids}),
        milliseconds=round(milliseconds, 1),
        input_tokens=use.input_tokens if use else 0,
        output_tokens=use.output_tokens if use else 0,
        cost=use.cost if use else None,
    )


async def _scored(run: WriterRun, words: str, judge: Judge | None) -> WriterRun:
    if judge is None or not run.lines:
        return run
    try:
        return run.model_copy(update={"score": await judge.score(words, run.lines[0])})
    except ModelFailed:
        return run
