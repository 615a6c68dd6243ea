import pytest

from knowledge.reading import read

SAID = "老客户介绍新客户,双方各得一张优惠券。\n活动到月底结束。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read("a.txt", SAID.encode(encoding)).text == SAID


def test_scripts_styles_and_menus_of_a_page_are_dropped() -> None:
    page = """<html><head><title>x</title><style>p{}</style></head><body><nav><a>首页</a></nav>
    <script>alert('偷')</script><h2>退换规则</h2><p>七天内<b>可以</b>退换。</p>
    <ul><li>带上小票</li></ul><footer>版权</footer></body></html>"""
    assert read("a.html", page.encode()).text.split() == [
        "##",
        "退换规则",
        "七天内可以退换。",
        "-",
        "带上小票",
    ]


def test_every_row_of_a_table_carries_its_column_names() -> None:
    text = read("价格.csv", "型号,价格\nA3,3800\nA5,4600\n".encode("gbk")).text
    assert text.splitlines() == ["型号:A3;价格:3800。", "型号:A5;价格:4600。"]
