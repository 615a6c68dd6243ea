"""What a customer complains or asks of is said back in the customer's own word."""

import pytest

from bot.services.choosing.topics import named_back
from bot.services.understanding.lexis import Lexis
from playbooks.load import built_in
from playbooks.terms import Topic

LEXIS = Lexis(built_in())


@pytest.mark.parametrize(
    ("said", "slot", "named"),
    [
        ("漫游費怎么收了我三十", "这一笔", "漫游费这一笔"),
        ("教材费不是包含在学费里吗，怎么又收", "这一笔", "教材费这一笔"),
        ("你们少给的两个月返利先补上", "这件事", "返利的事"),
        ("押金拖到现在", "这件事", "押金的事"),
        ("上门安装收不收钱", "这一条", "上门安装这一条"),
        ("怎么又多出来一笔", "这一笔", "这一笔"),
        ("我记着呢", "这件事", "这件事"),
    ],
)
def test_the_word_that_fell_is_said_back_and_none_is_invented(said: str, slot: str, named: str) -> None:
    assert named_back(LEXIS.topics(said))[slot] == named


def test_the_longest_word_is_meant() -> None:
    assert LEXIS.topics("投诉过多扣费都没人理")[Topic.MATTER] == "多扣费"


def test_a_word_too_long_for_its_slot_is_not_forced_in() -> None:
    assert named_back({Topic.MATTER: "字" * 12})["这件事"] == "这件事"
