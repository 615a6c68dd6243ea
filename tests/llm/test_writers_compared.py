"""`jinju eval --writer model`: both writers on the same turns, through real HTTP, kept per run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.services.writer_evaluation import WriterRun, figures_of
from tests.fakes.chat_model import draft, install
from tests.fakes.model_server import Body, ModelServer, model_server

CASES = [
    {"id": "a", "kind": "objection", "query": "客户说：修一修还能用，新的太贵了", "gold": []},
    {"id": "b", "kind": "howto", "query": "怎么开场", "gold": []},
]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


def evaluated(server: ModelServer, tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    known = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI")}
    environment = known | {
        "DATA_DIR": str(tmp_path / "data"),
        "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": server.url,
        "OPENAI_MODEL": "some-model",
        "COLUMNS": "160",
    }
    command = [sys.executable, "-m", "bot", "eval", str(cases), "--writer", "model", *options]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, cwd=Path.cwd(), check=False
    )


def test_both_writers_stand_in_one_table_and_every_line_is_kept(server: ModelServer, tmp_path: Path) -> None:
    def says(body: Body) -> Any:
        if "natural" in json.dumps(body, ensure_ascii=False):
            return {"natural": 2, "answers": 1, "honest": 2, "moves": 1}
        return draft("旧的先骑着不碍事，您抽空来试一圈新的，觉得值再说？")

    install(server, says)
    kept = tmp_path / "runs.jsonl"
    done = evaluated(server, tmp_path, "--judge", "--results", str(kept))
    assert done.returncode == 0, done.stderr
    runs = [WriterRun.model_validate_json(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [(run.case, run.writer) for run in runs] == [("a", "playbook"), ("a", "model")]
    assert runs[1].lines
    assert runs[1].input_tokens > 0
    assert {run.score for run in runs} == {0.75}
    assert "playbook" in done.stdout
    assert "0.75" in done.stdout


def test_rejections_and_failures_are_counted_apart() -> None:
    runs = [
        WriterRun(case="a", writer="model", lines=("好",), milliseconds=10),
        WriterRun(case="b", writer="model", fault="rejected", milliseconds=20),
        WriterRun(case="c", writer="model", fault="timeout", milliseconds=30),
    ]
    found = figures_of(runs, "model")
    assert (found.cases, found.worded, found.rejected, found.failed) == (3, 1, 1, 1)
    assert found.cost is None
    assert found.p95_ms == 30
