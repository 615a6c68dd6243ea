"""Ready lines in English, for a salesperson who works in English; through the same gate as all others."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.gate import select
from bot.services.turns import Reading, TurnKind
from crm.customers import Customer
from crm.festivals import named
from crm.value.priorities import OWN, Cause

_MOST = 2
VISIT, MISSED = "来店", "没来"
"""Kinds of lines for a customer who is to come by, and for one who did not come."""


def english_promise(
    customer: Customer,
    kind: str,
    thing: str,
    *,
    late: bool,
    today: date,
    card_exists: Callable[[str], bool],
) -> tuple[str, ...]:
    """Return up to two lines for a promise of a kind; one for its being late first."""
    book = _lines()["promises"]
    first = book[MISSED if kind == VISIT else "晚了"] if late else ()
    return _passed(customer, [*first, *book[kind]], thing, today, card_exists)


def english_opening(
    customer: Customer, cause: Cause, thing: str, today: date, card_exists: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return up to two lines that open a talk for a cause of the day's list."""
    key = cause.value
    if cause is Cause.BIRTHDAY and thing != OWN:
        key, thing = "birthday_family", ""  # who it is was noted in Chinese
    elif cause is Cause.FESTIVAL and (festival := named(thing)):
        thing = festival.en
    return _passed(customer, _lines()["openings"].get(key, ()), thing, today, card_exists)


def _passed(
    customer: Customer,
    templates: Sequence[str],
    thing: str,
    today: date,
    card_exists: Callable[[str], bool],
) -> tuple[str, ...]:
    name = customer.address_as or customer.name
    made = (_filled(one, name, thing) for one in templates)
    variants = [Variant(text=text, style="plain", line_id="promise") for text in made if text]
    brief = Brief(reading=Reading(kind=TurnKind.COPY), snapshot=Snapshot(customer=customer))
    passed, _ = select(variants, brief, _MOST, today=today, card_exists=card_exists)
    return tuple(variant.text for variant in passed)


def _filled(template: str, name: str, thing: str) -> str:
    if "{thing}" in template and not thing:
        return ""
    text = template if name else template.replace("{name}, ", "")
    text = text.replace("{name}", name).replace("{thing}", thing)
    return text[:1].upper() + text[1:]


@cache
def _lines() -> dict[str, dict[str, tuple[str, ...]]]:
    text = files("bot.services.days").joinpath("lines.en.yaml").read_text(encoding="utf-8")
    return {
        part: {key: tuple(lines) for key, lines in book.items()}
        for part, book in yaml.safe_load(text).items()
    }
