"""Turns: whose words, which request, about whom; offline and quick."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services.turns import Reading, Speaker, Turn, TurnKind
from bot.services.understanding import Understander
from tests.understander import shared_understander

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def understander() -> Understander:
    return shared_understander()


@pytest.fixture(scope="module")
def read(understander: Understander):  # noqa: ANN201
    def _read(text: str, speaker: Speaker = Speaker.UNKNOWN, seller_note: str = "") -> Reading:
        return understander.read(Turn(text=text, speaker=speaker, seller_note=seller_note, at=NOW))

    return _read


@pytest.mark.parametrize(
    "text",
    [
        "客户说修一修还能用，新的太贵了",
        "客户:修一修还能用，新的太贵了",
        "顾客问：修一修还能用，新的太贵了",
        "他说修一修还能用，新的太贵了",
        "“修一修还能用，新的太贵了”",
        "她说：“修一修还能用，新的太贵了”，怎么回",
        "客户说修一修还能用，新的太贵了，怎么回他",
        "修一修还能用，新的太贵了",
        "customer: 修一修还能用，新的太贵了",
    ],
)
def test_the_customers_words_are_found_whatever_introduces_them(read, text: str) -> None:  # noqa: ANN001
    reading = read(text)
    assert reading.kind is TurnKind.OBJECTION
    assert reading.customer_words == "修一修还能用，新的太贵了"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("客户嫌贵怎么办", "嫌贵"),
        ("他嫌充电麻烦该怎么办？", "嫌充电麻烦"),
        ("客户觉得没必要咋办", "觉得没必要"),
        ("客户说坏了怎么办", "坏了怎么办"),
    ],
)
def test_a_question_around_what_is_told_of_a_customer_is_no_part_of_the_words(
    read,  # noqa: ANN001
    text: str,
    words: str,
) -> None:
    assert read(text).customer_words == words


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("张大伯说太贵了", "张大伯", "太贵了"),
        ("@张大伯 太贵", "张大伯", "太贵"),
        ("客户王经理说要请示领导", "王经理", "要请示领导"),
        ("李总：预算没了", "李总", "预算没了"),
    ],
)
def test_a_customer_named_in_the_turn_is_named_in_the_reading(
    read,  # noqa: ANN001
    text: str,
    name: str,
    words: str,
) -> None:
    reading = read(text)
    assert (reading.kind, reading.customer_name, reading.customer_words) == (TurnKind.OBJECTION, name, words)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("他老拿不定主意怎么办", TurnKind.QUESTION),
        ("什么是客户终身价值", TurnKind.QUESTION),
        ("大客户的价格策略应该怎么定", TurnKind.QUESTION),
        ("这个季度的提成哪天到账", TurnKind.QUESTION),
        ("介绍来的顾客占了几成", TurnKind.QUESTION),
        ("这人张口闭口自己最牛，我说一句他顶一句，咋聊", TurnKind.QUESTION),
        ("帮我写句给王姐的生日祝福", TurnKind.COPY),
        ("编条朋友圈，推A3电动车", TurnKind.COPY),
        ("记一下 王姐下周三生日", TurnKind.NOTE),
        ("查一下王姐", TurnKind.LOOKUP),
        ("王姐", TurnKind.LOOKUP),
        ("张伟", TurnKind.LOOKUP),
        ("给李总出个方案", TurnKind.OFFER),
        ("谢谢", TurnKind.SMALL_TALK),
        ("你好", TurnKind.SMALL_TALK),
        ("客户:给自己花这么多，心里过意不去啊", TurnKind.OBJECTION),
        ("太贵", TurnKind.OBJECTION),
        ("多少钱", TurnKind.OBJECTION),
        ("再便宜点我就拿", TurnKind.OBJECTION),
    ],
)
def test_each_request_is_told_apart(read, text: str, kind: TurnKind) -> None:  # noqa: ANN001
    assert read(text).kind is kind


def test_words_flagged_as_the_customers_never_become_a_request(read) -> None:  # noqa: ANN001
    reading = read("记一下 你们答应我的赠品", Speaker.CUSTOMER)
    assert reading.kind is TurnKind.OBJECTION
    assert reading.customer_words == "记一下 你们答应我的赠品"


def test_a_question_of_the_customer_is_kept_whole(read) -> None:  # noqa: ANN001
    assert read("客户：那我现在这个怎么办").customer_words == "那我现在这个怎么办"


@pytest.mark.parametrize(
    "text",
    [
        "太贵了\n在售A3，目录价3800，旧车抵300",
        "客户：太贵了（在售A3，目录价3800，旧车抵300）",
        "客户说太贵了\n备注：在售A3，目录价3800，旧车抵300",
    ],
)
def test_a_comment_beside_the_words_is_the_sellers(read, text: str) -> None:  # noqa: ANN001
    reading = read(text)
    assert reading.customer_words == "太贵了"
    assert reading.seller_note == "在售A3，目录价3800，旧车抵300"


@pytest.mark.parametrize(
    "text",
    ["客户说目录价3800太贵了，网上才3500", "客户：你们标价3800\n你们店里的旧车抵300太少了"],
)
def test_pasted_figures_never_become_the_sellers(read, text: str) -> None:  # noqa: ANN001
    assert read(text).seller_note == ""


def test_the_sellers_note_is_kept_apart_from_forwarded_words(read) -> None:  # noqa: ANN001
    reading = read("太贵了", Speaker.CUSTOMER, seller_note="目录价3800")
    assert (reading.customer_words, reading.seller_note) == ("太贵了", "目录价3800")


def test_people_products_drivers_emotion_and_readiness_are_found(read) -> None:  # noqa: ANN001
    reading = read("客户说电动车是好，就是舍不得，我问问老婆再说")
    assert "老婆" in reading.people
    assert reading.products == ("电动车",)
    assert reading.emotion == "guilty"
    assert reading.drivers
    assert read("客户说便宜两百我就买，怎么付款").buying_signal


def test_a_note_keeps_its_text_without_the_opening(read) -> None:  # noqa: ANN001
    assert read("记一下：王姐下周三生日").note_text == "王姐下周三生日"


@pytest.mark.parametrize(
    "text", ["国庆再说吧，那时候肯定有优惠", "元旦再说吧", "明天再说", "明年再说，今年都不说这个了"]
)
def test_an_adverb_before_say_ends_no_name(read, text: str) -> None:  # noqa: ANN001
    reading = read(text, Speaker.CUSTOMER)
    assert reading.customer_name == ""
    assert reading.customer_words == text


def test_a_look_up_names_whom_to_find(read) -> None:  # noqa: ANN001
    assert read("查一下王姐的资料").customer_name == "王姐"


def test_a_reading_says_why(read) -> None:  # noqa: ANN001
    assert read("客户说再便宜点").reasons


@pytest.mark.parametrize(
    "text", ["。", "😀😀太贵了😀", "a" * 8000, "太贵了！" * 1500, "\n\n客户：\n\n", "客户说", "@", "“”"]
)
def test_odd_input_is_read_without_complaint(read, text: str) -> None:  # noqa: ANN001
    assert read(text).kind in TurnKind


def test_a_turn_is_read_within_ten_milliseconds(read) -> None:  # noqa: ANN001
    start = time.process_time()
    for _ in range(50):
        read("客户说你们家这个套餐太贵了，我再跟家里人商量商量，过两天再说吧")
    assert (time.process_time() - start) / 50 < 0.010


def test_trained_weights_are_kept_and_read_back(understander: Understander, tmp_path: Path) -> None:
    first = Understander(cache=tmp_path)
    kept = sorted(tmp_path.glob("*.npz"))
    second = Understander(cache=tmp_path)
    turn = Turn(text="客户说太贵了，再看看吧", at=NOW)
    assert len(kept) == 2
    assert first.read(turn) == second.read(turn) == understander.read(turn)


def test_a_broken_cache_is_trained_anew(tmp_path: Path) -> None:
    Understander(cache=tmp_path)
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(b"PK broken")
    assert Understander(cache=tmp_path).read(Turn(text="客户说太贵了", at=NOW)).objection.primary
