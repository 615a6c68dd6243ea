"""An offer's figures as facts of a Brief, so that the gate traces every amount said about it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from bot.ports.offers import OfferState, StoredOffer
from bot.services.briefs import Fact, FactKind, FactRole
from bot.services.facts.parts import money_fact, numbered

_OURS, _COMPUTED = FactRole.OUR_PRICE, FactRole.COMPUTED


def open_offer(heard: Sequence[StoredOffer], today: date) -> StoredOffer | None:
    """Return the latest offer a customer heard that still stands, None without any."""
    standing = (o for o in heard if o.state is OfferState.OFFERED and o.valid_until >= today)
    return next(standing, None)


def offer_facts(offer: StoredOffer, first: int = 1) -> tuple[Fact, ...]:
    """Return price, term, last day, gifts and savings of an offer.

    Savings are computed by the engine from our price and the customer's own bill; their basis names
    the price alone, because what the customer pays today is no figure of ours to repeat.
    """
    prices = list(numbered(_prices(offer), first))
    basis = tuple(fact.id for fact in prices)
    savings = (fact.model_copy(update={"basis": basis}) for fact in _savings(offer))
    return (*prices, *numbered(savings, first + len(prices)))


def _prices(offer: StoredOffer) -> Iterator[Fact]:
    source = f"{offer.catalogue_key} v{offer.catalogue_version}"
    for label, amount, per, slot in (
        ("月费", offer.monthly, "月", "per_month"),
        ("总价", offer.upfront, "", "price"),
    ):
        if amount:
            fact = money_fact(_OURS, label, amount, slot=slot, currency=offer.currency, per=per)
            yield fact.model_copy(update={"source": source})
    term = int(str(offer.content.get("term") or 0))
    if term:
        yield Fact(
            id="f0",
            role=_OURS,
            kind=FactKind.DURATION,
            label="合约期",
            text=f"{term}个月",
            number=Decimal(term),
            unit="month",
        )
    until = offer.valid_until
    yield Fact(
        id="f0",
        role=_OURS,
        kind=FactKind.DATE,
        label="报价有效到",
        text=f"{until.month}月{until.day}日",
        on=until,
    )
    for line in _lines(offer):
        if line.get("gift"):
            yield Fact(
                id="f0",
                role=_OURS,
                kind=FactKind.MONEY if line.get("credit") else FactKind.QUANTITY,
                label=f"赠送{line['name']}",
                text=f"{line['quantity']}{line['unit']}",
                number=Decimal(str(line["quantity"])),
                unit=str(line["unit"]),
            )


def _savings(offer: StoredOffer) -> Iterator[Fact]:
    for label, key, per in (
        ("每月省", "saving_monthly", "月"),
        ("合约期共省", "saving_term", ""),
        ("每月比单买省", "saving_list", "月"),
        ("比单买省", "saving_once", ""),
    ):
        stated = offer.content.get(key)
        amount = Decimal(str(stated)) if stated is not None else Decimal(0)
        if amount > 0:
            yield money_fact(_COMPUTED, label, amount, currency=offer.currency, per=per)


def _lines(offer: StoredOffer) -> list[dict[str, object]]:
    lines = offer.content.get("lines")
    return [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
