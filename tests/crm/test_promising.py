"""Promises in what people say: who gave the word, and until when."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm import festivals
from crm.promising import Voice, find_promises
from crm.when import find_times
from tests.promise_report import half, report

ZONE = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 3, 4, 10, tzinfo=ZONE)


@pytest.mark.parametrize("name", ["dev", "test"])
def test_promises_of_the_labelled_sentences_are_found_with_their_day(name: str) -> None:
    found = report(half(name))
    assert found.precision >= 0.95, found.wrong
    assert found.recall >= 0.85, found.wrong
    assert found.date_right >= 0.95, found.wrong


def test_there_are_two_hundred_sentences_and_none_stands_in_both_halves() -> None:
    dev, closed = half("dev"), half("test")
    assert len(dev) == len(closed) == 100
    assert not {row.text for row in dev} & {row.text for row in closed}


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("明儿下午三点", "2026-03-05T15:00"),
        ("大后天", "2026-03-07T18:00"),
        ("下周三", "2026-03-11T18:00"),
        ("周一", "2026-03-09T18:00"),
        ("下下周一上午", "2026-03-16T12:00"),
        ("周末", "2026-03-07T18:00"),
        ("月底前", "2026-03-31T18:00"),
        ("下个月初", "2026-04-05T18:00"),
        ("3号", "2026-04-03T18:00"),
        ("12月5日", "2026-12-05T18:00"),
        ("三天内", "2026-03-07T18:00"),
        ("两小时后", "2026-03-04T12:00"),
        ("一个半小时后", "2026-03-04T11:30"),
        ("三个工作日内", "2026-03-09T18:00"),
        ("晚上八点半", "2026-03-04T20:30"),
        ("早上九点", "2026-03-05T09:00"),
        ("端午前", "2026-06-18T18:00"),
        ("2月30号", ""),
        ("每月15号", ""),
        ("3号楼", ""),
        ("3 pm on Friday", "2026-03-06T15:00"),
        ("tomorrow at 10", "2026-03-05T10:00"),
        ("at 3 on Friday", "2026-03-06T15:00"),
        ("we sell it at 10 yuan", ""),
        ("by the end of the month", "2026-03-31T18:00"),
    ],
)
def test_a_time_is_read_from_the_moment_it_was_said(text: str, due: str) -> None:
    found = find_times(text, WEDNESDAY)
    assert [one.due.isoformat()[:16] for one in found] == ([due] if due else [])


def test_tomorrow_is_the_sellers_tomorrow_not_the_machines() -> None:
    late = datetime(2026, 3, 4, 17, tzinfo=UTC)
    (here,) = find_times("明天", late.astimezone(ZONE))
    (there,) = find_times("明天", late.astimezone(ZoneInfo("America/New_York")))
    assert (here.due.date(), there.due.date()) == (date(2026, 3, 6), date(2026, 3, 5))


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        find_times("明天", datetime(2026, 3, 4))


def test_a_time_said_before_belongs_to_the_act_that_follows() -> None:
    (found,) = find_promises("这批货下周三到，到了我给您送过去", WEDNESDAY, Voice.SELLER)
    assert found.due is not None
    assert found.due.date() == date(2026, 3, 11)
    assert "下周三" in found.text


def test_two_promises_of_one_message_are_two() -> None:
    found = find_promises("明天把合同发您。周五师傅上门给您装。", WEDNESDAY, Voice.SELLER)
    assert [one.due.day for one in found if one.due] == [5, 6]


@pytest.mark.parametrize("text", ["", "。", "？？？", "明天", "给您", "a" * 5000, "明" * 3000])
def test_odd_text_promises_nothing(text: str) -> None:
    assert find_promises(text, WEDNESDAY, Voice.UNKNOWN) == ()


# --- festivals ---


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("春节", date(2027, 2, 6)),
        ("除夕", date(2027, 2, 5)),
        ("元宵", date(2027, 2, 20)),
        ("端午", date(2026, 6, 19)),
        ("七夕", date(2026, 8, 19)),
        ("中秋", date(2026, 9, 25)),
        ("重阳", date(2026, 10, 18)),
        ("清明", date(2026, 4, 5)),
        ("国庆", date(2026, 10, 1)),
    ],
)
def test_festivals_fall_on_the_days_of_the_calendar(name: str, day: date) -> None:
    festival = festivals.named(name)
    assert festival
    assert festivals.next_on(festival, date(2026, 3, 4)) == day


def test_a_lunar_birthday_is_read_from_a_note_and_moves_every_year() -> None:
    assert festivals.lunar_birthdays(["农历八月初三生日"]) == ((8, 3, ""),)
    assert festivals.next_lunar(8, 3, date(2026, 3, 4)) == date(2026, 9, 13)
    assert festivals.next_lunar(8, 3, date(2026, 9, 14)) == date(2027, 9, 3)


def test_the_thirtieth_of_a_short_lunar_month_is_kept_on_the_day_before() -> None:
    on = festivals.next_lunar(12, 30, date(2025, 6, 1))
    assert on == date(2026, 2, 16), "the twelfth month of that year has 29 days"


def test_what_only_looks_like_a_lunar_birthday_is_none() -> None:
    assert festivals.lunar_birthdays(["农历新年见", "八月初三来过", "农历十三月初一生日"]) == ()


def test_a_lunar_birthday_of_the_family_is_not_taken_for_the_customers_own() -> None:
    noted = ["他妈妈是农历八月初三生日，本人阴历正月十五生日", "女儿旧历冬月初八生"]
    assert festivals.lunar_birthdays(noted) == ((8, 3, "妈妈"), (1, 15, ""), (11, 8, "女儿"))


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("我：明天给您送到\n张大伯：好的，我在家", Voice.SELLER),
        ("张大伯：我明天给你打电话\n我：好的", Voice.CUSTOMER),
        ("提醒我明天送货\n我：周五前给您留着这个价", Voice.SELLER),
    ],
)
def test_in_a_pasted_talk_each_line_is_its_speakers(text: str, by: Voice) -> None:
    (found,) = find_promises(text, WEDNESDAY, Voice.UNKNOWN)
    assert found.by is by


@pytest.mark.parametrize(
    "text",
    ["我再考虑考虑，周末给您答复", "再便宜两百我明天就去交钱", "我明天就去", "我儿子下周回来，让他看看再说"],
)
def test_a_bare_line_that_sounds_like_the_customer_is_not_taken_for_a_promise_of_ours(text: str) -> None:
    assert find_promises(text, WEDNESDAY, Voice.UNKNOWN) == ()
