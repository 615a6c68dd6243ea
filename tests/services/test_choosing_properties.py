"""The rules of the documents as properties: they hold for any mix of kind, customer, price and words."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.services.briefs import Brief, Fact, FactKind, FactRole, Snapshot
from bot.services.choosing import choose
from bot.services.choosing.value_rules import speaks_of_price
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Objection, Reading, TurnKind
from crm.customers import (
    Customer,
    HouseholdMember,
    Personality,
    PersonalityObservation,
    Relation,
    Segment,
)
from crm.history import Touchpoint, TouchpointKind
from playbooks.load import built_in
from playbooks.terms import AdvanceKind, Emotion, ObjectionKind, TalkStage

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIBRARY = built_in()
DRAWS = 120


def _fact(slot: str, number: int) -> Fact:
    return Fact(
        id=f"f-{slot}",
        role=FactRole.OUR_PRICE,
        kind=FactKind.MONEY,
        label=slot,
        text=f"{number}元",
        number=Decimal(number),
        slot=slot,
    )


def _observed(personality: Personality) -> PersonalityObservation:
    return PersonalityObservation(personality=personality, observed_by="o", observed_on=NOW.date())


def _draws(seed: int) -> Iterator[tuple[random.Random, Reading]]:
    chance = random.Random(seed)
    for _ in range(DRAWS):
        objection = Objection(primary=chance.choice(list(ObjectionKind)).value, confidence=chance.random())
        yield (
            chance,
            Reading(
                kind=TurnKind.OBJECTION,
                objection=objection,
                customer_words=chance.choice(["这个", "太贵了", "我再看看", "旧的还能用", "我们领导要看"]),
                products=chance.choice([(), ("电动车",), ("牙刷",), ("大米",)]),
                emotion=chance.choice(["", *Emotion]),
                stage=chance.choice(["", *TalkStage]),
                buying_signal=chance.random() < 0.3,
            ),
        )


def _customer(chance: random.Random, **fields: object) -> Customer:
    members = (HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米"),)
    more = {"household": members if chance.random() < 0.5 else ()} | fields
    return Customer(id="c", team_id="t", owner_id="o", created_at=NOW, updated_at=NOW, **more)  # type: ignore[arg-type]


def test_guilt_is_never_worked_on_for_an_article_of_five_yuan() -> None:
    for chance, reading in _draws(1):
        facts = [_fact("list_price", chance.randint(1, 299))]
        moves = choose(reading, Snapshot(customer=_customer(chance)), facts, LIBRARY)
        assert "guilt_removal" not in {move.card_id for move in moves}, reading


@pytest.mark.parametrize("segment", [Segment.KEY_ACCOUNT, Segment.GROUP])
def test_business_customers_lose_nothing_but_price_moves(segment: Segment) -> None:
    lowered = 0
    for chance, reading in _draws(2):
        plain = _customer(chance)
        business = plain.model_copy(update={"segment": segment})
        before = {(m.card_id, m.move_id): m for m in choose(reading, Snapshot(customer=plain), (), LIBRARY)}
        for choice in choose(reading, Snapshot(customer=business), (), LIBRARY):
            said = [r for r in choice.reasons if "再谈价格" in r or "价格放后面" in r]
            assert bool(said) is speaks_of_price(LIBRARY.move(choice.card_id, choice.move_id)), choice
            lowered += bool(said) and (choice.card_id, choice.move_id) in before
    assert lowered


def test_with_an_open_complaint_nothing_is_ordered_first() -> None:
    complaint = Touchpoint(
        id="p", customer_id="c", by="o", kind=TouchpointKind.COMPLAINT, text="送错货", at=NOW
    )
    for chance, reading in _draws(3):
        snapshot = Snapshot(customer=_customer(chance), touchpoints=(complaint,))
        moves = choose(reading, snapshot, (), LIBRARY)
        first = LIBRARY.move(moves[0].card_id, moves[0].move_id)
        assert first.advance.kind is not AdvanceKind.ORDER, (reading, moves[0])
        settling = AdvanceKind.SETTLE_COMPLAINT, AdvanceKind.CHECK_TOGETHER
        assert moves[0].card_id in {"past_grievance", "billing_dispute"} or first.advance.kind in settling


def test_a_superior_customer_never_hears_a_word_that_exposes_them() -> None:
    words = LIBRARY.personalities["superior"].avoid_words
    assert words
    writer = PlaybookWriter(LIBRARY)
    for chance, reading in _draws(4):
        customer = _customer(chance, personality=(_observed(Personality.SUPERIOR),))
        snapshot = Snapshot(customer=customer)
        brief = Brief(
            reading=reading, snapshot=snapshot, moves=choose(reading, snapshot, (), LIBRARY), seed="s"
        )
        for variant in writer.candidates(brief):
            assert not any(word in variant.text for word in words), variant


def test_a_companion_with_the_say_raises_the_moves_that_speak_to_them() -> None:
    raised = 0
    for chance, reading in _draws(5):
        with_say = HouseholdMember(id="w", relation=Relation.SPOUSE, has_say=True)
        snapshot = Snapshot(customer=_customer(chance, household=(with_say,)))
        for choice in choose(reading, snapshot, (), LIBRARY):
            move = LIBRARY.move(choice.card_id, choice.move_id)
            somebody_else = "领导" in reading.customer_words
            if move.advance.kind is AdvanceKind.MEET_DECISION_MAKER and not somebody_else:
                assert any("有说了算的人在" in reason for reason in choice.reasons), choice
                raised += 1
    assert raised


def test_every_move_says_why_it_stands_where_it_stands() -> None:
    for _, reading in _draws(6):
        for choice in choose(reading, None, (), LIBRARY):
            changes = [reason for reason in choice.reasons[1:] if "（+" in reason or "（-" in reason]
            assert choice.reasons
            assert len(changes) == len(choice.reasons) - 1


def test_a_contradictory_profile_and_no_profile_still_get_moves() -> None:
    both = (_observed(Personality.BLUNT), _observed(Personality.WAVERING))
    for chance, reading in _draws(7):
        assert choose(reading, None, (), LIBRARY)
        assert choose(reading, Snapshot(customer=_customer(chance, personality=both)), (), LIBRARY)
