"""`jinju ask --explain` prints why it was read and chosen so."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app


def test_ask_explain_prints_what_raised_and_lowered_the_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(app, ["ask", "客户说：太贵了，钱都在我老婆手里", "--explain"])
    assert done.exit_code == 0, done.output
    assert "有说了算的人在" in done.output
    assert "price_too_high" in done.output or "not_decision_maker" in done.output
