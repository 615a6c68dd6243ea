"""Expected referrals (D1): how many customers one sends us in a year, from what was noted."""

import re
from datetime import date

from crm.ports import CustomerFile

_YEAR = 365.0
_PRIOR_YEARS = 1.0
"""Years without a referral that are assumed besides those observed: one lucky month is no rate."""
_COUNTED = re.compile(
    r"(?:转介绍|介绍)(?:了|过|来)*\s*(\d{1,2}|[一两二三四五六七八九十])\s*(?:位|个|名|家|单)"
)
_ONE = re.compile(r"(?:转介绍|介绍)(?:了|来|过)(?!我们|他|她|产品)")
_DENIED = re.compile(r"(?:没|不|未)[^，。；]{0,4}介绍")
_FIGURES = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def referrals(text: str) -> int:
    """Return how many new customers a note says this one has sent (转介绍2位, 介绍来一家)."""
    if _DENIED.search(text):
        return 0
    if match := _COUNTED.search(text):
        return int(match[1]) if match[1].isdecimal() else _FIGURES[match[1]]
    return 1 if _ONE.search(text) else 0


def referrals_a_year(file: CustomerFile, today: date) -> float:
    """Return the rate at which a customer refers others, shrunk towards none by a year.

    Counted are dated notes and tags; without any the rate is zero: nothing is assumed.
    """
    customer = file.customer
    count = sum(referrals(text) for text in (*customer.tags, *(note.text for note in customer.notes)))
    if not count:
        return 0.0
    begun = min([customer.created_at.date(), *(p.bought_on for p in file.purchases)])
    years = max((today - begun).days, 0) / _YEAR
    return count / (years + _PRIOR_YEARS)
