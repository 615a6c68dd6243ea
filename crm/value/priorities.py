"""The day's list: at most seven customers, ordered by value at stake × urgency."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from crm.value.thresholds import TodayRules

OWN = "您"
"""The subject of a birthday that is the customer's own."""


class Cause(StrEnum):
    """Why a customer stands on the list; keys of the data file's urgencies."""

    PROMISE = "promise"
    COMPLAINT = "complaint"
    LEAVING = "leaving"
    RUNNING_OUT = "running_out"
    CONTRACT_END = "contract_end"
    EVENT = "event"
    STUCK = "stuck"
    NO_NEXT_STEP = "no_next_step"
    SILENCE = "silence"
    PAYDAY = "payday"
    BIRTHDAY = "birthday"
    FESTIVAL = "festival"


class Candidate(NamedTuple):
    """One cause for one customer. `stake` is money; `late` are days past the day it was due."""

    customer_id: str
    cause: Cause
    text: str
    stake: float
    late: int = 0
    subject: str = ""
    on_day: bool = False
    """Whether a birthday or festival is today and no longer ahead."""


class Item(NamedTuple):
    """One line of the list; a customer with several causes stands there once."""

    customer_id: str
    cause: Cause
    texts: tuple[str, ...]
    stake: float
    score: float
    subject: str
    on_day: bool = False


def score(one: Candidate, rules: TodayRules) -> float:
    """Return value at stake × urgency; what is overdue counts more, growing for a week."""
    urgency = rules.urgency[one.cause.value]
    if one.late > 0:
        urgency *= rules.overdue * (1 + min(one.late, 7) / 14)
    return max(one.stake, float(rules.least_value)) * urgency


def order(candidates: Iterable[Candidate], rules: TodayRules) -> tuple[Item, ...]:
    """Return the most pressing items; more causes for one customer raise it a little."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        groups[one.customer_id].append(one)
    items = [_item(id, group, rules) for id, group in groups.items()]
    return tuple(sorted(items, key=lambda item: (-item.score, item.customer_id))[: rules.most])


def _item(customer_id: str, group: list[Candidate], rules: TodayRules) -> Item:
    ranked = sorted(group, key=lambda one: (-score(one, rules), one.cause.value, one.text))
    best = ranked[0]
    texts = tuple(dict.fromkeys(one.text for one in ranked))
    total = score(best, rules) * (1 + 0.1 * (len(ranked) - 1))
    return Item(customer_id, best.cause, texts, best.stake, total, best.subject, best.on_day)
