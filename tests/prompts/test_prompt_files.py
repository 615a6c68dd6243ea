from pathlib import Path

import pytest

from prompts.load import MissingVariables, PromptInvalid, UnknownVariables, load

GOOD = (
    "---\nid: hello\nversion: 1\npurpose: Say hello\nvariables: [name]\noutput: Text\n---\n你好，{{name}}。\n"
)


def write(folder: Path, text: str, name: str = "hello.prompt.md") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_all_built_in_prompts_load() -> None:
    assert "advice" in load()


def test_a_prompt_is_filled_with_its_variables(tmp_path: Path) -> None:
    assert load(write(tmp_path, GOOD))["hello"].render({"name": "王姐"}) == "你好，王姐。"


def test_braces_in_a_value_stay_data(tmp_path: Path) -> None:
    assert load(write(tmp_path, GOOD))["hello"].render({"name": "{{name}}"}) == "你好，{{name}}。"


def test_a_missing_variable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingVariables, match="name"):
        load(write(tmp_path, GOOD))["hello"].render({})


def test_a_surplus_variable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownVariables, match="age"):
        load(write(tmp_path, GOOD))["hello"].render({"name": "x", "age": "3"})


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (GOOD.replace("[name]", "[name, age]"), "age"),
        (GOOD.replace("{{name}}", "您"), "name"),
        (GOOD.replace("version: 1", "version: 0"), "version"),
        (GOOD.replace("---\n", "", 1), "front matter"),
        (GOOD.replace("id: hello", "id: other"), "file's name"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, broken: str, what: str) -> None:
    with pytest.raises(PromptInvalid, match=what):
        load(write(tmp_path, broken))
