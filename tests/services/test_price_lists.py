"""A company's own price list: headers as people write them, amounts as Excel has them, mistakes by place."""

import io

import pytest
from openpyxl import Workbook

from bot.errors import InputRefused
from bot.services.offering.tables import raw_catalogue
from crm.offers.checking import checked
from tests.crm.offers.shop import D

HEAD = "货号,商品名称,分类,收费方式,进价,零售价（元）,单位,税率,库存,别名,失效日期\n"


def test_a_csv_with_everyday_headers_becomes_a_catalogue() -> None:
    rows = 'A-1,宽带,网络,月,98,"¥1,138.00",户,6%,,老宽带；旧宽带,2027/3/31\n,头盔,配件,,40,89元,个,13,12,,\n'
    raw = raw_catalogue("价目表.csv", (HEAD + rows).encode("gb18030"))
    found, problems = checked(raw)
    assert found is not None, problems
    net, helmet = found.products
    assert (net.id, net.price, net.billing, net.tax_rate, net.aliases) == (
        "A-1",
        D(1138),
        "monthly",
        D("0.06"),
        ("老宽带", "旧宽带"),
    )
    assert str(net.valid_until) == "2027-03-31"
    assert (helmet.id, helmet.price, helmet.tax_rate, helmet.stock) == ("头盔", D(89), D("0.13"), 12)


def test_an_xlsx_reads_the_same() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["我们的价目表"], ["产品名称", "成本", "价格"], ["香皂", 6, 10.5]):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    found, _ = checked(raw_catalogue("价目表.xlsx", data.getvalue()))
    assert found is not None
    assert [(p.name, p.price, p.cost) for p in found.products] == [("香皂", D("10.5"), D(6))]


def test_two_currencies_in_a_list_are_seen() -> None:
    text = "名称,成本,价格,币种\n甲,1,2,人民币\n乙,1,2,USD\n"
    assert [p.key for p in checked(raw_catalogue("a.csv", text.encode()))[1]] == ["two_currencies"]


def test_bundles_and_rules_of_the_catalogue_in_force_stay() -> None:
    now = {"id": "main", "name": "店", "policy": {"seller_limit": "2", "manager_limit": "3"}, "products": []}
    raw = raw_catalogue("a.csv", "名称,成本,价格\n甲,1,2\n".encode(), in_force=now)
    assert raw["policy"] == now["policy"]
    assert [p["name"] for p in raw["products"]] == ["甲"]


def test_a_table_without_names_and_prices_is_refused() -> None:
    with pytest.raises(InputRefused, match="catalog-headers"):
        raw_catalogue("a.csv", "姓名,电话\n张三,13800000001\n".encode())
    with pytest.raises(InputRefused, match="broken"):
        raw_catalogue("a.yaml", b"\xff\xfe{")
