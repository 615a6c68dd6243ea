"""Rows of a photographed price list laid over a catalogue: what is taken, what is new, what is named."""

from decimal import Decimal

import pytest

from bot.services.offering.photographed import closest, laid_over
from bot.services.perceiving import Picture, PriceRow
from crm.offers.checking import checked
from tests.crm.offers.shop import ON, catalogue, monthly, product

SHOP = catalogue(
    product("soap", "洗护", "10", "6", name="香皂", unit="块"),
    product("towel", "毛巾", "30", "12", name="毛巾", aliases=["大毛巾"], valid_from="2026-02-01"),
    product("towel", "毛巾", "28", "12", name="毛巾", valid_until="2026-01-31"),
    monthly("net", "宽带", "138", "98", name="宽带"),
)


def row(name: str, price: str, unit: str = "", note: str = "") -> PriceRow:
    return PriceRow(name=name, price=price, unit=unit, note=note)


def test_a_known_article_gets_the_new_price_and_keeps_all_else() -> None:
    laid = laid_over([row("香皂", "¥12元", "块", "清仓")], SHOP, ON, "图")
    after, problems = checked(laid.content)
    assert after is not None, problems
    soap = after.any_product("soap")
    assert soap is not None
    assert (soap.price, soap.cost, soap.says) == (Decimal(12), Decimal(6), "")
    assert {one.id for one in after.products} == {"soap", "towel", "net"}
    assert laid.new == laid.unread == ()


def test_the_version_in_force_is_the_one_that_changes() -> None:
    after, _ = checked(laid_over([row("大毛巾", "33")], SHOP, ON, "图").content)
    assert after is not None
    assert [one.price for one in after.products if one.id == "towel"] == [Decimal(33), Decimal(28)]


def test_a_new_article_never_earns_an_invented_margin() -> None:
    laid = laid_over([row("浴巾", "58元/条", note="纯棉")], SHOP, ON, "图")
    after, problems = checked(laid.content)
    assert after is not None, problems
    towel = next(one for one in after.products if one.name == "浴巾")
    assert (towel.price, towel.cost, towel.unit, towel.says) == (Decimal(58), Decimal(58), "条", "纯棉")
    assert laid.new == ("浴巾",)


@pytest.mark.parametrize("price", ["", "面议", "3800-4200", "38?0", "0", "-5", "99元起", "$12"])
def test_what_is_no_price_stays_out_and_is_named(price: str) -> None:
    laid = laid_over([row("香皂", price)], SHOP, ON, "图")
    assert (laid.taken, laid.unread) == (0, ("香皂",))


def test_two_prices_for_one_article_are_none() -> None:
    laid = laid_over([row("香皂", "11"), row("香皂", "12"), row("毛巾", "31")], SHOP, ON, "图")
    assert (laid.taken, laid.unread) == (1, ("香皂",))


@pytest.mark.parametrize(("name", "unit"), [("香皂", "箱"), ("香皂", "月"), ("宽带", "年")])
def test_a_price_in_another_unit_is_not_taken(name: str, unit: str) -> None:
    laid = laid_over([row(name, "50", unit)], SHOP, ON, "图")
    assert (laid.taken, laid.unread) == (0, (name,))


def test_a_monthly_price_fits_what_is_paid_monthly() -> None:
    laid = laid_over([row("宽带", "128元/月")], SHOP, ON, "图")
    assert (laid.taken, laid.unread) == (1, ())


def test_the_catalogue_that_knows_the_articles_is_meant() -> None:
    other = catalogue(product("pen", "文具", "3", "1", name="笔"))
    assert closest([row("毛巾", "1"), row("杯子", "2")], [other, SHOP]) is SHOP
    assert closest([row("杯子", "2")], [other]) is other
    assert closest([row("杯子", "2")], [other, SHOP]) is None


def test_without_a_catalogue_the_rows_make_the_first_one() -> None:
    after, problems = checked(laid_over([row("杯子", "$20")], None, ON, "图").content)
    assert after is not None, problems
    assert (after.currency, after.name, after.products[0].price) == ("USD", "图", Decimal(20))


def test_one_odd_cell_does_not_spoil_a_picture() -> None:
    rows = [{"name": "杯" * 500, "price": 20, "unit": None}, {"price": "9"}]
    seen = Picture.model_validate({"kind": "prices", "rows": rows})
    assert [one.price for one in seen.rows] == ["20", "9"]
    assert len(seen.rows[0].name) == 120
    assert laid_over(seen.rows, None, ON, "图").unread == ("9",)
