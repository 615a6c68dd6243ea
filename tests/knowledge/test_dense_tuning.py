"""The weight of vectors is what cases say, and 0 when they say nothing."""

from bot.services.evaluation import Case, FoundChunk, Gold, Result
from bot.services.tuning import WEIGHTS, choose, measure
from knowledge.fusion import Dense
from knowledge.ingest import prepare
from knowledge.ports import Retrieval
from knowledge.retriever import Retriever

CASES = [
    Case(id=str(n), kind="fact", query=f"q{n}", gold=(Gold(doc="d", quote="金句" * 10),)) for n in range(20)
]
RIGHT = FoundChunk(text="金句" * 10, doc="d")
WRONG = FoundChunk(text="别的" * 10, doc="d")


def found(hits: int, *, first: int = 0) -> list[Result]:
    right = range(first, first + hits)
    return [Result(id=c.id, chunks=[RIGHT if n in right else WRONG]) for n, c in enumerate(CASES)]


def test_a_clear_win_takes_the_smallest_weight_that_has_it() -> None:
    assert choose(CASES, {0.0: found(10), 0.2: found(14), 0.4: found(14), 0.6: found(12)}) == 0.2


def test_without_a_win_the_weight_is_zero() -> None:
    assert choose(CASES, {0.0: found(10), 0.2: found(10), 0.4: found(9)}) == 0.0


def test_a_gain_on_one_half_paid_by_the_other_does_not_count() -> None:
    even = [Result(id=c.id, chunks=[RIGHT if n % 2 == 0 else WRONG]) for n, c in enumerate(CASES)]
    odd = [Result(id=c.id, chunks=[RIGHT if n % 2 or n < 8 else WRONG]) for n, c in enumerate(CASES)]
    assert choose(CASES, {0.0: even, 0.3: odd}) == 0.0


def test_weight_zero_leaves_the_order_of_words_alone() -> None:
    retriever = Retriever()
    for name, text in (("a", "退换规则\n七天内可以退换。"), ("b", "送货规则\n市区当天送到。")):
        prepared = prepare(f"{name}.txt", text.encode())
        retriever.add(prepared.document, prepared.chunks)
    [other] = [id for id, chunk in retriever.chunks.items() if "送到" in chunk.clean]
    case = Case(id="1", kind="fact", query="退换", gold=())

    def find(query: str, dense: Dense | None) -> Retrieval:
        return retriever.find(query, dense=dense)

    results = measure([case], {"1": "退换规则"}, {"1": Dense({other: 0.9}, 1.0)}, find)
    assert set(results) == set(WEIGHTS)
    assert results[0.0][0].chunks[0].doc == ["a.txt"]
    assert results[0.7][0].chunks[0].doc == ["b.txt"]
