"""The other rules of the gate: words, promises, privacy, sources, shape, suggestions."""

import sys
from datetime import date
from pathlib import Path

import pytest

from bot.services.briefs import Brief, Variant
from bot.services.facts import facts_from_seller_note
from bot.services.gate import check, commitments, key_of, suggest
from bot.services.gate.line import Line
from bot.services.gate.rules import compiled_rules, load_rules, matches
from bot.services.turns import Reading, TurnKind

sys.path.insert(0, str(Path(__file__).parent))
from gate_corpus import brief_for, innocents, violations

SUNDAY = date(2026, 11, 22)
EMPTY = Brief(reading=Reading(kind=TurnKind.OBJECTION))


def keys(text: str, note: str = "", **more: object) -> set[str]:
    of = EMPTY.model_copy(update={"facts": facts_from_seller_note(note, SUNDAY)})
    verdict = check(Variant(text=text, style="warm"), of, today=SUNDAY, **more)  # type: ignore[arg-type]
    return {key_of(finding) for finding in verdict.findings}


@pytest.mark.parametrize(
    "text",
    [
        "最近忙吗？",
        "最后您定。",
        "您最关心哪一点？",
        "最多占您两分钟。",
        "第一次来不用买。",
        "我第一时间回您。",
        "最好您自己来看看。",
    ],
)
def test_neutral_uses_of_superlatives_pass(text: str) -> None:
    assert keys(text) == set()


@pytest.mark.parametrize(
    ("note", "line", "key"),
    [
        ("库存不多，只剩3台", "只剩3台了，您要的话我先留着。", "invented_scarcity"),
        ("整车保修两年", "整车保修两年，您放心。", "unknown_warranty"),
        ("送头盔一个", "送您一个头盔。", "unknown_gift"),
        ("石墨烯电池，防水", "电池防水，下雨天也能骑。", "safety_claim"),
    ],
)
def test_what_the_seller_stated_may_be_said_and_nothing_else(note: str, line: str, key: str) -> None:
    assert key in keys(line)
    assert key not in keys(line, note)


def test_a_question_asserts_nothing() -> None:
    assert keys("您是担心耐用不耐用吗？") == set()
    assert keys("您家信号哪儿不好？") == set()


def test_a_rival_is_not_run_down_even_when_a_fact_would_back_it() -> None:
    assert "runs_rival_down" in keys("隔壁那家质量不行。", "隔壁那家质量不行")


def test_names_of_other_customers_stay_out() -> None:
    assert keys("阿强上周也来看了。", foreign_names={"阿强"}) == {"other_customer"}
    assert keys("您上周也来看了。", foreign_names={"阿强"}) == set()


def test_sources_must_exist() -> None:
    variant = Variant(text="您先看看。", style="warm", card_id="no_need", fact_ids=("f9",))
    found = check(variant, EMPTY, card_exists=lambda id: False).findings
    assert {key_of(finding) for finding in found} == {"unknown_card", "unknown_fact"}


def test_links_lead_to_allowed_hosts_only() -> None:
    assert keys("看 https://shop.example.com/a", hosts={"example.com"}) == set()
    assert keys("看 https://example.com.evil.net/a", hosts={"example.com"}) == {"foreign_link"}
    assert keys("看 https://example.com@evil.net/a", hosts={"example.com"}) == {"foreign_link"}


def test_a_line_of_257_utf16_units_is_too_long() -> None:
    assert keys("😀" * 127 + "好的") == set()
    assert keys("😀" * 128 + "好") == {"too_long"}
    assert keys(" \n") == {"empty_text"}


def test_a_finding_is_a_key_and_a_chinese_sentence() -> None:
    [finding] = check(Variant(text="这是最好的车。", style="warm"), EMPTY).findings
    key, _, sentence = finding.partition(": ")
    assert key == "absolute_term"
    assert sentence.startswith("“最好")


def test_a_commitment_carries_its_day() -> None:
    [found] = commitments("不急，我下周三把对照表发您。", SUNDAY)
    assert found.text == "我下周三把对照表发您"
    assert found.due_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "我帮您查一下账单。",
        "明天给您回话。",
        "我请师傅上门看看。",
        "我们会尽快处理。",
        "今天下班前给您答复。",
    ],
)
def test_a_line_that_binds_the_seller_is_marked(text: str) -> None:
    assert len(commitments(text, SUNDAY)) == 1


@pytest.mark.parametrize(
    "text", ["您哪天方便？", "要不要我帮您查一下？", "旧的能修就修。", "我理解您。", "您说了算。"]
)
def test_talk_that_binds_nobody_is_not_marked(text: str) -> None:
    assert commitments(text, SUNDAY) == ()


def test_a_safe_rewrite_is_offered_and_passes_the_gate() -> None:
    variant = Variant(text="您带孙女试一圈，最后三台了，喜欢再说。", style="warm")
    verdict = check(variant, EMPTY)
    assert suggest(variant, verdict.findings) is None  # its figure needs the brief
    written = suggest(variant, verdict.findings, EMPTY)
    assert written is not None
    assert written.text == "您带孙女试一圈，喜欢再说。"
    softened = Variant(text="这款最好的车您来试试看。", style="warm")
    offer = suggest(softened, check(softened, EMPTY).findings, EMPTY)
    assert offer is not None
    assert check(offer, EMPTY).passed


def test_no_rewrite_is_offered_for_a_figure_or_a_benefit() -> None:
    for text in ("到手只要2999元，您看看行不行。", "采购那边给您个人三个点的回扣。"):
        variant = Variant(text=text, style="warm")
        assert suggest(variant, check(variant, EMPTY).findings, EMPTY) is None


def test_every_rule_has_words_of_its_own_and_a_sentence_that_quotes() -> None:
    rules = load_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all("{said}" in rule.sentence and rule.sentence.endswith("。") for rule in rules)


def test_passing_over_texts_by_their_characters_loses_nothing() -> None:
    every = frozenset().union(*(characters for rule in compiled_rules() for characters, _ in rule.patterns))
    texts = [violation.text for violation in violations()] + [text for _, text in innocents()]
    for text in texts:
        line = Line(text)
        for rule in compiled_rules():
            quick = [match.span() for match in matches(rule, line.text, line.letters)]
            assert quick == [match.span() for match in matches(rule, line.text, every)]


def test_the_briefs_of_the_sets_hold_what_they_should() -> None:
    assert {fact.slot for fact in brief_for("ebike").facts} >= {"net_price", "rival_price", "budget", "gift"}
