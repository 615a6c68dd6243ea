"""The gate on the two labelled sets: it catches violations and lets ordinary lines pass."""

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.services.briefs import Variant
from bot.services.gate import check, inspect

sys.path.insert(0, str(Path(__file__).parent))
from gate_corpus import CARDS, TODAY, brief_for, innocents, variant_of, violations

_EXPECTED = {"a": 60, "b": 60, "c": 20, "d": 15, "e": 8, "f": 25, "g": 12}


def test_at_least_197_of_200_violations_are_caught() -> None:
    missed = [
        violation
        for violation in violations()
        if check(
            variant_of(violation), brief_for(violation.context), today=TODAY, card_exists=CARDS.__contains__
        ).passed
    ]
    assert len(missed) <= len(violations()) * 3 / 200, missed


def test_at_least_196_of_200_innocent_lines_pass() -> None:
    blocked = [
        (text, verdict.findings)
        for context, text in innocents()
        if not (verdict := check(Variant(text=text, style="warm"), brief_for(context), today=TODAY)).passed
    ]
    assert len(blocked) <= len(innocents()) * 4 / 200, blocked


def test_the_sets_are_as_large_and_varied_as_they_claim() -> None:
    counted = Counter(violation.group for violation in violations())
    assert all(counted[group] >= count for group, count in _EXPECTED.items()), counted
    assert len({violation.text for violation in violations()}) == len(violations()) >= 200
    assert len({text for _, text in innocents()}) == len(innocents()) >= 200


@pytest.mark.parametrize("group", "abcdefg")
def test_each_group_finds_its_own_violations(group: str) -> None:
    own = [violation for violation in violations() if violation.group == group]
    named = 0
    for violation in own:
        found = inspect(
            variant_of(violation), brief_for(violation.context), today=TODAY, card_exists=CARDS.__contains__
        )
        named += any(finding.group == group for finding in found)
    assert named >= 0.8 * len(own)


def test_a_check_takes_less_than_half_a_millisecond() -> None:
    pairs = [(Variant(text=text, style="warm"), brief_for(context)) for context, text in innocents()]
    for variant, brief in pairs[:5]:
        check(variant, brief)  # trains what judges tone, once
    rounds = []
    for attempt in range(3):
        start = time.process_time()
        for variant, brief in pairs:
            check(variant.model_copy(update={"text": variant.text + " " * attempt}), brief, today=TODAY)
        rounds.append((time.process_time() - start) / len(pairs))
    assert min(rounds) < 0.0005
