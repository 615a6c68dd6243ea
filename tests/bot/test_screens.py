import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.fitting import pages_of
from bot.handlers.screens import COPY_LIMIT, MESSAGE_LIMIT, Screen, copy, press, utf16_length

EMOJI = "😀"


def test_entities_are_counted_in_utf16_units() -> None:
    screen = Screen().add(EMOJI).add("粗体", "bold")
    [payload] = screen.messages(1)
    assert payload["entities"] == [{"type": "bold", "offset": 2, "length": 2}]


def test_a_long_text_is_split_and_only_the_last_part_has_buttons() -> None:
    screen = Screen().row(press("好", "ok"))
    for number in range(900):
        screen.line(f"第{number}行 {EMOJI}")
    payloads = list(screen.messages(1))
    assert len(payloads) > 1
    assert ["reply_markup" in p for p in payloads] == [False] * (len(payloads) - 1) + [True]
    assert "\n".join(str(p["text"]) for p in payloads).replace("\n", "") == screen.text.replace("\n", "")


def test_an_entity_over_a_cut_is_continued_in_the_next_part() -> None:
    screen = Screen().add("字" * (MESSAGE_LIMIT + 10), "bold")
    first, second = screen.messages(1)
    assert first["entities"] == [{"type": "bold", "offset": 0, "length": MESSAGE_LIMIT}]
    assert second["entities"] == [{"type": "bold", "offset": 0, "length": 10}]


@given(st.lists(st.tuples(st.text(max_size=3000), st.booleans()), max_size=6))
def test_no_part_exceeds_the_limit_and_no_entity_leaves_its_part(pieces: list[tuple[str, bool]]) -> None:
    screen = Screen()
    for text, bold in pieces:
        clean = text.encode("utf-8", "ignore").decode()
        screen.add(clean, *(["bold"] if bold else []))
    for payload in screen.messages(1):
        size = utf16_length(str(payload["text"]))
        assert 0 < size <= MESSAGE_LIMIT
        for entity in payload.get("entities", []):  # type: ignore[union-attr]
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= size  # type: ignore[index,call-overload,operator]


def test_a_copy_button_carries_at_most_256_units() -> None:
    assert copy("复制", "字" * COPY_LIMIT)
    with pytest.raises(ValueError, match="256"):
        copy("复制", "字" * (COPY_LIMIT - 1) + EMOJI)


def test_button_data_is_at_most_64_bytes() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        press("好", "名" * 22)


def test_a_section_is_not_cut_in_two_where_a_page_has_room_for_it() -> None:
    head = [f"一{n}" for n in range(12)]
    bought, said = ["买过", *(f"米{n}" for n in range(9))], ["往来", *(f"话{n}" for n in range(3))]
    text = "\n\n".join("\n".join(part) for part in (head, bought, said))
    first, second = pages_of(Screen(text), 3, by_section=True)
    assert first.text == "\n".join(head)
    assert second.text.startswith("买过\n米0")
    assert second.text.endswith("话2")


def test_a_section_longer_than_a_page_goes_on_on_the_next() -> None:
    text = "\n\n".join(("头", "\n".join(f"行{n}" for n in range(40))))
    pages = pages_of(Screen(text), 3, by_section=True)
    assert "".join(page.text for page in pages).count("行") == 40
    assert pages[0].text.startswith("头\n\n行0")
