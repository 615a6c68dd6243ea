"""Screens of the manager's shelf."""

from collections.abc import Sequence
from datetime import date, tzinfo

from bot.handlers.screens import Button, Screen, press
from bot.services.shelf import Card
from bot.services.shelf_answers import CARD
from bot.services.texts import Texts
from knowledge.ports import Document

PER_PAGE = 6
_LABEL = 28
_OPENING = 160


def list_screen(
    documents: Sequence[Document], say: Texts, today: date, *, page: int, retired: bool, manages: bool
) -> Screen:
    """Return one page of documents, a button each; `page` counts from 0."""
    if not documents:
        screen = Screen(say("shelf-none-retired" if retired else "answer-no-documents"))
    else:
        pages = -(-len(documents) // PER_PAGE)
        page = min(max(page, 0), pages - 1)
        title = say("shelf-retired-title" if retired else "shelf-title", count=len(documents))
        screen = Screen().line(title, "bold")
        if pages > 1:
            screen.line(say("shelf-page", page=page + 1, pages=pages))
        screen.line(say("shelf-open-hint"))
        for document in documents[page * PER_PAGE : (page + 1) * PER_PAGE]:
            screen.row(press(_label(document, say, today), f"dc:open:{document.id}"))
        screen.row(*_turning(say, "retired" if retired else "list", page, pages))
    if manages:
        key, where = ("button-shelf-list", "list") if retired else ("button-shelf-retired", "retired")
        screen.row(press(say(key), f"dc:{where}:0"))
    return screen


def _turning(say: Texts, where: str, page: int, pages: int) -> list[Button]:
    found = []
    if page > 0:
        found.append(press(say("button-shelf-previous"), f"dc:{where}:{page - 1}"))
    if page < pages - 1:
        found.append(press(say("button-shelf-next"), f"dc:{where}:{page + 1}"))
    return found


def _label(document: Document, say: Texts, today: date) -> str:
    marks = []
    if document.price_list:
        marks.append(say("shelf-mark-priced"))
    if document.valid_until and document.valid_until < today:
        marks.append(say("shelf-mark-ended"))
    if document.valid_from and document.valid_from > today:
        marks.append(say("shelf-mark-later"))
    return " · ".join([_shortened(document.title, _LABEL), *marks])


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def card_screen(card: Card, say: Texts, today: date, zone: tzinfo) -> Screen:
    """Return what is known about a document, and what its manager may do with it."""
    document = card.document
    screen = Screen().line(_shortened(document.title, 200), "bold")
    if card.opening and document.media_type == CARD:
        screen.line(_shortened(card.opening, _OPENING), "blockquote")
    if document.name not in (document.title, f"{document.title}.txt"):
        screen.line(say("shelf-file", name=_shortened(document.name, 120)))
    screen.line(say("shelf-version", version=document.version, passages=card.passages))
    screen.line(say("shelf-team" if document.team_id else "shelf-everybody"))
    screen.line(validity(document, say, today))
    if document.price_list:
        screen.line(say("shelf-priced"))
    day = document.added_at.astimezone(zone).date().isoformat()
    by = say("shelf-by", name=card.added_by, day=day) if card.added_by else say("shelf-on", day=day)
    screen.line(by)
    if document.retired_at is not None:
        screen.line(say("shelf-is-retired"))
    _act(screen, card, say)
    return screen.row(press(say("button-shelf-list"), "dc:list:0"))


def validity(document: Document, say: Texts, today: date) -> str:
    """Return in words on which days a document may answer."""
    start, end = document.valid_from, document.valid_until
    if end is not None and end < today:
        return say("shelf-ended", day=end.isoformat())
    said = [say("shelf-from", day=start.isoformat())] if start and start > today else []
    if end is not None:
        said.append(say("shelf-until", day=end.isoformat()))
    return " · ".join(said) or say("shelf-always")


def _act(screen: Screen, card: Card, say: Texts) -> None:
    document = card.document
    if not card.may_change:
        return
    delete = press(say("button-shelf-delete"), f"dc:delete:{document.id}")
    if document.retired_at is not None:
        screen.row(press(say("button-shelf-restore"), f"dc:restore:{document.id}"), delete)
        return
    first = [press(say("button-shelf-dates"), f"dc:dates:{document.id}")]
    if document.media_type != CARD:
        first.insert(0, press(say("button-shelf-new-version"), f"dc:version:{document.id}"))
        key, verb = (
            ("button-shelf-unpriced", "unprice") if document.price_list else ("button-shelf-priced", "price")
        )
        screen.row(*first).row(press(say(key), f"dc:{verb}:{document.id}"))
    else:
        screen.row(*first)
    if card.may_share:
        key, verb = ("button-shelf-everybody", "share") if document.team_id else ("button-shelf-team", "team")
        screen.row(press(say(key), f"dc:{verb}:{document.id}"))
    screen.row(press(say("button-shelf-retire"), f"dc:retire:{document.id}"), delete)


def dates_screen(document: Document, say: Texts) -> Screen:
    """Return the quick choices of a last day."""
    screen = Screen(say("shelf-dates-ask", title=_shortened(document.title, 120)))
    screen.row(
        press(say("button-shelf-month"), f"dc:month:{document.id}"),
        press(say("button-shelf-year"), f"dc:year:{document.id}"),
    )
    screen.row(
        press(say("button-shelf-day"), f"dc:day:{document.id}"),
        press(say("button-shelf-always"), f"dc:always:{document.id}"),
    )
    return screen.row(press(say("button-back"), f"dc:open:{document.id}"))


def delete_screen(document: Document, say: Texts) -> Screen:
    """Return the question before a deletion."""
    screen = Screen(say("shelf-delete-sure", title=_shortened(document.title, 120)))
    screen.row(press(say("button-shelf-delete-yes"), f"dc:erase:{document.id}"))
    return screen.row(press(say("button-back"), f"dc:open:{document.id}"))


def proposal_screen(name: str, old: Document, say: Texts) -> Screen:
    """Return the question whether a file takes an older document's place."""
    screen = Screen(say("shelf-looks-new", name=name, title=_shortened(old.title, 120)))
    screen.row(
        press(say("button-shelf-replace"), "dr:replace"), press(say("button-shelf-keep-both"), "dr:keep")
    )
    return screen.row(press(say("button-shelf-neither"), "dr:no"))
