"""Dialogues as files: what a salesperson does, what must and must not come back."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scenarios.dialogue import Dialogue, Play
from tests.stage import open_stage, sample_folder

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


def read(path: Path) -> Dialogue:
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Dialogue.model_validate(raw)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
async def test_the_dialogue_goes_as_written(tmp_path: Path, prepared_sample: Path, path: Path) -> None:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        await Play(stage, read(path)).run()
        assert await stage.dead_letters() == [], "an update was given up on the way"


def test_there_are_enough_scenarios_and_each_has_a_title_of_its_own() -> None:
    assert len(FILES) >= 60
    titles = [read(path).title for path in FILES]
    assert len(set(titles)) == len(titles)
