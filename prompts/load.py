"""Prompts as files: front matter (id, version, variables, output), then the text with `{{variable}}`.

A prompt that uses a variable it does not declare, or declares one it does not use, does not load;
rendering with a missing or unknown variable is an error. Values are data: their braces stay braces.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).parent
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


class PromptError(Exception):
    """Base of what can be wrong with a prompt."""


class PromptInvalid(PromptError):
    """Raised when a prompt file breaks the form; says which file and what."""


class MissingVariables(PromptError):
    """Raised when a prompt is rendered without all of its variables."""

    def __init__(self, prompt: str, names: frozenset[str]) -> None:
        """Keep the names left open."""
        super().__init__(f"{prompt}: missing {', '.join(sorted(names))}")
        self.names = names


class UnknownVariables(PromptError):
    """Raised when a prompt is rendered with variables it does not have."""

    def __init__(self, prompt: str, names: frozenset[str]) -> None:
        """Keep the surplus names."""
        super().__init__(f"{prompt}: unknown {', '.join(sorted(names))}")
        self.names = names


class Prompt(BaseModel):
    """One model task. `output` names the pydantic model the answer must fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    purpose: str
    variables: tuple[str, ...]
    output: str
    text: str

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with every variable filled; raises MissingVariables or UnknownVariables."""
        given, wanted = frozenset(values), frozenset(self.variables)
        if wanted - given:
            raise MissingVariables(self.id, wanted - given)
        if given - wanted:
            raise UnknownVariables(self.id, given - wanted)
        return _VARIABLE.sub(lambda match: values[match.group(1)], self.text)


def load(folder: Path = BUILT_IN) -> dict[str, Prompt]:
    """Read all prompts (`*.prompt.md`) of a folder by id; raises PromptInvalid naming the file."""
    prompts: dict[str, Prompt] = {}
    for path in sorted(folder.glob("*.prompt.md")):
        prompt = _read(path)
        if prompt.id in prompts or path.name != f"{prompt.id}.prompt.md":
            raise PromptInvalid(f"{path.name}: id must be unique and equal the file's name")
        prompts[prompt.id] = prompt
    return prompts


def _read(path: Path) -> Prompt:
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise PromptInvalid(f"{path.name}: needs front matter between two lines of ---")
    try:
        prompt = Prompt.model_validate({**yaml.safe_load(match.group(1)), "text": match.group(2).strip()})
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise PromptInvalid(f"{path.name}: {error}") from error
    used = set(_VARIABLE.findall(prompt.text))
    if used != set(prompt.variables):
        odd = ", ".join(sorted(used ^ set(prompt.variables)))
        raise PromptInvalid(f"{path.name}: declared and used variables differ: {odd}")
    return prompt
