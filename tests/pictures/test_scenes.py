"""What a picture shows and says follows from the figures, and hides what is covered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.errors import InputRefused
from bot.ports.records import PictureLook
from bot.services.pictures import scenes
from bot.services.pictures.history_scene import timeline
from bot.services.pictures.scenes import Bubble
from bot.services.texts import LOCALES, Texts
from crm.customers import Customer
from crm.funnel import forecast
from crm.history import Opportunity, Promise, Purchase, Stage
from crm.money import Money
from crm.ports import CustomerFile
from crm.value.thresholds import built_in

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
PLAIN, COVERED = PictureLook(salesperson_id="li"), PictureLook(salesperson_id="li", covered=True)
ZH = Texts("zh")


def deal(stage: Stage, amount: int | None) -> Opportunity:
    money = Money(amount=Decimal(amount)) if amount is not None else None
    return Opportunity(
        id=f"{stage}{amount}",
        customer_id="c",
        title="t",
        stage=stage,
        amount=money,
        created_at=NOW,
        updated_at=NOW,
    )


def view(*deals: Opportunity) -> scenes.Forecast:
    return forecast(deals, built_in().funnel)


def a_file(**more: object) -> CustomerFile:
    customer = Customer(id="c", team_id="t", owner_id="li", name="欧阳晓", created_at=NOW, updated_at=NOW)
    return CustomerFile.model_validate({"customer": customer, **more})


def test_the_funnel_points_at_the_stage_with_most_money() -> None:
    scene = scenes.funnel(view(deal(Stage.LEAD_IN, 100), deal(Stage.PROPOSAL, 300)), PLAIN, ZH)
    assert "已报方案" in scene.caption
    assert "75%" in scene.caption
    assert max(scene.request.rows, key=lambda row: float(row["half"] or 0))["stage"] == "已报方案"


def test_covered_no_amount_is_in_the_picture_or_its_sentence() -> None:
    deals = view(deal(Stage.LEAD_IN, 77_700), deal(Stage.PROPOSAL, 300))
    for shown in (scenes.funnel(deals, COVERED, ZH), scenes.forecast(deals, COVERED, ZH)):
        words = f"{shown.caption}{[row.get('label') for row in shown.request.rows]}"
        assert "元" not in words
        assert "7.8" not in words
        assert shown.request.covered


def test_deals_without_amounts_are_counted_instead() -> None:
    scene = scenes.funnel(view(deal(Stage.LEAD_IN, None)), PLAIN, ZH)
    assert "1 个" in scene.caption


def test_the_forecast_says_how_often_it_lands_in_the_range() -> None:
    scene = scenes.forecast(view(deal(Stage.COMMITMENT, 10_000)), PLAIN, ZH)
    assert "8000元" in scene.caption
    assert "8 回" in scene.caption


def test_the_few_may_make_more_than_everything() -> None:
    scene = scenes.pareto([100.0, 50.0, -10.0, -10.0, -30.0], PLAIN, ZH)
    assert "100%" in scene.caption
    assert "3 位" in scene.caption
    assert scene.request.figures["top"] > 1.4


def test_values_that_sum_up_to_nothing_are_not_drawn() -> None:
    with pytest.raises(InputRefused, match="picture-no-purchases"):
        scenes.pareto([-1.0, -5.0], PLAIN, ZH)


def bubble(name: str, felt: float, worth: float, quadrant: str, *, valuable: bool = False) -> Bubble:
    return Bubble(name, felt, worth, abs(worth), quadrant, valuable)


def test_the_matrix_sends_one_to_the_valuable_who_see_little_in_us() -> None:
    bubbles = [
        bubble("甲", 0.3, 9000, "II", valuable=True),
        bubble("乙", 0.8, 8000, "IV", valuable=True),
        bubble("丙", 0.8, -20, "III"),
    ]
    scene = scenes.matrix(bubbles, 0.6, "CNY", PLAIN, ZH)
    assert "优先补价值" in scene.caption
    assert "9000元" in scene.caption
    assert -20 < scene.request.figures["worth_cut"] < 8000
    assert scene.request.figures["low"] < -20


def test_names_that_would_meet_are_left_out_for_the_less_valuable() -> None:
    bubbles = [
        bubble("很长的公司名字", 0.5, 9000, "II", valuable=True),
        bubble("也很长的名字", 0.52, 8900, "II"),
    ]
    rows = scenes.matrix(bubbles, 0.6, "CNY", PLAIN, ZH).request.rows
    assert [row["named"] for row in rows] == [True, False]


def test_a_covered_matrix_has_no_names() -> None:
    scene = scenes.matrix([bubble("欧阳晓", 0.3, 10, "I")], 0.6, "CNY", COVERED, ZH)
    assert "欧阳晓" not in scene.request.model_dump_json()


def test_a_time_line_tells_of_what_is_overdue() -> None:
    promise = Promise(
        id="p",
        customer_id="c",
        by="li",
        text="把发票补上",
        due_at=datetime(2026, 2, 20, tzinfo=UTC),
        created_at=NOW,
    )
    bought = Purchase(
        id="1", customer_id="c", product="大米", amount=Money(amount=Decimal(90)), bought_on=date(2026, 2, 1)
    )
    scene = timeline(a_file(promises=(promise,), purchases=(bought,)), NOW.date(), PLAIN, ZH)
    assert "1 件答应的事过了日子" in scene.caption
    assert "29 天前" in scene.caption
    assert "欧阳晓" in scene.request.title
    covered = timeline(a_file(promises=(promise,), purchases=(bought,)), NOW.date(), COVERED, ZH)
    assert "欧阳晓" not in covered.request.model_dump_json()
    assert "发票" not in covered.request.model_dump_json()


def test_nothing_to_show_is_said_and_not_drawn() -> None:
    with pytest.raises(InputRefused, match="picture-no-history"):
        timeline(a_file(), NOW.date(), PLAIN, ZH)
    with pytest.raises(InputRefused, match="picture-no-deals"):
        scenes.funnel(view(), PLAIN, ZH)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_exists_in_both_languages(locale: str) -> None:
    say = Texts(locale)
    for quadrant in ("I", "II", "III", "IV"):
        assert scenes.matrix([bubble("a", 0.5, 10, quadrant)], 0.6, "CNY", PLAIN, say).caption
    assert scenes.funnel(view(deal(Stage.LEAD_IN, 10)), PLAIN, say).caption
    assert scenes.forecast(view(deal(Stage.LEAD_IN, 10)), PLAIN, say).caption
    assert scenes.pareto([1.0, 2.0], PLAIN, say).caption
