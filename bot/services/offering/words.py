"""An offer in words: a line for the customer, one for the seller. The engine computed every amount."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bot.services.facts.parts import money_said, plain
from bot.services.punctuation import clauses, listed, sentences
from bot.services.texts import Texts
from crm.customers import Segment
from crm.offers.choice import Offer
from crm.offers.eligibility import Lack, Missing
from crm.offers.priced import ZERO, Line

QUALITY_FIRST = frozenset({Segment.BUSINESS, Segment.KEY_ACCOUNT})
_LINE = 256


def money(amount: Decimal, currency: str, per: str = "") -> str:
    """Return an amount as said, to the cent at most."""
    return money_said(amount.quantize(Decimal("0.01")), currency, per)


def price_said(offer: Offer, say: Texts) -> str:
    """Return what the customer pays: 每月138元, 先付299元."""
    currency = offer.parts[0].priced.currency
    said = []
    if offer.upfront:
        key = "offers-once" if offer.monthly else "offers-total"
        said.append(say(key, amount=money(offer.upfront, currency)))
    if offer.monthly:
        said.append(say("offers-a-month", amount=money(offer.monthly, currency)))
    return clauses(said, say)


def customer_line(offer: Offer, segment: Segment | None, say: Texts) -> str:
    """Return the line for the customer: saving first, for enterprise customers quality first.

    Pieces are left out from the end until a copy button carries it whole.
    """
    price = say("offers-price", title=offer.title, price=price_said(offer, say))
    saving, good = _saving(offer, say), _good(offer)
    first = [good, price, saving] if segment in QUALITY_FIRST else [saving, price, good]
    pieces = [
        *first,
        _gifts(offer, say),
        _term(offer, say),
        say("offers-until", day=day_said(offer.valid_until, say)),
    ]
    pieces = [piece for piece in pieces if piece]
    while len(sentences(pieces, say)) > _LINE and len(pieces) > 1:
        pieces.pop(-2)
    return sentences(pieces, say)


def _saving(offer: Offer, say: Texts) -> str:
    currency = offer.parts[0].priced.currency
    monthly = offer.saving_monthly
    if monthly is not None and monthly > 0:
        if offer.term_months and (whole := offer.saving_term) is not None and whole > monthly:
            return say(
                "offers-saves-term",
                month=money(monthly, currency),
                term=offer.term_months,
                whole=money(whole, currency),
            )
        return say("offers-saves", month=money(monthly, currency))
    less = sum((part.saving_list for part in offer.parts), ZERO)
    if less > 0:
        return say("offers-saves-list", amount=money(less, currency))
    once = sum((part.priced.standard_upfront - part.priced.upfront for part in offer.parts), ZERO)
    return say("offers-saves-once", amount=money(once, currency)) if once > 0 else ""


def _good(offer: Offer) -> str:
    says = dict.fromkeys(part.priced.says for part in offer.parts if part.priced.says)
    return "，".join(says)


def _gifts(offer: Offer, say: Texts) -> str:
    gifts = [gift_said(line, say) for line in gifts_of(offer)]
    return say("offers-gifts", gifts=listed(gifts, say)) if gifts else ""


def gifts_of(offer: Offer) -> Iterator[Line]:
    """Yield what is given."""
    return (line for part in offer.parts for line in part.priced.lines if line.is_gift)


def gift_said(line: Line, say: Texts) -> str:
    """Return a gift with its amount: 每月50元固话话费, 小灵通一部."""
    if line.product.credit:
        return say(
            "offers-credit", amount=plain(line.quantity), unit=line.product.unit, name=line.product.name
        )
    if line.monthly:
        return say("offers-gift-monthly", name=line.product.name)
    return say("offers-gift", name=line.product.name, count=plain(line.quantity), unit=line.product.unit)


def _term(offer: Offer, say: Texts) -> str:
    return say("offers-term", term=offer.term_months) if offer.term_months else ""


def day_said(day: date, say: Texts) -> str:
    """Return a day of the year: 11月29日."""
    return say("offers-day", month=day.month, day=day.day)


def seller_line(offer: Offer, own: Decimal, manager: Decimal, say: Texts) -> str:
    """Return the line for the seller: margin, the rules it rests on, the limits."""
    currency = offer.parts[0].priced.currency
    net = sum((part.priced.net for part in offer.parts), ZERO)
    share = (offer.margin / net * 100).quantize(Decimal("0.1")) if net else ZERO
    pieces = [say("offers-margin", amount=money(offer.margin, currency), share=plain(share))]
    if offer.rules:
        pieces.append(say("offers-rules", rules="；".join(rule.says for rule in offer.rules)))
    pieces.append(say("offers-limits", own=plain(own), manager=plain(manager)))
    return clauses(pieces, say)


def why_second(best: Offer, second: Offer, say: Texts) -> str:
    """Return in one sentence why the runner-up comes second."""
    currency = best.parts[0].priced.currency
    if len(second.covers) < len(best.covers):
        lost = [want for want in best.covers if want not in second.covers]
        return say("offers-second-covers", wants=listed(lost, say))
    if second.parts and any(not part.fits for part in second.parts) and all(part.fits for part in best.parts):
        return say("offers-second-short")
    differences = (
        ("offers-second-dearer", second.expected - best.expected),
        ("offers-second-once", second.upfront - best.upfront),
        ("offers-second-less", _benefit(best) - _benefit(second)),
        ("offers-second-margin", best.margin - second.margin),
    )
    for key, amount in differences:
        if amount > 0:
            return say(key, amount=money(amount, currency))
    return say("offers-second-other")


def _benefit(offer: Offer) -> Decimal:
    """What the customer gets beyond the list price: reductions and gifts given once."""
    return sum((part.saving_once for part in offer.parts), ZERO)


_AMOUNTS = frozenset({Lack.MONTHLY_BUDGET, Lack.UPFRONT_BUDGET})


def missing_said(missing: Missing, currency: str, say: Texts, names: dict[str, str]) -> str:
    """Return what is missing, as a sentence; `names` are titles by id."""
    gap = "" if missing.gap is None else plain(missing.gap)
    if missing.lack in _AMOUNTS and missing.gap is not None:
        gap = money(missing.gap, currency)
    known = "、".join(names.get(one, one) for one in missing.needs.split("、"))
    return say(
        f"lack-{missing.lack.value.replace('_', '-')}",
        subject=names.get(missing.subject, missing.subject),
        needs=known,
        gap=gap,
    )
