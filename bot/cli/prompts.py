"""`jinju prompts`: check, show and compare the prompt files; no model and no database is needed."""

import difflib
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.support import err, fail, out
from prompts.load import BUILT_IN, Prompt, PromptError, load, past, read
from prompts.size import width

prompts_app = typer.Typer(help="The prompts a model gets: check, show, compare.", no_args_is_help=True)

LIMIT = 2400
"""Characters of a rendered advice prompt; instructions alone may take two thirds of it."""

Folder = Annotated[Path, typer.Option(help="Folder with *.prompt.md", exists=True, file_okay=False)]


@prompts_app.command()
def check(folder: Folder = BUILT_IN) -> None:
    """Load every prompt and say what is wrong: form, variables, output model, version, size."""
    problems = [problem for prompt in _load(folder).values() for problem in problems_of(prompt, folder)]
    for problem in problems:
        err.print(problem, style="red", markup=False, highlight=False)
    for prompt in _load(folder).values():
        instructions = prompt.text.partition("{{---}}")[0]
        out.print(
            f"{prompt.id} version {prompt.version} ({prompt.fingerprint}): {width(instructions)} fixed",
            highlight=False,
        )
    if problems:
        raise typer.Exit(1)


@prompts_app.command()
def show(
    id: Annotated[str, typer.Argument(help="Id of the prompt")],
    version: Annotated[int | None, typer.Option(help="An earlier version")] = None,
    folder: Folder = BUILT_IN,
) -> None:
    """Print a prompt as a model gets it, components taken in, variables open."""
    prompt = _prompt(id, version, folder)
    out.print(f"{prompt.id} version {prompt.version}: {prompt.purpose}", style="bold", markup=False)
    out.print(prompt.text, markup=False, highlight=False, soft_wrap=True)


@prompts_app.command()
def diff(
    id: Annotated[str, typer.Argument(help="Id of the prompt")],
    version: Annotated[int | None, typer.Option(help="Earlier version; default the one before")] = None,
    file: Annotated[Path | None, typer.Option(help="Compare with this file instead", exists=True)] = None,
    folder: Folder = BUILT_IN,
) -> None:
    """Show what changed between an earlier version (or a file of one's own) and the prompt in force."""
    now = _prompt(id, None, folder)
    if file is not None:
        other = _read(file, folder)
    else:
        earlier = past(id, folder)
        if not earlier:
            fail(f"{id} has no earlier version in {folder / 'past'}")
        other = _prompt(id, version or max(earlier), folder)
    lines = difflib.unified_diff(
        other.text.splitlines(),
        now.text.splitlines(),
        f"version {other.version}",
        f"version {now.version}",
        lineterm="",
    )
    for line in lines:
        style = {"+": "green", "-": "red"}.get(line[:1], "dim")
        out.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def problems_of(prompt: Prompt, folder: Path) -> list[str]:
    """Return what is wrong with a prompt that loads: output model, version beside the past, size."""
    found = []
    if prompt.output not in _outputs():
        known = ", ".join(sorted(_outputs()))
        found.append(f"{prompt.id}: unknown output {prompt.output!r}; there are: {known}")
    if "{{---}}" not in prompt.text:
        found.append(f"{prompt.id}: no line {{{{---}}}} between instructions and material")
    earlier = past(prompt.id, folder)
    if earlier and prompt.version <= max(earlier):
        found.append(f"{prompt.id}: version {prompt.version} is not above the past one, {max(earlier)}")
    if missing := sorted(set(range(1, prompt.version)) - set(earlier)):
        found.append(f"{prompt.id}: earlier versions missing in past/: {', '.join(map(str, missing))}")
    if width(prompt.text) > LIMIT * 2 // 3:
        found.append(f"{prompt.id}: {width(prompt.text)} characters before anything is filled in")
    return found


def _outputs() -> frozenset[str]:
    """Return the names of the models an answer may have to fit; Text is free text."""
    from bot.llm.enriching import ChunkQuestions
    from bot.llm.judging import LineScore
    from bot.llm.reading import KindChoice
    from bot.llm.writing_shapes import ModelDraft
    from bot.services.perceiving import Picture

    return frozenset(
        {
            ModelDraft.__name__,
            ChunkQuestions.__name__,
            Picture.__name__,
            KindChoice.__name__,
            LineScore.__name__,
            "Text",
        }
    )


def _load(folder: Path) -> dict[str, Prompt]:
    try:
        return load(folder)
    except PromptError as error:
        fail(str(error))


def _read(file: Path, folder: Path) -> Prompt:
    try:
        return read(file, folder / "parts")
    except PromptError as error:
        fail(str(error))


def _prompt(id: str, version: int | None, folder: Path) -> Prompt:
    prompts = _load(folder)
    if id not in prompts:
        fail(f"no prompt {id!r}; there are: {', '.join(prompts)}")
    now = prompts[id]
    if version in {None, now.version}:
        return now
    earlier = past(id, folder)
    if version not in earlier:
        known = ", ".join(map(str, [*sorted(earlier), now.version]))
        fail(f"{id} has no version {version}; there are: {known}")
    return earlier[version]
