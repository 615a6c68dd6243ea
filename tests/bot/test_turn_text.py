import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputRefused
from bot.services.turn_text import MAX_LENGTH, clean_text


@pytest.mark.parametrize("raw", ["", "  \n\t ", "\x00", "\u200f\u202e", "\ufeff"])
def test_nothing_to_read_is_said_so(raw: str) -> None:
    with pytest.raises(InputRefused) as caught:
        clean_text(raw)
    assert caught.value.reason == "empty-text"


@pytest.mark.parametrize("raw", ["😀", "👨‍👩‍👧", "……", "❤️❤️"])
def test_a_lone_emoji_is_named(raw: str) -> None:
    with pytest.raises(InputRefused) as caught:
        clean_text(raw)
    assert caught.value.reason == "only-emoji"


def test_nul_and_direction_marks_disappear_inside_a_sentence() -> None:
    assert clean_text("太\x00贵\u202e了\u200f") == "太贵了"


def test_a_very_long_text_is_cut_without_breaking_an_emoji() -> None:
    text = clean_text("贵" * (MAX_LENGTH - 1) + "😀😀")
    assert len(text) == MAX_LENGTH
    assert text.endswith("😀")


@given(st.text())
def test_any_text_is_either_clean_or_refused(raw: str) -> None:
    try:
        text = clean_text(raw)
    except InputRefused:
        return
    assert text
    assert "\x00" not in text
    text.encode("utf-8")
