"""Walk-around (D7): the same message in the words of the four thinking styles."""

from collections.abc import Iterator
from datetime import date

from bot.services.briefs import Brief, Variant
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.playbook_writer.realise import realise
from playbooks.load import Library
from playbooks.terms import Driver, Style, Tone

_NEAREST = {
    Style.ANALYST: (Tone.EXPERT,),
    Style.ORGANISER: (Tone.DIRECT,),
    Style.RELATOR: (Tone.WARM,),
    Style.VISIONARY: (),
}
"""Tone that comes near a style; a visionary has words of its own."""


def four_ways(brief: Brief, library: Library, today: date | None = None) -> tuple[Variant, ...]:
    """Return a line for each style, in the order of `Style`, no line twice, all past the gate.

    A line of the brief's moves written for the style comes first, then the style's own words for the
    driver behind the objection, then a line in the nearest tone. `style` of a variant is the style.
    """
    pool = list(PlaybookWriter(library).candidates(brief))
    ways: list[Variant] = []
    for style in Style:
        taken = {variant.text for variant in ways}
        fresh = (v for v in _candidates(style, pool, brief, library) if v.text not in taken)
        passed, _ = select(fresh, brief, 1, today=today, card_exists=library.cards.__contains__)
        ways += [variant.model_copy(update={"style": style.value}) for variant in passed]
    return tuple(ways)


def _candidates(style: Style, pool: list[Variant], brief: Brief, library: Library) -> Iterator[Variant]:
    styles = {id(variant): _styles_of(variant, library) for variant in pool}
    # A line that serves this style alone says it most clearly.
    yield from (v for v in pool if styles[id(v)] == (style,))
    yield from (v for v in pool if style in styles[id(v)] and len(styles[id(v)]) > 1)
    yield from _own_words(style, brief, library)
    yield from (v for v in pool if v.style in _NEAREST[style])


def _styles_of(variant: Variant, library: Library) -> tuple[Style, ...]:
    move = library.move(variant.card_id, variant.move_id)
    return next((line.styles for line in move.lines if line.id == variant.line_id), ())


def _own_words(style: Style, brief: Brief, library: Library) -> Iterator[Variant]:
    you = "您"
    if brief.snapshot and brief.snapshot.customer.address_as.startswith(("小", "阿")):
        you = "你"
    drivers = [driver for driver in Driver if driver.value in brief.reading.drivers[:1]]
    for walk in library.walks:
        lines = walk.lines.get(style, {})
        texts = [text for driver in drivers for text in lines.get(driver, ())] + list(lines.get("any", ()))
        for number, text in enumerate(texts):
            if said := realise(text, {"您": you}):
                yield Variant(text=said, style=style.value, line_id=f"{walk.id}/{style.value}/{number}")
