"""Every line the library can say to the sample customers: fit to send, and true to the rules of the trade."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.services.briefs import Brief, Snapshot, Variant, Verdict
from bot.services.choosing import choose
from bot.services.facts import gather_facts
from bot.services.gate import check
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Speaker, Turn
from bot.services.understanding import Understander
from crm.customers import CustomerKind, Personality, Segment
from playbooks.load import built_in
from playbooks.terms import AdvanceKind
from tests.sample_snapshots import sample_snapshots
from tests.understander import shared_understander

LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SAID = {
    "price_too_high": "太贵了",
    "no_budget": "没钱，手头紧",
    "no_need": "用不着，旧的修修还能用",
    "guilt_indulgence": "给自己花这么多，舍不得",
    "need_to_think": "我再考虑考虑",
    "ask_someone": "我得跟家里人商量",
    "not_decision_maker": "我说了不算",
    "wait_for_promotion": "等有活动再买",
    "competitor_cheaper": "隔壁卖得比你便宜",
    "competitor_loyal": "一直用别家的，用惯了",
    "distrust_seller": "你们别是忽悠人吧",
    "doubt_quality": "质量行不行啊",
    "doubt_promise": "说得好听，坏了谁管",
    "network_quality": "信号太差，老断网",
    "billing_dispute": "凭什么乱扣我钱",
    "past_grievance": "上次的事到现在没解决",
    "too_complicated": "手续太麻烦",
    "no_time": "我在开会，没空",
    "contract_lock_in": "合同还没到期",
    "privacy": "你怎么有我电话的",
    "product_unfit": "规格不合适，用不完",
    "discount_request": "能不能再便宜点",
    "leaving": "我要销户",
}


SNAPSHOTS = sample_snapshots(NOW)


@pytest.fixture(scope="module")
def understander() -> Understander:
    return shared_understander()


def _brief(understander: Understander, said: str, snapshot: Snapshot | None) -> Brief:
    turn = Turn(text=said, speaker=Speaker.CUSTOMER, at=NOW)
    reading = understander.read(turn)
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    moves = tuple(choose(reading, snapshot, facts, LIBRARY))
    return Brief(reading=reading, snapshot=snapshot, facts=facts, moves=moves, seed="seller")


def _lines(understander: Understander, said: str, snapshot: Snapshot | None) -> list[Variant]:
    return list(WRITER.candidates(_brief(understander, said, snapshot)))


def _first(understander: Understander, said: str, snapshot: Snapshot) -> Variant:
    return next(iter(WRITER.candidates(_brief(understander, said, snapshot))))


def _every(understander: Understander) -> Iterator[tuple[Brief, Variant]]:
    for snapshot in SNAPSHOTS:
        for said in SAID.values():
            brief = _brief(understander, said, snapshot)
            for variant in WRITER.candidates(brief):
                yield brief, variant


def test_nearly_all_lines_for_the_sample_customers_pass_the_gate(understander: Understander) -> None:
    texts: dict[str, Verdict] = {}
    for brief, variant in _every(understander):
        if variant.text not in texts:
            texts[variant.text] = check(
                variant, brief, today=NOW.date(), card_exists=LIBRARY.cards.__contains__
            )
    refused = [f"{v.variant.text}: {v.findings}" for v in texts.values() if not v.passed]
    assert len(texts) > 500
    assert len(refused) <= 0.01 * len(texts), "\n".join(refused)


def test_no_line_says_what_nobody_says(understander: Understander) -> None:
    wrong = re.compile(r"您们|([您你])\1|月费|年费|成不？|{|}|(?<![他她])他家人|的的|，，")
    texts = {variant.text for _, variant in _every(understander)}
    assert not [text for text in texts if wrong.search(text)]


def test_nobody_jokes_with_a_customer_who_is_angry_or_waits_for_an_answer(
    understander: Understander,
) -> None:
    for snapshot in (None, *SNAPSHOTS):
        for said in (SAID["past_grievance"], SAID["billing_dispute"], "太贵了，你们这帮骗子，气死我了"):
            assert not [v.text for v in _lines(understander, said, snapshot) if v.style == "light"]


def test_a_complaint_is_settled_before_anything_is_sold(understander: Understander) -> None:
    selling = {AdvanceKind.ORDER, AdvanceKind.TRIAL, AdvanceKind.DEMO, AdvanceKind.ACCEPT_PART_OF_BUDGET}
    for snapshot in SNAPSHOTS:
        first = _first(understander, "上次的事你们到现在没给我解决", snapshot)
        assert LIBRARY.move(first.card_id, first.move_id).advance.kind not in selling, first.text


def test_guilt_is_not_touched_for_food_of_a_few_yuan(understander: Understander) -> None:
    for snapshot in SNAPSHOTS:
        brief = _brief(understander, "给自己吃这么好的大米，舍不得", snapshot)
        assert "guilt_removal" not in {move.card_id for move in brief.moves}


def test_key_accounts_hear_of_other_things_before_the_price(understander: Understander) -> None:
    accounts = [s for s in SNAPSHOTS if s.customer.segment is Segment.KEY_ACCOUNT]
    assert accounts
    for snapshot in accounts:
        first = _first(understander, "报价太高了", snapshot)
        advance = LIBRARY.move(first.card_id, first.move_id).advance.kind
        assert advance not in {AdvanceKind.ORDER, AdvanceKind.ACCEPT_PART_OF_BUDGET}, first.text


def test_the_one_with_the_say_is_asked_along(understander: Understander) -> None:
    wavering = [
        s
        for s in SNAPSHOTS
        if s.customer.observed_personality is Personality.WAVERING
        and any(member.has_say for member in s.customer.household)
    ]
    assert wavering
    for snapshot in wavering:
        first = _first(understander, "我得跟家里人商量商量", snapshot)
        move = LIBRARY.move(first.card_id, first.move_id)
        assert first.card_id == "companion_first" or move.advance.kind in {
            AdvanceKind.MEET_DECISION_MAKER,
            AdvanceKind.TRIAL,
        }, first.text


def test_a_superior_customer_is_never_shown_up(understander: Understander) -> None:
    exposing = re.compile(r"您(?:不懂|不知道|记错|搞错|弄错|理解错|误会)")
    for snapshot in SNAPSHOTS:
        if snapshot.customer.observed_personality is Personality.SUPERIOR:
            for said in SAID.values():
                assert not [v.text for v in _lines(understander, said, snapshot) if exposing.search(v.text)]


def test_a_company_does_not_hear_of_children_and_grandchildren(understander: Understander) -> None:
    family = re.compile(r"孙女|孙子|孩子|儿子|女儿|爱人|老人家")
    for snapshot in SNAPSHOTS:
        if snapshot.customer.kind is CustomerKind.COMPANY:
            for said in SAID.values():
                texts = [v.text for v in _lines(understander, said, snapshot)]
                assert not [text for text in texts if family.search(text)]


@pytest.mark.parametrize("said", ["家里不上网，装宽带干啥", "流量套餐用不着", "家里大米还没吃完，用不着"])
def test_what_is_not_ridden_is_neither_repaired_nor_test_ridden(
    understander: Understander, said: str
) -> None:
    of_a_bike = re.compile(r"试骑|装车|修理|修还是换|修修|旧车|骑过来")
    for snapshot in (None, *SNAPSHOTS):
        assert not [v.text for v in _lines(understander, said, snapshot) if of_a_bike.search(v.text)]


def test_a_daughter_is_not_taken_for_the_son_on_file(understander: Understander) -> None:
    uncle = next(s for s in SNAPSHOTS if any(m.name == "建军" for m in s.customer.household))
    texts = [v.text for v in _lines(understander, "我得问我闺女", uncle)]
    assert texts
    assert not [text for text in texts if "跟儿子" in text]


def test_a_promise_is_called_overdue_only_after_its_day(understander: Understander) -> None:
    overdue = re.compile("失信|一直没兑现|到现在还没办好")
    for snapshot in SNAPSHOTS:
        due = [p for p in snapshot.promises if p.due_at and p.due_at.date() >= NOW.date()]
        if snapshot.promises and len(due) == len(snapshot.promises):
            texts = [v.text for v in _lines(understander, SAID["past_grievance"], snapshot)]
            assert not [t for t in texts if overdue.search(t) and any(p.text in t for p in due)]
