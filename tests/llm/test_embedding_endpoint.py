"""An embedding endpoint in good and in bad moods."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.config import Settings
from bot.llm.embedding import BATCH, EndpointEmbedder, open_embedder
from bot.llm.endpoint import Endpoint
from knowledge.errors import EndpointFailed
from tests.fakes import model_server as fakes
from tests.fakes.model_server import ModelServer, model_server


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
async def embedder(server: ModelServer) -> AsyncIterator[EndpointEmbedder]:
    opened = EndpointEmbedder(Endpoint(server.url, None), "some-model", wait=0.01)
    yield opened
    await opened.close()


async def test_many_texts_go_out_in_batches_and_come_back_in_order(
    server: ModelServer, embedder: EndpointEmbedder
) -> None:
    texts = [f"第{n}条" for n in range(BATCH + 5)]
    vectors = await embedder.embed(texts)
    assert [len(body["input"]) for body in server.asked("/v1/embeddings")] == [BATCH, 5]
    assert vectors[BATCH + 1] == pytest.approx(server.vector(texts[BATCH + 1]))


@pytest.mark.parametrize(
    "fault",
    [fakes.HTML, fakes.BROKEN_JSON, fakes.EMPTY_DATA, fakes.NULL_DATA, fakes.RATE_LIMITED, fakes.OVERLOADED],
)
async def test_a_bad_answer_is_tried_again(
    server: ModelServer, embedder: EndpointEmbedder, fault: fakes.Fault
) -> None:
    server.faults.append(fault)
    assert len(await embedder.embed(["太贵了"])) == 1
    server.always = fault
    before = len(server.requests)
    start = time.monotonic()
    with pytest.raises(EndpointFailed):
        await embedder.embed(["太贵了"])
    assert len(server.requests) - before == 3
    assert time.monotonic() - start < 60, "a server's wish to wait an hour is not granted"


@pytest.mark.parametrize("fault", [fakes.Fault(wait=30.0), fakes.Fault(body=b"x" * 600, drip=0.05)])
async def test_a_slow_or_dripping_answer_ends_at_the_wall_clock(
    server: ModelServer, embedder: EndpointEmbedder, fault: fakes.Fault
) -> None:
    await embedder.embed(["把连接和库先热起来"])
    server.always = fault
    start = time.monotonic()
    with pytest.raises(EndpointFailed):
        await embedder.embed(["太贵了"], seconds=0.2)
    assert time.monotonic() - start < 15


async def test_a_changed_dimension_is_noticed(server: ModelServer, embedder: EndpointEmbedder) -> None:
    await embedder.embed(["一"])
    server.dimension = 16
    with pytest.raises(EndpointFailed, match="dimension"):
        await embedder.embed(["二"])


async def test_nobody_listening_is_the_same_error(embedder: EndpointEmbedder) -> None:
    nobody = EndpointEmbedder(Endpoint("http://127.0.0.1:9/v1", None), "m", wait=0.01)
    with pytest.raises(EndpointFailed):
        await nobody.embed(["一"], seconds=1)
    await nobody.close()


def test_without_a_model_there_is_no_embedder() -> None:
    bare = Settings(_env_file=None, openai_api_key="k", openai_embedding_model=None)  # type: ignore[call-arg]
    assert open_embedder(bare) is None
    local = Settings(
        _env_file=None,
        openai_api_key=None,
        openai_base_url="http://127.0.0.1:9/v1",
        openai_embedding_model="m",
    )  # type: ignore[call-arg]
    assert open_embedder(local) is not None


async def test_questions_and_passages_go_out_with_what_the_model_wants_before_them(
    server: ModelServer,
) -> None:
    settings = Settings(
        _env_file=None,
        openai_base_url=server.url,
        openai_embedding_model="e5",
        embedding_query_prefix="query:",
        embedding_passage_prefix="passage: ",
    )  # type: ignore[call-arg]
    marked = open_embedder(settings)
    assert marked is not None
    await marked.embed(["太贵了"])
    await marked.embed(["太贵了", " "], seconds=5, is_query=True)
    sent = [body["input"] for body in server.asked("/v1/embeddings")]
    assert sent == [["passage: 太贵了"], ["query: 太贵了", "query: ."]]
    plain = EndpointEmbedder(Endpoint(server.url, None), "e5")
    assert marked.fingerprint != plain.fingerprint, "other prefixes make other vectors"
    await marked.close()
