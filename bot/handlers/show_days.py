"""Promises, reminders and what rings, as screens of at most one phone's length."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.handlers.fitting import phrases, spare_lines
from bot.handlers.screens import COPY_LIMIT, NAME, Screen, copy, one_line, press, utf16_length
from bot.ports import Job, JobState, LedgerEntry
from bot.services.days.complaining import Running
from bot.services.days.gathering import News
from bot.services.days.ledger import LedgerPage, is_overdue
from bot.services.days.winning_back import Lost
from bot.services.reasons import worded
from bot.services.texts import Texts
from crm.clocks import Clock
from crm.festivals import holiday_on

_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
_LISTED = 7
_PROMISES = 6
"""Promises of the ledger: two lines each, a button each, and the ways on and back."""
_IN_DIGEST = 3
"""Promises beside the day's list: the rest is one tap away."""
_SHORT = 40
_A_PAGE = {"zh": 4, "en": 3}
"""Customers to win back on one page; English takes more lines."""
_ROWS_OF_LOST = 4
_RISK_ALONE = re.compile(r"（.*）$")
"""The reason class behind a risk: where it is that nobody was in touch, the days say so already."""


def when_text(due: datetime | None, now: datetime, say: Texts) -> str:
    """Return a moment as said on a screen: 今天 18:00, 周五 18:00, 03-20 18:00. `now` carries the zone."""
    if due is None:
        return say("day-none")
    local = due.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    names = {-1: "day-yesterday", 0: "day-today", 1: "day-tomorrow"}
    if say.locale == "zh":
        names[2] = (
            "day-after"  # "the day after tomorrow" is too long for a line that names a customer as well
        )
    if days in names:
        day = say(names[days])
    elif 0 < days < 7:
        day = say("day-weekday", day=say("weekdays").split()[local.weekday()])
    else:
        day = f"{local:%m-%d}" if local.year == now.year else f"{local:%Y-%m-%d}"
    holiday = holiday_on(local.date())
    if holiday is None:
        return f"{day} {local:%H:%M}"
    name = holiday.en if say.locale == "en" else holiday.names[0]
    return say("day-holiday", when=f"{day} {local:%H:%M}", holiday=name)


def short(text: str) -> str:
    """Return a text on one line of a phone."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1] + "…"


# --- promises ---


def proposal_screen(name: str, jobs: Sequence[Job], now: datetime, say: Texts) -> Screen:
    """Return what was found in the seller's words, each with one tap to keep it."""
    screen = Screen()
    screen.line(say("promise-found", name=name), "bold")
    add_proposals(screen, jobs, now, say)
    return screen


def add_proposals(screen: Screen, jobs: Sequence[Job], now: datetime, say: Texts) -> None:
    """Append proposals and their buttons to a screen."""
    for number, job in zip(_NUMBERS, jobs, strict=False):
        mark = f"{number} " if len(jobs) > 1 else ""
        when = when_text(job.due_at, now, say)
        screen.line(mark + say("promise-line", text=short(job.text), when=when))
        screen.row(
            press(mark + say("button-promise-yes"), f"pp:{job.id}:yes"),
            press(say("button-no"), f"pp:{job.id}:no"),
        )
    screen.line(say("promise-ask"), "italic")


def ledger_screen(found: LedgerPage, now: datetime, say: Texts, *, team: bool, is_manager: bool) -> Screen:
    """Return a page of the open promises, overdue ones first, each one tap from its own screen."""
    screen = Screen()
    title = say("promises-team-title" if team else "promises-title", count=found.total)
    screen.line(title if found.total else say("promises-empty"), "bold")
    shown = list(zip(_NUMBERS, found.entries, strict=False))
    for number, entry in shown:
        when = when_text(entry.promise.due_at, now, say)
        late = f"{say('promise-late')} · " if is_overdue(entry, now) else ""
        who = f" · {entry.seller}" if team else ""
        head = f"{number} {one_line(entry.customer, NAME)}{who} · {late}{when}"
        if one_line(head) != head:  # the day says enough
            head = head.rsplit(" ", 1)[0]
        screen.line(one_line(head), "bold")
        screen.line(phrases([entry.promise.text], 0)[0])
    screen.pairs(press(f"{n} {one_line(e.customer, NAME)}", f"pm:{e.promise.id}:show") for n, e in shown)
    which = "team" if team else "mine"
    _turned(screen, f"pr:{which}", found.page, found.pages, say)
    if is_manager:
        other = ("button-promises", "mine") if team else ("button-promises-team", "team")
        screen.row(press(say(other[0]), f"pr:{other[1]}"))
    return screen


