"""What a customer's value changes in the moves: emphasis with its reason, never a price."""

from datetime import UTC, date, datetime

import pytest

from bot.services.briefs import Brief, MoveChoice, Snapshot
from bot.services.choosing import choose
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Objection, Reading, TurnKind
from crm.customers import Customer
from crm.value.quadrants import Quadrant
from crm.value.view import ValueView
from playbooks.load import built_in
from playbooks.terms import AdvanceKind, Gives

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIBRARY = built_in()
LABELS = {"I": "低投入维护", "II": "优先补价值", "III": "需重新激活", "IV": "重点守护"}
HARSH = ("鸡肋", "潜力股", "问题客户", "理想客户")


def view(quadrant: str, **more: object) -> ValueView:
    values: dict[str, object] = {"tier": "B", "quadrant": quadrant, "quadrant_label": LABELS[quadrant]}
    return ValueView.model_validate(values | more)


def snapshot(value: ValueView | None) -> Snapshot:
    return Snapshot(
        customer=Customer(id="c", team_id="t", owner_id="o", created_at=NOW, updated_at=NOW), value=value
    )


def moves(kind: str, value: ValueView | None) -> tuple[MoveChoice, ...]:
    reading = Reading(
        kind=TurnKind.OBJECTION, objection=Objection(primary=kind, confidence=0.9), customer_words="这个"
    )
    return choose(reading, snapshot(value), (), LIBRARY)


def scores(kind: str, value: ValueView | None) -> dict[str, float]:
    return {f"{m.card_id}/{m.move_id}": m.score for m in moves(kind, value)}


def kind_of(move: MoveChoice) -> AdvanceKind:
    return LIBRARY.move(move.card_id, move.move_id).advance.kind


def test_without_a_known_value_nothing_changes() -> None:
    assert not [
        r
        for m in moves("discount_request", None)
        for r in m.reasons
        if "客户" in r and "「" in r and "让" in r
    ]
    assert scores("price_too_high", None) == scores("price_too_high", None)


def test_a_promising_customer_who_sees_little_gets_concessions_only_against_something() -> None:
    plain, with_value = scores("discount_request", None), scores("discount_request", view("II"))
    free = [
        f"discount_request/{m.id}"
        for m in LIBRARY.objections["discount_request"].moves
        if m.gives is Gives.FREE
    ]
    traded = [
        f"discount_request/{m.id}"
        for m in LIBRARY.objections["discount_request"].moves
        if m.gives is Gives.AGAINST_RETURN
    ]
    assert free
    assert traded
    assert all(with_value.get(name, -9) < plain[name] for name in free if name in plain)
    assert all(with_value[name] > plain[name] for name in traded if name in plain and name in with_value)


def test_value_is_shown_before_the_price_in_quadrant_two() -> None:
    found = moves("price_too_high", view("II"))
    assert kind_of(found[0]) in {AdvanceKind.TRIAL, AdvanceKind.CHECK_TOGETHER, AdvanceKind.JOINT_PLAN}
    assert any(reason.startswith("「优先补价值」先让他看到好处") for reason in found[0].reasons)


def test_a_customer_to_protect_is_not_pushed_to_decide() -> None:
    for kind in ("need_to_think", "wait_for_promotion", "no_budget"):
        plain, kept = moves(kind, None), scores(kind, view("IV"))
        for move in plain:
            name = f"{move.card_id}/{move.move_id}"
            if kind_of(move) in {AdvanceKind.ORDER, AdvanceKind.DECISION_DATE} and name in kept:
                assert kept[name] < move.score


def test_little_value_on_both_sides_is_helped_the_cheap_way() -> None:
    for kind in ("need_to_think", "not_decision_maker", "ask_someone"):
        plain, cheap = moves(kind, None), scores(kind, view("I"))
        for move in plain:
            name = f"{move.card_id}/{move.move_id}"
            if (
                kind_of(move) in {AdvanceKind.VISIT, AdvanceKind.DEMO, AdvanceKind.MEET_DECISION_MAKER}
                and name in cheap
            ):
                assert cheap[name] < move.score


def test_one_to_wake_up_hears_of_something_new_before_the_price() -> None:
    found = moves("price_too_high", view("III"))
    new = [m for m in found if kind_of(m) in {AdvanceKind.TRIAL, AdvanceKind.DEMO, AdvanceKind.SAMPLE}]
    assert new
    assert all(any("先带新东西" in reason for reason in m.reasons) for m in new)


