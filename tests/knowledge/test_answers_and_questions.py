"""What an answer shows, what a question means, and what is refused."""

from collections.abc import Callable

import pytest

from knowledge.answering import weighed
from knowledge.aspects import lists, wants_list
from knowledge.evidence import Exhibit
from knowledge.ingest import chunk
from knowledge.ports import Passage
from knowledge.questions import asked_for, read_question
from knowledge.retriever import Retriever
from knowledge.running_titles import running_titles
from knowledge.sentences import opens_list, presentable, split
from knowledge.thesaurus import Group, Thesaurus

Shelf = Callable[..., Retriever]

STEPS = (
    "签约以后要做的事分为四个步骤:"
    "(1)当天把合同扫描存档;(2)三天内安排安装师傅;(3)装好后教会对方使用;(4)满一个月回访一次。"
    "公司食堂中午十一点半开饭。"
)


def answer(retriever: Retriever, query: str) -> str:
    return "\n".join(line.text for line in retriever.find(query).lines)


def test_a_question_for_the_steps_gets_all_of_them(shelf_of: Shelf) -> None:
    text = answer(shelf_of(steps=STEPS), "签约以后分哪几个步骤")
    assert all(part in text for part in ("扫描存档", "安装师傅", "教会", "回访"))


def test_a_list_that_runs_over_two_passages_is_told_to_its_end(shelf_of: Shelf) -> None:
    items = [f"{n}、第{n}样东西要提前{n + 1}天放进{'甲乙丙丁'[n % 4] * 8}号柜子" for n in range(1, 12)]
    text = "仓库盘点要准备的东西包括:" + ";".join(items) + "。"
    assert len(chunk("d", text)) > 1
    lines = shelf_of(stock=text).find("仓库盘点包括哪些东西").lines
    assert len({line.passage.chunk_id for line in lines}) >= 1
    assert sum(f"第{n}样" in "".join(line.text for line in lines) for n in range(1, 12)) >= 8


def test_an_answer_never_exceeds_five_lines_and_three_hundred_characters(shelf_of: Shelf) -> None:
    lines = shelf_of(steps=STEPS * 3).find("签约以后分哪几个步骤").lines
    assert 0 < len(lines) <= 5
    assert len("\n".join(line.text for line in lines)) <= 300


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (",而且当天就能装。", "而且当天就能装。"),
        ("• 先登记再领取", "先登记再领取"),
        ("38为什么老客户重要?", "为什么老客户重要?"),
        ("3分钟办完手续", "3分钟办完手续"),
        ("1.1.重复购买的次数", "1.重复购买的次数"),
        ("包括安装(", "包括安装"),
    ],
)
def test_a_line_has_no_stray_mark_or_page_number_at_its_ends(raw: str, shown: str) -> None:
    assert presentable(raw) == shown


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    found = split("应该裁掉哪些客户呢?1、长期不守信用的老赖客户2、怎么做都没有利润的客户")
    assert found[1:] == ["1、长期不守信用的老赖客户", "2、怎么做都没有利润的客户"]
    assert opens_list("分为四个阶段")


def test_a_running_title_with_its_page_numbers_is_not_part_of_a_passage() -> None:
    pages = [
        f"第{'甲乙丙丁戊己庚辛壬癸'[n]}组今天要跑完城{n}区的全部网点2.华东大区销售手册{n + 11}"
        for n in range(10)
    ]
    pattern = running_titles("".join(pages))
    assert pattern is not None
    assert "华东大区销售手册" not in pattern.sub("", "".join(pages))


def test_the_labels_of_a_table_are_no_running_titles() -> None:
    rows = [
        f"客户年度投资回报率{value}%其余略{n}" for n, value in enumerate((114, 9, 139, 74, 53, 8, 90, 3, 77))
    ]
    assert running_titles("。".join(rows)) is None


def test_a_word_within_a_longer_one_does_not_call_for_its_own_group() -> None:
    thesaurus = Thesaurus(
        [Group(say=("换别家",), book=("转移成本",)), Group(say=("别家",), book=("竞争对手",))]
    )
    assert [item.phrases for item in thesaurus.expand("客户要换别家")] == [("转移成本",)]
    assert [item.phrases for item in thesaurus.expand("别家便宜")] == [("竞争对手",)]


def test_a_word_of_many_groups_is_one_meaning() -> None:
    thesaurus = Thesaurus([Group(say=("舍不得",), book=("负罪感",)), Group(say=("舍不得",), book=("心疼",))])
    assert [item.phrases for item in thesaurus.expand("他舍不得")] == [("负罪感", "心疼")]


def test_a_pair_with_a_doubtful_character_counts_for_less_than_a_sure_one() -> None:
    terms = read_question("潜在客户怎么找").terms
    assert 0 < terms["潜在"] < terms["客户"]
    assert "的客" not in read_question("新的客户").terms


def test_a_year_is_asked_for_and_pieces_are_not_money() -> None:
    year, money = asked_for("他哪年进的公司"), asked_for("这个几块")
    assert year is not None
    assert year.name == "year"
    assert money is not None
    assert money.name == "money"
    assert asked_for("总价值由哪几块构成") is None


def test_a_year_that_the_passage_does_not_hold_is_refused(shelf_of: Shelf) -> None:
    retriever = shelf_of(
        founder="老陈师傅是我们门店的创始人,2008年从修车铺起步。", rival="老王师傅后来开了茶馆。"
    )
    assert not retriever.find("老陈师傅哪年起步的").refused
    assert shelf_of(rival="老王师傅后来开了茶馆,生意不错。").find("老王师傅哪年开的茶馆").refused


@pytest.mark.parametrize("query", ["押金都包括啥", "仓库有哪些", "会员分几种", "四个步骤叫啥", "门锁的类型"])
def test_a_question_for_the_members_of_something_wants_a_list(query: str) -> None:
    assert wants_list(query)


@pytest.mark.parametrize("query", ["他老拖着怎么办", "多少钱", "为什么要回访"])
def test_other_questions_want_no_list(query: str) -> None:
    assert not wants_list(query)


def test_a_sentence_that_lists_is_known_by_its_marks_or_its_joined_names() -> None:
    assert lists("门锁的类型(一)挂锁(二)插锁")
    assert lists("押金含水费、电费、门卡和钥匙。")
    assert not lists("要找物业、房东。")
    assert not lists("押金在退房那天退,不计利息。")


def test_a_question_for_a_list_prefers_the_sentence_that_lists() -> None:
    talk, told = "押金的事要先讲清楚再收钱。", "押金就是水费、电费、门卡这几样。"
    exhibits = [
        Exhibit(
            Passage(chunk_id=text, raw=text, clean=text, title="", docs=("a",), score=1.0), [text], [worth]
        )
        for text, worth in ((talk, 1.0), (told, 0.8))
    ]
    for listing, first in ((False, talk), (True, told)):
        found = weighed(exhibits, listing=listing)
        assert max(found, key=lambda candidate: candidate.worth).text == first
