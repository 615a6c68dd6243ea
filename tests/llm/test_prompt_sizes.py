"""How large a prompt is when it goes out: counted in characters, a Latin word as two."""

import re

import pytest

from bot.cli.prompts import LIMIT
from bot.llm.writing_masks import mask_for
from bot.llm.writing_material import sendable, variables
from bot.services.briefs import Brief
from playbooks.load import built_in
from prompts.load import BUILT_IN, load
from prompts.size import width
from tests.llm.model_stage import OBJECTIONS, full_brief

LINE = "您的顾虑我听明白了，差在哪一点您跟我说说，我照着给您找，哪天方便？"


def rendered(prompt: str, brief: Brief) -> int:
    """Return the size of the advice prompt a model gets for a brief."""
    facts = sendable(brief, profile=True)
    values = variables(brief, facts, mask_for(brief), built_in(), profile=True)
    return width(load()[prompt].render(values))


def filled_up(context: str) -> Brief:
    """Return a brief with the longest words that are sent and four earlier lines."""
    brief = full_brief(context)
    words = (brief.reading.customer_words + "，这个事情我还要再想一想") * 60
    reading = brief.reading.model_copy(update={"customer_words": words})
    avoid = tuple(f"{LINE[:-1]}，第{number}次问您？" for number in range(4))
    return brief.model_copy(update={"reading": reading, "avoid": avoid})


@pytest.mark.parametrize("prompt", ["advice", "advice_en"])
@pytest.mark.parametrize("context", OBJECTIONS)
def test_a_typical_advice_prompt_is_small(prompt: str, context: str) -> None:
    assert rendered(prompt, full_brief(context)) <= LIMIT


@pytest.mark.parametrize("prompt", ["advice", "advice_en"])
@pytest.mark.parametrize("context", OBJECTIONS)
def test_so_is_the_fullest(prompt: str, context: str) -> None:
    assert rendered(prompt, filled_up(context)) <= LIMIT


def test_the_manual_tells_the_size_of_every_prompt() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| ([\d,]+) \|", (BUILT_IN / "README.md").read_text("utf-8"), re.MULTILINE
    )
    told = {name: int(size.replace(",", "")) for name, size in rows}
    instructions = {name: prompt.text.partition("{{---}}")[0] for name, prompt in load().items()}
    assert told == {name: width(text) for name, text in instructions.items()}
