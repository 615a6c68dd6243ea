"""Words about an opportunity: its amount, its name, and about when it may close."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from bot.errors import InputRefused
from crm.contracts import months_later
from crm.money import Money

_AMOUNT = re.compile(r"(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*(万)?\s*(?:元|块|CNY)?\s*$")
_LARGEST = Decimal(10) ** 12
EXPECTED = ("week", "month", "next", "quarter", "open")
"""About when: within a week, this month, next month, within three months, nobody knows."""


def expected_day(choice: str, today: date) -> date | None:
    """Return the day one of `EXPECTED` means, None for nobody knows. Raises InputRefused `old-button`."""
    if choice not in EXPECTED:
        raise InputRefused("old-button")
    first = today.replace(day=1)
    return {
        "week": today + timedelta(days=7),
        "month": months_later(first, 1) - timedelta(days=1),
        "next": months_later(first, 2) - timedelta(days=1),
        "quarter": months_later(today, 3),
        "open": None,
    }[choice]


def read_amount(text: str) -> Decimal | None:
    """Return the positive amount a text ends with (3800, 3,800元, 1.2万), or None."""
    match = _AMOUNT.search(text.strip())
    if match is None:
        return None
    try:
        amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
    except InvalidOperation:
        return None
    amount *= 10_000 if match[3] else 1
    return amount if 0 < amount < _LARGEST else None


def read_deal(sentence: str) -> tuple[str, Money | None]:
    """Return title and amount of 「A3电动车 3800」; a number that belongs to the name stays in it."""
    text = " ".join(sentence.split())
    amount = read_amount(text)
    if amount is None:
        return text[:120], None
    title = _AMOUNT.sub("", text).rstrip(" ，,：:、")
    return title[:120], Money(amount=amount) if title else None
