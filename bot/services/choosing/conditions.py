"""Whether conditions of a card hold; each that does not says so in words."""

from collections.abc import Iterator

from bot.services.choosing.circumstances import Circumstances
from playbooks.models import Conditions
from playbooks.terms import ObjectionKind

_DEAR = frozenset({ObjectionKind.PRICE_TOO_HIGH, ObjectionKind.GUILT_INDULGENCE})


def holds(conditions: Conditions, at: Circumstances) -> bool:
    """Whether every given field holds."""
    return next(missing(conditions, at), None) is None


def missing(conditions: Conditions, at: Circumstances) -> Iterator[str]:
    """Yield the fields that do not hold, in words for --explain."""
    if lacking := [k.value for k in conditions.has if k not in at.known]:
        yield f"needs {', '.join(lacking)}"
    if conditions.any_of and not at.known.intersection(conditions.any_of):
        yield f"needs one of {', '.join(k.value for k in conditions.any_of)}"
    reading = at.reading
    if conditions.objections and reading.objection.primary not in conditions.objections:
        yield "another kind of objection"
    if conditions.drivers and not set(conditions.drivers) & set(reading.drivers[:1]):
        yield "another driver"
    if conditions.personality and at.personality not in conditions.personality:
        yield "another personality"
    if conditions.role and not at.roles.intersection(conditions.role):
        yield "another buying role"
    if conditions.segment and at.segment not in conditions.segment:
        yield "another segment"
    if conditions.emotion and reading.emotion not in conditions.emotion:
        yield "another emotion"
    yield from _words(conditions, reading.customer_words)
    yield from _plain(conditions, at)
    yield from _price(conditions, at)


def _words(conditions: Conditions, said: str) -> Iterator[str]:
    small = said.lower()  # words of the library may be written small; 4S and WiFi match as they stand
    if conditions.says and not any(word in said or word in small for word in conditions.says):
        yield "other words"
    if any(word in said or word in small for word in conditions.unless):
        yield "words that speak against it"


def _plain(conditions: Conditions, at: Circumstances) -> Iterator[str]:
    if conditions.customer is not None and at.kind is not None and at.kind is not conditions.customer:
        yield f"only for a {conditions.customer.value}"
    if conditions.customer is not None and conditions.customer.value == "company" and at.kind is None:
        yield "only for a company"
    if conditions.buying_signal is not None and at.reading.buying_signal is not conditions.buying_signal:
        yield "buying signal" if conditions.buying_signal else "no buying signal"
    if conditions.category and not set(conditions.category) & {*at.categories[:1], at.family}:
        yield "another kind of article"


def _price(conditions: Conditions, at: Circumstances) -> Iterator[str]:
    if conditions.min_price is not None and not _costs(float(conditions.min_price), at):
        yield f"costs less than {conditions.min_price} yuan, or nobody knows"
    if conditions.price_above_market is not None and _below_market(at) is conditions.price_above_market:
        yield "price against the market"


def _costs(least: float, at: Circumstances) -> bool:
    """Known price, else the usual band: all of it above, or a part of it and the customer finds it dear."""
    if at.price is not None:
        return float(at.price) >= least
    if at.usual_price is None:
        return False
    low, high = at.usual_price
    return low >= least or (high >= least and at.reading.objection.primary in _DEAR)


def _below_market(at: Circumstances) -> bool:
    """Known to be at or below the market; unknown counts as not below."""
    return at.price is not None and at.market_price is not None and at.price <= at.market_price
