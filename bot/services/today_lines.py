"""Opening lines for the day's list, through the same gate as everything else that goes to a customer."""

import re
from datetime import date

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.choosing.fills import fill
from bot.services.days.lines_english import english_opening
from bot.services.gate import select
from bot.services.playbook_writer.realise import realise
from bot.services.turns import Reading, TurnKind
from crm.customers import Customer
from crm.festivals import is_relation
from crm.value.ahead import is_service
from crm.value.priorities import OWN, Cause
from crm.value.thresholds import built_in
from playbooks.load import Library
from playbooks.models import Line

_WEIGHT = re.compile(r"\s*\d+(?:\.\d+)?\s*(?:公斤|千克|kg|斤|升|份|盒|袋|瓶|毫升|克)", re.IGNORECASE)
_MOST = 2


def opening_lines(
    customer: Customer,
    cause: Cause,
    subject: str,
    today: date,
    library: Library,
    locale: str = "zh",
    *,
    on_day: bool = False,
) -> tuple[str, ...]:
    """Return up to two lines that may be sent as they are; none when the gate lets none pass.

    `subject` is a product, the person whose birthday it is, or a festival; `on_day` says that such a day is
    today. Lines that need a subject are left out when there is none. The tones that suit an observed
    personality come first.
    """
    if locale == "en":
        thing = _WEIGHT.sub("", subject).strip()
        return english_opening(customer, cause, thing, today, library.cards.__contains__)
    opening = library.openings.get(cause)
    if opening is None:
        return ()
    reading, snapshot = Reading(kind=TurnKind.COPY), Snapshot(customer=customer)
    words = {**fill(reading, snapshot, (), ()).words, **_subject(cause, subject)}
    if cause is Cause.BIRTHDAY and (subject == OWN or is_relation(subject)):
        # 您 or 你, as this customer is spoken to; a name needs neither.
        words["寿星"] = words.get("您", OWN) + ("" if subject == OWN else subject)
    address = customer.address_as or customer.name
    words = words | {"称呼": address} if address else {k: w for k, w in words.items() if k != "称呼"}
    suited = _by_tone((on_day and opening.today) or opening.lines, customer, library)
    made = ((line, realise(line.text, words)) for line in suited)
    variants = [Variant(text=text, style=line.tone.value, line_id=line.id) for line, text in made if text]
    brief = Brief(reading=reading, snapshot=snapshot)
    passed, _ = select(variants, brief, _MOST, today=today, card_exists=library.cards.__contains__)
    return tuple(variant.text for variant in passed)


_SLOTS = {Cause.BIRTHDAY: "寿星", Cause.FESTIVAL: "节日"}


def _subject(cause: Cause, subject: str) -> dict[str, str]:
    slot = _SLOTS.get(cause, "产品")
    if cause is Cause.RUNNING_OUT and is_service(subject, built_in().ahead):
        slot = "服务"
    named = subject if cause in _SLOTS else _WEIGHT.sub("", subject).strip()
    if slot == "服务" and named.endswith("更换"):
        named = "换" + named.removesuffix("更换")
    return {slot: named} if named else {}


def _by_tone(lines: tuple[Line, ...], customer: Customer, library: Library) -> list[Line]:
    """Return the lines in their order, or those first whose tone suits the observed personality."""
    observed = customer.observed_personality
    card = library.personalities.get(observed.value) if observed else None
    if card is None:
        return list(lines)
    rank = {tone: place for place, tone in enumerate(card.tones)}
    return sorted(lines, key=lambda line: rank.get(line.tone, len(rank)))
