"""Providers that do not know a JSON schema, tools, or either: the adapter finds what they understand."""

import json
from collections.abc import Iterator

import pytest

from bot.llm.chat_dialects import Dialect
from bot.services.writers import ModelFailed
from tests.fakes.chat_model import EVERYTHING, draft, everything_sent, install
from tests.fakes.model_server import ModelServer, model_server
from tests.llm.model_stage import chat_at, full_brief, writer_at

LINE = "旧车先修着骑也行，〔称呼〕，周末带〔家人1〕来试一圈？"
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.mark.parametrize(
    ("understands", "refusal", "dialect"),
    [
        (EVERYTHING, "", Dialect.JSON_SCHEMA),
        ({"tools", "json_object"}, "This response_format type is unavailable now", Dialect.TOOLS),
        (
            {"json_object"},
            "response_format.type json_schema / tool calling is not supported",
            Dialect.JSON_MODE,
        ),
        (set(), "Unrecognized request argument supplied: response_format, tools", Dialect.WORDS),
    ],
)
async def test_the_strictest_way_an_endpoint_understands_is_found_and_remembered(
    server: ModelServer, understands: set[str], refusal: str, dialect: Dialect
) -> None:
    chat = chat_at(server)
    script = install(server, lambda body: {"a": "好"}, understands=understands, refusal=refusal)
    assert (await chat.ask("规则", "材料", SCHEMA)).data == {"a": "好"}
    tried = len(script.bodies)
    assert (await chat.ask("规则", "材料", SCHEMA)).data == {"a": "好"}
    assert (chat.dialect, len(script.bodies)) == (dialect, tried + 1)
    if dialect in {Dialect.JSON_MODE, Dialect.WORDS}:
        assert "JSON" in everything_sent(script.bodies[-1]), "JSON mode refuses prompts without the word"
    await chat.close()


@pytest.mark.parametrize(
    "said",
    [
        "```json\n{}\n```",
        "好的，以下是结果：\n{}\n希望有帮助",
        '<think>{{"a": 1}} 不对</think>{}',
        "{}",
    ],
)
async def test_an_object_among_other_words_is_found(server: ModelServer, said: str) -> None:
    writer = writer_at(server)
    install(server, lambda body: said.format(json.dumps(draft(LINE), ensure_ascii=False)))
    found = await writer.write(full_brief("ebike"))
    assert found.variants[0].text == "旧车先修着骑也行，张大伯，周末带小米来试一圈？"
    await writer.close()


async def test_an_endpoint_without_usage_gets_an_estimate_that_says_so(server: ModelServer) -> None:
    chat = chat_at(server)
    install(server, lambda body: {"a": "b"}, usage=None)
    reply = await chat.ask("i", "m", SCHEMA)
    assert reply.tokens.estimated
    assert reply.tokens.input == 5
    assert reply.tokens.output > 0
    await chat.close()


async def test_a_refusal_of_what_we_ask_is_no_reason_to_ask_otherwise(server: ModelServer) -> None:
    chat = chat_at(server)
    script = install(server, lambda body: {"a": "b"}, understands=set(), refusal="context length exceeded")
    with pytest.raises(ModelFailed):
        await chat.ask("i", "m", SCHEMA)
    assert len(script.bodies) == 1
    await chat.close()


async def test_no_streaming_and_no_stream_options_are_asked_for(server: ModelServer) -> None:
    chat = chat_at(server)
    script = install(server, lambda body: {"a": "b"})
    await chat.ask("i", "m", SCHEMA)
    assert not script.bodies[0].get("stream")
    assert "stream_options" not in script.bodies[0]
    assert script.bodies[0]["max_completion_tokens"] <= 1000
    await chat.close()
