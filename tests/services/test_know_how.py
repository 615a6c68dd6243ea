"""How-to questions answered from the built-in cards, where the company's material has nothing."""

from pathlib import Path

import pytest

from bot.services.know_how import KnowHow, short_title, told
from bot.services.texts import Texts
from playbooks.load import built_in

DATA = Path(__file__).parent / "data"
LIBRARY = built_in()


def questions(name: str) -> list[tuple[str, list[str]]]:
    """Return question and acceptable cards; none for a question that no card answers."""
    rows = (line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines())
    return [(text, [] if cards == "-" else cards.split()) for text, cards in rows]


@pytest.fixture(scope="module")
def know_how() -> KnowHow:
    return KnowHow(LIBRARY)


def share(know_how: KnowHow, name: str, most: int) -> float:
    asked = [(text, cards) for text, cards in questions(name) if cards]
    found = sum(any(card in cards for card in know_how.near(text)[0][:most]) for text, cards in asked)
    return found / len(asked)


def test_everyday_questions_lead_to_the_card_that_answers_them(know_how: KnowHow) -> None:
    assert share(know_how, "how_to_questions.tsv", 1) >= 0.9
    assert share(know_how, "how_to_questions.tsv", 3) >= 0.93


def test_situations_told_in_a_hurry_lead_to_a_card_among_the_three(know_how: KnowHow) -> None:
    """Written by somebody who knew the titles only; half of them (odd lines) were read for the word lists."""
    assert share(know_how, "how_to_situations.tsv", 1) >= 0.53
    assert share(know_how, "how_to_situations.tsv", 3) >= 0.7


def test_questions_about_other_things_are_left_alone(know_how: KnowHow) -> None:
    for name, most in (("how_to_questions.tsv", 1), ("how_to_situations.tsv", 5)):
        others = [text for text, cards in questions(name) if not cards]
        answered = [text for text in others if know_how.near(text)[0]]
        assert len(answered) <= most, answered


def test_what_a_card_tells_fits_a_phone_and_begins_with_its_summary() -> None:
    texts = Texts("zh")
    for card in LIBRARY.cards.values():
        summary, gap, points = told(card, texts).partition("\n\n")
        assert summary == card.summary
        assert gap
        assert 1 <= len(points.split("\n")) <= 5, card.id
        assert len(told(card, texts)) <= 480, card.id


def test_a_personality_goes_by_its_neutral_words() -> None:
    for card in LIBRARY.personalities.values():
        assert short_title(card) == card.neutral


def test_a_title_for_a_button_has_no_aside() -> None:
    assert short_title(LIBRARY.card("gpn")) == "由目标问到需要"


@pytest.mark.parametrize("text", ["", "？", "客户", "a" * 400])
def test_a_question_without_a_point_leads_nowhere_or_to_some_card(know_how: KnowHow, text: str) -> None:
    assert set(know_how.near(text)[0]) <= {str(id) for id in LIBRARY.cards}
