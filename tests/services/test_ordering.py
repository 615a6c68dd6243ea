"""Typed orders are told from remarks that only sound like them."""

import pytest

from bot.services.ordering import Erasing, NewCustomer, Reminding, read_order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("新客户 刘阿姨 13900000102", NewCustomer("刘阿姨 13900000102", sure=True)),
        ("新增客户：龚大爷 有个孙女", NewCustomer("龚大爷 有个孙女", sure=True)),
        ("new customer Mike 13900000777", NewCustomer("Mike 13900000777", sure=False)),
        ("来了个新客户", NewCustomer("", sure=True)),
        ("删除张大伯", Erasing("张大伯")),
        ("帮我把张大伯的资料删了吧", Erasing("张大伯")),
        ("delete Mike", Erasing("Mike")),
        ("提醒我", Reminding()),
        ("remind me", Reminding()),
    ],
)
def test_an_order_is_read(text: str, order: object) -> None:
    assert read_order(text) == order


@pytest.mark.parametrize(
    "text",
    [
        "新客户太难谈了",
        "新客户 太难谈了",
        "客户说：太贵了",
        "提醒我明天打电话",
        "记一下 新客户要来",
        "张大伯",
        "删",
    ],
)
def test_a_remark_is_no_order(text: str) -> None:
    assert read_order(text) is None
