"""A reranker endpoint over HTTP: its shapes, its faults, and what it may do to an order."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import SystemClock, open_core
from bot.cli.evaluating import tune
from bot.config import Settings
from bot.llm.reranking import EndpointReranker, open_reranker
from bot.services.evaluation import Case, Gold
from bot.services.reranking import PATIENCE, Rerank
from bot.services.shelf import ShelfService
from bot.services.tuning import choose, measure
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from knowledge.errors import EndpointFailed
from knowledge.fusion import Dense
from knowledge.ports import Retrieval
from playbooks.load import Library
from tests.fakes import model_server as fakes
from tests.fakes.model_server import Body, Fault, ModelServer, model_server

ADMIN = Actor(salesperson_id="a", team_id="north", role=Role.ADMIN)
WARM = 15.0
"""Seconds allowed on a busy machine beside the product's own patience."""
TEXTS = ["市区当天送到", "七天内可以退换", "退换要带小票"]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
async def reranker(server: ModelServer) -> AsyncIterator[EndpointReranker]:
    opened = EndpointReranker(server.url, "some-reranker", "secret-key")
    yield opened
    await opened.close()


@pytest.fixture
async def shelf(
    server: ModelServer, reranker: EndpointReranker, tmp_path: Path
) -> AsyncIterator[ShelfService]:
    database = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}")
    await database.migrate()
    opened = ShelfService(
        database, clock=SystemClock(), library=Library(cards={}), rerank=Rerank(database, reranker)
    )
    await opened.load()
    await opened.ingest(ADMIN, "rules.txt", "退换规则\n七天内可以退换,请带上小票。".encode())
    await opened.ingest(ADMIN, "shipping.txt", "送货和退换说明\n郊区第二天送到,退换另约。".encode())
    await opened.search("把连接和库先热起来")
    yield opened
    await opened.close()
    await database.close()


async def turned_on(shelf: ShelfService, weight: float) -> Rerank:
    assert shelf.rerank is not None
    await shelf.rerank.set_weight(weight)
    return shelf.rerank


async def test_scores_come_back_in_the_order_of_the_texts(
    server: ModelServer, reranker: EndpointReranker
) -> None:
    scores = await reranker.rerank("退换要带小票吗", TEXTS, seconds=5)
    assert max(range(3), key=lambda n: scores[n]) == 2
    [body] = server.asked("/v1/rerank")
    assert (body["query"], body["documents"], body["model"]) == ("退换要带小票吗", TEXTS, "some-reranker")


async def test_the_shape_of_tei_is_understood_and_kept(
    server: ModelServer, reranker: EndpointReranker
) -> None:
    def tei(body: Body) -> object:
        if "texts" not in body:
            return Fault(status=422, body=b'{"error":"missing field `texts`"}')
        return [{"index": i, "score": len(text)} for i, text in reversed(list(enumerate(body["texts"])))]

    server.responders["/v1/rerank"] = tei
    assert await reranker.rerank("退换", TEXTS, seconds=5) == [float(len(text)) for text in TEXTS]
    await reranker.rerank("退换", TEXTS, seconds=5)
    assert len(server.requests) == 3, "the spelling that worked is used from then on"


@pytest.mark.parametrize(
    "fault",
    [
        fakes.HTML,
        fakes.BROKEN_JSON,
        fakes.RATE_LIMITED,
        fakes.OVERLOADED,
        Fault(body=b'{"results": [{"index": 0, "relevance_score": 1.0}]}'),
        Fault(body=b'{"results": [{"index": 0}, {"index": 1}, {"index": 2}]}'),
        Fault(body=b'[{"index":0,"score":NaN},{"index":1,"score":1},{"index":2,"score":1}]'),
        Fault(body=b"null"),
        Fault(status=307, body=b"", headers=(("location", "http://127.0.0.1:9/rerank"),)),
    ],
)
async def test_whatever_is_no_answer_is_one_error(
    server: ModelServer, reranker: EndpointReranker, fault: Fault
) -> None:
    server.always = fault
    with pytest.raises(EndpointFailed):
        await reranker.rerank("退换", TEXTS, seconds=5)


async def test_the_key_is_never_part_of_an_error(server: ModelServer, reranker: EndpointReranker) -> None:
    server.always = Fault(status=401, body=b'{"error":"no"}')
    with pytest.raises(EndpointFailed) as caught:
        await reranker.rerank("退换", TEXTS, seconds=5)
    assert "secret-key" not in str(caught.value)


