"""Questions in words that the material never uses, and sentences that a slide says twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.services.shelf import bridge_card
from knowledge.answering import weighed
from knowledge.evidence import Exhibit
from knowledge.ingest import prepare
from knowledge.ports import Passage
from knowledge.questions import of_the_moment, read_question
from knowledge.refusal import unfamiliar
from knowledge.retriever import Retriever
from knowledge.sentences import split
from knowledge.topics import topics
from playbooks.load import built_in

Shelf = Callable[..., Retriever]

VISITS = (
    "拜访制度\n每次拜访前一天先打电话约时间,带上名片和产品手册。拜访以后当天写好记录,记下客户关心的问题。\n"
    "重点客户每月至少登门一次,由客户经理和技术支持一起去。普通客户每季度打一次电话问候。\n"
)


def test_a_question_in_words_that_nobody_knows_is_refused(shelf_of: Shelf) -> None:
    shelf = shelf_of(visits=VISITS)
    assert shelf.find("客户硬拽我打麻将咋脱身").refused
    assert not shelf.find("拜访前要约时间吗").refused


def test_a_document_that_uses_the_words_makes_the_question_an_ordinary_one(shelf_of: Shelf) -> None:
    shelf = shelf_of(visits=VISITS + "客户拽着打麻将时,说晚上还要回公司,尽快脱身,别硬撑。\n")
    assert not shelf.find("客户硬拽我打麻将咋脱身").refused


def test_a_customers_own_words_are_not_refused_for_being_new(shelf_of: Shelf) -> None:
    assert not shelf_of(visits=VISITS).find("客户说: 你们登门的那位客户经理贼磨叽").refused


def test_only_characters_outside_every_known_pair_count_as_strange(shelf_of: Shelf) -> None:
    index = shelf_of(visits=VISITS)._shelf.index
    assert unfamiliar(index, read_question("拜访记录"), frozenset()) == 0
    assert unfamiliar(index, read_question("拜访麻将"), frozenset()) == 0.5
    assert unfamiliar(index, read_question("拜访麻将"), frozenset({"麻将"})) == 0


@pytest.mark.parametrize(
    "question", ["我上个月的登门记录批了没", "技术支持还剩几个名额", "我名下的重点客户有谁"]
)
def test_how_things_stand_now_is_no_question_to_a_document(shelf_of: Shelf, question: str) -> None:
    assert of_the_moment(question)
    assert shelf_of(visits=VISITS).find(question).refused


def test_a_person_asked_for_must_be_named_near_the_words(shelf_of: Shelf) -> None:
    question = "拜访制度的负责人是谁"
    assert shelf_of(visits=VISITS + "制度由负责人解释。\n").find(question).refused
    assert not shelf_of(visits=VISITS + "拜访制度的负责人姓林,在二楼。\n").find(question).refused


def test_a_place_asked_for_must_be_named_near_the_words(shelf_of: Shelf) -> None:
    question = "拜访记录去哪里交"
    assert shelf_of(visits=VISITS).find(question).refused
    assert not shelf_of(visits=VISITS + "拜访记录交到三楼的前台。\n").find(question).refused


def test_what_a_slide_says_twice_is_told_once() -> None:
    twice = "关系分为四个阶段,先考察再发展。关系分为四个阶段,先考察再发展。最后可能衰退,要早点补救。"
    assert "".join(split(twice)).count("四个阶段") == 1
    cut = "关系分为四个阶段:①考察期。关系分为四个阶段:①考察期。先探索。最后可能衰退,要早点补救。"
    assert "".join(split(cut)).count("四个阶段") == 1
    assert "".join(split("合计1000000000000元,见下表的第三行。")).count("0") == 12


def test_a_table_of_contents_is_worth_less_than_what_tells_something(shelf_of: Shelf) -> None:
    outline = "第一单元大客户维护概述 第二单元大客户维护内容 第三单元大客户维护考核"
    told = "大客户维护由专人来做,每月上门一次,听意见,带回问题,三天内答复。"
    passage = shelf_of(rules=told).find("大客户维护").passages[0]
    exhibit = Exhibit(passage, [told, outline], [5.0, 5.0])
    worths = {candidate.text: candidate.worth for candidate in weighed([exhibit], listing=False)}
    assert worths[outline] < worths[told] / 2


def test_most_questions_beside_the_material_are_refused(shared: Path) -> None:
    retriever = Retriever()
    retriever.set_cards([bridge_card(card) for card in built_in().cards.values()])
    for path in sorted((shared / "seeds").iterdir()):
        prepared = prepare(path.name, path.read_bytes())
        retriever.add(prepared.document, prepared.chunks)
    asked = (Path(__file__).parent / "unanswerable_cases.tsv").read_text("utf-8").splitlines()
    refused = sum(retriever.find(line.split("\t")[1]).refused for line in asked)
    assert refused >= 0.75 * len(asked), f"{refused} of {len(asked)}"


def test_lines_are_shown_with_the_marks_of_chinese_and_figures_are_left_alone(shelf_of: Shelf) -> None:
    text = "大客户的货款分两次付,先付100,000元;验收后按65:35结清:第二次三十天内付完.\n"
    (line,) = shelf_of(terms=text).find("大客户的货款怎么付").lines
    assert "付，先付100,000元；验收后按65:35结清：第二次" in line.text


def test_the_topics_a_refusal_names_are_short_and_say_something() -> None:
    def passage(heading: str, title: str) -> Passage:
        return Passage(chunk_id="a-0", raw="", clean="", title=title, heading=heading, docs=("a",), score=1.0)

    several = [
        passage("制度 › 3.2 客户回访", "手册"),
        passage("第一章", "客户维护办法(PPT 27页)"),
        passage("", "怎样在一个季度之内把全部老客户都拜访一遍,并且写好记录.docx"),
        passage("第二章", "又一份"),
    ]
    assert topics(several) == ("客户回访", "客户维护办法", "怎样在一个季度之内把全部老客户…")
