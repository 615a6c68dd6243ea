"""`jinju prompts`, and what a process without a key never loads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.doctor import _model
from bot.config import Settings
from prompts.load import BUILT_IN, PromptInvalid, load
from tests.fakes.chat_model import FAULTS, install
from tests.fakes.model_server import model_server
from tests.stage import sample_folder


def jinju(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["prompts", *arguments])
    return done.exit_code, done.output


def copied(folder: Path, **changes: str) -> Path:
    """Copy the advice prompt, its components and its past, with some words changed."""
    for part in ("parts", "past"):
        (folder / part).mkdir()
        for file in (BUILT_IN / part).glob("*.md"):
            (folder / part / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    text = (BUILT_IN / "advice.prompt.md").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    (folder / "advice.prompt.md").write_text(text, encoding="utf-8")
    return folder


def test_the_built_in_prompts_pass_the_check() -> None:
    code, said = jinju("check")
    assert code == 0, said
    assert f"advice version {load()['advice'].version}" in said


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("ModelDraft", "NoSuchShape", "unknown output"),
        ("version: 2", "version: 1", "not above the past one"),
        ("version: 2", "version: 4", "missing in past/"),
        ("{{> voice}}", "{{> choir}}", "no component 'choir'"),
        ("写法\n", "写法 {{tone}}\n", "variables among the instructions"),
        ("口语", "口语", ""),
    ],
)
def test_a_prompt_that_is_wrong_is_named_with_its_fault(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    code, said = jinju("check", "--folder", str(copied(tmp_path, **{old: new})))
    assert (code != 0) == bool(what)
    assert what in said


def test_a_past_version_can_be_shown_and_compared() -> None:
    assert "不用感叹号，不说" in jinju("show", "advice", "--version", "1")[1]
    code, said = jinju("diff", "advice")
    assert code == 0
    assert "-规则" in said
    assert "+写法" in said
    assert jinju("show", "nothing")[0] == 1
    assert jinju("show", "advice", "--version", "99")[0] == 1


def test_instructions_are_the_same_whatever_the_material() -> None:
    prompt = load()["advice"]
    one, two = (dict.fromkeys(prompt.variables, value) for value in ("甲", "乙{{tone}}"))
    assert prompt.messages(one)[0] == prompt.messages(two)[0]
    assert "乙{{tone}}" in prompt.messages(two)[1]


def test_a_missing_component_is_named(tmp_path: Path) -> None:
    (copied(tmp_path) / "parts" / "fence.part.md").unlink()
    with pytest.raises(PromptInvalid, match="fence"):
        load(tmp_path)


def test_without_a_key_no_model_library_is_imported(tmp_path: Path) -> None:
    script = (
        "import asyncio, json, sys\n"
        "from pathlib import Path\n"
        "from bot.bootstrap import open_core\n"
        "from bot.config import Settings\n"
        "async def main():\n"
        "    async with open_core(Settings(_env_file=None, data_dir=Path(sys.argv[1]))) as core:\n"
        "        await core.services.second.warm()\n"
        "        assert not core.services.second.is_on\n"
        "asyncio.run(main())\n"
        "print(json.dumps([n for n in ('openai', 'langchain_openai', 'langchain_core', 'tiktoken')"
        " if n in sys.modules]))\n"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True, env=bare
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


async def test_the_doctor_names_the_host_and_says_when_the_model_does_not_answer() -> None:
    with model_server() as server:
        known = Settings(
            _env_file=None,
            openai_api_key="k",
            openai_base_url=server.url,
            openai_model="m",  # type: ignore[call-arg]
        )
        install(server, lambda body: {"ok": "ok"})
        well = await _model(known)
        assert well.fine
        assert "m at 127.0.0.1" in well.detail
        install(server, lambda body: FAULTS["wrong key"])
        ill = await _model(known)
        assert not ill.fine
        assert "OPENAI_API_KEY" in ill.advice


def test_the_model_command_forbids_the_record_and_shows_it(
    tmp_path: Path, prepared_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample_folder(prepared_sample, tmp_path)))
    monkeypatch.chdir(tmp_path)
    assert "the listed minimum of" in CliRunner().invoke(app, ["model"]).output
    assert "nothing of" in CliRunner().invoke(app, ["model", "--no-profile"]).output
    assert "nothing of" in CliRunner().invoke(app, ["model"]).output
