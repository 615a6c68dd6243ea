"""Screens of what falls due: short enough for a phone, and wholly in the chosen language."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.screens import Screen
from bot.handlers.show_days import (
    ledger_screen,
    promise_screen,
    reminder_screen,
    reminders_screen,
    ring_screen,
    when_text,
    winback_screen,
    wish_screen,
)
from bot.ports import Job, JobKind, LedgerEntry
from bot.services.days.gathering import News
from bot.services.days.ledger import LedgerPage
from bot.services.days.winning_back import Lost
from bot.services.texts import LOCALES, Texts
from bot.services.today import TodayItem
from crm.history import Promise
from crm.value.priorities import Cause

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 4, 10, tzinfo=ZONE)
LINES = 48
"""Short lines that one scroll of a phone shows."""


def entry(n: int) -> LedgerEntry:
    promise = Promise(
        id=f"{n:026}",
        customer_id="c",
        by="li",
        text="send the contract",
        due_at=NOW.astimezone(UTC) + timedelta(days=n - 3),
        created_at=NOW,
    )
    return LedgerEntry(promise, "Zhang", "Li", "li")


def job(n: int) -> Job:
    return Job(
        id=f"{n:026}",
        kind=JobKind.REMINDER,
        owner_id="li",
        text="call Ms Wang",
        due_at=NOW + timedelta(hours=n),
        created_by="li",
        created_at=NOW,
    )


def screens(say: Texts) -> list[Screen]:
    entries, jobs = [entry(n) for n in range(20)], [job(n) for n in range(20)]
    few = range(7)
    items = tuple(
        TodayItem(customer_id=f"{n}", customer="Zhang", cause=Cause.SILENCE, texts=("call",)) for n in few
    )
    lost = [Lost(f"{n}", "Zhang", "high", (), "ask", 40, Cause.SILENCE) for n in range(7)]
    news = News(True, items, tuple(jobs[:3]), tuple(entries[:3]), (), tuple(entries[:2]))
    return [
        ledger_screen(LedgerPage(tuple(entries[:7]), 20, 0), NOW, say, team=False, is_manager=True),
        ledger_screen(LedgerPage(tuple(entries[7:14]), 20, 1), NOW, say, team=True, is_manager=True),
        ledger_screen(LedgerPage((), 0, 0), NOW, say, team=False, is_manager=False),
        promise_screen(entries[0], ["Hello."], NOW, say, mine=False),
        reminders_screen(jobs, NOW, say),
        reminders_screen(jobs, NOW, say, 2),
        reminder_screen(jobs[0], NOW, say),
        wish_screen(jobs[0].model_copy(update={"due_at": None}), "", NOW, say),
        ring_screen(news, NOW, say),
        winback_screen(lost, say),
        winback_screen([], say),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_is_one_message_of_one_phone(locale: str) -> None:
    for screen in screens(Texts(locale)):
        assert len(list(screen.messages(1))) == 1
        assert screen.text.count("\n") <= LINES, screen.text
        assert len(screen.rows) <= 16


def test_no_chinese_is_left_on_an_english_screen() -> None:
    for screen in screens(Texts("en")):
        shown = screen.text + " ".join(str(button.get("text")) for row in screen.rows for button in row)
        assert not re.search(r"[\u4e00-\u9fff]", shown), shown


def test_reminders_are_turned_to_the_last_one() -> None:
    jobs, say = [job(n) for n in range(20)], Texts("zh")
    pages = [reminders_screen(jobs, NOW, say, page) for page in range(3)]
    found = [
        str(button.get("callback_data")).split(":")[1]
        for page in pages
        for row in page.rows
        for button in row
        if str(button.get("callback_data")).endswith(":show")
    ]
    assert found == [one.id for one in jobs]
    assert reminders_screen(jobs, NOW, say, 99).text == pages[-1].text


def test_the_days_of_silence_say_by_themselves_that_nobody_looked_after_a_customer() -> None:
    silent = Lost("1", "刘姐", "高（没照顾到需要）", (), "问一句近况", 160, Cause.SILENCE)
    told = silent._replace(label="高（对手活动）", said=True)
    assert "160天没主动联系，流失可能高\n" in winback_screen([silent], Texts("zh")).text
    assert "流失可能高（对手" in winback_screen([told], Texts("zh")).text


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (-1, "昨天 10:00", "yesterday 10:00"),
        (0, "今天 10:00", "today 10:00"),
        (1, "明天 10:00", "tomorrow 10:00"),
        (2, "后天 10:00", "Fri 10:00"),
        (4, "周日 10:00", "Sun 10:00"),
        (30, "04-03 10:00", "04-03 10:00"),
        (400, "2027-04-08 10:00", "2027-04-08 10:00"),
    ],
)
def test_a_day_is_said_as_one_says_it(days: int, zh: str, en: str) -> None:
    due = NOW.astimezone(UTC) + timedelta(days=days)
    assert when_text(due, NOW, Texts("zh")) == zh
    assert when_text(due, NOW, Texts("en")) == en
