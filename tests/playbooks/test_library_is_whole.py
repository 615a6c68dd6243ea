"""The library holds every system of the material: what is missing fails here by name."""

import pytest

from crm.customers import BuyingRole, CustomerKind, Personality
from playbooks.load import built_in
from playbooks.models import Move
from playbooks.terms import ObjectionKind, Style, Tone

LIBRARY = built_in()
KNOWLEDGE: dict[str, tuple[str, ...]] = {
    "thinking_styles": ("分析型", "条理型", "人情型", "全局型", "环走清单"),
    "four_people": ("采购人员", "使用者", "把关者", "决策人"),
    "six_buyers": ("经济买家", "技术买家", "使用买家", "财务买家", "教练买家", "影响力买家"),
    "key_account_kinds": ("经济大客户", "重要客户", "集团客户", "战略客户"),
    "six_questions_file": ("档案", "网络与业务", "创新", "现用产品", "决策流程", "潜在需要"),
    "gpn": ("目标", "问题", "需要"),
    "man": ("钱", "权", "需要"),
    "plan_30_60_90": ("三十天", "六十天", "九十天"),
    "lifecycle": ("考察期", "发展期", "成熟期", "衰退期"),
    "relationship_levels": ("基本型", "被动型", "负责型", "能动型", "伙伴型"),
    "relationship_ties": ("财务", "社会", "结构"),
    "churn_reasons": ("去世 1%", "失联 3%", "4%", "5%", "9%", "10%", "68%"),
    "switching_costs": (
        "物质",
        "合同",
        "心里",
        "选错",
        "比较",
        "学新",
        "重新设置",
        "优惠和积分",
        "感情",
        "牌子",
    ),
    "anticipating_service": ("几口人", "用多少", "发薪"),
    "four_p_c_r": ("关联", "反应", "关系", "回报", "价放后面", "不低于成本"),
    "service_phases": ("前期", "过程", "售后", "延伸"),
    "value_curve": ("加", "减", "25–35%", "20–23%"),
    "alliance_filters": ("市场", "硬条件", "核心能力", "信任", "互补", "谈"),
    "group_customers": ("服务",),
    "promised_times": ("分钟",),
    "function_substitution": ("流程", "切入"),
}
"""Card → what its points must speak of."""


def moves_for(kind: CustomerKind, objection: ObjectionKind) -> list[Move]:
    card = LIBRARY.objections[objection.value]
    return [move for move in card.moves if move.when.customer in (None, kind)]


@pytest.mark.parametrize("objection", ObjectionKind, ids=str)
@pytest.mark.parametrize("kind", CustomerKind, ids=str)
def test_each_objection_has_three_whole_moves_for_persons_and_for_companies(
    kind: CustomerKind, objection: ObjectionKind
) -> None:
    moves = moves_for(kind, objection)
    assert len(moves) >= 3, objection
    for move in moves:
        steps = (move.steps.acknowledge, move.steps.reframe, move.steps.prove, move.steps.advance)
        assert len(set(steps)) == 4, (objection, move.id)
        assert move.advance.text, (objection, move.id)
        assert len({line.tone for line in move.lines}) >= 3, (objection, move.id)


def test_every_play_has_three_tones_a_move_and_says_what_must_not_be_done() -> None:
    for card in LIBRARY.plays.values():
        assert card.never, card.id
        for move in card.moves:
            assert len({line.tone for line in move.lines}) >= 3, (card.id, move.id)


def test_all_twelve_personalities_are_there_with_do_and_avoid() -> None:
    assert set(LIBRARY.personalities) == {kind.value for kind in Personality}
    for card in LIBRARY.personalities.values():
        assert len(card.signs) >= 2, card.id
        assert len(card.do) >= 2, card.id
        assert card.avoid, card.id


def test_every_thinking_style_and_tone_has_lines() -> None:
    lines = [line for card in LIBRARY.objections.values() for move in card.moves for line in move.lines]
    used = {style for line in lines for style in line.styles}
    assert used >= {Style.ANALYST, Style.ORGANISER, Style.RELATOR}
    assert {line.tone for line in lines} == set(Tone)
    assert set(LIBRARY.walks[0].lines) == set(Style)


@pytest.mark.parametrize(("id", "parts"), KNOWLEDGE.items())
def test_each_system_of_the_material_is_there_with_all_its_parts(id: str, parts: tuple[str, ...]) -> None:
    card = LIBRARY.knowledge[id]
    text = "\n".join((card.title, card.summary, *card.points))
    assert [part for part in parts if part not in text] == []


def test_every_card_names_its_sources_and_knowledge_says_when_and_when_not() -> None:
    for card in LIBRARY.cards.values():
        assert card.sources, card.id
        assert card.summary, card.id
    for knowledge in LIBRARY.knowledge.values():
        assert knowledge.when, knowledge.id
        assert knowledge.when_not, knowledge.id


def test_every_buying_role_has_a_title_and_some_move_that_minds_it() -> None:
    titles = {role: LIBRARY.role_title(role) for role in BuyingRole}
    assert len(set(titles.values())) == len(titles)


def test_moves_mind_who_is_spoken_to() -> None:
    minded = {
        role
        for card in (*LIBRARY.objections.values(), *LIBRARY.plays.values())
        for move in card.moves
        for weight in (*move.raises, *move.lowers)
        for role in weight.when.role
    } | {
        role
        for card in (*LIBRARY.objections.values(), *LIBRARY.plays.values())
        for move in card.moves
        for role in move.when.role
    }
    assert minded >= set(BuyingRole), set(BuyingRole) - minded


def test_every_personality_is_minded_by_some_move() -> None:
    minded = {
        personality
        for card in (*LIBRARY.objections.values(), *LIBRARY.plays.values())
        for move in card.moves
        for weight in (*move.raises, *move.lowers)
        for personality in weight.when.personality
    }
    assert minded >= set(Personality), set(Personality) - minded
