"""The library: content is clean, errors are helpful, passages are recognised without being carried."""

import time
from pathlib import Path

import pytest
import yaml

from playbooks.check import findings
from playbooks.errors import ContentInvalid, UnknownCard
from playbooks.fingerprints import fingerprint, matches
from playbooks.load import BUILT_IN, Library, built_in, load
from playbooks.slots import SLOTS, replace_slots, slots_in
from playbooks.terms import ObjectionKind
from playbooks.yaml_reading import PlainLoader

KNOWLEDGE = """\
kind: knowledge
id: {id}
title: 试一试
summary: 一句话。
sources: [{{reference: 某书, d: [D18]}}]
points: [一点]
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


def test_all_content_passes_every_check(library: Library) -> None:
    assert findings(library) == []


def test_every_kind_of_objection_has_its_card(library: Library) -> None:
    assert set(library.objections) == {kind.value for kind in ObjectionKind}


def test_customers_questions_and_thanks_have_an_answer_too(library: Library) -> None:
    assert [card for card in library.answering("none") if card.moves]


def test_the_whole_library_loads_in_half_a_second() -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        load(BUILT_IN)
        times.append(time.process_time() - start)
    assert min(times) <= 0.5


def test_what_is_read_is_what_yaml_means_by_it() -> None:
    texts = [path.read_text("utf-8") for path in BUILT_IN.rglob("*.yaml")]
    texts += ["a: 1\nb: -2.5\nc: yes\nd: ~\ne: '1'\nf: [x, {g: 一}]\n", "", "只有一句", "d: 2026-11-23\n"]
    assert len(texts) > 200
    for text in texts:
        assert yaml.load(text, Loader=PlainLoader) == yaml.load(text, Loader=yaml.CSafeLoader)


def test_a_key_written_twice_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("kind: play\nid: a\nid: b\n", encoding="utf-8")
    with pytest.raises(ContentInvalid, match="'id' twice"):
        load(tmp_path)


def test_an_error_names_file_field_and_the_valid_values(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("kind: objection\nid: too_dear\n", encoding="utf-8")
    with pytest.raises(ContentInvalid) as error:
        load(tmp_path)
    said = str(error.value)
    assert "x.yaml: id:" in said
    assert "price_too_high" in said
    assert "x.yaml: moves: Field required" in said


def test_all_findings_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("kind: poem\n", encoding="utf-8")
    with pytest.raises(ContentInvalid) as error:
        load(tmp_path)
    assert {finding.split(":")[0] for finding in error.value.findings} == {"a.yaml", "b.yaml"}


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(KNOWLEDGE.format(id="a_card") + "colour: red\n", encoding="utf-8")
    with pytest.raises(ContentInvalid, match="colour"):
        load(tmp_path)


def test_an_id_must_equal_the_name_of_its_file_and_be_unique(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.yaml").write_text(KNOWLEDGE.format(id="same"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(KNOWLEDGE.format(id="different"), encoding="utf-8")
    with pytest.raises(ContentInvalid) as error:
        load(tmp_path)
    assert "taken" in str(error.value)
    assert "must equal the file's name 'other'" in str(error.value)


def test_a_line_with_figures_or_unknown_slots_or_forbidden_words_is_found(
    library: Library,
) -> None:
    card = library.objections["no_need"]
    move = card.moves[0]
    bad = [
        move.lines[0].model_copy(update={"id": "a", "text": "{您}今天付三千八百元就行。"}),
        move.lines[1].model_copy(update={"id": "b", "text": "{您}家的{宠物}也用得上。"}),
        move.lines[2].model_copy(update={"id": "c", "text": "这是全网最便宜的，您信我。"}),
    ]
    broken = move.model_copy(update={"lines": (*move.lines, *bad)})
    spoiled = card.model_copy(update={"moves": (broken, *card.moves[1:])})
    found = "\n".join(findings(Library(cards={**library.cards, "no_need": spoiled})))
    assert "lines.a: figure" in found
    assert "lines.b: unknown slot 宠物; valid:" in found
    assert "lines.c: forbidden word 最便宜" in found
    assert "lines.c: bare 您" in found


def test_an_unknown_card_is_answered_with_the_ids_that_exist(library: Library) -> None:
    with pytest.raises(UnknownCard, match="no_need"):
        library.card("no_such_card")


def test_a_passage_is_recognised_whatever_its_punctuation() -> None:
    passage = "客户嫌价格高的时候，先问他跟什么比，再把得到的和付出的摆在一起算一遍。"
    marks = fingerprint(passage)
    assert matches(marks, "前言。" + passage.replace("，", ", ").replace("。", " ") + "后语")
    assert not matches(marks, "客户嫌服务不好的时候，先听他把经过讲完，再说什么时候能办好。")


def test_an_empty_fingerprint_matches_nothing() -> None:
    assert fingerprint("短") == ()
    assert not matches((), "随便什么")


def test_slots_are_found_and_replaced() -> None:
    assert slots_in("{称呼}，{您}好，{您}坐") == ("称呼", "您")
    assert replace_slots("{称呼}好", {"称呼": "王姐"}) == "王姐好"
    assert len({slot.id for slot in SLOTS.values()}) == len(SLOTS)
