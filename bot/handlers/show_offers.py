"""Offers as screens. Margin and limits stay behind a button: the phone may be seen by the customer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.handlers.screens import COPY_LIMIT, Screen, copy, press, utf16_length
from bot.ports.offers import Acceptance, OfferState, StoredOffer
from bot.services.facts.parts import money_said
from bot.services.offering import Shown
from bot.services.offering.answering import REASONS
from bot.services.offering.words import day_said
from bot.services.punctuation import clauses, listed
from bot.services.texts import Texts

_NUMBERS = "①②③"
_SHOWN = 6


def offers_screen(shown: Shown, say: Texts) -> Screen:
    """Return at most three offers as lines to copy, why the second is second, what it would take."""
    screen = Screen(customer_id=shown.customer_id)
    screen.line(say("offers-title", name=shown.customer, catalogue=shown.catalogue), "bold")
    if not shown.offers:
        screen.line().line(say("offers-none"))
    for number, offer in zip(_NUMBERS, shown.offers, strict=False):
        screen.line().line(f"{number} {offer.content['line']}")
    screen.line()
    for line in _remarks(shown, say):
        screen.line(line)
    for warning in shown.warnings:
        screen.line(warning, "blockquote")
    numbered = list(zip(_NUMBERS, shown.offers, strict=False))
    screen.row(*(copy(say("button-copy", number=n), _line(o)) for n, o in numbered if _fits(o)))
    screen.row(*(press(say("button-offer-detail", number=n), f"of:{o.id}:d") for n, o in numbered))
    row = [press(say("button-usage"), f"uu:{shown.customer_id}")]
    if len(shown.offers) > 1:
        first, second = shown.offers[:2]
        row.insert(0, press(say("button-offer-compare"), f"of:{first.id}:c.{second.id}"))
    return screen.row(*row)


def _remarks(shown: Shown, say: Texts) -> Iterable[str]:
    if shown.services and shown.offers:
        yield say("offers-services-first", services="；".join(shown.services))
    if shown.lead:
        yield say(shown.lead)
    if shown.second:
        yield say("offers-second", why=shown.second)
    if shown.beside:
        pairs = (say("offers-price", title=title, price=price) for title, price in shown.beside)
        yield say("offers-beside", products="；".join(pairs))
    if shown.unmet:
        yield say("offers-unmet", wants=listed(shown.unmet, say))
    for reached in shown.reach[:1]:
        missing = "；".join(reached.missing)
        yield say("offers-reach", title=reached.title, price=reached.price, missing=missing)
    if not shown.offers:
        for title, reason in shown.refused:
            yield say("offers-refused", title=title, reason=reason)


def _line(offer: StoredOffer) -> str:
    return str(offer.content["line"])


def _fits(offer: StoredOffer) -> bool:
    return utf16_length(_line(offer)) <= COPY_LIMIT


def detail_screen(offer: StoredOffer, say: Texts, *, inside: bool = False, note: str = "") -> Screen:
    """Return one offer with its parts and what a thumb can do."""
    screen = Screen(customer_id=offer.customer_id)
    if note:
        screen.line(note, "bold").line()
    screen.line(say("offers-detail", title=offer.title), "bold")
    screen.line(_line(offer)).line()
    for line in lines_of(offer):
        screen.line(_item(line, offer.currency, say))
    valid = say("offers-valid", day=day_said(offer.valid_until, say))
    screen.line(clauses((str(offer.content["price"]), valid), say))
    says = offer.content.get("says")
    if isinstance(says, list) and says:
        screen.line(say("offers-says", says="；".join(str(one) for one in says)))
    if inside:
        screen.line().line(say("offers-inside", seller=str(offer.content["seller"])), "blockquote")
    screen.line()
    if offer.state is OfferState.SHOWN or offer.state is OfferState.OFFERED:
        screen.line(say("offers-next", next=say("offers-next-ask")))
        _buttons(screen, offer, say)
    if offer.state is not OfferState.SHOWN:
        why = say(f"offers-reason-{offer.reason}") if offer.reason in REASONS else offer.reason
        screen.line(say(f"offers-state-{offer.state.value}", **({"why": why} if why else {})), "italic")
    return screen.row(press(say("button-offer-again"), f"ofc:{offer.customer_id}"))


def _buttons(screen: Screen, offer: StoredOffer, say: Texts) -> None:
    if _fits(offer):
        screen.row(
            copy(say("button-copy", number="").strip(), _line(offer)),
            press(say("button-offer-pdf"), f"of:{offer.id}:pdf"),
        )
    if offer.state is OfferState.SHOWN:
        screen.row(press(say("button-offer-told"), f"of:{offer.id}:told"))
    screen.row(
        press(say("button-offer-yes"), f"of:{offer.id}:yes"),
        press(say("button-offer-no"), f"of:{offer.id}:no"),
    )
    row = [press(say("button-offer-inside"), f"of:{offer.id}:in")]
    if offer.state is OfferState.SHOWN and not offer.percent_off:
        row.insert(0, press(say("button-offer-discount"), f"of:{offer.id}:disc"))
    screen.row(*row)


def lines_of(offer: StoredOffer) -> list[dict[str, object]]:
    """Return the kept lines of an offer."""
    lines = offer.content.get("lines")
    return [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def _item(line: dict[str, object], currency: str, say: Texts) -> str:
    name, count, unit = str(line["name"]), str(line["quantity"]), str(line["unit"])
    if line["gift"]:
        return say("offers-item-gift", name=name, count=count, unit=unit)
    total = money_said(Decimal(str(line["total"])), currency)
    key = "offers-item-month" if line["monthly"] else "offers-item"
    return say(key, name=name, count=count, unit=unit, total=total)


def compare_screen(offers: Sequence[StoredOffer], say: Texts) -> Screen:
    """Return two offers side by side, in words for a phone."""
    screen = Screen(customer_id=offers[0].customer_id)
    screen.line(say("offers-compare"), "bold")
    for number, offer in zip(_NUMBERS, offers, strict=False):
        screen.line().line(f"{number} {offer.title}", "bold")
        screen.line(say("offers-compare-price", price=str(offer.content["price"])))
        saving = offer.content.get("saving_monthly")
        if saving is not None and Decimal(str(saving)) > 0:
            screen.line(say("offers-compare-saving", amount=money_said(Decimal(str(saving)), offer.currency)))
        term = int(str(offer.content.get("term") or 0))
        screen.line(say("offers-compare-term", term=term) if term else say("offers-compare-free"))
        gifts = [f"{x['name']}×{x['quantity']}{x['unit']}" for x in lines_of(offer) if x["gift"]]
        if gifts:
            screen.line(say("offers-compare-gifts", gifts=listed(gifts, say)))
        screen.line(say("offers-valid", day=day_said(offer.valid_until, say)))
    return screen.row(
        *(
            press(say("button-offer-detail", number=n), f"of:{o.id}:d")
            for n, o in zip(_NUMBERS, offers, strict=False)
        )
    )


def reasons_screen(offer: StoredOffer, say: Texts) -> Screen:
    """Return the reasons for a no, one tap each."""
    screen = Screen(say("offers-why"), customer_id=offer.customer_id)
    buttons = [press(say(f"offers-reason-{reason}"), f"of:{offer.id}:n.{reason}") for reason in REASONS]
    for start in range(0, len(buttons), 2):
        screen.row(*buttons[start : start + 2])
    return screen


def report_screen(rows: Sequence[Acceptance], names: dict[str, str], say: Texts) -> Screen:
    """Return what came of offers: by offer, by segment, by seller."""
    screen = Screen().line(say("report-title"), "bold")
    if not rows:
        return screen.line(say("report-empty"))
    total, won = _counts(rows)
    screen.line(say("report-total", offered=total, accepted=won, share=round(100 * won / total)))
    groups = (
        ("report-by-offer", [(row.title, row) for row in rows]),
        ("report-by-segment", [(say(f"segment-{row.segment or 'unknown'}"), row) for row in rows]),
        ("report-by-seller", [(names.get(row.seller_id, "?"), row) for row in rows]),
    )
    for title, named in groups:
        screen.line().line(say(title), "bold")
        together: dict[str, list[Acceptance]] = {}
        for name, row in named:
            together.setdefault(name, []).append(row)
        for name, found in sorted(together.items(), key=lambda pair: -_counts(pair[1])[1])[:_SHOWN]:
            offered, accepted = _counts(found)
            screen.line(say("report-line", name=name, accepted=accepted, offered=offered))
    return screen


def _counts(rows: Iterable[Acceptance]) -> tuple[int, int]:
    found = list(rows)
    return sum(r.times for r in found), sum(r.times for r in found if r.state is OfferState.ACCEPTED)
