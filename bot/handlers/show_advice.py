"""An Advice as a screen: lines first, then why, the next step, and what a thumb can do."""

from datetime import datetime

from pydantic import JsonValue

from bot.handlers.advice_rows import NUMBERS, copy_buttons, folded_rows, rows
from bot.handlers.fitting import ROOM, fits, height_of
from bot.handlers.screens import Button, Screen, press
from bot.handlers.show_copy import drafts_screen
from bot.services.briefs import Advice, Source
from bot.services.punctuation import with_aside
from bot.services.texts import Texts
from bot.services.turns import TurnKind
from crm.base import Id

_EXCERPT = 700


def advice_screen(
    advice: Advice, say: Texts, topic: str, *, judged: bool = False, extra: int = 0, more: bool = False
) -> Screen:
    """Return the screen of an advice; `topic` is the objection's short title.

    `judged` leaves the thumbs away: they were pressed; `extra` buttons will be added below. `more` shows
    the buttons that are otherwise folded away.
    """
    if advice.wish:
        return drafts_screen(advice, say, topic, more=more)
    if advice.choices and not advice.variants:
        return _choice_screen(advice, say)
    if advice.variants:
        return _lines_screen(advice, say, topic, judged=judged, extra=extra, more=more)
    return _answer_screen(advice, say)


def _lines_screen(advice: Advice, say: Texts, topic: str, *, judged: bool, extra: int, more: bool) -> Screen:
    """Return lines, reason, next step and buttons.

    Where that is too long for a phone, the reason waits behind the sources; then the air goes.
    """
    screen = Screen()
    for why, between in ((True, "\n"), (False, "\n"), (False, "")):
        screen = _lines(advice, say, topic, why=why, between=between)
        _pressable(screen, advice, say, judged=judged, extra=extra, more=more)
        if height_of(screen, rows_to_come=bool(extra)) <= ROOM:
            break
    return screen


def _lines(advice: Advice, say: Texts, topic: str, *, why: bool, between: str) -> Screen:
    screen = Screen(customer_id=advice.customer_id, advice_id=advice.id)
    head = " · ".join(part for part in (advice.customer, topic) if part) or say("advice-plain")
    screen.line(head, "bold")
    for number, variant in zip(NUMBERS, advice.variants, strict=False):
        screen.add(between).line(f"{number} {variant.text}")
    screen.add(between)
    if advice.why and why:
        screen.line(say("advice-why", why=advice.why))
    if advice.next_step:
        screen.line(say("advice-next", next=advice.next_step))
    for quoted in advice.offers:
        screen.line(say("advice-offer", title=quoted.title, price=quoted.price))
    if advice.notice:
        screen.line(advice.notice, "blockquote")
    if advice.use:
        screen.line(say("model-worded"), "italic")
    if advice.choices:
        screen.line(say("advice-unsure"), "bold")
        screen.row(*_choice_buttons(advice))
    if advice.colleagues:
        add_colleagues(screen, advice.colleagues, say)
    if advice.who:
        screen.line().line(say("match-who", name=advice.who[0]), "bold")
        screen.row(*who_buttons(advice, say))
    return screen


def _pressable(screen: Screen, advice: Advice, say: Texts, *, judged: bool, extra: int, more: bool) -> None:
    """Add the buttons below those that stand there already."""
    copies = copy_buttons(advice, say)
    if more:
        screen.rows = folded_rows(advice, say, taken=len(copies) + _asked(screen))
        return
    taken = len(copies) + _asked(screen) + extra
    screen.row(*copies)
    for row in rows(advice, say, judged=judged, taken=taken):
        screen.row(*row)


def _asked(screen: Screen) -> int:
    """How many buttons answer a question already: what was meant, or who it is."""
    return sum(len(row) for row in screen.rows)


def who_buttons(advice: Advice, say: Texts) -> list[Button]:
    """The candidates for whose words these are, and a new customer of the shown name."""
    pairs = (who.partition("|") for who in advice.who[1:])
    known = [press(name[:12], f"mt:{advice.id}:{customer}") for customer, _, name in pairs]
    return [*known, press(say("match-new", name=advice.who[0][:8]), f"mt:{advice.id}:new")]


def add_colleagues(screen: Screen, customer_id: Id, say: Texts) -> None:
    """Say that a colleague looks after this customer, and offer to ask the manager."""
    screen.line(say("shared-colleagues"), "bold")
    screen.row(press(say("button-shared-ask"), f"hr:{customer_id}"))


