"""What an everyday question means beside its words: numbers of things, words at home, seams, short lines."""

from collections.abc import Callable

import pytest

from knowledge.aspects import counted
from knowledge.bm25 import Bm25Index, Entry
from knowledge.cleaning import clean
from knowledge.coverage import need_of
from knowledge.questions import asked_for, read_question
from knowledge.ranking import AT_HOME, AT_HOME_WEIGHT, at_home
from knowledge.retriever import Retriever
from knowledge.thesaurus import Expansion

Shelf = Callable[..., Retriever]


def test_a_number_of_things_asked_for_is_looked_for_however_it_is_written() -> None:
    (meant,) = counted("开店长久靠哪五样")
    assert {"5个", "五大", "五种"} <= set(meant.phrases)
    assert "两个" in counted("管大户爱犯哪两个毛病")[0].phrases


@pytest.mark.parametrize(
    "question", ["客户怎么分类", "第三步是什么", "三个月能学会吗", "200个够不够", "一个客户"]
)
def test_a_question_that_asks_for_no_number_of_things_looks_for_none(question: str) -> None:
    assert counted(question) == []


def test_of_two_passages_the_one_that_names_the_number_asked_for_answers(shelf_of: Shelf) -> None:
    shelf = shelf_of(
        a="我们的渠道政策在各地都一样，渠道的好坏要看长期的合作，渠道也要常走动。",
        b="渠道的好坏取决于5个因素：位置、人手、货源、口碑、资金。各地的门店都可以照着检查。",
    )
    assert "位置" in shelf.find("渠道好坏看哪五样").lines[0].text


def test_a_word_that_the_material_uses_itself_is_interpreted_less() -> None:
    texts = [Entry(str(n), {"渠道": 1.0}) for n in range(AT_HOME + 1)]
    index = Bm25Index().adding([*texts, Entry("x", {"让利": 1.0})])
    items = [Expansion(phrases=("分销",), weight=1.0, because=word) for word in ("渠道", "让利", "抹零")]
    assert [item.weight for item in at_home(index, items)] == [AT_HOME_WEIGHT, 1.0, 1.0]


def test_a_pair_that_an_understood_word_makes_with_its_neighbour_needs_no_cover() -> None:
    index = Bm25Index().adding([Entry("a", {"补救": 1.0})])
    meant = [Expansion(phrases=("补救",), weight=1.0, because="有救")]
    question = read_question("还有救没")
    assert "救没" in need_of(index, question, meant).weights
    assert "救没" not in need_of(index, question, meant, seams=False).weights


@pytest.mark.parametrize("question", ["两家服务差在哪", "钱该花在哪", "没几天就走了", "电话销售的毛病错在哪"])
def test_where_a_difference_lies_and_a_few_days_ask_for_no_place_and_no_count(question: str) -> None:
    assert asked_for(question) is None


@pytest.mark.parametrize(
    ("question", "sort"), [("发票在哪领", "place"), ("保修几天", "count"), ("客服电话是多少", "phone")]
)
def test_real_questions_for_a_place_a_count_or_a_number_still_ask_for_it(question: str, sort: str) -> None:
    found = asked_for(question)
    assert found is not None
    assert found.name == sort


def test_a_short_line_stays_a_line_and_a_wrapped_one_is_joined() -> None:
    assert clean("上门拜访\n提前一天约好时间再去见客户的负\n责人，不要空手。") == (
        "上门拜访\n提前一天约好时间再去见客户的负责人，不要空手。".replace("，", ",")
    )


def test_a_word_that_stands_on_both_sides_of_a_comma_is_not_a_slip_of_the_converter() -> None:
    assert "合同,合同到期" in clean("双方签有合同，合同到期前要续。")
    assert clean("提高服务质量，提高服务质量。") == "提高服务质量。"
