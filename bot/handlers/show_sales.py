"""How much was sold, on one screen."""

from decimal import Decimal

from bot.handlers.screens import Screen, one_line, press
from bot.services.pictures.amounts import short_money
from bot.services.sales import Sales
from bot.services.texts import Texts

_DAY = "%m-%d"


def sold_screen(found: Sales, say: Texts, *, leads: bool) -> Screen:
    """Return what was sold in the days asked for, and what the like days before brought."""
    span = found.span
    days = f"{span.first:{_DAY}}" + ("" if span.first == span.last else f" – {span.last:{_DAY}}")
    screen = Screen().line(say(f"sold-{span.name}", days=days), "bold")
    screen.line(say("sold-team" if leads else "sold-own"), "italic").line()
    if not found.totals:
        screen.line(say("sold-nothing"))
    else:
        for currency, amount in found.totals:
            screen.line(say("sold-total", amount=short_money(amount, currency, say)))
        screen.line(say("sold-count", lines=found.lines, customers=found.customers))
    for currency, amount in found.before.items():
        screen.line(_compared(found, currency, amount, say))
    for one in found.articles:
        amount_said = short_money(one.amount, one.currency, say)
        screen.line("· " + one_line(say("sold-article", name=one.of, amount=amount_said)))
    if leads:
        screen.row(press(say("button-revenue"), "rv:product:month"))
    return screen.row(press(say("button-records"), "rh:hub"), press(say("sold-deals"), "pl:board"))


def _compared(found: Sales, currency: str, before: Decimal, say: Texts) -> str:
    now = dict(found.totals).get(currency, Decimal(0))
    told = {"when": say(f"sold-than-{found.span.name}"), "amount": short_money(before, currency, say)}
    if before <= 0 or now == before:
        return say("sold-before", **told)
    share = f"{abs(now - before) / before:.0%}"
    return say("sold-before-more" if now > before else "sold-before-less", share=share, **told)
