"""Value as the customer perceives it (CPV, 0–1) (D3, D4, D15): several sources, weighted, dated, decaying.

CPV = Σ weight × 0.5^(age / half-life) × score + prior, over Σ of the same weights: a weighted mean that
drifts back to the prior as observations grow old. Benefits and sacrifices are one scale here: a high
sacrifice (time, worry) is a low score of its driver.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from crm.base import Record
from crm.value.thresholds import PerceivedRules

_DENIED = re.compile(r"(?:不|没|不太|不怎么|没那么|不是很|别家|人家|他们家?)[^，。,；;]{0,4}$")


class Evidence(NamedTuple):
    """One observation: `source` is a key of the data file's weights, `score` is 0–1."""

    source: str
    score: float
    on: date
    reason: str
    strength: float = 1.0


class Perceived(Record):
    """CPV with what it rests on."""

    value: float
    sure: float
    """Share of observations against the prior, 0–1."""
    reasons: tuple[str, ...]
    """Strongest first, with their dates."""


def perceived(evidence: Iterable[Evidence], today: date, rules: PerceivedRules) -> Perceived:
    """Return CPV. Observations of the future are left out; without any it is the prior, and unsure."""
    weighted = [(one, _weight(one, today, rules)) for one in evidence if one.on <= today]
    total = sum(weight for _, weight in weighted)
    score = sum(one.score * weight for one, weight in weighted) + rules.prior * rules.prior_weight
    ordered = sorted(weighted, key=lambda pair: -pair[1] * abs(pair[0].score - rules.prior))
    reasons = tuple(f"{one.on:%Y-%m-%d} {one.reason}（{one.score:.1f}）" for one, _ in ordered)
    whole = total + rules.prior_weight
    return Perceived(
        value=min(1.0, max(0.0, score / whole)),
        sure=total / whole,
        reasons=reasons or ("还没有问过客户，先按中间值",),
    )


def _weight(one: Evidence, today: date, rules: PerceivedRules) -> float:
    age = (today - one.on).days
    fading = 0.5 ** (age / rules.half_life[one.source])
    return rules.weights[one.source] * one.strength * float(fading)


class Answer(NamedTuple):
    """One answer of a survey, 1–5."""

    driver: str
    score: float
    on: date


_DRIVERS = {
    "tangibles": "看得见的",
    "reliability": "守信",
    "responsiveness": "回应快",
    "assurance": "放心",
    "empathy": "贴心",
    "quality": "质量",
    "worth": "值不值",
    "satisfaction": "总体满意",
}


def from_survey(answers: Sequence[Answer]) -> list[Evidence]:
    """Return an observation for each driver answered; half a survey counts for half.

    The newest answers of a driver replace older ones of the same; each driver weighs the same.
    """
    latest: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda a: a.on):
        group = latest.setdefault(answer.driver, [])
        if group and group[0].on != answer.on:
            group.clear()
        group.append(answer)
    found = []
    for driver, group in latest.items():
        score = sum((min(5.0, max(1.0, a.score)) - 1) / 4 for a in group) / len(group)
        name = _DRIVERS.get(driver, driver)
        found.append(Evidence("survey", score, group[0].on, f"问卷·{name}", 1 / len(_DRIVERS)))
    return found


def from_satisfaction(ratio: float, on: date, rules: PerceivedRules) -> Evidence:
    """Return an observation from satisfaction C = b / a (S1): 1 meets the expectation, half of it is poor."""
    score = min(1.0, max(0.0, 0.7 * ratio / rules.satisfied if ratio <= rules.satisfied else 0.7 + ratio - 1))
    words = "超出预期" if ratio > rules.satisfied else "合乎预期" if ratio == rules.satisfied else "不如预期"
    return Evidence("satisfaction", score, on, f"满意度{ratio:.2f}，{words}")


def from_complaint(on: date, settled_on: date | None, rules: PerceivedRules) -> list[Evidence]:
    """Return what a complaint and its settlement say; a quick settlement repairs most of it."""
    complaint = Evidence("complaint", rules.complaint_score, on, "有过投诉")
    if settled_on is None:
        return [complaint]
    days = (settled_on - on).days
    quick = days <= rules.settle_days
    score = rules.settled_score if quick else rules.late_settled_score
    # A settled complaint weighs less than an open one.
    return [
        complaint._replace(strength=0.5 if quick else 0.8),
        Evidence("settlement", score, settled_on, f"投诉{days}天内处理" if days else "投诉当天处理"),
    ]


def from_praise(said: Iterable[tuple[str, date]], rules: PerceivedRules) -> list[Evidence]:
    """Return what customers said well of us, with its day; 不好用 and 没那么满意 are no praise."""
    found = []
    for text, on in said:
        places = (text.find(word) for word in rules.praise_words)
        if any(place >= 0 and not _DENIED.search(text[:place]) for place in places):
            found.append(Evidence("praise", rules.praise_score, on, "说过我们好"))
    return found


def from_behaviour(alive: float, trend: float | None, last_on: date) -> Evidence:
    """Return what buying says: still there, and buying more or less than before."""
    change = 0.5 if trend is None else min(1.0, trend / 2)
    score = alive * (0.4 + 0.6 * change)
    words = "照常在买" if alive >= 0.5 else "买得少了"
    return Evidence("behaviour", score, last_on, words)
