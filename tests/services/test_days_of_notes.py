"""What a note says of a day to come."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.services.days.request import day_of_note

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Thursday


def test_the_day_is_read_by_code_and_left_out_of_the_words() -> None:
    wish = day_of_note("张大伯下周三来试骑", NOW)
    assert wish is not None
    assert wish.text == "张大伯来试骑"
    assert wish.due is not None
    assert wish.due.isoformat() == "2026-03-11T09:00:00+08:00"
    assert not wish.exact


@pytest.mark.parametrize(
    "note",
    [
        "喜欢红色，怕骑不动",
        "昨天来过一次",
        "女儿在上海上班",
        "晚上八点后有空",
        "周末不接单",
        "每周三来店里坐坐",
        "周五一般不看手机",
    ],
)
def test_a_habit_or_a_note_without_a_day_to_come_proposes_nothing(note: str) -> None:
    assert day_of_note(note, NOW) is None


def test_a_pasted_page_is_no_appointment() -> None:
    assert day_of_note("下周三来试骑。" + "他说了很多话。" * 40, NOW) is None
