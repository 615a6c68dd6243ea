"""Pressure in words no rule knows: what the small classifier of tone catches, and what it leaves alone."""

import random
import sys
from pathlib import Path

import pytest

from bot.services.briefs import Variant
from bot.services.gate import check, key_of, pressing
from bot.services.understanding.linear import train

sys.path.insert(0, str(Path(__file__).parent))
from gate_corpus import TODAY, brief_for


def keys(text: str, line_id: str = "") -> list[str]:
    draft = Variant(text=text, style="warm", line_id=line_id)
    return [key_of(found) for found in check(draft, brief_for("bare"), today=TODAY).findings]


@pytest.mark.parametrize(
    "text",
    [
        "您再犹豫，好位置就没了。",
        "大老板还抠这几个钱，说出去谁信。",
        "跟您一起来的那位早就交钱了，就您还在磨。",
        "您这样当妈，孩子长大了不怪您才怪。",
    ],
)
def test_a_pressing_sentence_in_new_words_is_stopped_and_named(text: str) -> None:
    assert pressing.KEY in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "您慢慢看，看中了告诉我，看不中也没关系。",
        "孩子喜欢哪个颜色，您问问他？",
        "今天要是不方便，就改天，行吗？",
        "旧的要是还能用，就先用着。",
    ],
)
def test_an_ordinary_sentence_passes(text: str) -> None:
    assert pressing.KEY not in keys(text)


def test_the_sentence_that_presses_is_the_one_pointed_at() -> None:
    text = "这款我给您留着。您再犹豫，好位置就没了。"
    found = next(iter(pressing.pressing(text)))
    assert text[found.start : found.end].strip() == found.said == "您再犹豫，好位置就没了"


def test_an_authored_line_is_not_judged_again() -> None:
    assert pressing.KEY not in keys("您再犹豫，好位置就没了。", line_id="warm_1")


def test_no_line_of_the_library_would_be_stopped() -> None:
    pressed = [text for text in pressing.library_sentences() if list(pressing.pressing(text))]
    assert pressed == []


def test_of_sentences_it_was_not_trained_on_it_stops_many_that_press_and_hardly_an_ordinary_one() -> None:
    authored = pressing.examples()
    rows = [(text, True) for text in authored["pressing"]]
    rows += [(text, False) for text in (*authored["ordinary"], *pressing.library_sentences())]
    random.Random(3).shuffle(rows)
    stopped: dict[bool, list[bool]] = {True: [], False: []}
    for fold in range(5):
        known = [row for at, row in enumerate(rows) if at % 5 != fold]
        linear = train([text for text, _ in known], [str(presses) for _, presses in known], pressing.grams)
        for text, presses in rows[fold::5]:
            scores = dict(zip(linear.labels, linear.scores(text), strict=True))
            stopped[presses].append(scores["True"] - scores["False"] >= pressing.SURE)
    assert sum(stopped[True]) >= 0.4 * len(stopped[True])
    assert sum(stopped[False]) <= 0.01 * len(stopped[False])