def _choice_screen(advice: Advice, say: Texts) -> Screen:
    screen = Screen(say("advice-unsure"), customer_id=advice.customer_id)
    for button in _choice_buttons(advice):
        screen.row(button)
    return screen


def _choice_buttons(advice: Advice) -> list[Button]:
    """The kinds an unsure reading hesitates between: `kind|title` each."""
    pairs = (choice.partition("|") for choice in advice.choices)
    return [press(title or kind, f"ob:{advice.id}:{kind}") for kind, _, title in pairs]


def _answer_screen(advice: Advice, say: Texts) -> Screen:
    screen = Screen(customer_id=advice.customer_id)
    if advice.refused and not advice.answer:
        screen.line(say("answer-refused"))
        if advice.notice:
            screen.line(advice.notice)
        if advice.kind == TurnKind.QUESTION.value:
            screen.row(press(say("button-know"), f"kn:{advice.id}"))
        return screen
    if not advice.answer:
        return screen.line(advice.notice or say("advice-none"))
    screen.line(advice.notice or say("answer-title"), "bold").line()
    screen.line(_listed(advice.answer))
    for number, proposal in enumerate(advice.proposals):
        screen.line().line(proposal_text(proposal, say), "blockquote")
        name = str(proposal.get("name"))[:12]
        screen.row(press(say(f"talk-confirm-{_kind(proposal)}", name=name), f"pg:{advice.id}:{number}"))
    titles = list(dict.fromkeys(source.title for source in advice.sources))
    if titles:
        screen.line().line(" / ".join(titles[:3]))
    if advice.near:
        screen.line().line(say("know-beside"), "italic")
        pairs = (near.partition("|") for near in advice.near)
        screen.pairs(press(title[:16], f"kh:{advice.id}:{card}") for card, _, title in pairs)
    if titles:
        screen.row(press(say("button-sources"), f"src:{advice.id}"))
    return screen


def proposal_text(proposal: dict[str, JsonValue], say: Texts) -> str:
    """Return what a model proposes to write, with the time that code read."""
    name, text, due = str(proposal.get("name")), str(proposal.get("text")), proposal.get("due")
    said = say(f"talk-proposal-{_kind(proposal)}", name=name, text=text)
    return with_aside(said, f"{datetime.fromisoformat(str(due)):%m-%d %H:%M}", say) if due else said


def _kind(proposal: dict[str, JsonValue]) -> str:
    return str(proposal.get("kind") or "note").replace("_", "-")


def _listed(answer: str) -> str:
    """Return an answer of several lines with a mark before each: a thumb's width is less than a line.

    What stands before an empty line is read as a paragraph and gets none.
    """
    told, gap, listed = answer.rpartition("\n\n")
    lines = listed.split("\n")
    marked = "\n".join(f"· {line}" for line in lines) if len(lines) > 1 or gap else listed
    return f"{told}{gap}{marked}"


def sources_screen(advice: Advice, say: Texts) -> Screen:
    """Return what an advice rests on: own summaries of cards, quoted passages of documents.

    Where that is more than a phone shows, each can be opened in its place.
    """
    screen = _sources(advice, say, folded=False)
    return screen if fits(screen) else _sources(advice, say, folded=True)


def _sources(advice: Advice, say: Texts, *, folded: bool) -> Screen:
    screen = Screen(customer_id=advice.customer_id)
    screen.line(say("sources-title"), "bold")
    if advice.why and advice.variants:
        screen.line(say("advice-why", why=advice.why))
    if not advice.sources:
        screen.line(say("sources-none"))
    quoted = "expandable_blockquote" if folded else "blockquote"
    for source in advice.sources[:4]:
        screen.line().line(_source_title(source, say), "bold")
        text = _excerpt(source.text)
        if source.is_card:
            text += "\n" + say("source-reference", reference=source.reference or say("answer-general"))
        screen.line(text, *([] if source.is_card and not folded else [quoted]))
    return screen.row(press(say("button-back"), f"ad:{advice.id}:back"))


def _source_title(source: Source, say: Texts) -> str:
    if source.is_card:
        return say("source-card", title=source.title)
    return f"{source.title} · {source.heading}" if source.heading else source.title


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1] + "…"
