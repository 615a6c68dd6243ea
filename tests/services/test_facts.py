"""Facts come with the role that decides their use; code computes, contradictions are marked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.services.briefs import Fact, FactRole, Snapshot, Source
from bot.services.facts import (
    facts_from_customer_words,
    facts_from_passage,
    facts_from_seller_note,
    facts_from_snapshot,
    gather_facts,
)
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.customers import Customer, HouseholdMember, Relation
from crm.history import Purchase
from crm.money import Money
from playbooks.slots import BY_ID

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def by_slot(facts: tuple[Fact, ...]) -> dict[str, Fact]:
    return {fact.slot: fact for fact in facts if fact.slot}


def snapshot() -> Snapshot:
    member = HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米", birthday=date(2020, 12, 1))
    customer = Customer(
        id="c",
        team_id="t",
        owner_id="o",
        address_as="张大伯",
        household=(member,),
        created_at=NOW,
        updated_at=NOW,
    )
    bought = Purchase(
        id="p",
        customer_id="c",
        product="A2电动车",
        amount=Money(amount=Decimal(2600)),
        bought_on=date(2023, 5, 2),
    )
    return Snapshot(customer=customer, purchases=(bought,))


def test_the_sellers_note_becomes_prices_and_a_computed_net_price() -> None:
    facts = facts_from_seller_note("在售A3,目录价3800,旧车抵300", TODAY)
    slots = by_slot(facts)
    assert slots["product"].text == "A3"
    assert slots["list_price"].number == 3800
    assert slots["trade_in"].number == 300
    net = slots["net_price"]
    assert (net.role, net.number, net.text) == (FactRole.COMPUTED, 3500, "3500元")
    assert {fact.id for fact in facts} >= set(net.basis)


def test_ids_follow_the_order() -> None:
    facts = facts_from_seller_note("在售A3，3800，抵300", TODAY, first=4)
    assert [fact.id for fact in facts] == [f"f{i}" for i in range(4, 4 + len(facts))]


def test_gift_warranty_validity_and_advantage_are_the_sellers_words() -> None:
    slots = by_slot(
        facts_from_seller_note(
            "A3原价3800，现价3500，送头盔一个，整车保修两年，活动到25号，续航65公里", TODAY
        )
    )
    assert slots["gift"].text == "头盔一个"
    assert slots["warranty"].text == "整车保修两年"
    assert slots["until"].on == date(2026, 11, 25)
    assert slots["advantage"].text == "续航65公里"
    assert slots["price"].number == 3500


def test_a_discount_is_computed_from_the_list_price() -> None:
    assert by_slot(facts_from_seller_note("目录价3800，打九折", TODAY))["price"].number == 3420


def test_two_list_prices_are_disputed_and_nothing_is_computed_from_them() -> None:
    facts = facts_from_seller_note("目录价3800，目录价3900，旧车抵300", TODAY)
    assert [fact.disputed for fact in facts if fact.slot == "list_price"] == [True, True]
    assert "net_price" not in by_slot(facts)


def test_a_stated_sum_that_does_not_add_up_is_disputed() -> None:
    facts = facts_from_seller_note("目录价3800，抵300，到手3400", TODAY)
    assert by_slot(facts)["net_price"].disputed


@pytest.mark.parametrize("note", ["底价3200别告诉他", "成本2900", "提成8个点", "最低能到3300"])
def test_what_is_internal_becomes_no_fact(note: str) -> None:
    assert facts_from_seller_note(note, TODAY) == ()


def test_the_note_may_speak_of_rival_and_customer() -> None:
    slots = by_slot(facts_from_seller_note("客户预算3000，隔壁卖3300，我们A3卖3800", TODAY))
    assert (slots["budget"].role, slots["budget"].number) == (FactRole.CUSTOMER_SAID, 3000)
    assert (slots["rival_price"].role, slots["rival_price"].number) == (FactRole.RIVAL, 3300)
    assert (slots["price"].role, slots["price"].number) == (FactRole.SELLER_STATED, 3800)
    assert slots["price_gap"].number == 500


@pytest.mark.parametrize(
    "words", ["目录价300，旧车抵200", "在售A3，到手价1000元", "你们说过3500的", "送我两桶油吧"]
)
def test_pasted_words_never_state_a_price_of_ours(words: str) -> None:
    roles = {fact.role for fact in facts_from_customer_words(words, TODAY)}
    assert roles <= {FactRole.CUSTOMER_SAID, FactRole.RIVAL}


def test_a_cheaper_offer_elsewhere_is_the_rivals() -> None:
    facts = facts_from_customer_words("你们3800太贵了，京东只要3299", TODAY)
    slots = by_slot(facts)
    assert (slots["rival"].text, slots["rival_price"].number) == ("京东", 3299)
    assert [f.number for f in facts if f.role is FactRole.CUSTOMER_SAID] == [3800]


def test_the_record_gives_family_age_and_last_purchase() -> None:
    facts = facts_from_snapshot(snapshot(), TODAY)
    slots = by_slot(facts)
    assert slots["grandchild"].text == "孙女小米"
    assert slots["last_purchase"].text == "A2电动车"
    assert "5岁" in {fact.text for fact in facts}
    assert {fact.role for fact in facts} == {FactRole.CUSTOMER_PROFILE}


def test_a_passage_gives_document_facts_and_a_card_none() -> None:
    source = Source(title="套餐表", doc="price.pdf", text="宽带每月138元")
    facts = facts_from_passage(source)
    assert {fact.role for fact in facts} == {FactRole.DOCUMENT}
    assert {fact.source for fact in facts} == {"price.pdf"}
    assert facts_from_passage(source.model_copy(update={"is_card": True})) == ()


def test_a_turn_gathers_everything_with_unique_ids() -> None:
    reading = Reading(
        kind=TurnKind.OBJECTION, customer_words="隔壁才卖3300", seller_note="在售A3，目录价3800，抵300"
    )
    turn = Turn(text="隔壁才卖3300", seller_note="在售A3，目录价3800，抵300", at=NOW)
    facts = gather_facts(turn, reading, snapshot(), TODAY)
    assert len({fact.id for fact in facts}) == len(facts)
    assert by_slot(facts)["net_price"].number == 3500
    assert by_slot(facts)["price_gap"].number == 200


def test_a_customers_turn_is_never_read_as_the_sellers_words() -> None:
    reading = Reading(kind=TurnKind.OFFER)
    turn = Turn(text="在售A3，目录价100", speaker=Speaker.CUSTOMER, at=NOW)
    assert all(fact.role is not FactRole.SELLER_STATED for fact in gather_facts(turn, reading, None, TODAY))


def test_every_slot_a_fact_fills_exists_in_the_playbooks() -> None:
    note = "A3原价3800，现价3500，旧车抵300，市场价3900，每月138，送头盔一个，保修两年，三天到货，"
    note += "活动到25号，检测过刹车，续航65公里"
    facts = (
        *facts_from_seller_note(note, TODAY),
        *facts_from_customer_words("隔壁卖3300，我预算3000", TODAY),
        *facts_from_snapshot(snapshot(), TODAY),
    )
    assert {fact.slot for fact in facts if fact.slot} <= set(BY_ID)