def promise_screen(
    entry: LedgerEntry, lines: Sequence[str], now: datetime, say: Texts, *, mine: bool
) -> Screen:
    """Return one promise with a ready line and everything that can be done about it."""
    screen = Screen(customer_id=entry.promise.customer_id)
    screen.line(entry.customer, "bold")
    when = when_text(entry.promise.due_at, now, say)
    late = f"{say('promise-late')} · " if is_overdue(entry, now) else ""
    screen.line(f"「{short(entry.promise.text)}」")
    screen.line(f"{late}{when}", "italic")
    if not mine:
        screen.line(say("promise-by", seller=entry.seller), "italic")
    fitting = [(n, x) for n, x in zip(_NUMBERS, lines, strict=False) if utf16_length(x) <= COPY_LIMIT]
    for number, line in fitting:
        screen.line().line(f"{number} {line}")
    screen.row(*(copy(say("button-copy", number=number), line) for number, line in fitting))
    id = entry.promise.id
    screen.row(press(say("button-promise-done"), f"pm:{id}:keep"))
    screen.row(
        press(say("button-tomorrow"), f"pm:{id}:tomorrow"),
        press(say("button-after"), f"pm:{id}:after"),
        press(say("button-monday"), f"pm:{id}:monday"),
    )
    return screen.row(
        press(say("button-hand"), f"pm:{id}:hand"),
        press(say("button-drop"), f"pm:{id}:drop"),
        press(say("button-promises"), "pr:mine"),
    )


# --- reminders ---


def wish_screen(job: Job, customer: str, now: datetime, say: Texts) -> Screen:
    """Return a reminder to confirm; without a time the times to choose from."""
    screen = Screen(customer_id=job.customer_id)
    screen.line(say("remind-confirm", text=job.text), "bold")
    if customer and customer not in job.text:
        screen.line(customer, "italic")
    if job.due_at:
        screen.line(say("remind-confirm-when", when=when_text(job.due_at, now, say)))
        return screen.row(
            press(say("button-remind-yes"), f"rj:{job.id}:yes"), press(say("button-no"), f"rj:{job.id}:no")
        )
    screen.line(say("remind-when"))
    _times(screen, job.id, say)
    return screen.row(press(say("button-no"), f"rj:{job.id}:no"))


def _times(screen: Screen, id: str, say: Texts) -> None:
    screen.row(press(say("button-hour"), f"rj:{id}:hour"), press(say("button-evening"), f"rj:{id}:evening"))
    screen.row(
        press(say("button-tomorrow-morning"), f"rj:{id}:tomorrow"),
        press(say("button-monday-morning"), f"rj:{id}:monday"),
    )


def reminders_screen(jobs: Sequence[Job], now: datetime, say: Texts, page: int = 0) -> Screen:
    """Return a page of a seller's reminders; each one tap from what can be done with it."""
    screen = Screen()
    pages = max(0, len(jobs) - 1) // _LISTED + 1
    page = min(page, pages - 1)
    shown = jobs[page * _LISTED : (page + 1) * _LISTED]
    screen.line(say("remind-title", count=len(jobs)) if jobs else say("remind-empty"), "bold")
    for number, job in zip(_NUMBERS, shown, strict=False):
        rang = f"{say('remind-rang')} · " if job.state is JobState.SENT else ""
        screen.line(f"{number} {short(job.text)}")
        screen.line(f"　{rang}{when_text(job.due_at, now, say)}", "italic")
        screen.row(press(f"{number} {short(job.text)}"[:60], f"rj:{job.id}:show"))
    return _turned(screen, "rl:mine", page, pages, say)


def _turned(screen: Screen, verb: str, page: int, pages: int, say: Texts) -> Screen:
    """Add where one is and the ways to the pages beside."""
    if pages > 1:
        screen.line(say("promises-page", page=page + 1, pages=pages), "italic")
        turns = [press("◀", f"{verb}:{page - 1}")] if page else []
        if page + 1 < pages:
            turns.append(press("▶", f"{verb}:{page + 1}"))
        screen.row(*turns)
    return screen


def reminder_screen(job: Job, now: datetime, say: Texts) -> Screen:
    """Return one reminder: done, later, to a colleague, or gone."""
    screen = Screen(customer_id=job.customer_id)
    screen.line(say("remind-confirm", text=job.text), "bold")
    screen.line(when_text(job.due_at, now, say), "italic")
    screen.row(press(say("button-remind-done"), f"rj:{job.id}:done"))
    _times(screen, job.id, say)
    return screen.row(
        press(say("button-hand"), f"rj:{job.id}:hand"),
        press(say("button-drop"), f"rj:{job.id}:drop"),
        press(say("button-reminders"), "rl:mine"),
    )


# --- what rings ---


