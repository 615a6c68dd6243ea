"""Prompts as files: front matter (id, version, variables, output), then the text with `{{variable}}`.

A text may take in components (`{{> name}}`, the file `parts/name.part.md`). The line `{{---}}` parts
the instructions, which hold no variable and so stay the same from call to call (providers then cache
them), from the material, where all variables stand: what a customer wrote cannot get among the rules.
A prompt that uses a variable it does not declare, or declares one it does not use, does not load;
rendering with a missing or unknown variable is an error. Values are data: their braces stay braces.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).parent
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_PART = re.compile(r"^\{\{>\s*([a-z_]+)\s*\}\}$", re.MULTILINE)
_BORDER = "{{---}}"


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
    """One model task. `output` names the pydantic model the answer must fit; `parts` what it is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    purpose: str
    variables: tuple[str, ...]
    output: str
    text: str
    parts: tuple[str, ...] = ()

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with every variable filled; raises MissingVariables or UnknownVariables."""
        instructions, material = self.messages(values)
        return f"{instructions}\n{material}" if instructions else material

    def messages(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return instructions and filled material apart; without a border everything is material."""
        given, wanted = frozenset(values), frozenset(self.variables)
        if wanted - given:
            raise MissingVariables(self.id, wanted - given)
        if given - wanted:
            raise UnknownVariables(self.id, given - wanted)
        instructions, border, material = self.text.partition(_BORDER)
        if not border:
            instructions, material = "", self.text
        filled = _VARIABLE.sub(lambda match: values[match.group(1)], material)
        return instructions.strip(), filled.strip()

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits of the text with its components; what a version stands for."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def load(folder: Path = BUILT_IN) -> dict[str, Prompt]:
    """Read all prompts (`*.prompt.md`) of a folder by id; raises PromptInvalid naming the file."""
    prompts: dict[str, Prompt] = {}
    for path in sorted(folder.glob("*.prompt.md")):
        prompt = read(path, folder / "parts")
        if prompt.id in prompts or path.name != f"{prompt.id}.prompt.md":
            raise PromptInvalid(f"{path.name}: id must be unique and equal the file's name")
        prompts[prompt.id] = prompt
    return prompts


def past(id: str, folder: Path = BUILT_IN) -> dict[int, Prompt]:
    """Return earlier versions by number (`past/ID.N.prompt.md`), for what was stored with them."""
    found = [read(path, folder / "parts") for path in sorted((folder / "past").glob(f"{id}.*.prompt.md"))]
    return {prompt.version: prompt for prompt in found}


def read(path: Path, parts: Path) -> Prompt:
    """Read one prompt file and take in its components; raises PromptInvalid."""
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise PromptInvalid(f"{path.name}: needs front matter between two lines of ---")
    body = match.group(2).strip()
    names = tuple(dict.fromkeys(_PART.findall(body)))
    text = _PART.sub(lambda part: _component(path, parts, part.group(1)), body)
    try:
        prompt = Prompt.model_validate({**yaml.safe_load(match.group(1)), "text": text, "parts": names})
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise PromptInvalid(f"{path.name}: {error}") from error
    _check_variables(path.name, prompt)
    return prompt


def _component(path: Path, parts: Path, name: str) -> str:
    file = parts / f"{name}.part.md"
    if not file.is_file():
        known = ", ".join(sorted(found.name.removesuffix(".part.md") for found in parts.glob("*.part.md")))
        raise PromptInvalid(f"{path.name}: no component {name!r}; there are: {known or 'none'}")
    return file.read_text(encoding="utf-8").strip()


def _check_variables(file: str, prompt: Prompt) -> None:
    used = set(_VARIABLE.findall(prompt.text))
    if used != set(prompt.variables):
        odd = ", ".join(sorted(used ^ set(prompt.variables)))
        raise PromptInvalid(f"{file}: declared and used variables differ: {odd}")
    instructions, border, _ = prompt.text.partition(_BORDER)
    if border and (among := sorted(set(_VARIABLE.findall(instructions)))):
        raise PromptInvalid(f"{file}: variables among the instructions: {', '.join(among)}")
