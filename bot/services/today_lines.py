"""Opening lines for the day's list, through the same gate as everything else that goes to a customer."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.gate import select
from bot.services.turns import Reading, TurnKind
from crm.customers import Customer
from crm.value.priorities import Cause

_WEIGHT = re.compile(r"\s*\d+(?:\.\d+)?\s*(?:公斤|千克|kg|斤|升|份|盒|袋|瓶|毫升|克)", re.IGNORECASE)


def opening_lines(
    customer: Customer, cause: Cause, subject: str, today: date, card_exists: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return up to two lines that may be sent as they are; none when the gate lets none pass.

    `subject` is a product or the person whose birthday it is. Lines that need a subject are left
    out when there is none.
    """
    words = {
        "称呼": customer.address_as or customer.name,
        "产品": _WEIGHT.sub("", subject).strip() if cause is not Cause.BIRTHDAY else "",
        "寿星": subject if cause is Cause.BIRTHDAY else "",
    }
    made = (_filled(template, words) for template in _templates()[cause])
    variants = [Variant(text=text, style="plain") for text in made if text]
    brief = Brief(reading=Reading(kind=TurnKind.COPY), snapshot=Snapshot(customer=customer))
    passed, _ = select(variants, brief, 2, today=today, card_exists=card_exists)
    return tuple(variant.text for variant in passed)


def _filled(template: str, words: dict[str, str]) -> str:
    """Return the line with its gaps filled, or nothing when a gap would stay open."""
    text = template if words["称呼"] else template.replace("{称呼}，", "")
    for slot, word in words.items():
        if f"{{{slot}}}" in text and not word:
            return ""
        text = text.replace(f"{{{slot}}}", word)
    return text


@cache
def _templates() -> dict[Cause, tuple[str, ...]]:
    text = files("bot.services").joinpath("today_lines.yaml").read_text(encoding="utf-8")
    return {Cause(cause): tuple(lines) for cause, lines in yaml.safe_load(text).items()}
