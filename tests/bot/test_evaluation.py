import json
from pathlib import Path

import pytest

from bot.errors import InputRefused
from bot.services.evaluation import Case, FoundChunk, Gold, Result, read_cases, report

QUOTE = "客户的需要就是我们的工作方向而不是相反"


def case(kind: str = "fact") -> Case:
    gold = () if kind == "noanswer" else (Gold(doc="a.txt", quote=QUOTE),)
    return Case(id="1", kind=kind, query="?", gold=gold)


def result(*texts: str, doc: str | list[str] = "a.txt", refused: bool = False) -> Result:
    return Result(id="1", chunks=[FoundChunk(text=text, doc=doc) for text in texts], refused=refused)


def test_a_chunk_with_most_of_the_quote_in_one_run_hits() -> None:
    found = report([case()], [result("无关", "前文 客户的需要就是我们 的工作方向 后文")])
    assert found.hit == {1: 0.0, 3: 1.0, 5: 1.0, 10: 1.0}
    assert found.mrr == 0.5


def test_less_than_sixty_per_cent_is_a_miss() -> None:
    assert report([case()], [result("前文很长很长 客户的需要 后文")]).hit[10] == 0.0


def test_a_short_chunk_inside_the_quote_hits_from_ten_characters_on() -> None:
    assert report([case()], [result("客户的需要就是我们")]).hit[10] == 0.0
    assert report([case()], [result("客户的需要就是我们的")]).hit[10] == 1.0


def test_a_chunk_over_the_limit_never_counts() -> None:
    assert report([case()], [result(QUOTE + "长" * 400)]).hit[10] == 0.0


def test_the_right_words_of_another_file_do_not_count() -> None:
    assert report([case()], [result(QUOTE, doc="b.txt")]).hit[1] == 0.0
    assert report([case()], [result(QUOTE, doc=["b.txt", "a.txt"])]).hit[1] == 1.0


def test_refusals_are_counted_on_both_sides() -> None:
    assert report([case()], [result(QUOTE, refused=True)]).over_refused == 1
    assert report([case("noanswer")], [result(refused=True)]).refused == 1


def test_a_broken_case_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case().model_dump()) + "\n{broken\n", encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_cases(path)
    assert caught.value.detail["name"] == "cases.jsonl:2"
