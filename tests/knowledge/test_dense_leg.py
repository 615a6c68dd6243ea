"""Vectors beside words: built beside, swapped by one pointer, and never in a question's way."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bootstrap import SystemClock
from bot.llm.embedding import EndpointEmbedder
from bot.llm.endpoint import Endpoint
from bot.services.shelf import ShelfService
from bot.services.shelf_dense import PATIENCE, DenseLeg, DenseState, ReindexFailed
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role
from knowledge.factory import open_vectors
from knowledge.retriever import Retriever
from playbooks.load import Library
from tests.fakes.chroma_server import chroma_server
from tests.fakes.model_server import Fault, ModelServer, model_server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ROOT = Path(__file__).resolve().parents[2]
RULES = "退换规则\n七天内可以退换,请带上小票和完整包装。\n".encode()
SHIPPING = "送货规则\n市区当天送到,郊区第二天送到。\n".encode()
ADMIN = Actor(salesperson_id="boss", team_id="north", role=Role.ADMIN)
WARM = 15.0
"""Seconds allowed on a busy machine where the product allows itself PATIENCE."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@asynccontextmanager
async def open_shelf(
    folder: Path, server: ModelServer, prefixes: tuple[str, str] = ("", ""), chroma: str | None = None
) -> AsyncIterator[ShelfService]:
    """Run a shelf as a process of its own would: own database, index, endpoint and store."""
    database = SqlDatabase(f"sqlite+aiosqlite:///{folder / 'jinju.db'}")
    await database.migrate()
    endpoint = Endpoint(server.url, None)
    embedder = EndpointEmbedder(endpoint, "some-embedder", prefixes=prefixes, wait=0.01)
    retriever = Retriever()
    dense = DenseLeg(database, retriever, embedder, open_vectors(chroma, folder / "chroma"))
    library = Library(cards={})
    shelf = ShelfService(database, clock=SystemClock(), library=library, retriever=retriever, dense=dense)
    await shelf.load()
    yield shelf
    await shelf.close()
    await embedder.close()
    await database.close()


@pytest.fixture
async def shelf(server: ModelServer, tmp_path: Path) -> AsyncIterator[ShelfService]:
    async with open_shelf(tmp_path, server) as opened:
        await opened.ingest(ADMIN, "rules.txt", RULES)
        await opened.ingest(ADMIN, "shipping.txt", SHIPPING)
        yield opened


async def built(shelf: ShelfService, weight: float = 0.4) -> None:
    dense = shelf.dense
    assert dense is not None
    await dense.rebuild()
    await dense.set_weight(weight)
    await dense.open(check=True)
    assert dense.state is (DenseState.READY if weight else DenseState.OFF), dense.reason
    await dense.hits("先连上一次")


async def test_until_vectors_are_built_and_tuned_no_question_is_embedded(
    shelf: ShelfService, server: ModelServer
) -> None:
    assert shelf.dense is not None
    assert shelf.dense.state is DenseState.MISSING
    await built(shelf, weight=0.0)
    before = len(server.requests)
    assert (await shelf.search("退换要带什么")) == shelf.find("退换要带什么")
    assert len(server.requests) == before


async def test_vectors_lift_a_passage_that_words_do_not(shelf: ShelfService) -> None:
    await built(shelf, weight=0.7)
    assert shelf.dense is not None
    found = await shelf.dense.hits("郊区第二天送到")
    assert found is not None
    assert max(found.similarity, key=lambda id: found.similarity[id]) in shelf.chunks
    fused = await shelf.search("退换 郊区第二天送到")
    assert fused.passages[0].docs == ("shipping.txt",)


async def test_a_new_document_gets_its_vector_and_a_retired_one_loses_it(shelf: ShelfService) -> None:
    await built(shelf)
    assert shelf.dense is not None
    assert shelf.dense.pointer is not None
    report = await shelf.ingest(ADMIN, "pay.txt", "付款方式\n货到付款,也可以分三期。".encode())
    await shelf.dense.settle()
    vectors, name = shelf.dense._vectors, shelf.dense.pointer.collection
    assert await asyncio.to_thread(vectors.ids, name) == set(shelf.chunks)
    await shelf.retire(ADMIN, report.document.id)
    await shelf.dense.settle()
    assert await asyncio.to_thread(vectors.ids, name) == set(shelf.chunks)


@pytest.mark.parametrize("fault", [Fault(wait=30.0), Fault(status=500, body=b"{}"), Fault(body=b"<html>")])
async def test_an_embedder_that_is_down_costs_one_question_its_patience_and_the_next_nothing(
    shelf: ShelfService, server: ModelServer, fault: Fault
) -> None:
    await built(shelf)
    server.always = fault
    start = time.monotonic()
    assert (await shelf.search("退换要带什么")).passages[0].docs == ("rules.txt",)
    assert time.monotonic() - start < PATIENCE + WARM
    assert shelf.dense is not None
    assert shelf.dense.state is DenseState.DOWN
    before = len(server.requests)
    assert (await shelf.search("退换要带什么")).passages
    assert len(server.requests) == before


