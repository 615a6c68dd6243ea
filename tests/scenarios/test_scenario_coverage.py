"""Every kind of objection, personality and buying role is played through in some scenario."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.services.sample import read_customers
from crm.customers import BuyingRole, Personality
from playbooks.load import built_in
from playbooks.terms import ObjectionKind
from tests.scenarios.dialogue import Dialogue, Step

HERE = Path(__file__).parent
LIBRARY = built_in()
_SHORTEST = 3
"""Characters of a card's title that name it on the screen."""


@cache
def dialogues() -> tuple[Dialogue, ...]:
    files = sorted(HERE.glob("*.yaml"))
    return tuple(Dialogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in files)


def answered(step: Step) -> bool:
    """Whether a step is a customer's words that must be met with lines, and what they must not hold."""
    said = step.say or ""
    return bool(step.copies) and ("说：" in said or "说:" in said)


def kinds_played() -> set[str]:
    """Kinds whose title a step expects on the screen after the customer's words."""
    expected = {
        words
        for dialogue in dialogues()
        for step in dialogue.steps
        if answered(step)
        for words in step.expect
    }
    return {
        kind
        for kind, card in LIBRARY.objections.items()
        if any(len(words) >= _SHORTEST and card.title.startswith(words) for words in expected)
    }


def personalities_played() -> set[Personality]:
    """Personalities of the sample customers whose words are answered, with something forbidden."""
    of_name: dict[str, Personality] = {}
    for entry in read_customers():
        if entry.personality:
            of_name[entry.name] = Personality(min(entry.personality, key=lambda p: p.ago).personality)
    played = set()
    for dialogue in dialogues():
        names = {step.say for step in dialogue.steps if step.say in of_name}
        strict = any(answered(step) and (step.never or step.longest < 256) for step in dialogue.steps)
        played |= {of_name[name] for name in names if name and strict}
    return played


def roles_played() -> set[BuyingRole]:
    """Roles of the sample contacts who speak by name."""
    spoken = [step.say or "" for dialogue in dialogues() for step in dialogue.steps if answered(step)]
    return {
        role
        for entry in read_customers()
        for contact in entry.contacts
        for role in contact.roles
        if any(text.startswith(f"{contact.name}说") for text in spoken)
    }


def test_there_are_sixty_scenarios() -> None:
    assert len(dialogues()) >= 60


@pytest.mark.parametrize("kind", ObjectionKind, ids=str)
def test_each_kind_of_objection_has_a_scenario(kind: ObjectionKind) -> None:
    assert kind.value in kinds_played()


@pytest.mark.parametrize("personality", Personality, ids=str)
def test_each_personality_has_a_scenario(personality: Personality) -> None:
    assert personality in personalities_played()


@pytest.mark.parametrize("role", BuyingRole, ids=str)
def test_each_buying_role_has_a_scenario(role: BuyingRole) -> None:
    assert role in roles_played()
