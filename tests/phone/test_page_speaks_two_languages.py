"""The page's own words: every Chinese text of the page and of the server behind it stands in the table."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from bot.phone import page_acts, page_app, server, views
from bot.phone.page_app import FOLDER
from bot.services.texts import Texts

HAN = re.compile("[\u4e00-\u9fff]")
SEAL = "金"
BOTH_AT_ONCE = "JavaScript"
"""Without scripts nothing can be looked up: this one line says it in both languages."""


class Markup(HTMLParser):
    """Collects what is read or heard of the markup."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said.extend(value or "" for _, value in attrs)


def without_comments(script: str) -> str:
    return re.sub(r"(?m)(^|\s)//.*$", "", script)


def table() -> dict[str, str]:
    script = without_comments((FOLDER / "texts.js").read_text("utf-8"))
    inside = script.partition("ENGLISH = {")[2].partition("\n};")[0]
    return dict(re.findall(r'"([^"]+)":\s*"([^"]+)"', inside))


def of_scripts() -> Iterator[str]:
    for file in sorted(FOLDER.glob("*.js")):
        if file.name != "texts.js":
            script = without_comments(file.read_text("utf-8"))
            assert not HAN.search(" ".join(re.findall(r"`[^`]*`", script))), (
                f"{file.name}: a text put together"
            )
            yield from re.findall(r'"([^"\n]*)"', script)


def of_server() -> Iterator[str]:
    for module in (page_acts, page_app, server, views):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        yield from (value for value in constants if isinstance(value, str))


def of_personas() -> Iterator[str]:
    say = Texts("zh")
    yield from (say(f"role-{role}") for role in ("salesperson", "manager", "admin"))
    yield from (say("persona-stranger"), say("persona-not-in"))


def all_texts() -> set[str]:
    markup = Markup()
    markup.feed((FOLDER / "index.html").read_text("utf-8"))
    found = {*markup.said, *of_scripts(), *of_server(), *of_personas()}
    return {text for text in found if HAN.search(text) and text != SEAL and BOTH_AT_ONCE not in text}


def test_every_text_of_the_page_has_english_words_and_none_is_left_over() -> None:
    assert set(table()) == all_texts()


def test_english_words_are_english_and_have_the_same_gaps() -> None:
    for words, english in table().items():
        assert not HAN.search(english), words
        assert words.count("{}") == english.count("{}"), words
