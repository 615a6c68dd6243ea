"""An Advice as a screen: lines first, then why, the next step, and what a thumb can do."""

from bot.handlers.screens import COPY_LIMIT, Screen, copy, press, utf16_length
from bot.services.briefs import Advice, Source
from bot.services.texts import Texts

_NUMBERS = "①②③④⑤⑥⑦⑧"
_EXCERPT = 700


def advice_screen(advice: Advice, say: Texts, topic: str) -> Screen:
    """Return the screen of an advice; `topic` is the objection's short title."""
    if advice.choices and not advice.variants:
        return _choice_screen(advice, say)
    if advice.variants:
        return _lines_screen(advice, say, topic)
    return _answer_screen(advice, say)


def _lines_screen(advice: Advice, say: Texts, topic: str) -> Screen:
    screen = Screen(customer_id=advice.customer_id)
    head = " · ".join(part for part in (advice.customer, topic) if part) or say("advice-plain")
    screen.line(head, "bold")
    for number, variant in zip(_NUMBERS, advice.variants, strict=False):
        screen.line().line(f"{number} {variant.text}")
    screen.line()
    if advice.why:
        screen.line(say("advice-why", why=advice.why), "italic")
    if advice.next_step:
        screen.line(say("advice-next", next=advice.next_step))
    if advice.notice:
        screen.line(advice.notice, "italic")
    screen.row(
        *(
            copy(say("button-copy", number=number), variant.text)
            for number, variant in zip(_NUMBERS, advice.variants, strict=False)
            if utf16_length(variant.text) <= COPY_LIMIT
        )
    )
    screen.row(
        press(say("button-again"), f"ad:{advice.id}:again"),
        press(say("button-softer"), f"ad:{advice.id}:softer"),
        press(say("button-shorter"), f"ad:{advice.id}:shorter"),
        press(say("button-bolder"), f"ad:{advice.id}:bolder"),
    )
    return screen.row(
        press(say("button-sources"), f"src:{advice.id}"),
        press(say("button-supplement"), f"ad:{advice.id}:supplement"),
    )


def _choice_screen(advice: Advice, say: Texts) -> Screen:
    screen = Screen(say("advice-unsure"), customer_id=advice.customer_id)
    for choice in advice.choices:
        kind, _, title = choice.partition("|")
        screen.row(press(title or kind, f"ob:{advice.id}:{kind}"))
    return screen


def _answer_screen(advice: Advice, say: Texts) -> Screen:
    screen = Screen(customer_id=advice.customer_id)
    if advice.refused and not advice.answer:
        screen.line(say("answer-refused"))
        if advice.notice:
            screen.line(advice.notice)
        return screen
    if not advice.answer:
        return screen.line(advice.notice or say("advice-none"))
    screen.line(advice.notice or say("answer-title"), "bold").line()
    screen.line(advice.answer)
    titles = list(dict.fromkeys(source.title for source in advice.sources))
    if titles:
        screen.line().line(" / ".join(titles[:3]), "italic")
        screen.row(press(say("button-sources"), f"src:{advice.id}"))
    return screen


def sources_screen(advice: Advice, say: Texts) -> Screen:
    """Return what an advice rests on: own summaries of cards, quoted passages of documents."""
    screen = Screen(customer_id=advice.customer_id)
    screen.line(say("sources-title"), "bold")
    if not advice.sources:
        screen.line(say("sources-none"))
    for source in advice.sources[:4]:
        screen.line().line(_source_title(source, say), "bold")
        screen.line(_excerpt(source.text), "blockquote" if not source.is_card else "italic")
    return screen.row(press(say("button-back"), f"ad:{advice.id}:back"))


def _source_title(source: Source, say: Texts) -> str:
    if source.is_card:
        return say("source-card", title=source.title, reference=source.reference or say("answer-general"))
    return f"{source.title} · {source.heading}" if source.heading else source.title


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1] + "…"
