"""A customer's value and the day's list as screens. Neutral words: the phone may be seen."""

from collections.abc import Sequence

from bot.handlers.pictures import picture_button
from bot.handlers.screens import COPY_LIMIT, Screen, copy, press, utf16_length
from bot.services.pictures.requests import PictureKind
from bot.services.texts import Texts
from bot.services.today import TodayItem
from crm.value.assignments import Assignment, yuan
from crm.value.portrait import Portrait

_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
_FEW = 3


def value_screen(name: str, seen: Portrait, changed: Sequence[str], say: Texts, *, whole: bool) -> Screen:
    """Return where a customer stands and what to do; `whole` adds every reason."""
    screen = Screen(customer_id=seen.customer_id)
    screen.line(say("value-title", name=name), "bold")
    _part(screen, say("value-kind"), seen.kind, whole=whole)
    _part(screen, say("value-quadrant"), seen.quadrant, whole=whole)
    _part(screen, say("value-stage"), seen.stage, whole=whole)
    if seen.phase:
        _part(screen, say("value-phase"), seen.phase, whole=whole)
    _part(screen, say("value-churn"), seen.churn, whole=whole)
    if whole:
        _rest(screen, seen, say)
    if changed:
        names = "、".join(say(f"value-{name}") for name in changed)
        screen.line(say("value-changed", names=names), "italic")
    id = seen.customer_id
    screen.row(
        press(say("button-short" if whole else "button-reasons"), f"va:{id}:{'s' if whole else 'm'}"),
        press(say("button-survey"), f"sv:{id}:0.0"),
    )
    return screen.row(
        press(say("button-deal-customer"), f"c:{id}"),
        picture_button(say("button-picture"), PictureKind.MATRIX),
        picture_button(say("button-timeline"), PictureKind.TIMELINE, id),
    )


def _part(screen: Screen, title: str, found: Assignment, *, whole: bool) -> None:
    screen.line(f"{title}：{found.label}")
    if found.advice:
        screen.line(f"　{found.advice}")
    for reason in found.reasons if whole else found.reasons[:1]:
        screen.line(f"　· {reason}", "italic")


def _rest(screen: Screen, seen: Portrait, say: Texts) -> None:
    worth, currency = seen.worth, seen.worth.currency
    screen.line()
    screen.line(say("value-money", sure=seen.sureness), "bold")
    screen.line(say("value-historical", amount=yuan(worth.historical, currency)))
    screen.line(say("value-current", amount=yuan(worth.current, currency)))
    screen.line(say("value-potential", amount=yuan(seen.potential.total, currency)))
    for gap in seen.potential.gaps[:_FEW]:
        screen.line(say("value-gap", category=gap.category, share=f"{gap.share:.0%}"))
    for reason in seen.value_reasons:
        screen.line(f"　· {reason}", "italic")
    _part(screen, say("value-tier"), seen.tier, whole=True)
    screen.line()
    felt = seen.perceived
    screen.line(say("value-perceived", value=f"{felt.value:.2f}", sure=f"{felt.sure:.0%}"), "bold")
    for reason in felt.reasons[:_FEW]:
        screen.line(f"　· {reason}", "italic")
    screen.line()
    _part(screen, say("value-level"), seen.level, whole=True)
    _part(screen, say("value-tie"), seen.tie, whole=True)
    _part(screen, say("value-loyalty"), seen.loyalty, whole=True)
    _part(screen, say("value-pruning"), seen.pruning, whole=True)
    for one in seen.run_outs[:_FEW]:
        day = f"{one.on:%m-%d}"
        screen.line(say("value-runs-out", product=one.product, day=day, reason=one.reason))


def today_screen(items: Sequence[TodayItem], say: Texts) -> Screen:
    """Return the day's list; each item is one tap from a line."""
    screen = Screen()
    screen.line(say("today-title", count=len(items)) if items else say("today-empty"), "bold")
    for number, item in zip(_NUMBERS, items, strict=False):
        screen.line().line(f"{number} {item.customer}", "bold")
        for text in item.texts[:2]:
            screen.line(text)
        screen.row(press(f"{number} {item.customer}"[:60], f"td:{item.customer_id}:{item.cause.value}"))
    return screen


def opening_screen(item: TodayItem, lines: Sequence[str], say: Texts) -> Screen:
    """Return lines to open with, ready to copy, and the way to tick the item off."""
    screen = Screen(customer_id=item.customer_id)
    screen.line(item.customer, "bold")
    for text in item.texts[:_FEW]:
        screen.line(text, "italic")
    for number, line in zip(_NUMBERS, lines, strict=False):
        screen.line().line(f"{number} {line}")
    if not lines:
        screen.line(say("today-no-line"))
    fitting = [(n, x) for n, x in zip(_NUMBERS, lines, strict=False) if utf16_length(x) <= COPY_LIMIT]
    screen.row(*(copy(say("button-copy", number=number), line) for number, line in fitting))
    screen.row(
        press(say("button-contacted"), f"tk:{item.customer_id}:{item.cause.value}"),
        press(say("button-deal-customer"), f"c:{item.customer_id}"),
    )
    return screen.row(press(say("button-today"), "td:list:-"))
