"""Each figure of a line traces to a fact whose role allows the use; one untraced rejects the line."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.briefs import Brief, Fact, FactKind, FactRole, Source, Variant
from bot.services.facts import (
    computed_facts,
    facts_from_customer_words,
    facts_from_passage,
    facts_from_seller_note,
)
from bot.services.facts.parts import money_fact, numbered
from bot.services.gate import check, key_of, select
from bot.services.turns import Reading, TurnKind

TODAY = date(2026, 11, 22)


def brief(*facts: Fact, kind: TurnKind = TurnKind.OBJECTION) -> Brief:
    return Brief(reading=Reading(kind=kind), facts=facts)


def keys(text: str, of: Brief) -> set[str]:
    verdict = check(Variant(text=text, style="warm"), of, today=TODAY)
    return {key_of(finding) for finding in verdict.findings}


NOTE = facts_from_seller_note("在售A3，目录价3800，旧车抵300，活动到25号", TODAY)
WORDS = facts_from_customer_words("隔壁才卖3300，我预算就3000", TODAY, first=50)


@pytest.mark.parametrize(
    "text",
    [
        "到手价3500元，您看行吗？",
        "目录价三千八，抵三百，到手三千五。",
        "￥3,500带走A3。",
        "到手３５００块。",
        "三千五左右就能骑走A3。",
        "活动到11月25号。",
    ],
)
def test_a_figure_of_ours_passes_in_every_spelling(text: str) -> None:
    assert keys(text, brief(*NOTE)) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("到手价3400元。", "untraced_money"),
        ("到手价300元。", "misused_figure"),
        ("每月3500元就能骑走。", "untraced_money"),
        ("打八折给您看看。", "untraced_percent"),
        ("活动到11月28号。", "untraced_date"),
        ("市场价3800元。", "reference_price"),
        ("我们也是3300。", "rival_figure_as_ours"),
        ("3000给您也成。", "customer_figure_unattributed"),
    ],
)
def test_a_figure_without_a_fact_that_allows_it_is_rejected(text: str, key: str) -> None:
    assert key in keys(text, brief(*NOTE, *WORDS))


@pytest.mark.parametrize(
    "text", ["隔壁报3300，咱比比配置。", "您说的3000我记着了。", "您预算3000，我看看有没有合适的。"]
)
def test_their_figures_may_be_repeated_as_theirs(text: str) -> None:
    assert keys(text, brief(*NOTE, *WORDS)) == set()


def test_a_gap_to_the_rivals_price_needs_the_rival_beside_it() -> None:
    facts = (*NOTE, *WORDS)
    gap = computed_facts([f for f in facts if f.role is not FactRole.COMPUTED], 90)
    of = brief(*(f for f in facts if f.role is not FactRole.COMPUTED), *gap)
    assert keys("比隔壁贵200元，差在哪我指给您看。", of) == set()
    assert keys("便宜200元给您看。", of) == {"rival_figure_as_ours"}


def test_a_sum_of_something_not_allowed_is_not_allowed() -> None:
    said = money_fact(FactRole.CUSTOMER_SAID, "说的", Decimal(1000)).model_copy(update={"id": "f1"})
    made = money_fact(FactRole.COMPUTED, "到手价", Decimal(900), slot="net_price")
    made = made.model_copy(update={"id": "f2", "basis": ("f1",)})
    assert keys("到手价900元。", brief(said, made)) == {"unknown_basis"}
    assert keys("到手价900元。", brief(made.model_copy(update={"basis": ()}))) == {"unknown_basis"}


def test_a_disputed_price_is_not_sent() -> None:
    facts = facts_from_seller_note("目录价3800，目录价3900", TODAY)
    assert keys("目录价3800元。", brief(*facts)) == {"disputed_figure"}


def test_a_documents_figure_stands_in_copy_with_its_source_only() -> None:
    facts = facts_from_passage(Source(title="套餐表", doc="plan.pdf", text="宽带每月138元"))
    line = "据《套餐表》，宽带每月138元，请核对是否仍有效。"
    assert keys(line, brief(*facts)) == {"document_figure"}
    assert keys(line, brief(*facts, kind=TurnKind.COPY)) == set()
    assert keys("宽带每月138元。", brief(*facts, kind=TurnKind.COPY)) == {"document_figure"}


def test_the_next_candidate_takes_the_place_of_a_rejected_one() -> None:
    lines = ["到手价3400元。", "到手价3500元。", "到手价3500元。", "三千五能骑走A3。", "不该再看的一句。"]
    drawn = []

    def candidates() -> Iterator[Variant]:
        for text in lines:
            drawn.append(text)
            yield Variant(text=text, style="warm")

    passed, verdicts = select(candidates(), brief(*NOTE))
    assert [variant.text for variant in passed] == ["到手价3500元。", "三千五能骑走A3。"]
    assert [verdict.passed for verdict in verdicts] == [False, True, True]
    assert drawn == lines[:4]


# --- properties ---

_LINES = [
    "张大伯，您看合适不，哪天过来看看",
    "旧的能修就修，咱不急",
    "您先试一圈，喜欢再说",
    "这款A3您带孙女来坐坐",
]
_UNITS = ["元", "块", "块钱", "台", "公里", "斤", "兆", "年", "个月", "小时", "%", "折", "倍", "岁", ""]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(_LINES),
    st.integers(6, 99_999),
    st.sampled_from(_UNITS),
    st.sampled_from(["，", "，就", "，只要", "，有"]),
    st.data(),
)
def test_any_number_that_is_no_fact_is_rejected_wherever_it_stands(
    line: str, number: int, unit: str, opening: str, data: st.DataObject
) -> None:
    if number in {3800, 3500, 300, 25} or (unit == "折" and number > 99):
        return
    parts = line.split("，")
    at = data.draw(st.integers(0, len(parts)))
    inserted = f"{opening.strip('，')}{number}{unit}"
    text = "，".join([*parts[:at], inserted, *parts[at:]]) + "。"
    assert keys(text, brief(*NOTE)) != set()


@settings(max_examples=1000, deadline=None)
@given(st.integers(100, 9999), st.integers(10, 99), st.integers(100, 9999), st.sampled_from(range(6)))
def test_of_a_thousand_drafts_over_random_facts_none_passes_with_an_untraced_figure(
    price: int, less: int, stray: int, shape: int
) -> None:
    facts = facts_from_seller_note(f"目录价{price}，旧车抵{less}", TODAY)
    known = {price, less, price - less}
    drafts = [
        f"目录价{stray}元，您看看。",
        f"到手{price - less}元，再算上{stray}元的配件。",
        f"旧车能抵{stray}，哪天骑来看看？",
        f"您给{stray}就行。",
        f"目录价{price}元，抵{less}元，到手{stray}元。",
        f"{stray}元，一口价。",
    ]
    passed = check(Variant(text=drafts[shape], style="warm"), brief(*facts)).passed
    assert not passed or stray in known


@given(st.integers(100, 99_999), st.integers(1, 99))
def test_a_line_with_nothing_but_stated_and_computed_figures_passes(price: int, less: int) -> None:
    facts = facts_from_seller_note(f"目录价{price}元，旧车抵{less}元", TODAY)
    text = f"目录价{price}元，旧车抵{less}元，到手{price - less}元，您看合适不？"
    assert keys(text, brief(*facts)) == set()


def test_a_number_given_apart_from_the_words_counts() -> None:
    fact = Fact(
        id="f1",
        role=FactRole.OUR_PRICE,
        kind=FactKind.MONEY,
        label="现价",
        text="见价目表",
        number=Decimal(99),
        unit="元",
    )
    assert keys("现价99元。", brief(*numbered([fact]))) == set()
