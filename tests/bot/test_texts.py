import re
from pathlib import Path

import pytest

from bot.services.texts import LOCALES, MissingText, Texts

ROOT = Path(__file__).parents[2]


def messages(locale: str) -> dict[str, set[str]]:
    areas = sorted((ROOT / "bot" / "texts").glob(f"*.{locale}.ftl"))
    text = "\n".join(area.read_text(encoding="utf-8") for area in areas)
    found: dict[str, set[str]] = {}
    key = ""
    for line in text.splitlines():
        if match := re.match(r"([a-z][\w-]*) =", line):
            key = match.group(1)
            assert key not in found, f"{key} stands twice"
            found[key] = set()
        if key:
            found[key] |= set(re.findall(r"\{ \$(\w+) \}", line))
    return found


def test_both_languages_have_the_same_messages_with_the_same_gaps() -> None:
    chinese, english = messages("zh"), messages("en")
    assert set(chinese) == set(english)
    assert {k: v for k, v in chinese.items() if v != english[k]} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_can_be_said(locale: str) -> None:
    say = Texts(locale)
    for key, gaps in messages(locale).items():
        assert say(key, **dict.fromkeys(gaps, "x")).strip()


def test_every_key_used_in_the_code_exists() -> None:
    known = set(messages("zh"))
    used = set()
    for path in (ROOT / "bot").rglob("*.py"):
        used |= set(re.findall(r"\bsay\(\s*\"([\w-]+)\"", path.read_text(encoding="utf-8")))
    assert used
    assert used - known == set()


def test_a_gap_left_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="note-saved"):
        Texts("zh")("note-saved")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(MissingText):
        Texts("zh")("no-such-key")
