"""An English customer is answered in English where the library can, in Chinese otherwise."""

from datetime import UTC, datetime

import pytest

from bot.services.briefs import Brief
from bot.services.choosing import choose
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Speaker, Turn
from playbooks.english import EnglishLine, EnglishLines, english_findings
from playbooks.load import built_in
from playbooks.terms import ObjectionKind, Tone
from tests.understander import shared_understander

_SIGNS = {
    ObjectionKind.PRIVACY: "stop calling me, where did you get my number",
    ObjectionKind.PRODUCT_UNFIT: "I never use it all",
    ObjectionKind.TOO_COMPLICATED: "I would have to learn it, and I might lose everything if I switch",
}
"""Words that some moves ask for."""
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _brief(text: str, avoid: tuple[str, ...] = (), tone: str = "") -> Brief:
    reading = shared_understander().read(Turn(text=text, speaker=Speaker.CUSTOMER, at=NOW))
    moves = choose(reading, None, (), built_in())
    return Brief(reading=reading, moves=moves, seed="s", avoid=avoid, tone=tone)


def _texts(brief: Brief) -> list[str]:
    passed, _ = select(PlaybookWriter().candidates(brief), brief, today=NOW.date())
    return [variant.text for variant in passed]


@pytest.mark.parametrize(
    "text",
    [
        "this is too expensive for me",
        "I need to think about it",
        "can you give me a discount?",
        "I have to ask my wife first",
        "I don't need it, the old one works fine",
        "how do I know the quality is any good?",
    ],
)
def test_an_english_sentence_is_answered_with_english_lines(text: str) -> None:
    lines = _texts(_brief(text))
    assert len(lines) == 2
    assert all(line.isascii() for line in lines)


def test_a_complaint_about_the_network_is_answered_in_english() -> None:
    lines = _texts(_brief("my internet keeps dropping, no signal at home"))
    assert len(lines) == 2
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize("text", ["this is too expensive, 我再想想", "太贵了 too expensive แพง", "OK"])
def test_a_mixed_line_is_answered_in_chinese(text: str) -> None:
    assert shared_understander().read(Turn(text=text, speaker=Speaker.CUSTOMER, at=NOW)).language == "zh"


def test_a_wish_for_another_line_gives_another_english_line() -> None:
    first = _texts(_brief("this is too expensive"))
    again = _texts(_brief("this is too expensive", avoid=tuple(first), tone="softer"))
    assert again
    assert all(line.isascii() for line in again)
    assert not set(first) & set(again)


def test_every_kind_has_english_lines_for_three_moves_in_three_tones() -> None:
    library = built_in()
    assert {book.card for book in library.english} == set(ObjectionKind)
    for book in library.english:
        assert list(english_findings(book, library.objections.get(book.card.value))) == []
        assert len({line.move for line in book.lines}) >= 3


def test_every_english_line_passes_the_gate() -> None:
    for book in built_in().english:
        reading = _brief("this is too expensive").reading
        objection = reading.objection.model_copy(update={"primary": book.card.value, "secondary": None})
        words = f"{reading.customer_words}, {_SIGNS.get(book.card, '')}"
        reading = reading.model_copy(update={"objection": objection, "customer_words": words})
        brief = Brief(reading=reading, moves=choose(reading, None, (), built_in()), seed="s")
        candidates = list(PlaybookWriter().candidates(brief))
        passed, verdicts = select(candidates, brief, len(candidates), today=NOW.date())
        assert [v.findings for v in verdicts if not v.passed] == []
        assert len(passed) >= 6


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("This is the cheapest you will find.", "forbidden"),
        ("It costs 300 less.", "plain English"),
        ("Dear {称呼}, have a look.", "plain English"),
        ("word " * 55, "at most"),
    ],
)
def test_an_english_line_with_pressure_figures_or_slots_is_found(text: str, part: str) -> None:
    lines = [EnglishLine(move="compare", id=f"l_{tone.value}", tone=tone, text=text) for tone in Tone]
    book = _book(tuple(lines))
    assert any(part in finding for finding in english_findings(book, built_in().objections["price_too_high"]))


def _book(lines: tuple[EnglishLine, ...], **other: str) -> EnglishLines:
    said = {"why": "a price needs something to compare it with", "advance": "Ask what they compare it with."}
    return EnglishLines(
        title="Too dear",
        kind="english",
        id="x_en",
        card=ObjectionKind.PRICE_TOO_HIGH,
        lines=lines,
        **(said | other),
    )


@pytest.mark.parametrize(
    ("field", "text"),
    [("why", "Two prices need something to compare."), ("advance", "Ask what they compare it with")],
)
def test_an_english_reason_that_does_not_go_on_after_because_is_found(field: str, text: str) -> None:
    lines = tuple(EnglishLine(move="compare", id=f"l_{tone.value}", tone=tone, text="Fine.") for tone in Tone)
    found = list(english_findings(_book(lines, **{field: text}), built_in().objections["price_too_high"]))
    assert any(finding.startswith(field) for finding in found)


@pytest.mark.parametrize("kind", list(ObjectionKind))
def test_every_kind_has_its_own_reason_and_next_step_in_english(kind: ObjectionKind) -> None:
    book = built_in().in_english(kind.value)
    assert book
    others = [other for other in built_in().english if other is not book]
    assert book.why not in {other.why for other in others}
    assert book.advance not in {other.advance for other in others}


def _draft(text: str, locale: str) -> tuple[str, str]:
    brief = _brief(text).model_copy(update={"locale": locale})
    draft = PlaybookWriter().write(brief)
    return draft.why, draft.next_step


def test_who_writes_english_gets_reason_and_next_step_in_english() -> None:
    why, step = _draft("this is too expensive for me", "zh")
    assert why.startswith("Because ")
    assert step.isascii()


def test_an_english_speaking_seller_reads_the_reason_in_english_beside_a_chinese_line() -> None:
    brief = _brief("太贵了").model_copy(update={"locale": "en"})
    draft = PlaybookWriter().write(brief)
    assert draft.why.startswith("Because ")
    assert draft.next_step.isascii()
    assert not draft.variants[0].text.isascii()


def test_a_chinese_talk_of_a_chinese_seller_keeps_its_chinese_reason() -> None:
    why, step = _draft("太贵了", "zh")
    assert why.startswith("因为")
    assert not step.isascii()
