"""Amounts in few characters, for pictures and tables on a phone."""

from decimal import Decimal

from bot.services.texts import Texts

AMOUNTS = {
    "zh": "abs(datum.value) >= 10000 ? format(datum.value / 10000, '~r') + '万' : format(datum.value, '~r')",
    "en": "format(datum.value, '~s')",
}
"""How an axis words its amounts: Chinese counts in ten thousands."""


def short_money(amount: Decimal, currency: str, say: Texts) -> str:
    """Return an amount in few characters: 31.2万元, €31.2k."""
    number = float(amount)
    if say.locale == "zh":
        unit = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元"}.get(currency, f" {currency}")
        for size, name in ((1e8, "亿"), (1e4, "万")):
            if abs(number) >= size:
                return f"{_digits(number / size)}{name}{unit}"
        return f"{_digits(number)}{unit}"
    sign = {"CNY": "¥", "USD": "$", "EUR": "€"}.get(currency, f"{currency} ")
    for size, name in ((1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            return f"{sign}{_digits(number / size)}{name}"
    return f"{sign}{_digits(number)}"


def _digits(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.1f}"
