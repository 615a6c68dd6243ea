"""A model's lines over the wire as they grow: which endpoints stream, and what is heard when."""

import json
from collections.abc import Iterator

import pytest

from bot.cli.prompts import LIMIT
from bot.llm.chat_stream import LineReader, Streaming, after_refusal
from bot.services.briefs import Variant
from bot.services.writers import Fault, ModelFailed
from tests.fakes.chat_model import draft, install, slow_stream
from tests.fakes.model_server import ModelServer, model_server
from tests.llm.model_stage import full_brief, writer_at

ONE = "您的顾虑我听明白了，差在哪一点您跟我说说，我照着给您找，哪天方便？"
TWO = "不急着定，您先来看一眼实物，觉得不合适咱再说，周末有空吗？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_each_line_is_found_once_and_in_order_however_the_text_is_cut(size: int) -> None:
    text = json.dumps(draft(ONE, '他说："好}]" 就行', TWO), ensure_ascii=False)
    reader = LineReader(4)
    found = [line for at in range(0, len(text), size) for line in reader.feed(text[at : at + size])]
    assert [line["text"] for line in found] == [ONE, '他说："好}]" 就行', TWO]


def test_no_more_lines_are_looked_for_than_wanted() -> None:
    reader = LineReader(1)
    assert len(reader.feed(json.dumps(draft(ONE, TWO)))) == 1
    assert reader.feed(json.dumps(draft(ONE, TWO))) == []


def test_what_a_model_thinks_aloud_is_not_a_line() -> None:
    reader = LineReader(4)
    assert reader.feed('<think>maybe {"lines": [{"text": "x"}]}') == []
    assert [line["text"] for line in reader.feed(f"</think>{json.dumps(draft(ONE))}")] == [ONE]


@pytest.mark.parametrize(
    "text", ['{"lines": "}"', '{"lines": [7, {"text": "x"}]}', '{"lines": [' + "[" * 9000 + "}"]
)
def test_what_is_no_list_of_lines_gives_none(text: str) -> None:
    assert LineReader(4).feed(text) == []


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("Unrecognized request argument supplied: stream_options", Streaming.PLAIN),
        ("stream is not supported by this model", Streaming.WHOLE),
        ("response_format json_schema is unavailable", None),
    ],
)
def test_a_refusal_names_what_of_streaming_is_not_understood(said: str, then: Streaming | None) -> None:
    assert after_refusal(Streaming.COUNTED, said) == then


async def heard(server: ModelServer) -> tuple[list[str], int, Streaming]:
    """Write once; return the lines heard early, the tokens counted and how the endpoint streams."""
    writer, lines = writer_at(server), list[Variant]()
    try:
        written = await writer.write(full_brief("ebike"), hears=lines.append)
        assert [line.text for line in written.variants] == [ONE, TWO]
        assert written.use is not None
        return [line.text for line in lines], written.use.input_tokens, writer._chat.streaming
    finally:
        await writer.close()


async def test_lines_are_heard_and_tokens_counted_once(server: ModelServer) -> None:
    script = install(server, lambda body: draft(ONE, TWO))
    assert await heard(server) == ([ONE, TWO], 800, Streaming.COUNTED)
    assert script.bodies[0]["response_format"]["type"] == "json_schema"
    assert len(script.bodies) == 1


async def test_a_count_repeated_with_every_piece_is_not_added_up(server: ModelServer) -> None:
    install(server, lambda body: draft(ONE, TWO), counts_always=True)
    assert (await heard(server))[1] == 800


async def test_an_endpoint_without_counts_in_streams_streams_all_the_same(server: ModelServer) -> None:
    script = install(server, lambda body: draft(ONE, TWO), refuses="stream_options")
    lines, tokens, streaming = await heard(server)
    assert (lines, streaming) == ([ONE, TWO], Streaming.PLAIN)
    assert tokens > 0
    assert "stream_options" not in script.bodies[-1]


async def test_what_such_an_endpoint_does_not_count_is_estimated_and_says_so(server: ModelServer) -> None:
    install(server, lambda body: draft(ONE, TWO), refuses="stream_options")
    writer = writer_at(server)
    first = await writer.write(full_brief("ebike"), hears=list[Variant]().append)
    await writer.close()
    assert first.use is not None
    assert first.use.estimated
    assert 300 < first.use.input_tokens <= LIMIT
    assert len(ONE + TWO) <= first.use.output_tokens < 400


async def test_an_endpoint_that_refuses_streams_answers_whole(server: ModelServer) -> None:
    install(server, lambda body: draft(ONE, TWO), refuses="stream")
    assert await heard(server) == ([], 800, Streaming.WHOLE)


async def test_an_endpoint_that_ignores_the_wish_is_asked_for_whole_answers_from_then_on(
    server: ModelServer,
) -> None:
    script = install(server, lambda body: draft(ONE, TWO), streams=False)
    assert await heard(server) == ([], 800, Streaming.WHOLE)
    assert [bool(body.get("stream")) for body in script.bodies] == [True, False]


async def test_tool_arguments_in_one_piece_are_heard_as_well(server: ModelServer) -> None:
    install(server, lambda body: draft(ONE, TWO), understands={"tools"})
    assert (await heard(server))[0] == [ONE, TWO]


async def test_of_a_cut_stream_the_complete_line_was_heard_and_the_rest_is_a_fault(
    server: ModelServer,
) -> None:
    install(server, lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 0.0), cut=True))
    writer, lines = writer_at(server), list[Variant]()
    with pytest.raises(ModelFailed) as failed:
        await writer.write(full_brief("ebike"), hears=lines.append)
    assert failed.value.fault in {Fault.UNREADABLE, Fault.UNAVAILABLE}
    assert [line.text for line in lines] == [ONE]
    await writer.close()


async def test_the_wall_clock_holds_for_a_stream_that_drips(server: ModelServer) -> None:
    install(server, lambda body: slow_stream(body, draft(ONE, TWO), (ONE, 2.0)))
    writer = writer_at(server, seconds=0.8)
    with pytest.raises(ModelFailed) as failed:
        await writer.write(full_brief("ebike"), hears=lambda line: None)
    assert failed.value.fault is Fault.TIMEOUT
    await writer.close()
