"""`jinju value recompute` on the sample team: what it prints, and that it may be run again."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app


def test_the_command_values_everybody_says_how_and_may_be_run_again(
    prepared_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared_sample, data)
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("DATABASE_URL", "")
    for _ in range(2):
        done = CliRunner().invoke(app, ["value", "recompute"])
        assert done.exit_code == 0, done.output
        assert "customers valued from" in done.stdout
        assert "CNY" in done.stdout
        assert "0 in another tier" in done.stdout.replace("\n", " ")


def test_a_mistake_in_the_companys_own_thresholds_is_said_in_one_line(
    prepared_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared_sample, data)
    (data / "value.yaml").write_text("funnel: {win_rates: {dreaming: 0.5}}", encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("DATABASE_URL", "")
    done = CliRunner().invoke(app, ["value", "recompute"])
    assert done.exit_code == 1
    assert "value.yaml: funnel.win_rates" in done.output.replace("\n", " ")
    assert "Traceback" not in done.output
