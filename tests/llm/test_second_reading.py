"""A model's second opinion on an unsure reading: agreement ends the question, disagreement is a choice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.llm.reading import ModelReader, open_reader
from bot.services.briefs import Advice
from bot.services.second_reading import settled
from bot.services.writers import ModelFailed
from playbooks.load import built_in
from tests.fakes.chat_model import FAULTS, install
from tests.fakes.model_server import ModelServer, model_server

TITLES = {"too_expensive": "嫌价格高", "think_it_over": "再想想", "rival": "别家更好"}


def unsure() -> Advice:
    return Advice(
        id="a",
        kind="objection",
        objection={"primary": "too_expensive"},
        choices=("too_expensive|嫌价格高", "think_it_over|再想想"),
    )


def test_the_same_kind_takes_the_question_away() -> None:
    assert settled(unsure(), "too_expensive", TITLES).choices == ()


def test_another_kind_is_offered_beside_the_first() -> None:
    assert settled(unsure(), "rival", TITLES).choices == ("too_expensive|嫌价格高", "rival|别家更好")


@pytest.mark.parametrize("kind", ["none", "made_up"])
def test_no_kind_of_ours_changes_nothing(kind: str) -> None:
    assert settled(unsure(), kind, TITLES) == unsure()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def reader(server: ModelServer, tmp_path: Path) -> Callable[..., ModelReader]:
    def made(says: Any, seconds: float = 20.0) -> ModelReader:
        install(server, says if callable(says) else lambda body: says)
        opened = open_reader(
            Settings(
                _env_file=None,
                data_dir=tmp_path,
                openai_api_key="k",
                openai_base_url=server.url,
                openai_model="some-model",
                model_seconds=seconds,
            ),
            built_in(),
        )
        assert opened is not None
        return opened

    return made


async def test_the_model_answers_with_one_of_the_kinds_there_are(
    reader: Callable[..., ModelReader],
) -> None:
    kind = next(iter(built_in().objections))
    one = reader({"kind": kind})
    assert await one.kind_of("这个价我接受不了") == kind
    await one.close()


@pytest.mark.parametrize(
    ("words", "asked", "title"),
    [
        ("I cannot accept this price", "which of the meanings below", "Too expensive"),
        ("这个价我接受不了", "最像下面哪一种意思", "嫌价格高"),
    ],
)
async def test_the_question_is_put_in_the_customers_language(
    reader: Callable[..., ModelReader], words: str, asked: str, title: str
) -> None:
    sent: list[Any] = []
    kind = next(iter(built_in().objections))

    def answers(body: Any) -> Any:
        sent.append(body["messages"])
        return {"kind": kind}

    one = reader(answers)
    await one.kind_of(words)
    await one.close()
    assert asked in str(sent)
    assert title in str(sent)


@pytest.mark.parametrize("said", [{"kind": "made_up"}, {"other": 1}, "太贵了"])
async def test_anything_else_is_no_answer(reader: Callable[..., ModelReader], said: Any) -> None:
    one = reader(said)
    with pytest.raises(ModelFailed):
        await one.kind_of("这个价我接受不了")
    await one.close()


@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_every_fault_is_one_error(reader: Callable[..., ModelReader], fault: str) -> None:
    one = reader(lambda body: FAULTS[fault], 2.0)
    with pytest.raises(ModelFailed):
        await one.kind_of("这个价我接受不了")
    await one.close()


async def test_names_and_numbers_stay_in_the_house(
    reader: Callable[..., ModelReader], server: ModelServer
) -> None:
    one = reader({"kind": "none"})
    await one.kind_of("我是王经理，电话13800001111，太贵了")
    sent = str(server.asked("/v1/chat/completions")[0])
    assert "13800001111" not in sent
    assert "王经理" not in sent
    await one.close()
