"""The gate on a second pair of sets: indirect words, written before any rule was made for them."""

import sys
from pathlib import Path

import pytest

from bot.services.briefs import Variant
from bot.services.gate import check, inspect

sys.path.insert(0, str(Path(__file__).parent))
from gate_corpus import CARDS, TODAY, Violation, brief_for, innocents, is_blind, variant_of, violations

VIOLATIONS = violations("second_violations.tsv")
INNOCENT = innocents("second_innocent.tsv")


def is_caught(violation: Violation) -> bool:
    brief = brief_for(violation.context)
    return not check(variant_of(violation), brief, today=TODAY, card_exists=CARDS.__contains__).passed


def may_pass(context: str, text: str) -> bool:
    return check(Variant(text=text, style="warm"), brief_for(context), today=TODAY).passed


def share(outcomes: list[bool]) -> float:
    return sum(outcomes) / len(outcomes)


@pytest.mark.parametrize(("blind", "floor"), [(False, 0.985), (True, 0.985)])
def test_indirect_violations_are_caught_in_both_parts(blind: bool, floor: float) -> None:
    assert share([is_caught(one) for one in VIOLATIONS if is_blind(one.text) is blind]) >= floor


@pytest.mark.parametrize(("blind", "floor"), [(False, 0.98), (True, 0.98)])
def test_ordinary_lines_pass_in_both_parts(blind: bool, floor: float) -> None:
    assert share([may_pass(*one) for one in INNOCENT if is_blind(one[1]) is blind]) >= floor


def test_the_second_sets_are_large_and_new() -> None:
    texts = {one.text for one in VIOLATIONS}
    assert len(texts) == len(VIOLATIONS) >= 200
    assert {one.group for one in VIOLATIONS} == set("abcdefg")
    assert len({text for _, text in INNOCENT}) == len(INNOCENT) >= 200
    assert not texts & {one.text for one in violations()}
    assert not {text for _, text in INNOCENT} & {text for _, text in innocents()}
    assert sum(is_blind(text) for text in texts) >= 60


@pytest.mark.parametrize(
    ("text", "said"),
    [("A3您骑一圈？", ""), ("您那辆A2还好骑吗？", ""), ("XK9您也看看？", "XK9"), ("N1S配置更高。", "N1S")],
)
def test_a_model_nobody_spoke_of_is_found(text: str, said: str) -> None:
    found = [f.said for f in inspect(Variant(text=text, style="warm"), brief_for("ebike"), today=TODAY)]
    assert found == ([said] if said else [])


@pytest.mark.parametrize(
    "text", ["用Type-C就能充。", "您发我MP4，我看一下。", "打在A4纸上给您。", "5G信号您那边好吗？"]
)
def test_plugs_and_formats_are_no_models(text: str) -> None:
    keys = {finding.key for finding in inspect(Variant(text=text, style="warm"), brief_for("bare"))}
    assert "untraced_model" not in keys
