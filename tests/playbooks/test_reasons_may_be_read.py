"""The reason and the next step stand on a screen that the customer may see."""

import pytest

from playbooks.load import built_in

_VERDICTS = (
    *("低投入", "价值客户", "客户类", "优先补", "需重新激活", "重点守护", "重点维护", "鸡肋"),
    *("软弱", "不诚实", "挑剔", "贪", "抠", "小气", "难缠", "固执", "笨", "傻", "出不起", "买不起", "好骗"),
    *("能成事也能坏事", "只会坐实", "说坏话", "压货", "赢得下一次", "留不住人"),
)
"""Words that sort or judge the customer, or show that we think of winning rather than of them."""

_SAID = [
    (f"{card.id}/{move.id}", move.why, move.advance.text)
    for cards in (built_in().objections, built_in().plays)
    for card in cards.values()
    for move in card.moves
]


@pytest.mark.parametrize(("name", "why", "advance"), _SAID, ids=[name for name, _, _ in _SAID])
def test_no_reason_or_next_step_judges_the_customer(name: str, why: str, advance: str) -> None:
    assert not [word for word in _VERDICTS if word in why or word in advance], name
