"""Anticipating (D18, the rice seller): when it runs out, payday, birthdays, ends of contracts."""

import re
from calendar import isleap, monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from crm.customers import Customer
from crm.value.thresholds import AheadRules

_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(公斤|千克|kg|斤)", re.IGNORECASE)
_MONTHLY = re.compile(r"每月(?:大约|约|要|吃|用)?\s*(\d+(?:\.\d+)?)\s*(公斤|千克|kg|斤)", re.IGNORECASE)
_PEOPLE = re.compile(r"([一二两三四五六七八九十]|\d{1,2})口(?:人|之家)")
_PAYDAY = re.compile(
    r"(?:每月)?(\d{1,2})[号日](?:左右)?(?:发工资|发薪|开支)"
    r"|(?:发工资|发薪|工资|退休金|养老金)(?:日|每月|是|在)*(\d{1,2})[号日]"
)
_OWES = re.compile(r"月结|赊账|欠款|没结|结账|尾款")
_END_AFTER = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})(?:\s*[-月/.]\s*(\d{1,2}))?[日号月]{0,2}.{0,3}到期")
_END_BEFORE = re.compile(r"到期\s*日?[:：为是]?\s*(\d{4})\s*[-年/.]\s*(\d{1,2})(?:\s*[-月/.]\s*(\d{1,2}))?")
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_STAPLES = ("米", "大米", "粮")


class Bought(NamedTuple):
    """A line of a product: when, how many pieces."""

    product: str
    category: str
    on: date
    quantity: float


class RunOut(NamedTuple):
    """When a product will be used up, and from what that was computed."""

    product: str
    on: date
    last_on: date
    reason: str
    service: bool = False
    """Whether it is done again rather than used up (刹车线更换)."""


def run_outs(
    bought: Iterable[Bought], texts: Sequence[str], household: int, today: date, rules: AheadRules
) -> tuple[RunOut, ...]:
    """Return for each product when it runs out, soonest first; those run out too long ago are left out.

    From the stated monthly use where the product's weight is known, else from the own rhythm (median
    gap of at least `rhythm_orders` orders, scaled by the last quantity), else, for rice, from the
    number of people. `household` counts the customer; 0 when nothing is known.
    """
    groups: dict[str, list[Bought]] = defaultdict(list)
    for line in bought:
        runs_out = not any(word in line.product for word in rules.not_goods)
        if runs_out and line.quantity > 0 and line.on <= today:
            groups[line.product].append(line)
    use, people = monthly_use(texts), people_of(texts) or household
    found = (_run_out(sorted(lines, key=lambda b: b.on), use, people, rules) for lines in groups.values())
    earliest = today - timedelta(days=rules.look_back_days)
    return tuple(sorted((one for one in found if one and one.on >= earliest), key=lambda one: one.on))


def run_outs_of(
    customer: Customer, bought: Sequence[Bought], notes: Sequence[str], today: date, rules: AheadRules
) -> tuple[RunOut, ...]:
    """Return what runs out when; `notes` are those of the purchases, refunds are not in `bought`."""
    people = len(customer.household) + 1 if customer.household else 0
    return run_outs(bought, [*remarks_about(customer), *notes], people, today, rules)


def remarks_about(customer: Customer) -> list[str]:
    """Return a customer's tags and notes, newest note first."""
    notes = [note.text for note in sorted(customer.notes, key=lambda n: n.at, reverse=True)]
    return [*customer.tags, *notes]


def _run_out(lines: Sequence[Bought], use: float | None, people: int, rules: AheadRules) -> RunOut | None:
    last = lines[-1]
    weight, service = weight_of(last.product), is_service(last.product, rules)
    staple = any(word in f"{last.category}{last.product}" for word in _STAPLES)
    days: float | None = None
    reason = ""
    if use and weight and staple:
        days, reason = weight * last.quantity / use * 30, f"{weight * last.quantity:g}公斤，每月用{use:g}公斤"
    elif (gap := _gap(lines, rules)) is not None:
        days, reason = gap, f"平时约{gap:.0f}天做一次" if service else f"平时约{gap:.0f}天买一次"
    elif weight and staple and people:
        need = people * rules.monthly_rice_kg_per_person
        days, reason = weight * last.quantity / need * 30, f"{people}口人，估计每月{need:g}公斤"
    if days is None:
        return None
    # More than ten years of rice is a typing mistake, not a date.
    return RunOut(last.product, last.on + timedelta(days=min(round(days), 3650)), last.on, reason, service)