async def test_an_embedder_that_silently_became_another_is_not_used(
    shelf: ShelfService, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    await built(shelf)
    assert shelf.dense is not None
    server.seed = "model-2"
    assert await shelf.dense.open(check=True) is DenseState.MISMATCH
    assert "jinju reindex" in caplog.text
    before = len(server.requests)
    assert (await shelf.search("退换要带什么")).passages
    assert len(server.requests) == before
    await shelf.dense.rebuild()
    assert shelf.dense.state is DenseState.OFF, "another model starts at weight 0 again"


async def test_an_embedder_of_another_dimension_is_no_error_in_a_question(
    shelf: ShelfService, server: ModelServer
) -> None:
    await built(shelf)
    server.dimension = 8
    assert (await shelf.search("退换要带什么")).passages[0].docs == ("rules.txt",)


async def test_a_rebuild_that_fails_leaves_the_old_vectors_in_force(
    shelf: ShelfService, server: ModelServer
) -> None:
    await built(shelf)
    assert shelf.dense is not None
    pointer = shelf.dense.pointer
    server.always = Fault(status=500, body=b"{}")
    with pytest.raises(ReindexFailed):
        await shelf.dense.rebuild()
    server.always = None
    assert shelf.dense.pointer == pointer
    assert await shelf.dense.hits("退换") is not None
    assert pointer is not None
    assert await asyncio.to_thread(shelf.dense._vectors.names) == [pointer.collection]


async def test_the_weight_survives_a_rebuild_with_the_same_model_and_a_restart(
    server: ModelServer, tmp_path: Path
) -> None:
    async with open_shelf(tmp_path, server) as shelf:
        await shelf.ingest(ADMIN, "rules.txt", RULES)
        await built(shelf, weight=0.3)
        assert shelf.dense is not None
        first = shelf.dense.pointer
        second = await shelf.dense.rebuild()
        assert first is not None
        assert (second.weight, second.collection != first.collection) == (0.3, True)
    async with open_shelf(tmp_path, server) as shelf:
        assert shelf.dense is not None
        assert shelf.dense.state is DenseState.READY


async def test_a_second_process_searches_by_words_and_says_so_once(
    server: ModelServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_shelf(tmp_path, server) as first:
        await first.ingest(ADMIN, "rules.txt", RULES)
        await built(first)
        async with open_shelf(tmp_path, server) as second:
            assert second.dense is not None
            assert second.dense.state is DenseState.DOWN
            for _ in range(3):
                assert (await second.search("退换要带什么")).passages
            assert caplog.text.count("another process") == 1


async def test_vectors_that_were_deleted_under_us_are_no_error_in_a_question(
    server: ModelServer, tmp_path: Path
) -> None:
    async with open_shelf(tmp_path, server) as shelf:
        await shelf.ingest(ADMIN, "rules.txt", RULES)
        await built(shelf)
        assert shelf.dense is not None
        pointer = shelf.dense.pointer
        assert pointer is not None
    open_vectors(None, tmp_path / "chroma").drop(pointer.collection)
    async with open_shelf(tmp_path, server) as shelf:
        assert shelf.dense is not None
        assert shelf.dense.state is DenseState.DOWN
        assert (await shelf.search("退换要带什么")).passages


def test_without_an_embedding_model_neither_chroma_nor_openai_is_imported(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
from bot.bootstrap import open_core
from bot.config import Settings
async def main():
    async with open_core(Settings(_env_file=None, data_dir={str(tmp_path)!r})) as core:
        await core.services.shelf.search("退换")
        heavy = [name for name in ("chromadb", "openai") if name in sys.modules]
        print(heavy, core.services.shelf.dense)
asyncio.run(main())
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] None"


async def test_a_changed_prefix_is_another_embedder(server: ModelServer, tmp_path: Path) -> None:
    async with open_shelf(tmp_path, server) as shelf:
        await shelf.ingest(ADMIN, "rules.txt", RULES)
        await built(shelf)
    async with open_shelf(tmp_path, server, prefixes=("query: ", "passage: ")) as shelf:
        assert shelf.dense is not None
        assert shelf.dense.state is DenseState.MISMATCH
        assert (await shelf.search("退换要带什么")).passages


async def test_a_chroma_server_that_dies_costs_one_question_its_patience_and_comes_back_with_the_vectors(
    server: ModelServer, tmp_path: Path
) -> None:
    (tmp_path / "server").mkdir()
    with chroma_server(tmp_path / "server") as url:
        port = int(url.rsplit(":", 1)[1])
        async with open_shelf(tmp_path, server, chroma=url) as shelf:
            await shelf.ingest(ADMIN, "rules.txt", RULES)
            await built(shelf)
    async with open_shelf(tmp_path, server, chroma=url) as shelf:
        assert shelf.dense is not None
        assert shelf.dense.state is DenseState.DOWN
        start = time.monotonic()
        assert (await shelf.search("退换要带什么")).passages[0].docs == ("rules.txt",)
        assert time.monotonic() - start < PATIENCE + WARM
        with chroma_server(tmp_path / "server", port=port):
            assert await shelf.dense.open(check=True) is DenseState.READY
            assert await shelf.dense.hits("退换要带什么") is not None
