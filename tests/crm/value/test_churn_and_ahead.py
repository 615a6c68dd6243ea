"""Leaving, anticipating, and the order of the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.value.ahead import (
    Bought,
    collect_on,
    contract_ends,
    monthly_use,
    next_birthday,
    owes,
    payday,
    people_of,
    run_outs,
)
from crm.value.churn import ChurnSigns, Heard, Reason, notice, risk, silent_days
from crm.value.priorities import Candidate, Cause, order, score
from crm.value.thresholds import built_in

RULES = built_in()
TODAY = date(2026, 3, 2)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def signs(**changes: object) -> ChurnSigns:
    usual = ChurnSigns(0.95, 1.0, "B", ago(5), ago(700), None, ())
    return usual._replace(**changes)


# --- churn ---


def test_the_shares_of_the_reasons_for_leaving_make_one() -> None:
    assert sum(RULES.churn.found_shares.values()) == pytest.approx(1)
    assert RULES.churn.found_shares["neglected"] == 0.68


def test_a_valuable_customer_nobody_contacted_is_late_sooner_than_a_small_one() -> None:
    last = ago(40)
    assert silent_days("A", last, ago(900), TODAY, RULES.churn) == 19
    assert silent_days("D", last, ago(900), TODAY, RULES.churn) == 0
    assert silent_days("A", None, ago(50), TODAY, RULES.churn) == 29


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"open_complaint_on": ago(3)}, Reason.COMPLAINT),
        ({"heard": (Heard("超市搞活动，我先买他们的了", ago(3)),)}, Reason.RIVAL),
        ({"heard": (Heard("太贵了", ago(3)),)}, Reason.PRICE),
        ({"last_out_on": ago(90)}, Reason.NEGLECTED),
        ({"stated": "influence"}, Reason.INFLUENCE),
        ({}, Reason.OTHER),
    ],
)
def test_the_reason_class_follows_the_signs(changes: dict[str, object], reason: Reason) -> None:
    found = risk(signs(**changes), TODAY, RULES.churn)
    assert found.reason is reason
    assert found.assignment.reasons
    assert found.assignment.advice


def test_where_nothing_points_to_leaving_nobody_is_asked_for_a_reason() -> None:
    easy = risk(signs(), TODAY, RULES.churn).assignment
    assert (easy.label, easy.advice) == ("低", "照常联系就好")
    leaving = risk(signs(alive=0.05), TODAY, RULES.churn).assignment
    assert leaving.label == "高（其他）"
    assert "问一句原因" in leaving.advice


def test_the_reason_names_what_the_customer_spoke_of() -> None:
    said = Heard("别家给的价低一成", ago(10))
    assert f"{ago(10)}说到别家" in risk(signs(heard=(said,)), TODAY, RULES.churn).assignment.reasons


def test_each_bad_sign_raises_the_risk_and_it_stays_below_one() -> None:
    def value(**changes: object) -> float:
        return risk(signs(**changes), TODAY, RULES.churn).value

    calm = value()
    assert calm < value(trend=0.3) < value(trend=0.3, open_complaint_on=ago(3)) < 1
    assert calm < value(last_out_on=ago(60))
    assert value(heard=(Heard("合同我们不续了", ago(2)),)) > RULES.churn.high


def test_a_notice_counts_until_its_term_is_over() -> None:
    assert notice([Heard("下个月不续了", ago(10))], TODAY, RULES.churn) == ago(10)
    assert notice([Heard("下个月不续了", ago(200))], TODAY, RULES.churn) is None


# --- ahead ---


def test_rice_runs_out_by_the_stated_monthly_use() -> None:
    sacks = [Bought("五常大米25公斤", "大米", ago(22), 1)]
    (found,) = run_outs(sacks, ["五口人", "每月25公斤"], 0, TODAY, RULES.ahead)
    assert found.on == ago(22) + timedelta(days=30)
    assert "每月用25公斤" in found.reason


def test_without_a_stated_use_the_own_rhythm_counts() -> None:
    oil = [Bought("菜籽油5升", "食用油", ago(days), 1) for days in (40, 102, 164)]
    (found,) = run_outs(oil, [], 0, TODAY, RULES.ahead)
    assert found.on == ago(40) + timedelta(days=62)


def test_a_service_is_due_again_rather_than_used_up() -> None:
    done = [Bought("刹车线更换", "维修", ago(days), 1) for days in (65, 135, 205)]
    (due,) = run_outs(done, (), 0, TODAY, RULES.ahead)
    assert due.service
    assert due.reason == "平时约70天做一次"


def test_two_sacks_last_twice_as_long() -> None:
    flour = [Bought("面粉", "面粉", ago(days), 1) for days in (30, 45, 60)]
    (found,) = run_outs([*flour, Bought("面粉", "面粉", ago(15), 2)], [], 0, TODAY, RULES.ahead)
    assert found.on == ago(15) + timedelta(days=30)


def test_a_first_sack_is_reckoned_by_the_number_of_people() -> None:
    sacks = [Bought("大米10公斤", "大米", ago(5), 1)]
    (found,) = run_outs(sacks, [], 4, TODAY, RULES.ahead)
    assert found.on == ago(5) + timedelta(days=15)
    assert run_outs(sacks, [], 0, TODAY, RULES.ahead) == ()


def test_what_ran_out_long_ago_is_no_delivery_any_more() -> None:
    rice = [Bought("米", "大米", ago(days), 1) for days in (200, 230, 260)]
    assert run_outs(rice, [], 0, TODAY, RULES.ahead) == ()


def test_refunds_and_the_future_do_not_run_out() -> None:
    lines = [Bought("大米10公斤", "大米", ago(5), -1), Bought("大米10公斤", "大米", ago(-5), 1)]
    assert run_outs(lines, [], 4, TODAY, RULES.ahead) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10号发工资", 10),
        ("退休金15号", 15),
        ("每月25日发薪", 25),
        ("99号发工资", None),
        ("月底见", None),
    ],
)
def test_payday_is_read_from_what_was_noted(text: str, day: int | None) -> None:
    assert payday([text]) == day


def test_money_is_collected_the_day_after_payday_also_in_short_months() -> None:
    assert collect_on(10, TODAY, RULES.ahead) == date(2026, 3, 11)
    assert collect_on(31, date(2026, 2, 3), RULES.ahead) == date(2026, 3, 1)
    assert collect_on(31, date(2026, 3, 1), RULES.ahead) == date(2026, 3, 1), "it falls into the next month"
    assert collect_on(1, date(2026, 3, 3), RULES.ahead) == date(2026, 4, 2)
    assert collect_on(31, date(2026, 12, 31), RULES.ahead) == date(2027, 1, 1)
    assert owes(["月结"])
    assert not owes(["现金"])


def test_the_number_of_people_and_the_use_are_read_from_notes() -> None:
    assert people_of(["七口人"]) == 7
    assert people_of(["3口之家"]) == 3
    assert monthly_use(["每月吃50斤"]) == 25
    assert monthly_use(["25公斤"]) is None


def test_a_leap_day_birthday_is_kept_on_the_28th() -> None:
    assert next_birthday(date(1980, 2, 29), date(2026, 2, 1)) == date(2026, 2, 28)
    assert next_birthday(date(1980, 3, 1), TODAY) == date(2027, 3, 1)
    assert next_birthday(date(1980, 3, 2), TODAY) == TODAY


@given(st.dates(date(1920, 1, 1), date(2020, 12, 31)), st.dates(date(2000, 1, 1), date(2050, 12, 31)))
def test_the_next_birthday_is_within_a_year(birthday: date, today: date) -> None:
    assert 0 <= (next_birthday(birthday, today) - today).days <= 366


def test_ends_of_contracts_are_read_in_several_forms() -> None:
    assert contract_ends(["宽带2026-05-31到期"]) == (date(2026, 5, 31),)
    assert contract_ends(["合约2026年6月到期"]) == (date(2026, 6, 30),)
    assert contract_ends(["到期日：2026/7/15"]) == (date(2026, 7, 15),)
    assert contract_ends(["2026-13-01到期", "没有日期到期"]) == ()


# --- the order of the day ---


def test_at_most_seven_stand_on_the_list_and_each_customer_once() -> None:
    many = [Candidate(f"c{n}", Cause.SILENCE, "久未联系", 100.0 * n) for n in range(20)]
    many += [Candidate("c19", Cause.BIRTHDAY, "生日", 1900)]
    items = order(many, RULES.today)
    assert [item.customer_id for item in items] == [f"c{n}" for n in range(19, 12, -1)]
    assert items[0].texts == ("久未联系", "生日")


def test_a_broken_promise_to_a_small_customer_is_still_worth_something() -> None:
    promised = Candidate("a", Cause.PROMISE, "答应了", 0, late=2)
    assert score(promised, RULES.today) > float(RULES.today.least_value)


def test_value_at_stake_and_urgency_both_count() -> None:
    items = order(
        [
            Candidate("rich", Cause.BIRTHDAY, "生日", 5000),
            Candidate("poor", Cause.PROMISE, "答应了", 500),
            Candidate("same", Cause.PROMISE, "答应了", 5000),
        ],
        RULES.today,
    )
    assert [item.customer_id for item in items] == ["same", "rich", "poor"]


def test_every_cause_has_an_urgency() -> None:
    assert set(RULES.today.urgency) == set(Cause)
