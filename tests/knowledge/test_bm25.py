import numpy as np
import pytest

from knowledge.bm25 import MOST_SEGMENTS, SLICE, Bm25Index, Entry
from knowledge.lexical_segments import Segment


def test_a_rare_term_outweighs_a_common_one() -> None:
    index = Bm25Index().adding([Entry(str(n), {"客户": 1.0}) for n in range(9)] + [Entry("x", {"解约": 1.0})])
    assert index.search({"客户": 1.0, "解约": 1.0}, 1)[0][0] == "x"


def test_adding_piece_by_piece_scores_like_adding_at_once() -> None:
    entries = [Entry(str(n), {"甲": float(n % 3 + 1), f"乙{n}": float(n)}) for n in range(1, MOST_SEGMENTS)]
    pieces = Bm25Index()
    for entry in entries:
        pieces = pieces.adding([entry])
    whole = Bm25Index().adding(entries)
    for query in ({"甲": 1.0}, {"乙4": 1.0, "甲": 0.5}):
        assert dict(pieces.search(query, 9)) == pytest.approx(dict(whole.search(query, 9)), rel=1e-5)


def test_a_removed_text_is_never_found_even_after_a_merge() -> None:
    index = Bm25Index().adding([Entry("gone", {"甲": 1.0}), Entry("kept", {"甲": 1.0})]).removing(["gone"])
    for n in range(MOST_SEGMENTS + 1):
        index = index.adding([Entry(f"n{n}", {"乙": 1.0})])
    assert [id for id, _ in index.search({"甲": 1.0}, 9)] == ["kept"]


def test_an_older_state_stays_readable_while_a_newer_one_is_built() -> None:
    old = Bm25Index().adding([Entry("a", {"甲": 1.0})])
    old.adding([Entry("b", {"甲": 1.0})])
    assert [id for id, _ in old.search({"甲": 1.0}, 9)] == ["a"]


def test_an_empty_index_finds_nothing() -> None:
    assert Bm25Index().search({"甲": 1.0}, 5) == []


def test_a_text_that_was_removed_may_come_back_under_its_id() -> None:
    index = Bm25Index().adding([Entry("a", {"甲": 1.0})]).removing(["a"]).adding([Entry("a", {"乙": 1.0})])
    assert index.search({"甲": 1.0}, 9) == []
    assert [id for id, _ in index.search({"乙": 1.0}, 9)] == ["a"]
    assert index.ids[index.row("a") or 0] == "a"


def test_adding_to_a_large_index_does_not_build_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Bm25Index().adding(Entry(f"a{n}", {"甲": 1.0, f"乙{n}": 1.0}) for n in range(4 * SLICE))
    copied: list[int] = []
    joined = Segment.joined

    def counting(self: Segment, other: Segment) -> Segment:
        copied.append(len(self.ids) + len(other.ids))
        return joined(self, other)

    monkeypatch.setattr(Segment, "joined", counting)
    for n in range(100):
        index = index.adding([Entry(f"b{n}", {"甲": 1.0, f"丙{n}": 1.0})])
    assert sum(copied) < 2000
    assert index.search({"丙50": 1.0}, 1)[0][0] == "b50"
    assert index.search({"乙7000": 1.0}, 1)[0][0] == "a7000"


@pytest.mark.parametrize("count", [50, 6000])
def test_of_phrases_that_mean_the_same_the_best_counts_and_not_their_sum(count: int) -> None:
    noise = [Entry(f"n{n}", {"常": 1.0, "甲": 1.0 if n % 3 else 2.0}) for n in range(count)]
    index = Bm25Index().adding([*noise, Entry("x", {"甲": 1.0, "乙": 1.0, "常": 3.0})])
    phrases = [{"甲": 1.0}, {"乙": 1.0}, {"常": 1.0, "甲": 1.0}]
    best = np.max([index.scores(phrase) for phrase in phrases], axis=0)
    assert index.loudest([(phrases, 0.5)]) == pytest.approx(best * 0.5, rel=1e-5)
    assert index.loudest([(phrases, 0.5), ([{"乙": 1.0}], 1.0)]) == pytest.approx(
        best * 0.5 + index.scores({"乙": 1.0}), rel=1e-5
    )


def test_a_long_phrase_counts_only_where_most_of_it_stands() -> None:
    index = Bm25Index().adding([Entry("all", {"a": 1.0, "b": 1.0, "c": 1.0}), Entry("one", {"a": 1.0})])
    scores = dict(zip(index.ids, index.loudest([([{"a": 1.0, "b": 1.0, "c": 1.0}], 1.0)]), strict=True))
    assert scores["all"] > 0
    assert scores["one"] == 0


def test_counts_that_are_no_tenths_are_kept_as_they_are() -> None:
    index = Bm25Index().adding([Entry("a", {"甲": 0.33}), Entry("b", {"甲": 0.31})])
    assert [id for id, _ in index.search({"甲": 1.0}, 2)] == ["a", "b"]
