"""Retrieval measured on cases: hit@k, mean reciprocal rank, refusals.

A chunk hits when it contains at least 60 % of a gold quote in one run (white space collapsed) or lies
inside the quote; a chunk of more than 400 characters never counts.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import InputRefused

LIMIT = 400
SHARE = 0.6
_SPACE = re.compile(r"\s+")


class Gold(BaseModel):
    """A verbatim span that answers, and its file."""

    doc: str
    quote: str


class Case(BaseModel):
    """One evaluation case; `kind` `noanswer` means that the material does not have it."""

    model_config = ConfigDict(extra="ignore")
    id: str
    kind: str
    query: str
    gold: tuple[Gold, ...] = ()


class FoundChunk(BaseModel):
    """A returned passage: raw span and the name(s) of its file(s)."""

    text: str
    doc: str | list[str]


class Result(BaseModel):
    """What the system said to one case."""

    id: str
    chunks: list[FoundChunk] = Field(default_factory=list)
    refused: bool = False
    answer: str = ""


class Report(BaseModel):
    """Figures over all cases; rates are 0–1."""

    answerable: int
    hit: dict[int, float]
    mrr: float
    over_refused: int
    unanswerable: int
    refused: int
    mean_length: float


def read_cases(path: Path) -> list[Case]:
    """Read cases, one JSON object a line; raises InputRefused naming the bad line."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                cases.append(Case.model_validate(json.loads(line)))
            except (ValueError, ValidationError) as error:
                raise InputRefused("bad_case", name=f"{path.name}:{number}") from error
    return cases


def report(cases: Sequence[Case], results: Iterable[Result], ks: Sequence[int] = (1, 3, 5, 10)) -> Report:
    """Return the figures of one run."""
    by_id = {result.id: result for result in results}
    answerable = [case for case in cases if case.kind != "noanswer"]
    silent = [case for case in cases if case.kind == "noanswer"]
    ranks = [_rank(case, by_id.get(case.id), max(ks)) for case in answerable]
    lengths = [len(_flat(chunk.text)) for result in by_id.values() for chunk in result.chunks]
    count = max(len(answerable), 1)
    return Report(
        answerable=len(answerable),
        hit={k: sum(0 < rank <= k for rank in ranks) / count for k in ks},
        mrr=sum(1 / rank for rank in ranks if rank) / count,
        over_refused=sum(by_id[case.id].refused for case in answerable if case.id in by_id),
        unanswerable=len(silent),
        refused=sum(by_id[case.id].refused for case in silent if case.id in by_id),
        mean_length=sum(lengths) / max(len(lengths), 1),
    )


def _rank(case: Case, result: Result | None, depth: int) -> int:
    for number, chunk in enumerate(result.chunks[:depth] if result else [], 1):
        if any(_hits(gold, chunk) for gold in case.gold):
            return number
    return 0


def _hits(gold: Gold, chunk: FoundChunk) -> bool:
    docs = chunk.doc if isinstance(chunk.doc, list) else [chunk.doc]
    text, quote = _flat(chunk.text), _flat(gold.quote)
    if gold.doc not in docs or len(text) > LIMIT or not text:
        return False
    return (text in quote and len(text) >= 10) or _longest_run(quote, text) >= SHARE * len(quote)


def _longest_run(quote: str, text: str) -> int:
    """Return the length of the longest run of `quote` that `text` contains (binary search)."""
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        if any(quote[i : i + middle] in text for i in range(len(quote) - middle + 1)):
            low = middle
        else:
            high = middle - 1
    return low


def _flat(text: str) -> str:
    return _SPACE.sub("", text)
