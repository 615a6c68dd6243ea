"""Figures on the evaluation cases and on a second set, written before anything was tuned.

The second set names its gold passages by a few characters and a length, so that it holds no text of
the documents. Both need the evaluation files and are skipped without them.
"""

import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.services.shelf import bridge_card
from knowledge.ingest import prepare
from knowledge.retriever import Retriever
from playbooks.load import built_in

SECOND = Path(__file__).parent / "second_cases.tsv"
Cases = list[dict[str, Any]]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_scorer", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def retriever(shared: Path) -> Retriever:
    found = Retriever()
    found.set_cards([bridge_card(card) for card in built_in().cards.values()])
    started = time.perf_counter()
    for path in sorted((shared / "seeds").iterdir()):
        prepared = prepare(path.name, path.read_bytes())
        found.add(prepared.document, prepared.chunks)
    assert time.perf_counter() - started < 5
    return found


def second_cases(shared: Path, scorer: ModuleType) -> Cases:
    seeds = {
        path.name[:3]: (path.name, scorer.flat(path.read_text("utf-8")))
        for path in (shared / "seeds").iterdir()
    }
    cases: Cases = []
    for number, line in enumerate(SECOND.read_text("utf-8").splitlines()):
        kind, query, anchors, facts = (*line.split("\t"), "", "")[:4]
        gold = []
        for anchor in filter(None, anchors.split("|")):
            seed, rest = anchor.split(":", 1)
            start, length = rest.rsplit(":", 1)
            name, text = seeds[seed]
            at = text.index(scorer.flat(start))
            gold.append({"doc": name, "quote": text[at : at + int(length)]})
        facts_ = [fact for fact in facts.split(";") if fact]
        cases.append({"id": f"s{number}", "kind": kind, "query": query, "gold": gold, "facts": facts_})
    return cases


def measure(scorer: ModuleType, retriever: Retriever, cases: Cases) -> dict[str, float]:
    ranks, conveyed, lengths = [], [], []
    refused = over = 0
    for case in cases:
        found = retriever.find(case["query"], limit=10)
        if case["kind"] == "noanswer":
            refused += found.refused
            continue
        over += found.refused
        chunks = [{"text": p.raw, "doc": list(p.docs)} for p in found.passages]
        lengths += [len(scorer.flat(chunk["text"])) for chunk in chunks]
        strict = lambda q, c: scorer.rule(scorer.flat(q), scorer.flat(c))  # noqa: E731
        ranks.append(next((i for i, c in enumerate(chunks, 1) if scorer.hit(case, c, strict)), 0))
        if case["kind"] in {"howto", "fact"}:
            answer = "\n".join(line.text for line in found.lines)
            assert len(answer) <= 300
            conveyed += [scorer.conveyed(fact, answer) for fact in case["facts"]]
    assert max(lengths) <= 400
    assert sum(lengths) / len(lengths) <= 300
    return {
        "hit@5": sum(0 < rank <= 5 for rank in ranks) / len(ranks),
        "mrr": sum(1 / rank for rank in ranks if rank) / len(ranks),
        "facts": sum(conveyed) / len(conveyed),
        "refused": refused,
        "over": over,
    }


def test_the_evaluation_cases_are_found_and_refused_as_promised(
    shared: Path, scorer: ModuleType, retriever: Retriever
) -> None:
    lines = (shared / "eval" / "dev.jsonl").read_text("utf-8").splitlines()
    figures = measure(scorer, retriever, [json.loads(line) for line in lines])
    assert figures["hit@5"] >= 0.83, figures
    assert figures["mrr"] >= 0.69, figures
    assert figures["facts"] >= 0.64, figures
    assert figures["refused"] >= 4, figures
    assert figures["over"] <= 1, figures


def test_questions_written_before_tuning_are_found_too(
    shared: Path, scorer: ModuleType, retriever: Retriever
) -> None:
    figures = measure(scorer, retriever, second_cases(shared, scorer))
    assert figures["hit@5"] >= 0.76, figures
    assert figures["mrr"] >= 0.63, figures
    assert figures["facts"] >= 0.64, figures
    assert figures["refused"] >= 7, figures
    assert figures["over"] <= 2, figures
