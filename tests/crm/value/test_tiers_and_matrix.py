"""Tiers, quadrants, stages, phases, ties, loyalty, letting go: each decides and says why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.value.bonds import LoyaltySigns, PruningSigns, level, loyal, loyalty, pruning, tie
from crm.value.journeys import phase, stage
from crm.value.orders import Line, OrderBook, net_orders
from crm.value.perceived import (
    Answer,
    Evidence,
    from_behaviour,
    from_complaint,
    from_praise,
    from_satisfaction,
    from_survey,
    perceived,
)
from crm.value.quadrants import quadrant
from crm.value.thresholds import built_in
from crm.value.tiers import Kind, TierRow, TierTable, kind_assignment, rank, table, tier_assignment

RULES = built_in()
TODAY = date(2026, 3, 2)
SLIDE = TierTable(
    (
        TierRow("VIP", 21, 114_000, 45_600, 1.14),
        TierRow("large", 85, 31_600, 9_480, 1.39),
        TierRow("medium", 319, 9_100, 1_820, 0.74),
        TierRow("small", 1_701, 1_160, -522, -0.53),
    )
)


def bought(*days_ago: int, amount: float = 100) -> OrderBook:
    return net_orders([Line("米", TODAY - timedelta(days=ago), amount) for ago in days_ago])


# --- D10 ---


def test_the_slides_rows_are_reproduced_and_its_average_is_contradicted() -> None:
    assert SLIDE.customers == 2126
    assert SLIDE.average_profit == pytest.approx(684.9, abs=0.05)
    said = SLIDE.contradiction(399)
    assert "399" in said
    assert "684.9" in said
    assert SLIDE.contradiction(684.9) == ""


def test_the_top_fifth_makes_more_than_all_of_the_profit() -> None:
    assert SLIDE.shares()[2] == pytest.approx(1.61, abs=0.005)
    assert "前425位客户（占20%）创造了161%的利润" in SLIDE.pareto(3)


def test_the_small_ones_were_invested_in_more_than_they_returned() -> None:
    assert SLIDE.rows[0].investment == pytest.approx(40_000)
    assert SLIDE.rows[3].investment == pytest.approx(985, abs=1)


def test_the_tiers_follow_the_curve_and_those_below_zero_come_last() -> None:
    values = {"a": 500.0, "b": 300.0, "c": 100.0, "d": 60.0, "e": 40.0, "f": 0.0, "g": -80.0}
    standings = rank(values, RULES.tiers)
    assert {id: s.tier for id, s in standings.items()} == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "C",
        "e": "D",
        "f": "E",
        "g": "E",
    }
    assert standings["b"].cumulative == pytest.approx(0.8)
    assert "排第2" in tier_assignment(standings["b"]).reasons[0]


def test_the_best_customer_is_an_a_even_when_it_makes_everything() -> None:
    assert rank({"a": 10.0, "b": -1.0}, RULES.tiers)["a"].tier == "A"


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.floats(-1e6, 1e6), max_size=40))
def test_more_value_never_means_a_lower_tier(values: dict[str, float]) -> None:
    standings = rank(values, RULES.tiers)
    ordered = sorted(values, key=lambda id: -values[id])
    tiers = [standings[id].tier for id in ordered]
    assert tiers == sorted(tiers)
    assert all((values[id] <= 0) == (standings[id].tier == "E") for id in values)


def test_valuable_growable_and_below_zero_are_told_apart() -> None:
    standings = rank({"a": 900.0, "m": 60.0, "s": 40.0, "z": -50.0}, RULES.tiers)

    def kind(id: str, potential: float) -> str:
        return kind_assignment(standings[id], potential, RULES.tiers).value

    assert [kind("a", 0), kind("m", 100), kind("s", 0), kind("z", 0), kind("z", 200)] == [
        Kind.MVC,
        Kind.MGC,
        Kind.STEADY,
        Kind.BZ,
        Kind.MGC,
    ]


def test_the_table_of_ones_own_customers_adds_up() -> None:
    values = {"a": 500.0, "b": 300.0, "c": -100.0}
    own = table(rank(values, RULES.tiers), {"a": 5000.0})
    assert own.total_profit == pytest.approx(700)
    assert [row.name for row in own.rows] == ["A", "B", "E"]


# --- D12 ---


@pytest.mark.parametrize(
    ("cpv", "tier", "found", "label"),
    [
        (0.4, "D", "I", "低投入维护"),
        (0.4, "A", "II", "优先补价值"),
        (0.6, "C", "III", "需重新激活"),
        (0.9, "B", "IV", "重点守护"),
    ],
)
def test_each_quadrant_has_a_neutral_name(cpv: float, tier: str, found: str, label: str) -> None:
    place = quadrant(cpv, tier, RULES.quadrants)
    assert (place.value, place.label) == (found, label)
    assert len(place.reasons) == 2
    assert not any(word in str(place) for word in ("鸡肋", "潜力股", "问题客户"))


# --- D2, D13 ---


@pytest.mark.parametrize(
    ("days", "value"),
    [
        ((), "prospect"),
        ((10,), "first_time"),
        ((10, 40, 70), "short_term"),
        (tuple(range(10, 600, 30)), "long_term"),
        ((300, 330, 360), "defected"),
    ],
)
def test_the_stage_follows_orders_and_silence(days: tuple[int, ...], value: str) -> None:
    found = stage(bought(*days), TODAY, RULES.stages)
    assert found.value == value
    assert found.reasons


def test_a_slow_rhythm_is_no_silence() -> None:
    yearly = bought(200, 565, 930, 1295)
    assert stage(yearly, TODAY, RULES.stages).value == "long_term"


def test_the_phase_follows_the_trend() -> None:
    def found(*days: int) -> str:
        one = phase(bought(*days), TODAY, RULES.phases)
        return one.value if one else ""

    assert found() == ""
    assert found(5) == "exploration"
    assert found(5, 30, 60, 90, 200) == "growth"
    assert found(*range(10, 800, 30)) == "maturity"
    assert found(170, *range(190, 400, 20)) == "decline"


def test_a_notice_is_decline_whatever_was_bought() -> None:
    told = phase(bought(5, 30, 60, 90), TODAY, RULES.phases, notice_on=date(2026, 2, 20))
    assert told is not None
    assert told.value == "decline"
    assert "2026-02-20" in told.reasons[0]


# --- D14, D15, D11 ---


def test_many_and_thin_get_the_basic_level_few_and_rich_a_partnership() -> None:
    assert level(5000, 0.05, RULES.relationship).value == "basic"
    assert level(20, 0.40, RULES.relationship).value == "partnership"
    assert level(5000, 0.40, RULES.relationship).value == "accountable"


def test_ties_climb_only_as_far_as_pays() -> None:
    assert tie("partnership", valuable=True, repeat=True).value == "structural"
    assert tie("partnership", valuable=False, repeat=True).value == "social"
    assert tie("basic", valuable=False, repeat=False).value == "financial"


def test_a_satisfied_customer_is_not_yet_a_loyal_one() -> None:
    unknown = LoyaltySigns(5, None, None, None, None, None)
    assert loyal(loyalty(unknown, RULES.loyalty), RULES.loyalty).value == "unknown"
    bad = LoyaltySigns(1, 40, 3, 2, False, 0.4)
    assert loyal(loyalty(bad, RULES.loyalty), RULES.loyalty).value == "not_yet"
    good = LoyaltySigns(9, 2, 0, 0, True, 1.4)
    signs = loyalty(good, RULES.loyalty)
    assert len(signs) == 6
    assert loyal(signs, RULES.loyalty).value == "loyal"


def test_the_picky_are_never_let_go_for_being_picky() -> None:
    picky = PruningSigns(0, 900, 0, 8, 0.9, picky=True, small=False)
    found = pruning(picky, RULES.pruning)
    assert found.value == "keep"
    assert "挑得细" in found.reasons[0]


def test_broken_words_and_lasting_losses_are_named_as_reasons() -> None:
    found = pruning(PruningSigns(3, -200, 0, 6, 0.8, picky=False, small=True), RULES.pruning)
    assert found.value == "let_go"
    assert len(found.reasons) == 2
    assert pruning(PruningSigns(0, -5, 0, 1, 0.8, picky=False, small=True), RULES.pruning).value == "look"


# --- D3, D4 ---


def test_without_any_observation_it_is_the_middle_and_unsure() -> None:
    found = perceived([], TODAY, RULES.perceived)
    assert (found.value, found.sure) == (0.5, 0)
    assert found.reasons


def test_good_answers_raise_it_and_old_ones_fade_back_to_the_middle() -> None:
    def asked(days: int) -> float:
        on = TODAY - timedelta(days=days)
        answers = [Answer(driver, 5, on) for driver in ("quality", "worth", "empathy", "reliability")]
        return perceived(from_survey(answers), TODAY, RULES.perceived).value

    assert asked(0) > asked(400) > asked(2000) > 0.5


def test_half_a_survey_counts_for_half() -> None:
    half = from_survey([Answer(d, 5, TODAY) for d in ("quality", "worth", "empathy", "assurance")])
    assert sum(one.strength for one in half) == 0.5


def test_a_newer_answer_replaces_an_older_one() -> None:
    answers = [Answer("quality", 1, TODAY - timedelta(days=50)), Answer("quality", 5, TODAY)]
    assert [(one.score, one.on) for one in from_survey(answers)] == [(1.0, TODAY)]


def test_a_complaint_settled_the_same_day_hurts_less_than_an_open_one() -> None:
    def after(settled: date | None) -> float:
        return perceived(
            from_complaint(TODAY - timedelta(days=9), settled, RULES.perceived), TODAY, RULES.perceived
        ).value

    quick, late = after(TODAY - timedelta(days=9)), after(TODAY - timedelta(days=1))
    assert after(None) < late < quick < 0.5


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("谢谢你们，送得很及时", True),
        ("这米真好吃，孩子爱吃", True),
        ("不太靠谱啊", False),
        ("没那么好吃", False),
        ("人家服务好", False),
        ("再便宜点吧", False),
    ],
)
def test_praise_raises_perceived_value_and_a_denial_or_praise_of_others_does_not(
    text: str, counts: bool
) -> None:
    found = from_praise([(text, TODAY)], RULES.perceived)
    value = perceived(found, TODAY, RULES.perceived).value
    assert (value > RULES.perceived.prior) is counts


def test_satisfaction_meets_the_expectation_at_one() -> None:
    def score(ratio: float) -> float:
        return from_satisfaction(ratio, TODAY, RULES.perceived).score

    assert score(0.5) < score(1.0) < score(1.2) <= 1.0
    assert score(0) == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(RULES.perceived.weights)), st.floats(0, 1), st.integers(-30, 3000)),
        max_size=12,
    )
)
def test_perceived_value_stays_between_nothing_and_one(rows: list[tuple[str, float, int]]) -> None:
    evidence = [Evidence(s, score, TODAY - timedelta(days=ago), "x") for s, score, ago in rows]
    found = perceived(evidence, TODAY, RULES.perceived)
    assert 0 <= found.value <= 1
    assert 0 <= found.sure < 1


def test_buying_less_is_a_sign_too() -> None:
    assert from_behaviour(0.9, 1.5, TODAY).score > from_behaviour(0.9, 0.3, TODAY).score
    assert from_behaviour(0.9, None, TODAY).score > from_behaviour(0.1, None, TODAY).score
