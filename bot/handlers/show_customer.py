"""A customer as a screen: what helps in the next sentence, the rest behind buttons."""

from collections.abc import Sequence

from bot.handlers.fitting import pages_of
from bot.handlers.pictures import picture_button
from bot.handlers.screens import Button, Screen, press
from bot.services.barring import barring_text
from bot.services.customers import CustomerCard
from bot.services.pictures.requests import PictureKind
from bot.services.punctuation import labelled, listed, with_aside
from bot.services.texts import Texts
from bot.services.wording import member_text, money_text, roles_text, short_day
from crm.base import Id
from crm.customers import Customer
from crm.ports import CustomerHit
from playbooks.load import Library

_ONE, _FEW, _WHOLE = 1, 2, 12
"""Lines of a history on the card (of what is promised and was said lately: a few), and on the whole card."""
_NOTE_SHORT = 120
_ROWS, _ROWS_COVERED, _ROWS_SHORT = 3, 2, 2
"""Rows of buttons below the whole card, the covered one, and the short one."""
_RESEMBLES = 0.5
"""Score below which a hit only sounds or looks like what was typed."""


def card_screen(
    card: CustomerCard,
    say: Texts,
    library: Library,
    *,
    covered: bool = False,
    whole: bool = False,
    page: int = 0,
) -> Screen:
    """Return the card, one screen long; the `whole` one in pages of a screen each.

    `covered` leaves what a customer looking on may read: no personality, tags, notes, amounts, phone,
    address or recorded contacts.
    """
    customer = card.customer
    screen = Screen(customer_id=customer.id)
    screen.line(customer.display_name, "bold")
    if customer.do_not_contact:
        screen.line(say("card-do-not-contact"), "bold")
    if card.barring and not covered:
        screen.line(say("bar-card", barring=barring_text(card.barring, say)), "bold")
    _who(screen, customer, say, library, covered=covered, notes=_WHOLE if whole else _ONE)
    _history(screen, card, say, covered=covered, whole=whole)
    if whole:
        return _whole(screen, customer, say, covered=covered, page=page)
    screen = pages_of(screen, _ROWS_SHORT)[0]  # what has no room stands on the whole card
    _first_row(screen, customer.id, say, covered=covered, whole=False)
    return screen.row(*_last_row(customer.id, say, covered=covered))


def _whole(screen: Screen, customer: Customer, say: Texts, *, covered: bool, page: int) -> Screen:
    """Return a page of the whole card; the ways to turn it stand beside its last buttons."""
    pages = pages_of(screen, _ROWS_COVERED if covered else _ROWS, by_section=True)
    page = min(page, len(pages) - 1)
    shown = pages[page]
    _first_row(shown, customer.id, say, covered=covered, whole=True)
    if not covered:
        shown.row(
            press(say("button-behaviour"), f"pf:{customer.id}:behaviour"),
            press(say("button-channels"), f"pf:{customer.id}:channels"),
            press(say("button-records"), f"rc:{customer.id}:menu"),
        )
    verb = f"cu:{customer.id}:{'covermore' if covered else 'more'}"
    before = [press("‹", f"{verb}{page - 1}")] if page else []
    after = [press("›", f"{verb}{page + 1}")] if page + 1 < len(pages) else []
    return shown.row(*before, *_last_row(customer.id, say, covered=covered), *after)


def _first_row(screen: Screen, customer_id: Id, say: Texts, *, covered: bool, whole: bool) -> None:
    fold, unfold = ("cover", "covermore") if covered else ("full", "more")
    screen.row(
        press(say("button-note"), f"cu:{customer_id}:note"),
        press(
            say("button-short" if whole else "button-more"), f"cu:{customer_id}:{fold if whole else unfold}"
        ),
    )
    if not covered:
        screen.rows[-1].append(press(say("button-value"), f"va:{customer_id}:s"))
        screen.rows[-1].append(picture_button(say("button-timeline"), PictureKind.TIMELINE, customer_id))


