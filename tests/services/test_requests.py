"""Requests in plain words: read surely, or not at all."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bot.services.requesting import Aspect, RequestReader, read_sum
from bot.services.understanding.lexis import Lexis
from bot.services.understanding.objections import examples_of
from playbooks.load import built_in

_SAYINGS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "requests.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def reader() -> RequestReader:
    return RequestReader(Lexis(built_in()))


@pytest.mark.parametrize("want", sorted(_SAYINGS))
def test_every_way_of_asking_is_read_as_what_it_asks(reader: RequestReader, want: str) -> None:
    read = {text: reader.read(text) for text in _SAYINGS[want]}
    assert {text: got.want if got else None for text, got in read.items()} == dict.fromkeys(read, want)


def test_no_customers_words_are_ever_a_request(reader: RequestReader) -> None:
    heard = [text for text, _ in examples_of(built_in())]
    assert len(heard) > 2000
    assert [text for text in heard if reader.read(text)] == []


@pytest.mark.parametrize(
    ("text", "name", "aspect"),
    [
        ("张大伯的孙女叫什么", "张大伯", Aspect.HOUSEHOLD),
        ("王姐生日哪天", "王姐", Aspect.BIRTHDAY),
        ("我答应过张大伯什么", "张大伯", Aspect.PROMISES),
        ("李总那边谁拍板", "李总", Aspect.DECIDERS),
        ("她一共花了多少钱", "", Aspect.SPENT),
        ("這個客戶上次買了什麼", "", Aspect.PURCHASES),
        ("上次跟她聊了啥？", "", Aspect.LAST),
    ],
)
def test_a_detail_names_the_customer_and_the_part_of_the_file(
    reader: RequestReader, text: str, name: str, aspect: Aspect
) -> None:
    got = reader.read(text)
    assert got is not None
    assert (got.name, got.aspect) == (name, aspect)


def test_two_names_in_one_line_are_no_request(reader: RequestReader) -> None:
    assert reader.read("王姐和李总谁拍板") is None


@pytest.mark.parametrize(
    ("text", "steps", "result"),
    [
        ("3800打九五折多少", "3,800 × 0.95", "3610"),
        ("帮我算一下三千八打八八折", "3,800 × 0.88", "3344"),
        ("4800分12期每期多少", "4,800 ÷ 12", "400"),
        ("199乘6再打八折", "199 × 6 × 0.8", "955.20"),
        ("3800打95折再减100是多少", "3,800 × 0.95 − 100", "3510"),
        ("一千除以3", "1,000 ÷ 3", "333.33"),
        ("3800-300", "3,800 − 300", "3500"),
        ("3,800的5%是多少", "3,800 × 5%", "190"),
    ],
)
def test_a_sum_is_computed_as_it_was_said(text: str, steps: str, result: str) -> None:
    done = read_sum(text)
    assert done is not None
    assert (done.steps, done.result) == (steps, Decimal(result))


@pytest.mark.parametrize(
    "text",
    [
        "3800",
        "3800减300",
        "太贵了，便宜300行不行",
        "打八折",
        "3800打十折多少",
        "100除以0",
        "9个人多少钱",
        "几百块打八折多少",
    ],
)
def test_what_is_no_sum_stays_with_the_conversation(text: str) -> None:
    assert read_sum(text) is None


def test_cents_are_shown_only_where_there_are_any() -> None:
    whole, part = read_sum("3800打九折多少"), read_sum("19.9*3")
    assert whole is not None
    assert part is not None
    assert (whole.said, part.said) == ("3,420", "59.70")


@pytest.mark.parametrize(
    "text",
    [
        "客户说考虑考虑怎么回",
        "他嫌充电麻烦",
        "客户不肯留联系方式",
        "他说儿子不让买",
        "孙老师搬家了，新地址在东门小区",
        "客户流失的原因有哪些",
        "老客户突然爱比价是什么信号",
        "今天能装吗",
        "承诺的补偿一直没兑现",
    ],
)
def test_questions_of_method_and_a_customers_words_are_no_request(reader: RequestReader, text: str) -> None:
    assert reader.read(text) is None
