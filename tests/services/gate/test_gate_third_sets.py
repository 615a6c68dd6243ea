"""The gate on a third pair of sets that no rule was tuned on: floors under what was measured once."""

import sys
from pathlib import Path

import pytest

from bot.services.briefs import Variant
from bot.services.figures import find_figures
from bot.services.gate import check

sys.path.insert(0, str(Path(__file__).parent))
from gate_corpus import CARDS, TODAY, brief_for, innocents, variant_of, violations

VIOLATIONS = violations("third_violations.tsv")
INNOCENT = innocents("third_innocent.tsv")


def passes(context: str, text: str) -> bool:
    return check(Variant(text=text, style="warm"), brief_for(context), today=TODAY).passed


def test_violations_in_words_without_a_rule_are_caught_no_less_than_once_measured() -> None:
    caught = [
        one
        for one in VIOLATIONS
        if not check(
            variant_of(one), brief_for(one.context), today=TODAY, card_exists=CARDS.__contains__
        ).passed
    ]
    assert len(caught) >= 18


def test_ordinary_lines_in_other_words_pass_no_less_than_once_measured() -> None:
    assert sum(passes(*one) for one in INNOCENT) >= 28


def test_the_third_sets_are_new() -> None:
    texts = {one.text for one in VIOLATIONS}
    assert len(texts) == len({text for _, text in INNOCENT}) == 30
    earlier = {one.text for name in ("violations.tsv", "second_violations.tsv") for one in violations(name)}
    assert not texts & earlier


@pytest.mark.parametrize("text", ["That's two thirds off.", "We take a quarter off.", "比别家高三成。"])
def test_a_share_nobody_stated_is_stopped(text: str) -> None:
    assert not passes("bare", text)


@pytest.mark.parametrize("text", ["他今年上高三。", "Ask a third person.", "the first quarter"])
def test_school_years_and_ordinals_are_no_shares(text: str) -> None:
    assert not [figure for figure in find_figures(text) if figure.text in {"三成", "a third"}]


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("最迟明天给您送到。", False),
        ("后天您方便，我过来看看？", True),
        ("楼上的周爷爷也买了一袋。", False),
        ("Mr. Smith signed last week.", False),
        ("Good morning, Mr. Smith, how are you?", True),
        ("There's no hurry, have a think.", True),
        ("Hurry, have a look.", False),
        ("我这人嘴笨，您多担待。", True),
        ("您怎么这么笨。", False),
        ("眼下等不了的，咱先办。", True),
        ("那是下等人用的。", False),
    ],
)
def test_firm_dates_other_people_and_hurry_are_told_from_their_innocent_look_alikes(
    text: str, passed: bool
) -> None:
    assert passes("bare", text) is passed
