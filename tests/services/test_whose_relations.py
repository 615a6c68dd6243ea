"""A relation in a line is the customer's (您爱人); the second time it is 他, 她 or the bare word."""

import pytest

from bot.services.choosing.consulted import pronouns
from bot.services.playbook_writer.realise import realise
from bot.services.playbook_writer.relations import whose


@pytest.mark.parametrize(
    ("line", "fills", "said"),
    [
        ("要不请{商量人}一起听一回？", {"商量人": "爱人"}, "要不请您爱人一起听一回？"),
        ("{您}跟{商量人}说的时候", {"商量人": "老伴"}, "您跟老伴说的时候"),
        ("平时{家人}也跟着用吗？", {"家人": "儿子小虎"}, "平时您儿子小虎也跟着用吗？"),
        ("行，{您}先问{商量人}。", {"商量人": "家里那位"}, "行，您先问家里那位。"),
        (
            "先听听{商量人}怎么说。{您}估计{商量人}头一个会问什么？",
            {"商量人": "哥哥"},
            "先听听您哥哥怎么说。您估计他头一个会问什么？",
        ),
        (
            "这事得{当家人}点头。{您}看能不能让{当家人}来一趟？",
            {"当家人": "爱人"},
            "这事得您爱人点头。您看能不能让爱人来一趟？",
        ),
        ("那我就照{商量人}关心的来准备。", {"商量人": "领导"}, "那我就照领导关心的来准备。"),
        ("哪天带{孩子}来看一眼？", {"孩子": "孩子们"}, "哪天带孩子们来看一眼？"),
        ("家里{家人}用着是不是顺手？", {"家人": "老伴"}, "家里老伴用着是不是顺手？"),
    ],
)
def test_a_relation_is_the_customers(line: str, fills: dict[str, str], said: str) -> None:
    words = {"您": "您", **fills}
    assert realise(whose(line, words), words) == said


def test_a_young_customers_wife_is_not_said_formally() -> None:
    words = {"您": "你", "商量人": "爱人"}
    assert realise(whose("明白，这事{商量人}定。", words), words) == "明白，这事你爱人定。"


def test_a_named_child_is_called_by_the_name_the_second_time() -> None:
    words = {"您": "您", "家人": "孙女小米"}
    said = realise(whose("想听听{家人}怎么说？{家人}说好，咱再定。", words), words, {"孙女小米": "小米"})
    assert said == "想听听您孙女小米怎么说？小米说好，咱再定。"


@pytest.mark.parametrize(
    ("said", "them"),
    [
        ("need to check with my wife", "her"),
        ("i want a second opinion from my brother", "him"),
        ("i need to talk to my partner", "them"),
        ("my wife and my son both have to agree", "them"),
    ],
)
def test_english_says_he_she_or_they_for_whom_the_customer_named(said: str, them: str) -> None:
    assert pronouns(said)["them"] == them
