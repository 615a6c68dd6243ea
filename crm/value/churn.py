"""Leaving and keeping (D16): risk with its reason class, and the rule of silence.

Most customers who leave do so because nobody grasped their needs or looked after them (S3), so silence
on our side is a reason of its own, and the one we can end today.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from crm.value.assignments import Assignment
from crm.value.thresholds import ChurnRules


class Reason(StrEnum):
    """D16's classes, and OTHER."""

    DIED = "died"
    LOST_CONTACT = "lost_contact"
    RIVAL = "rival"
    INFLUENCE = "influence"
    PRICE = "price"
    COMPLAINT = "complaint"
    NEGLECTED = "neglected"
    OTHER = "other"


_WORDS = {
    Reason.DIED: ("客户已故", "停止一切联系，向家人致意"),
    Reason.LOST_CONTACT: ("联系不上", "换个号码或请介绍人带句话"),
    Reason.RIVAL: ("对手活动", "别跟着降，先问他看中对手哪一点"),
    Reason.INFLUENCE: ("身边人影响", "请身边说了算的那位一起聊"),
    Reason.PRICE: ("价格", "先把一年的总花费算给他看，再谈条件"),
    Reason.COMPLAINT: ("投诉没处理好", "先给处理结果和时间，再谈别的"),
    Reason.NEGLECTED: ("没照顾到需要", "今天就问一句近况，不带推销"),
    Reason.OTHER: ("其他", "直接问一句原因，听完再说"),
}
_AT_EASE = "照常联系就好"
"""What to do where nothing points to leaving."""
_SPOKE_OF = {
    Reason.COMPLAINT: "没解决的事",
    Reason.RIVAL: "别家",
    Reason.PRICE: "价格",
    Reason.INFLUENCE: "身边人的意见",
    Reason.LOST_CONTACT: "联系不上",
}


class Heard(NamedTuple):
    """Something a customer said or had recorded, with its day."""

    text: str
    on: date
    is_notice: bool = False
    """Recorded as a notice: no words have to be looked for."""


class ChurnSigns(NamedTuple):
    """What is known when asking whether a customer leaves. `stated` is a reason given earlier (D16 id)."""

    alive: float
    """Probability of still buying; 1.0 for somebody who never bought."""
    trend: float | None
    tier: str
    last_out_on: date | None
    known_since: date
    open_complaint_on: date | None
    heard: Sequence[Heard]
    stated: str = ""


class Risk(NamedTuple):
    """Risk 0–1 with its reason class."""

    value: float
    reason: Reason
    assignment: Assignment
    notice_on: date | None


def notice(heard: Sequence[Heard], today: date, rules: ChurnRules) -> date | None:
    """Return the day of the latest announcement to end, while it is still within its term."""
    days = [
        one.on
        for one in heard
        if 0 <= (today - one.on).days <= rules.notice_days
        and (one.is_notice or any(w in one.text for w in rules.notice_words))
    ]
    return max(days, default=None)


def silent_days(
    tier: str, last_out_on: date | None, known_since: date, today: date, rules: ChurnRules
) -> int:
    """Return by how many days nobody has contacted a customer too long; zero within the tier's limit."""
    since = (today - (last_out_on or known_since)).days
    return max(0, since - rules.silence_days.get(tier, max(rules.silence_days.values())))


def risk(signs: ChurnSigns, today: date, rules: ChurnRules) -> Risk:
    """Return the risk, the likeliest reason class and what to do.

    1 − P(still buying), raised by a falling spend, an open complaint and our own silence; an announced
    end is near certain. Each sign removes a part of what certainty is left, so the result stays below 1.
    """
    told = notice(signs.heard, today, rules)
    late = silent_days(signs.tier, signs.last_out_on, signs.known_since, today, rules)
    parts = [
        (1 - signs.alive, f"还会来的可能约{signs.alive:.0%}"),
        (0.3 if signs.trend is not None and signs.trend < 0.6 else 0.0, "最近买得明显少了"),
        (0.4 if signs.open_complaint_on else 0.0, "有投诉还没处理完"),
        (min(0.3, late / 200), f"比{signs.tier}级该联系的日子晚了{late}天"),
        (0.9 if told else 0.0, "说过不再继续"),
    ]
    stays = 1.0
    for part, _ in parts:
        stays *= 1 - min(max(part, 0.0), 0.99)
    reason, why = _reason(signs, late, rules)
    label, advice = _WORDS[reason]
    value = 1 - stays
    degree = "高" if value >= rules.high else "中" if value >= rules.middle else "低"
    reasons = tuple(words for part, words in parts if part > 0.05)
    shown = f"{degree}（{label}）"
    if reason is Reason.OTHER and value < rules.middle:
        shown, advice = degree, _AT_EASE
    found = Assignment(value=reason.value, label=shown, reasons=(*reasons, why), advice=advice)
    return Risk(value, reason, found, told)


def _reason(signs: ChurnSigns, late: int, rules: ChurnRules) -> tuple[Reason, str]:
    if signs.stated in set(Reason):
        return Reason(signs.stated), "原因是之前记下的"
    if signs.open_complaint_on:
        return Reason.COMPLAINT, f"{signs.open_complaint_on:%Y-%m-%d}的投诉没有处理记录"
    for one in sorted(signs.heard, key=lambda h: h.on, reverse=True):
        for name, words in rules.words.items():
            if any(word in one.text for word in words):
                return Reason(name), f"{one.on:%Y-%m-%d}说到{_SPOKE_OF.get(Reason(name), '要走的原因')}"
    if late:
        return Reason.NEGLECTED, "没有别的迹象，主动联系断了"
    return Reason.OTHER, "没有明显原因"