def _last_row(customer_id: Id, say: Texts, *, covered: bool) -> Sequence[Button]:
    return (
        press(
            say("button-full" if covered else "button-discreet"),
            f"cu:{customer_id}:{'full' if covered else 'cover'}",
        ),
        press(say("button-forget"), f"cu:{customer_id}:forget"),
    )


def _who(
    screen: Screen, customer: Customer, say: Texts, library: Library, *, covered: bool, notes: int
) -> None:
    _field(screen, "card-company", " ".join(filter(None, (customer.company, customer.position))), say)
    if not covered:
        _field(screen, "card-phone", listed(customer.phones, say), say)
        _field(screen, "card-address", customer.address, say)
    _field(screen, "card-household", listed((member_text(m, say) for m in customer.household), say), say)
    _field(screen, "card-roles", listed((roles_text(c, library) for c in customer.contacts), say), say)
    if customer.observed_personality and not covered:
        title = library.personality_title(customer.observed_personality)
        _field(screen, "card-personality", title, say)
    if not covered:
        _field(screen, "card-tags", listed(customer.tags, say), say)
        for note in customer.notes[-notes:]:
            said = note.text if notes > _ONE else _short(note.text, _NOTE_SHORT)
            _field(screen, "card-notes", said, say)


def _history(screen: Screen, card: CustomerCard, say: Texts, *, covered: bool, whole: bool) -> None:
    one, few = (_WHOLE, _WHOLE) if whole else (_ONE, _FEW)
    promised = [p for p in card.promises if p.state == "open"]
    _section(
        screen,
        "card-promises",
        [
            with_aside(p.text, short_day(p.due_at, card.today), say) if p.due_at else p.text
            for p in promised[:few]
        ],
        say,
        whole=whole,
    )
    bought = [
        f"{short_day(p.bought_on, card.today)} {p.product}" + ("" if covered else f" {money_text(p.amount)}")
        for p in card.purchases[:one]
    ]
    _section(screen, "card-purchases", bought, say, whole=whole)
    if not covered:
        open_ones = [
            f"{o.title} {money_text(o.amount) if o.amount else ''}" for o in card.opportunities[:one]
        ]
        _section(screen, "card-opportunities", open_ones, say, whole=whole)
        contacts = [f"{short_day(t.at, card.today)} {_short(t.text)}" for t in card.touchpoints[:few]]
        _section(screen, "card-touchpoints", contacts, say, whole=whole)


def _section(screen: Screen, title: str, lines: Sequence[str], say: Texts, *, whole: bool) -> None:
    """Add a history; on the short card without air, so that it stays one screen long."""
    if len(lines) == 1 and not whole:
        _field(screen, title, lines[0].strip(), say)
    elif lines:
        if whole:
            screen.line()
        screen.line(say(title), "bold")
        for line in lines:
            screen.line(f"• {line.strip()}")


def _field(screen: Screen, key: str, value: str, say: Texts) -> None:
    if value:
        screen.line(labelled(say(key), value, say))


def _short(text: str, limit: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def several_screen(name: str, hits: Sequence[CustomerHit], say: Texts, verb: str) -> Screen:
    """Return the choice between several; says so when they only resemble the name."""
    key = "customer-several" if hits[0].score >= _RESEMBLES else "customer-like"
    return hits_screen(say(key, name=name), hits, verb, say)


def hits_screen(title: str, hits: Sequence[CustomerHit], verb: str, say: Texts) -> Screen:
    """Return a list of customers as buttons; `verb` is the first piece of the button's data."""
    screen = Screen(title)
    for hit in hits:
        tail = say("hit-phone-tail", tail=hit.phone_tail) if hit.phone_tail else ""
        hints = (hit.company, tail, hit.address[:10])
        label = " · ".join(part for part in (hit.name, *hints) if part)
        screen.row(press(label[:60], f"{verb}:{hit.id}"))
    return screen
