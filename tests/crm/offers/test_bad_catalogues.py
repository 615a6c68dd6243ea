"""A catalogue with a mistake is refused with the place and the value, before anybody is quoted from it."""

from importlib.resources import files
from typing import Any

import pytest

from crm.offers.checking import Problem, checked
from crm.offers.files import from_yaml
from tests.crm.offers.shop import D, priced, problems, product, raw

SOAP = product("soap", "wash", "10", "6", name="香皂")


def _keys(*products: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    return [(p.key, p.where, p.value) for p in problems(*products, **more)]


def test_a_missing_price_names_the_article() -> None:
    assert _keys(SOAP | {"price": None}) == [("missing_price", "香皂", "")]
    assert _keys(SOAP | {"price": "面议"}) == [("missing_price", "香皂", "面议")]
    assert _keys({k: v for k, v in SOAP.items() if k != "cost"}) == [("missing_cost", "香皂", "")]


def test_a_price_of_nothing_and_below_nothing_is_refused() -> None:
    assert _keys(SOAP | {"price": "0"}) == [("zero_price", "香皂", "")]
    assert _keys(SOAP | {"price": "-3"}) == [("negative_price", "香皂", "-3")]
    assert _keys(SOAP | {"price": "nan"}) == [("missing_price", "香皂", "nan")]


def test_negative_stock_is_refused() -> None:
    assert _keys(SOAP | {"stock": "-1"}) == [("negative_stock", "香皂", "-1")]


def test_two_currencies_are_refused() -> None:
    found = _keys(SOAP | {"currency": "CNY"}, product("pen", "x", "2", "1", currency="USD"))
    assert found == [("two_currencies", "", "CNY、USD")]


def test_one_currency_other_than_ours_is_fine() -> None:
    found, none = checked(raw(SOAP | {"currency": "USD"}))
    assert found is not None
    assert (found.currency, none) == ("USD", ())


def test_bundles_that_include_each_other_are_refused_with_the_way_round() -> None:
    bundles = [
        {"id": "a", "name": "甲", "includes": ["b"]},
        {"id": "b", "name": "乙", "includes": ["c"]},
        {"id": "c", "name": "丙", "includes": ["a"], "items": [{"product": "soap"}]},
    ]
    assert ("circular_bundles", "甲", "a → b → c → a") in _keys(SOAP, bundles=bundles)


def test_a_bundle_used_twice_is_no_circle() -> None:
    bundles = [
        {"id": "a", "name": "甲", "items": [{"product": "soap"}]},
        {"id": "b", "name": "乙", "includes": ["a"]},
        {"id": "c", "name": "丙", "includes": ["a", "b"]},
    ]
    assert _keys(SOAP, bundles=bundles) == []


def test_two_prices_on_the_same_day_are_refused() -> None:
    old, new = SOAP | {"valid_until": "2026-03-31"}, SOAP | {"valid_from": "2026-03-31", "price": "11"}
    assert _keys(old, new) == [("overlapping_validity", "香皂", "soap")]
    assert _keys(old, new | {"valid_from": "2026-04-01"}) == []


def test_what_is_not_there_is_named() -> None:
    bundles = [{"id": "a", "name": "甲", "items": [{"product": "sope"}]}]
    assert _keys(SOAP, bundles=bundles) == [("unknown_product", "甲", "sope")]
    sale = {"id": "s", "name": "活动", "targets": ["soap"], "windows": [{"kind": "named", "name": "easter"}]}
    assert _keys(SOAP, campaigns=[sale]) == [("unknown_calendar", "活动", "easter")]


@pytest.mark.parametrize("hidden", ["personality", "quadrant", "cpv", "churn_risk", "price_sensitivity"])
def test_a_rule_cannot_ask_for_what_may_not_be_said(hidden: str) -> None:
    rule = {
        "id": "r",
        "kind": "eligibility",
        "applies_to": ["soap"],
        "says": "只给这类客户",
        "requires": {hidden: "x"},
    }
    assert [key for key, *_ in _keys(SOAP, rules=[rule])] == ["unknown_field"]


def test_a_rule_without_a_reason_is_refused() -> None:
    rule = {"id": "r", "kind": "eligibility", "applies_to": ["soap"], "says": ""}
    assert _keys(SOAP, rules=[rule]) == [("bad_field", "rules / r / says", "")]


def test_a_bundle_below_cost_is_told_but_does_not_stop_the_rest() -> None:
    bundles = [{"id": "a", "name": "甲", "items": [{"product": "soap", "price": "5"}]}]
    assert problems(SOAP, bundles=bundles) == [Problem("below_floor", "甲", "5.00 < 6", blocks=False)]


@pytest.mark.parametrize(
    ("text", "key"),
    [("{", "not_yaml"), ("- a", "not_a_catalogue"), ("id: x", "empty"), ("products: 3", "empty")],
)
def test_a_file_that_is_no_catalogue_says_so(text: str, key: str) -> None:
    assert from_yaml(text)[1][0].key == key


@pytest.mark.parametrize("name", ["telecom", "ebikes", "food", "bank", "business"])
def test_the_sample_catalogues_are_sound(name: str) -> None:
    text = files("bot.sample").joinpath(f"offers/{name}.yaml").read_text(encoding="utf-8")
    catalogue, found = from_yaml(text)
    assert found == ()
    assert catalogue is not None
    assert all(rule.says for rule in catalogue.rules)


def test_the_sample_telecom_shop_computes_both_figures_of_the_material() -> None:
    catalogue, _ = from_yaml(files("bot.sample").joinpath("offers/telecom.yaml").read_text(encoding="utf-8"))
    assert catalogue is not None
    calls, phone = priced(catalogue, "bb-calls"), priced(catalogue, "calls-phs")
    # 138 a month → (138 − 98) × 0.1 / 0.08 = 50 of calls; 180 / (0.85 × 0.92 × 24) = 9.59 → 10 more a month
    assert (calls.monthly, [x.quantity for x in calls.lines if x.is_gift]) == (D(138), [D(50)])
    assert (phone.monthly, [x.product.name for x in phone.lines if x.is_gift]) == (D(10), ["小灵通"])
    assert calls.above_floor
    assert phone.above_floor