def is_service(product: str, rules: AheadRules) -> bool:
    """Whether an article is something done for the customer, by the words of its name."""
    return any(word in product for word in rules.services)


def _gap(lines: Sequence[Bought], rules: AheadRules) -> float | None:
    days = sorted({line.on for line in lines})
    if len(days) < rules.rhythm_orders:
        return None
    gaps = sorted((b - a).days for a, b in pairwise(days))
    usual = gaps[len(gaps) // 2]
    quantities = sorted(line.quantity for line in lines)
    return usual * lines[-1].quantity / quantities[len(quantities) // 2]


def weight_of(product: str) -> float | None:
    """Return the kilograms in a product's name (五常大米25公斤), or None."""
    match = _WEIGHT.search(product)
    return _kilograms(match) if match else None


def monthly_use(texts: Iterable[str]) -> float | None:
    """Return the kilograms used a month as noted (每月25公斤), or None."""
    for text in texts:
        if match := _MONTHLY.search(text):
            return _kilograms(match) or None
    return None


def _kilograms(match: re.Match[str]) -> float:
    return float(match[1]) / (2 if match[2] == "斤" else 1)


def people_of(texts: Iterable[str]) -> int | None:
    """Return the number of people as noted (五口人, 3口之家), or None."""
    for text in texts:
        if match := _PEOPLE.search(text):
            return _DIGITS.get(match[1]) or int(match[1])
    return None


# --- days of the calendar ---


def payday(texts: Iterable[str]) -> int | None:
    """Return the day of the month money comes in (10号发工资, 退休金15号), or None."""
    for text in texts:
        if match := _PAYDAY.search(text):
            day = int(match[1] or match[2])
            if 1 <= day <= 31:
                return day
    return None


def owes(texts: Iterable[str]) -> bool:
    """Say whether something is to be collected (月结, 赊账 …)."""
    return any(_OWES.search(text) for text in texts)


def collect_on(day: int, today: date, rules: AheadRules) -> date:
    """Return the next collecting day, today included: so many days after payday, in short months its last.

    The one after a payday at the end of a month falls into the month after it.
    """
    first = today.replace(day=1)
    months = (first - timedelta(days=1), first, first + timedelta(days=31), first + timedelta(days=62))
    return next(on for month in months if (on := _payday_in(month, day, rules)) >= today)


def _payday_in(month: date, day: int, rules: AheadRules) -> date:
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last)) + timedelta(days=rules.payday_after_days)


def next_birthday(birthday: date, today: date) -> date:
    """Return the next anniversary, today included; the 29th of February is kept on the 28th."""
    for year in (today.year, today.year + 1):
        leap = (birthday.month, birthday.day) == (2, 29) and not isleap(year)
        on = date(year, birthday.month, 28 if leap else birthday.day)
        if on >= today:
            return on
    raise AssertionError("one of two years holds the next birthday")


def contract_ends(texts: Iterable[str]) -> tuple[date, ...]:
    """Return noted ends of contracts (合约2026-05-31到期); a month without a day ends on its last."""
    found: set[date] = set()
    for text in texts:
        for match in (*_END_AFTER.finditer(text), *_END_BEFORE.finditer(text)):
            if day := _day(match):
                found.add(day)
    return tuple(sorted(found))


def _day(match: re.Match[str]) -> date | None:
    year, month = int(match[1]), int(match[2])
    try:
        last = monthrange(year, month)[1]
        return date(year, month, int(match[3]) if match[3] else last)
    except ValueError:
        return None
