"""Choosing: pure, explainable, and true to the rules of the documents."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.services.briefs import Fact, FactKind, FactRole, MoveChoice, Snapshot
from bot.services.choosing import choose
from bot.services.turns import Objection, Reading, TurnKind
from crm.customers import (
    BuyingRole,
    Contact,
    Customer,
    CustomerKind,
    HouseholdMember,
    Note,
    Personality,
    PersonalityObservation,
    Relation,
    Segment,
)
from crm.history import Touchpoint, TouchpointKind
from playbooks.load import built_in
from playbooks.terms import AdvanceKind

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIBRARY = built_in()


def _reading(kind: str, words: str = "这个", **more: object) -> Reading:
    return Reading(
        kind=TurnKind.OBJECTION,
        objection=Objection(primary=kind, confidence=0.9),
        customer_words=words,
        **more,  # type: ignore[arg-type]
    )


def _snapshot(*, complaint: bool = False, **fields: object) -> Snapshot:
    customer = Customer(id="c", team_id="t", owner_id="o", created_at=NOW, updated_at=NOW, **fields)  # type: ignore[arg-type]
    said = Touchpoint(id="p", customer_id="c", by="o", kind=TouchpointKind.COMPLAINT, text="送错货", at=NOW)
    return Snapshot(customer=customer, touchpoints=(said,) if complaint else ())


def _fact(slot: str, number: str, role: FactRole = FactRole.SELLER_STATED) -> Fact:
    return Fact(
        id=f"f-{slot}",
        role=role,
        kind=FactKind.MONEY,
        label=slot,
        text=f"{number}元",
        number=Decimal(number),
        slot=slot,
    )


def _cards(moves: tuple[MoveChoice, ...]) -> list[str]:
    return [move.card_id for move in moves]


GRANDDAUGHTER = HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米")
OLD_BIKE = Note(id="n", text="骑旧电动车", by="o", at=NOW)


def test_guilt_removal_is_offered_from_several_hundred_yuan() -> None:
    moves = choose(
        _reading("guilt_indulgence"),
        _snapshot(household=(GRANDDAUGHTER,)),
        [_fact("list_price", "3800")],
        LIBRARY,
    )
    assert "guilt_removal" in _cards(moves)


@pytest.mark.parametrize("price", ["5", "29.9", "299"])
def test_guilt_removal_is_never_used_on_a_small_article(price: str) -> None:
    moves = choose(
        _reading("guilt_indulgence", "舍不得", products=("电动车",)),
        _snapshot(household=(GRANDDAUGHTER,)),
        [_fact("list_price", price)],
        LIBRARY,
    )
    assert moves
    assert "guilt_removal" not in _cards(moves)


def test_guilt_removal_is_not_used_at_or_below_the_market_price() -> None:
    facts = [_fact("list_price", "3800"), _fact("market_price", "4200", FactRole.DOCUMENT)]
    moves = choose(_reading("guilt_indulgence"), _snapshot(household=(GRANDDAUGHTER,)), facts, LIBRARY)
    assert "guilt_removal" not in _cards(moves)


def test_without_a_price_the_kind_of_article_decides_about_guilt_removal() -> None:
    dear = choose(
        _reading("no_need", "旧的还能用"),
        _snapshot(household=(GRANDDAUGHTER,), notes=(OLD_BIKE,)),
        (),
        LIBRARY,
    )
    cheap = choose(
        _reading("no_need", products=("牙刷",)), _snapshot(household=(GRANDDAUGHTER,)), (), LIBRARY
    )
    unknown = choose(_reading("no_need"), None, (), LIBRARY)
    assert "guilt_removal" in _cards(dear)
    assert "guilt_removal" not in _cards(cheap) + _cards(unknown)


def test_a_customers_figure_is_no_price_of_ours() -> None:
    facts = [_fact("price", "3800", FactRole.CUSTOMER_SAID)]
    moves = choose(_reading("guilt_indulgence"), _snapshot(household=(GRANDDAUGHTER,)), facts, LIBRARY)
    assert "guilt_removal" not in _cards(moves)


def test_an_open_complaint_is_settled_before_anything_is_sold() -> None:
    moves = choose(_reading("price_too_high"), _snapshot(complaint=True), (), LIBRARY)
    assert (moves[0].card_id, moves[0].move_id) == ("complaint_bridge", "money_later")
    assert any("投诉" in reason for reason in moves[0].reasons)


@pytest.mark.parametrize(
    ("kind", "card", "move"),
    [
        ("need_to_think", "complaint_bridge", "think_at_ease"),
        ("distrust_seller", "complaint_bridge", "doubt_is_fair"),
        ("no_need", "complaint_bridge", "noted_first_things_first"),
        ("leaving", "complaint_bridge", "leave_freely"),
        ("none", "complaint_bridge", "answer_then_settle"),
    ],
)
def test_with_a_complaint_open_what_was_said_is_taken_up_first(kind: str, card: str, move: str) -> None:
    moves = choose(_reading(kind), _snapshot(complaint=True), (), LIBRARY)
    assert (moves[0].card_id, moves[0].move_id) == (card, move)


def test_stop_calling_is_answered_before_any_complaint() -> None:
    reading = _reading("privacy").model_copy(update={"customer_words": "别再给我打电话了"})
    moves = choose(reading, _snapshot(complaint=True), (), LIBRARY)
    assert (moves[0].card_id, moves[0].move_id) == ("privacy", "stop_now")


def test_a_complaint_in_the_turn_is_not_answered_by_a_sale() -> None:
    moves = choose(_reading("past_grievance"), None, (), LIBRARY)
    first = LIBRARY.move(moves[0].card_id, moves[0].move_id)
    assert first.advance.kind not in {AdvanceKind.ORDER, AdvanceKind.TRIAL}


def test_key_accounts_hear_of_price_later_than_others() -> None:
    facts = [_fact("list_price", "3800"), _fact("trade_in", "300"), _fact("net_price", "3500")]
    reading = _reading("price_too_high")

    def score(segment: Segment | None) -> dict[str, float]:
        moves = choose(reading, _snapshot(segment=segment), facts, LIBRARY)
        return {f"{m.card_id}/{m.move_id}": m.score for m in moves if any("价格" in r for r in m.reasons)}

    assert score(None) == {} or all("大客户" not in key for key in score(None))
    lowered = choose(reading, _snapshot(segment=Segment.KEY_ACCOUNT), facts, LIBRARY)
    assert all(LIBRARY.move(m.card_id, m.move_id).advance.kind is not AdvanceKind.ORDER for m in lowered[:2])


def test_the_one_with_the_say_is_addressed() -> None:
    wife = HouseholdMember(id="w", relation=Relation.SPOUSE, has_say=True)
    plain = choose(_reading("not_decision_maker"), _snapshot(), (), LIBRARY)
    with_say = choose(_reading("not_decision_maker"), _snapshot(household=(wife,)), (), LIBRARY)
    raised = [m for m in with_say if any("说了算" in reason for reason in m.reasons)]
    assert raised
    before = {(m.card_id, m.move_id): m.score for m in plain}
    assert all(m.score > before.get((m.card_id, m.move_id), 0) for m in raised)


def test_the_superior_customer_is_not_shown_up() -> None:
    proud = PersonalityObservation(
        personality=Personality.SUPERIOR, observed_on=date(2026, 11, 1), observed_by="o"
    )
    reading = _reading("no_need", "修修还能用")
    plain = {(m.card_id, m.move_id): m.score for m in choose(reading, _snapshot(), (), LIBRARY)}
    moves = choose(reading, _snapshot(personality=(proud,)), (), LIBRARY)
    checking = [
        m
        for m in moves
        if LIBRARY.move(m.card_id, m.move_id).advance.kind is AdvanceKind.CHECK_TOGETHER
        and (m.card_id, m.move_id) in plain
    ]
    assert checking
    assert all(m.score < plain[m.card_id, m.move_id] for m in checking)


def test_the_decision_maker_of_a_company_raises_the_moves_that_reach_him() -> None:
    boss = Contact(id="b", name="陈总", roles=(BuyingRole.ECONOMIC,))
    snapshot = _snapshot(kind=CustomerKind.COMPANY, contacts=(boss,), company="某厂")
    moves = choose(_reading("not_decision_maker"), snapshot, (), LIBRARY)
    assert any("说了算" in reason for move in moves for reason in move.reasons)


def test_choosing_is_pure_and_says_why() -> None:
    arguments = (_reading("need_to_think"), _snapshot(household=(GRANDDAUGHTER,)), (), LIBRARY)
    assert choose(*arguments) == choose(*arguments)
    assert all(move.reasons and move.why for move in choose(*arguments))


@pytest.mark.parametrize("kind", [*LIBRARY.objections, "none"])
def test_every_kind_has_moves_for_a_stranger(kind: str) -> None:
    assert choose(_reading(kind), None, (), LIBRARY)


def test_a_second_kind_brings_its_moves_below_the_first() -> None:
    reading = _reading("no_need").model_copy(
        update={"objection": Objection(primary="no_need", secondary="privacy", confidence=0.9)}
    )
    moves = choose(reading, None, (), LIBRARY)
    assert moves[0].card_id == "no_need"
    assert "privacy" in _cards(moves)