def ring_screen(news: News, now: datetime, say: Texts) -> Screen:
    """Return everything that is due for one person as one message."""
    screen = Screen()
    screen.line(say("ring-digest" if news.digest else "ring-now"), "bold")
    for job in news.reminders[:_LISTED]:
        screen.line().line(say("ring-reminder", text=job.text[:200]))
        screen.row(
            press(f"{say('button-remind-done')} · {short(job.text)}"[:60], f"rj:{job.id}:done"),
            press(say("button-hour"), f"rj:{job.id}:hour"),
            press("…", f"rj:{job.id}:show"),
        )
    promises = _IN_DIGEST if news.digest else _LISTED
    if news.promises:
        screen.line()
    for entry in news.promises[:promises]:
        when = when_text(entry.promise.due_at, now, say)
        text = short(entry.promise.text)
        screen.line(say("ring-promise", name=entry.customer, text=text, when=when))
        screen.row(press(f"{say('button-promises')} · {entry.customer}"[:60], f"pm:{entry.promise.id}:show"))
    for one in news.complaints[:_LISTED]:
        screen.line().line(clock_text(one, now, say))
        screen.row(press(one.customer.display_name[:60], f"c:{one.customer.id}"))
    hidden = max(0, len(news.promises) - promises)
    hidden += sum(max(0, len(one) - _LISTED) for one in (news.reminders, news.complaints))
    if hidden:
        screen.line().line(say("ring-more", count=hidden), "italic")
        screen.row(press(say("button-reminders"), "rl:mine"), press(say("button-promises"), "pr:mine"))
    if news.team_overdue:
        screen.line().line(say("ring-team", count=len(news.team_overdue)))
        for entry in news.team_overdue[:_LISTED]:
            shown = {"seller": entry.seller, "name": entry.customer, "text": short(entry.promise.text)}
            screen.line("• " + say("ring-team-line", **shown))
        screen.row(press(say("button-promises-team"), "pr:team"))
    for number, item in zip(_NUMBERS, news.items, strict=False):
        screen.line().line(f"{number} {item.customer}", "bold")
        screen.line(short(item.texts[0]) if item.texts else "")
        screen.row(press(f"{number} {item.customer}"[:60], f"td:{item.customer_id}:{item.cause.value}"))
    return screen


def clock_text(one: Running, now: datetime, say: Texts) -> str:
    """Return one line about a complaint's clock."""
    key = f"ring-clock-{one.clock.step.value}" + ("-late" if one.clock.passed(now) else "")
    when = when_text(one.clock.due_at, now, say)
    return say(key, name=one.customer.display_name, when=when, text=short(one.clock.complaint.text))


def add_clock(screen: Screen, customer_id: str, clock: Clock, now: datetime, say: Texts) -> None:
    """Put a running clock on a customer's card, with the buttons that move it."""
    when = when_text(clock.due_at, now, say)
    key = "card-clock-late" if clock.passed(now) else f"card-clock-{clock.step.value}"
    screen.line(say(key, when=when), "bold")
    if clock.step == "answer":
        screen.row(
            press(say("button-answered"), f"cq:{customer_id}:answered"),
            press(say("button-settled"), f"cq:{customer_id}:settled"),
        )
    else:
        screen.row(press(say("button-settled"), f"cq:{customer_id}:settled"))


# --- winning back ---


def winback_screen(found: Sequence[Lost], say: Texts, page: int = 0) -> Screen:
    """Return whom to win back, why, and what to do, a few a page; each one tap from a line."""
    screen = Screen()
    screen.line(say("winback-title", count=len(found)) if found else say("winback-empty"), "bold")
    most = _A_PAGE[say.locale]
    start = page * most
    shown = list(zip(_NUMBERS[start:], found[start : start + most], strict=False))
    told = [(_why_lost(one, say), worded(one.advice, say)) for _, one in shown]
    spare = spare_lines(1 + 3 * len(shown), _ROWS_OF_LOST)
    texts = iter(phrases([text for pair in told for text in pair], spare))
    for number, one in shown:
        screen.line(f"{number} {one_line(one.customer, NAME)}", "bold")
        screen.line(next(texts))
        if advice := next(texts):
            screen.line(advice, "italic")
    screen.pairs(
        press(f"{n} {one_line(one.customer, NAME)}", f"td:{one.customer_id}:{one.cause.value}")
        for n, one in shown
    )
    turns = [press("‹", f"wb:{page - 1}")] if page else []
    if start + most < len(found):
        turns.append(press("›", f"wb:{page + 1}"))
    if screen.rows and len(screen.rows[-1]) == 1:  # beside the last name there is room
        screen.rows[-1].extend(turns)
        return screen
    return screen.row(*turns)


def _why_lost(one: Lost, say: Texts) -> str:
    why = [say("winback-silent", days=one.silent_days)] if one.silent_days else []
    label = _RISK_ALONE.sub("", one.label) if one.silent_days and not one.said else one.label
    why.append(say("winback-reason", label=worded(label, say)))
    return "，".join(why) if say.locale == "zh" else "; ".join(why)
