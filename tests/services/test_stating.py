"""What is the seller's own line of prices, and what may be a name."""

import pytest

from bot.services.stating import may_be_a_name, states_prices


@pytest.mark.parametrize(
    "line",
    [
        "在售A3，目录价3800，旧车抵300",
        "目录价3800，旧车抵300",
        "首付1000，月供300",
        "价格3800，送头盔",
        "现货，标价 599元",
    ],
)
def test_labelled_prices_alone_are_the_sellers_own(line: str) -> None:
    assert states_prices(line)


@pytest.mark.parametrize(
    "line",
    [
        "目录价3800太贵了", "别家报价2600", "优惠300我就买", "能优惠300吗",
        "最低价3500", "底价3500，售价3800",
        "送头盔", "张大伯", "13800000001", "优惠价", "他说报价3800", "价格3800，再考虑考虑",
    ],
)  # fmt: skip
def test_a_customers_figures_floors_and_names_are_not_stated_prices(line: str) -> None:
    assert not states_prices(line)


@pytest.mark.parametrize("name", ["张大伯", "华光印刷厂工会", "David Smith", "赵姐（米店）", "13800000001"])
def test_a_name_may_be_a_new_customer(name: str) -> None:
    assert may_be_a_name(name)


@pytest.mark.parametrize(
    "line", ["谁快成交了", "我有几个客户", "今天该联系谁", "hand over 张大伯 to 陈静", "把张大伯转给李想"]
)
def test_a_sentence_is_nobodys_name(line: str) -> None:
    assert not may_be_a_name(line)
