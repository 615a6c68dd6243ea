"""Markup becomes the text and entities Telegram would make of it."""

import pytest

from bot.phone.entities import clean, found, trimmed, units
from bot.phone.html_text import parse_html
from bot.phone.markdown_text import parse_markdown
from bot.phone.page_acts import pieces

HTML = [
    ("a <b>粗</b>", "a 粗", [("bold", 2, 1)]),
    ("😀<i>斜</i>", "😀斜", [("italic", 2, 1)]),
    ("<b>x<i>y</i></b>", "xy", [("bold", 0, 2), ("italic", 1, 1)]),
    ("1 &lt; 2 &amp; 3 &copy;", "1 < 2 & 3 &copy;", []),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
    ('<pre><code class="language-python">p</code></pre>', "p", [("pre", 0, 1)]),
    ('<a href="https://a.cn/?x=1&amp;y=2">l</a>', "l", [("text_link", 0, 1)]),
]
MARKDOWN = [
    ("*粗* _斜_", "粗 斜", [("bold", 0, 1), ("italic", 2, 1)]),
    ("__u__ ~s~ ||p||", "u s p", [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)]),
    ("3\\.8 `a.b`", "3.8 a.b", [("code", 4, 3)]),
    ("```python\nx = 1```", "x = 1", [("pre", 0, 5)]),
    ("[链](https://a.cn)", "链", [("text_link", 0, 1)]),
    (">一\n>二\n三", "一\n二\n三", [("blockquote", 0, 3)]),
    ("**>长\n>文||", "长\n文", [("expandable_blockquote", 0, 3)]),
]


@pytest.mark.parametrize(("source", "text", "marks"), HTML)
def test_html_becomes_text_and_entities(source: str, text: str, marks: list[tuple[str, int, int]]) -> None:
    plain, entities = parse_html(source)

    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == marks


@pytest.mark.parametrize(("source", "text", "marks"), MARKDOWN)
def test_markdown_becomes_text_and_entities(
    source: str, text: str, marks: list[tuple[str, int, int]]
) -> None:
    plain, entities = parse_markdown(source)

    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == marks


def test_links_and_languages_keep_their_details() -> None:
    assert parse_html('<a href="https://a.cn/?x=1&amp;y=2">l</a>')[1][0]["url"] == "https://a.cn/?x=1&y=2"
    assert parse_html('<pre><code class="language-python">p</code></pre>')[1][0]["language"] == "python"
    assert parse_markdown("```python\nx```")[1][0]["language"] == "python"


def test_control_characters_go_as_telegram_takes_them() -> None:
    assert clean("a\x00b\tc\r\nd\u202ee") == "a b c\nde"


def test_trimming_shifts_entities_and_drops_those_in_the_blanks() -> None:
    bold, outside = {"type": "bold", "offset": 2, "length": 3}, {"type": "italic", "offset": 0, "length": 1}

    assert trimmed("  ab ", [bold, outside]) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])


def test_commands_links_and_mentions_are_found_by_themselves() -> None:
    kinds = [(one["type"], one["offset"]) for one in found("/start 看😀 https://a.cn/x @jinju_bot a@b.cn")]

    assert kinds == [("bot_command", 0), ("url", 11), ("mention", 26), ("email", 37)]


def test_a_date_or_a_path_is_no_command() -> None:
    assert found("2024/05/01 和 a/b/c") == []


def test_a_long_text_is_cut_as_a_phone_does_without_losing_a_character() -> None:
    text = "😀" * 2047 + "字" * 5000

    parts = pieces(text)

    assert "".join(parts) == text
    assert all(units(part) <= 4096 for part in parts)
