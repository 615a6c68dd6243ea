"""A customer's value and the day's list as screens. Neutral words: the phone may be seen."""

import re
from collections.abc import Sequence

from bot.handlers.fitting import phrases, spare_lines
from bot.handlers.pictures import picture_button
from bot.handlers.screens import COPY_LIMIT, NAME, Screen, copy, one_line, press, utf16_length
from bot.services.pictures.requests import PictureKind
from bot.services.reasons import worded
from bot.services.texts import Texts
from bot.services.today import TodayItem
from crm.value.assignments import Assignment, yuan
from crm.value.portrait import Portrait

_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
_FEW = 3
_MOST_REASONS = 6
_RECKONING = re.compile(r"（[^（）]*）$| ?\([^()]*\)$")
_THIRD = 9
_ROWS_OF_THE_DAY = 4
"""Columns of a name on a third of a row of buttons."""


PAGES = {"m": "where", "w": "money", "f": "felt", "b": "bond"}
"""Buttons of the reasons, each a page that fits a phone."""


def value_screen(name: str, seen: Portrait, changed: Sequence[str], say: Texts, page: str = "s") -> Screen:
    """Return where a customer stands and what to do; `page` is `s`, or one of `PAGES` with its reasons."""
    screen = Screen(customer_id=seen.customer_id)
    screen.line(say("value-title", name=name), "bold")
    if page == "w":
        _money(screen, seen, say)
    elif page == "f":
        _felt(screen, seen, say)
    elif page == "b":
        _bond(screen, seen, say)
    else:
        _where(screen, seen, say, whole=page == "m")
    if changed:
        names = say("value-and").join(say(f"value-{name}") for name in changed)
        screen.line(say("value-changed", names=names), "italic")
    id = seen.customer_id
    if page in PAGES:
        others = [(verb, title) for verb, title in PAGES.items() if verb != page]
        screen.row(*(press(say(f"button-value-{title}"), f"va:{id}:{verb}") for verb, title in others))
    screen.row(
        press(say("button-short" if page in PAGES else "button-reasons"), f"va:{id}:{_other(page)}"),
        press(say("button-survey"), f"sv:{id}:0.0"),
        press(say("button-contracts"), f"ag:{id}:list"),
    )
    return screen.row(
        press(say("button-deal-customer"), f"c:{id}"),
        picture_button(say("button-picture"), PictureKind.MATRIX),
        picture_button(say("button-timeline"), PictureKind.TIMELINE, id),
    )


def _other(page: str) -> str:
    return "s" if page in PAGES else "m"


def _where(screen: Screen, seen: Portrait, say: Texts, *, whole: bool) -> None:
    """Add what the customer is, and either what to do or every reason."""
    parts = [("kind", seen.kind), ("quadrant", seen.quadrant), ("stage", seen.stage)]
    if seen.phase:
        parts.append(("phase", seen.phase))
    for key, found in (*parts, ("churn", seen.churn)):
        screen.line(f"{say(f'value-{key}')}{say('value-colon')}{worded(found.label, say)}")
        if whole:
            _reasons(screen, found.reasons, say)
        elif found.advice:
            screen.line(f"　{worded(found.advice, say)}", "italic")

    if whole and seen.events:
        screen.line(say("value-events"))
        _reasons(screen, seen.events[:_FEW], say)


def _part(screen: Screen, title: str, found: Assignment, say: Texts) -> None:
    screen.line(f"{title}{say('value-colon')}{worded(found.label, say)}")
    if found.advice:
        screen.line(f"　{worded(found.advice, say)}")
    _reasons(screen, found.reasons, say)


def _reasons(screen: Screen, reasons: Sequence[str], say: Texts) -> None:
    for reason in reasons:
        screen.line(f"　· {worded(reason, say)}", "italic")


def _money(screen: Screen, seen: Portrait, say: Texts) -> None:
    worth, currency = seen.worth, seen.worth.currency
    screen.line(say("value-money", sure=worded(seen.sureness, say)), "bold")
    for key, amount in (
        ("value-historical", worth.historical),
        ("value-current", worth.current),
        ("value-potential", seen.potential.total),
    ):
        screen.line(say(key, amount=worded(yuan(amount, currency), say)))
    for gap in seen.potential.gaps[:_FEW]:
        screen.line(say("value-gap", category=gap.category, share=f"{gap.share:.0%}"))
    _reasons(screen, seen.value_reasons[-_MOST_REASONS:], say)
    _part(screen, say("value-tier"), seen.tier, say)


def _felt(screen: Screen, seen: Portrait, say: Texts) -> None:
    felt = seen.perceived
    screen.line(say("value-perceived", value=f"{felt.value:.2f}", sure=f"{felt.sure:.0%}"), "bold")
    _reasons(screen, felt.reasons[:_FEW], say)
    _part(screen, say("value-loyalty"), seen.loyalty, say)


def _bond(screen: Screen, seen: Portrait, say: Texts) -> None:
    _part(screen, say("value-level"), seen.level, say)
    _part(screen, say("value-tie"), seen.tie, say)
    _part(screen, say("value-pruning"), seen.pruning, say)
    for one in seen.run_outs[:_FEW]:
        reason = worded(one.reason, say)
        screen.line(
            say(
                "value-service-due" if one.service else "value-runs-out",
                product=one.product,
                day=f"{one.on:%m-%d}",
                reason=reason,
            )
        )


def today_screen(items: Sequence[TodayItem], say: Texts) -> Screen:
    """Return the day's list on one phone screen: a line or two each, three buttons a row.

    What more there is about a customer stands behind its button, with lines to send.
    """
    screen = Screen()
    screen.line(say("today-title", count=len(items)) if items else say("today-empty"), "bold")
    reasons = [_plain(worded(item.texts[0], say)) if item.texts else "" for item in items]
    spare = spare_lines(1 + 2 * len(items), _ROWS_OF_THE_DAY)
    for number, item, reason in zip(_NUMBERS, items, phrases(reasons, spare, asides=False), strict=False):
        screen.line(f"{number} {one_line(item.customer, NAME)}", "bold")
        if reason:
            screen.line(reason)
    taps = zip(_NUMBERS, items, strict=False)
    buttons = (
        press(f"{n} {one_line(item.customer, _THIRD)}", f"td:{item.customer_id}:{item.cause.value}")
        for n, item in taps
    )
    return screen.pairs(buttons, width=3)


def _plain(reason: str) -> str:
    """Leave out how something was reckoned: it stands on the item's own screen."""
    return _RECKONING.sub("", reason) or reason


def opening_screen(item: TodayItem, lines: Sequence[str], say: Texts) -> Screen:
    """Return lines to open with, ready to copy, and the way to tick the item off."""
    screen = Screen(customer_id=item.customer_id)
    screen.line(item.customer, "bold")
    for text in item.texts[:_FEW]:
        screen.line(worded(text, say), "italic")
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
