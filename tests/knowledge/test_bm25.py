import pytest

from knowledge.bm25 import MOST_SEGMENTS, Bm25Index, Entry


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