async def test_at_weight_zero_nothing_is_sent(shelf: ShelfService, server: ModelServer) -> None:
    await turned_on(shelf, 0.0)
    assert await shelf.search("退换要带什么") == shelf.find("退换要带什么")
    assert server.requests == []


async def test_a_reranker_that_counts_lifts_what_it_prefers(shelf: ShelfService, server: ModelServer) -> None:
    await turned_on(shelf, 0.9)
    server.responders["/v1/rerank"] = lambda body: [
        {"index": i, "score": -5.0 if "小票" in text else 3.0} for i, text in enumerate(body["documents"])
    ]
    assert shelf.find("退换要带小票").passages[0].docs == ("rules.txt",)
    assert (await shelf.search("退换要带小票")).passages[0].docs == ("shipping.txt",)


@pytest.mark.parametrize("fault", [Fault(wait=30.0), Fault(body=b"x" * 600, drip=0.05), fakes.OVERLOADED])
async def test_a_reranker_that_fails_leaves_the_order_and_is_left_alone_for_a_while(
    shelf: ShelfService, server: ModelServer, fault: Fault
) -> None:
    await turned_on(shelf, 0.9)
    server.always = fault
    start = time.monotonic()
    assert await shelf.search("退换要带小票") == shelf.find("退换要带小票")
    assert time.monotonic() - start < PATIENCE + WARM
    asked = len(server.requests)
    assert await shelf.search("退换要带小票") == shelf.find("退换要带小票")
    assert len(server.requests) == asked


async def test_a_weight_tuned_with_another_reranker_does_not_count(
    shelf: ShelfService, server: ModelServer
) -> None:
    first = await turned_on(shelf, 0.4)
    assert await first.open() == 0.4
    other = Rerank(shelf._database, EndpointReranker(server.url, "another"))
    assert await other.open() == 0.0


async def test_the_weight_is_what_cases_say(shelf: ShelfService, server: ModelServer) -> None:
    rerank = await turned_on(shelf, 0.0)
    gold = Gold(doc="shipping.txt", quote="郊区第二天送到,退换另约")
    cases = [Case(id=str(n), kind="fact", query="退换要带小票", gold=(gold,)) for n in range(4)]
    queries = {case.id: case.query for case in cases}
    for preferred, expected in (("郊区", True), ("小票", False)):
        server.responders["/v1/rerank"] = lambda body, word=preferred: [
            {"index": i, "score": float(word in text)} for i, text in enumerate(body["documents"])
        ]
        judged = {
            case.id: await rerank.scored(case.query, shelf.candidates(case.query), 1.0, seconds=5)
            for case in cases
        }

        def find(query: str, leg: Dense | None) -> Retrieval:
            return shelf.find_with(query, None, leg)

        assert bool(choose(cases, measure(cases, queries, judged, find))) is expected


def test_without_an_address_there_is_no_reranker() -> None:
    assert open_reranker(Settings(_env_file=None)) is None  # type: ignore[call-arg]
    there = open_reranker(Settings(_env_file=None, reranker_url="http://127.0.0.1:9/rerank"))  # type: ignore[call-arg]
    assert there is not None
    assert there.fingerprint == "default @ http://127.0.0.1:9/rerank"


async def test_tuning_on_cases_stores_the_weight_for_the_next_start(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases.jsonl"
    gold = {"doc": "shipping.txt", "quote": "郊区第二天送到,退换另约"}
    lines = [{"id": str(n), "kind": "fact", "query": "退换要带小票", "gold": [gold]} for n in range(4)]
    cases.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    server.responders["/v1/rerank"] = lambda body: [
        {"index": i, "score": float("郊区" in text)} for i, text in enumerate(body["documents"])
    ]
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", reranker_url=server.url)  # type: ignore[call-arg]
    async with open_core(settings) as core:
        actor = await core.services.membership.local_admin()
        await core.services.shelf.ingest(actor, "rules.txt", "退换规则\n退换要带小票。".encode())
        await core.services.shelf.ingest(
            actor, "shipping.txt", "送货和退换说明\n郊区第二天送到,退换另约。".encode()
        )
        await tune(core, cases)
    assert "stored reranker weight 0." in capsys.readouterr().out
    async with open_core(settings) as core:
        rerank = core.services.shelf.rerank
        assert rerank is not None
        assert rerank.weight > 0
