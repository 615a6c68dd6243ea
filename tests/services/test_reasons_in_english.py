"""Reasons, ready lines and questions in English where the screen is English: all of them, no Chinese left."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.services.days.lines_english import english_opening, english_promise
from bot.services.reasons import english, known, worded
from bot.services.texts import Texts
from crm.base import utc_now
from crm.customers import Customer
from crm.value.priorities import Cause
from crm.value.thresholds import built_in

ROOT = Path(__file__).parents[2]
SOURCES = (
    *(ROOT / "crm" / "value").glob("*.py"),
    ROOT / "bot" / "services" / "valuing_book.py",
    ROOT / "bot" / "services" / "today.py",
    ROOT / "bot" / "services" / "today_rough.py",
    ROOT / "bot" / "services" / "contract_ends.py",
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
NO_REASONS = frozenset(
    "米 大米 粮 两 一二三四五六七八九十 斤 您 本人 家人 月费 竞争 超市 换成 别家 对手 贵 便宜 降价 优惠 "
    "失信 说话不算 黑名单 多 不多 属于 不在 达到 没到".split()
)
"""Words that are looked for in notes, or are part of a longer phrase."""


def phrases() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        quiet = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                quiet |= {id(part) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                text = "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)  # type: ignore[misc]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
                text = re.sub(r"\{[^}]*\}", "{}", node.value)
            else:
                continue
            is_pattern = "\\" in text or "(?" in text or "|" in text
            if CHINESE.search(text) and not is_pattern and text not in NO_REASONS:
                yield path.name, text


BUILT_IN_PARTS = {
    # Put together from pieces; the whole stands in the table.
    "，平时约{}天一次",
    "已经{}天没买{}，超过{}天",
    "{}已付{}期，",
    "预计还有约{}期",
    "已经停了",
    "同级客户{}位（{}）",
    "客户感受{}，{}{}",
    "价值{}级，{}{}级",
    "{}天后",
    "{}是{}，问候一声",
    "{}是{}生日",
    "投诉答应{}前{}",
    "{} {}（{}）",
    "BG/NBD，向同类客户的平均收缩",
    "表里写的平均利润是{}，按各行算出来是{}，两者对不上，以各行为准。",
    "前{}位客户（占{}）创造了{}的利润，其余{}位合计{}",
}


def test_every_phrase_the_code_gives_as_a_reason_has_its_english() -> None:
    missing = {(name, text) for name, text in phrases() if text not in BUILT_IN_PARTS and not known(text)}
    assert missing == set()


@pytest.mark.parametrize(
    "text",
    [
        "已经95天没买，平时约20天一次，超过180天",
        "亲情套餐已付5期，预计还有约20期",
        "宽带已付5期，已经停了",
        "同级客户20位（不多）",
        "客户感受0.52，没到0.60",
        "价值D级，不在A、B级",
        "近180天买了105元，前180天180元",
        "中（价格）",
        "今天是中秋节，问候一声",
        "投诉答应03-02 18:00前回话",
        "2026-11-11 照常在买（0.5）",
        "2026-11-11 问卷·回应快（0.5）",
        "大米10公斤 12天前就该补了（平时约30天买一次）",
        "买过4次，今后一年约3.2次，每次约312元",
        "算3年，年折现率10%，方法：BG/NBD，向同类客户的平均收缩 + sBG",
        "重复购买：买过4次",
    ],
)
def test_a_reason_as_it_is_given_reads_without_chinese_but_for_names(text: str) -> None:
    said = re.sub("亲情套餐|宽带|大米10公斤|中秋节|公斤", "", english(text))
    assert not CHINESE.search(said), said


def test_a_chinese_screen_keeps_its_words_and_unknown_words_stay() -> None:
    assert worded("有过投诉", Texts("zh")) == "有过投诉"
    assert worded("有过投诉", Texts("en")) == "had a complaint"
    assert worded("他们家换了领导", Texts("en")) == "他们家换了领导"


def test_every_question_of_the_survey_has_its_english() -> None:
    for item in built_in().survey:
        assert item.asked("zh") == item.ask
        assert not CHINESE.search(item.asked("en"))


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_of_the_days_list_opens_in_english(cause: Cause) -> None:
    now = utc_now()
    who = Customer(
        id="c",
        team_id="t",
        owner_id="o",
        name="David Smith",
        address_as="David",
        created_at=now,
        updated_at=now,
    )
    lines = english_opening(who, cause, "rice", date(2026, 3, 2), lambda _: True)
    assert lines
    assert all(line.startswith("David") and "{" not in line for line in lines)
    assert english_opening(who, cause, "", date(2026, 3, 2), lambda _: True) or cause is Cause.FESTIVAL


@pytest.mark.parametrize("kind", ["发", "送", "联系", "上门", "保留", "别的"])
def test_every_kind_of_promise_has_a_line_in_english(kind: str) -> None:
    now = utc_now()
    who = Customer(id="c", team_id="t", owner_id="o", name="David", created_at=now, updated_at=now)
    soon = english_promise(who, kind, "", late=False, today=now.date(), card_exists=lambda _: True)
    late = english_promise(who, kind, "", late=True, today=now.date(), card_exists=lambda _: True)
    assert soon
    assert "sorry" in late[0]