def test_an_announced_end_is_met_with_a_remedy_before_anything_is_sold() -> None:
    leaving = view(
        "IV", phase="decline", phase_label="转淡", notice_on=date(2026, 2, 25), risk=0.95, churn="price"
    )
    for kind in ("leaving", "price_too_high", "competitor_cheaper"):
        first = moves(kind, leaving)[0]
        assert kind_of(first) in {
            AdvanceKind.SETTLE_COMPLAINT,
            AdvanceKind.CHECK_TOGETHER,
            AdvanceKind.JOINT_PLAN,
        }, kind
        assert any("02-25说过不再继续" in reason for reason in first.reasons)


def test_money_does_not_keep_a_customer_who_was_neglected() -> None:
    hurt = view("II", phase="decline", risk=0.8, churn="neglected")
    calm = view("II")
    reasons = [r for kind in ("no_budget", "discount_request") for m in moves(kind, hurt) for r in m.reasons]
    assert any("让价留不住" in reason for reason in reasons)
    assert not [r for m in moves("no_budget", calm) for r in m.reasons if "让价留不住" in r]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tier": "E"}, "抵不上花的"),
        ({"loyalty": "loyal"}, "老客户不是冲着让价来的"),
        ({"churn": "rival", "risk": 0.5}, "别跟着降"),
    ],
)
def test_tier_loyalty_and_the_reason_for_leaving_speak_against_giving_away(
    changes: dict[str, object], said: str
) -> None:
    name = "discount_request/other_value"
    plain, found = moves("discount_request", view("III")), moves("discount_request", view("III", **changes))
    before = {f"{m.card_id}/{m.move_id}": m.score for m in plain}[name]
    after = {f"{m.card_id}/{m.move_id}": m for m in found}.get(name)
    assert after is None or (after.score < before and any(said in reason for reason in after.reasons))


def test_a_small_risk_changes_nothing_and_influence_asks_for_the_one_with_the_say() -> None:
    def raised(risk: float) -> list[str]:
        found = moves("ask_someone", view("III", churn="influence", risk=risk))
        return [r for m in found for r in m.reasons if "受身边人影响" in r]

    assert raised(0.5)
    assert not raised(0.2)


@pytest.mark.parametrize("quadrant", list(Quadrant))
def test_the_reason_line_says_what_we_do_but_never_how_the_customer_is_sorted(quadrant: Quadrant) -> None:
    reading = Reading(
        kind=TurnKind.OBJECTION,
        objection=Objection(primary="price_too_high", confidence=0.9),
        customer_words="太贵了",
    )
    known = snapshot(view(quadrant.value))
    chosen = choose(reading, known, (), LIBRARY)
    brief = Brief(reading=reading, snapshot=known, moves=chosen, seed="s")
    draft = PlaybookWriter(LIBRARY).write(brief)
    named = [r for r in chosen[0].reasons if LABELS[quadrant.value] in r and "（+" in r]
    if quadrant is Quadrant.II:
        assert named
    first = next(
        m for m in chosen if m.move_id == draft.variants[0].move_id and m.card_id == draft.variants[0].card_id
    )
    for reason in first.reasons:
        if LABELS[quadrant.value] in reason and "（+" in reason:
            assert reason.split("」")[1].split("（+")[0] in draft.why
    assert not [word for word in (*LABELS.values(), *HARSH, "「", "（", "客户类") if word in draft.why]


def test_the_words_of_the_lines_are_the_same_whatever_the_customer_is_worth() -> None:
    def lines(value: ValueView | None) -> set[str]:
        reading = Reading(
            kind=TurnKind.OBJECTION,
            objection=Objection(primary="discount_request", confidence=0.9),
            customer_words="便宜点",
        )
        known = snapshot(value)
        brief = Brief(reading=reading, snapshot=known, moves=choose(reading, known, (), LIBRARY), seed="s")
        return {variant.text for variant in PlaybookWriter(LIBRARY).candidates(brief)}

    every = {text for quadrant in LABELS for text in lines(view(quadrant))}
    authored = lines(None)
    assert every & authored
    assert not [text for text in every if any(label in text for label in LABELS.values())]
