"""What the day's list takes from the book alone, worked out once a book: the same for every look at the list.

Only promises and opportunities are read at each look; the most pressing are made sure of from their records.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.services.contract_ends import contract_candidates
from bot.services.valuing_book import SILENT_LOOK, Book
from crm.base import Id
from crm.festivals import coming, lunar_birthdays, next_lunar
from crm.ports import Remarks
from crm.value.ahead import collect_on, contract_ends, next_birthday, owes, payday
from crm.value.churn import silent_days
from crm.value.priorities import OWN, Candidate, Cause, order
from crm.value.thresholds import Thresholds


class Rough(NamedTuple):
    """Causes a book knows for the customers of one owner."""

    causes: Mapping[Id, Sequence[Candidate]]
    ranked: Sequence[Id]
    """Whom the list would name by these causes alone, most pressing first."""

    def beside(self, live: Sequence[Candidate]) -> list[Candidate]:
        """Return what was read just now with everything known of the same customers and of the first ones.

        Nobody else can be among the first of all: a further cause only raises a customer.
        """
        ids = dict.fromkeys([*(one.customer_id for one in live), *self.ranked])
        return [*live, *(one for id in ids for one in self.causes.get(id, ()))]


def stake(book: Book, id: Id) -> float:
    """Return what is at stake with a customer: what it is expected to bring, nothing below zero."""
    worth = book.worths.get(id)
    return max(worth.current, 0.0) if worth else 0.0


def rough(book: Book, owner_id: Id | None, rules: Thresholds, zone: ZoneInfo, most: int) -> Rough:
    """Return the causes of an owner's customers (None: everybody's), and the `most` pressing customers."""
    agreed = [c for c in book.ending if owner_id in {None, book.owners.get(c.customer_id)}]
    known = {(c.customer_id, c.ends_on) for c in agreed}
    found = list(contract_candidates(agreed, book.day, rules, lambda id: stake(book, id)))
    found += _from_rhythm(book, owner_id)
    for one in book.remarks:
        if owner_id in {None, one.owner_id}:
            found += _from_remarks(one, book, known, rules)
    found += _from_silence(book, owner_id, rules, zone)
    found += _from_festivals(book, owner_id, rules)
    causes: dict[Id, list[Candidate]] = defaultdict(list)
    for candidate in found:
        causes[candidate.customer_id].append(candidate)
    first = order(found, rules.today.model_copy(update={"most": most}))
    return Rough(dict(causes), [item.customer_id for item in first])


def _from_rhythm(book: Book, owner_id: Id | None) -> Iterator[Candidate]:
    """A rough look over all customers; the dates are made sure of from the records afterwards."""
    for one in book.repeats:
        if owner_id in {None, book.owners.get(one.customer_id)}:
            value = stake(book, one.customer_id)
            yield Candidate(one.customer_id, Cause.RUNNING_OUT, "", value, subject=one.product)


def _from_remarks(
    one: Remarks, book: Book, agreed: set[tuple[Id, date | None]], rules: Thresholds
) -> Iterator[Candidate]:
    day, value = book.day, stake(book, one.customer_id)
    for name, on in _birthdays(one, day):
        left = (on - day).days
        if left <= rules.ahead.birthday_days:
            when = "今天" if left == 0 else f"{left}天后"
            yield Candidate(
                one.customer_id, Cause.BIRTHDAY, f"{when}是{name}生日", value * 0.5, 0, name or OWN, left == 0
            )
    for end in contract_ends(one.texts):
        on_record = (one.customer_id, end) in agreed
        if 0 <= (end - day).days <= rules.ahead.contract_days and not on_record:
            yield Candidate(one.customer_id, Cause.CONTRACT_END, f"合约{end:%m-%d}到期", value)
    paid = payday(one.texts)
    if paid and owes(one.texts) and collect_on(paid, day, rules.ahead) == day:
        yield Candidate(one.customer_id, Cause.PAYDAY, f"{paid}号发工资，今天可以对账", value * 0.3)


def _birthdays(one: Remarks, day: date) -> Iterator[tuple[str, date]]:
    """Yield whose birthday it is (empty for the customer's own) and the next day it is kept on."""
    if one.birthday:
        yield "", next_birthday(one.birthday, day)
    for _, name, birthday in one.household:
        yield name or "家人", next_birthday(birthday, day)
    for month, number, whose in lunar_birthdays(one.texts):
        yield whose, next_lunar(month, number, day)


def _from_silence(book: Book, owner_id: Id | None, rules: Thresholds, zone: ZoneInfo) -> Iterator[Candidate]:
    """Look at the most valuable customers only: the others would not make the list."""
    mine = (id for id in book.worths if owner_id in {None, book.owners[id]})
    for id in heapq.nlargest(SILENT_LOOK, mine, key=lambda one: book.worths[one].current):
        worth, standing, contact = book.worths[id], book.standings[id], book.contacts.get(id)
        if standing.tier not in rules.tiers.valuable:
            continue
        last = contact.last_out_at.astimezone(zone).date() if contact and contact.last_out_at else None
        late = silent_days(standing.tier, last, worth.last_on, book.day, rules.churn)
        if late:
            text = f"重点客户，{(book.day - (last or worth.last_on)).days}天没主动联系"
            yield Candidate(id, Cause.SILENCE, text, max(worth.current, 0.0))
        if worth.alive < 1 - rules.churn.high:
            text = "最近没来，比平时的节奏久多了"
            yield Candidate(id, Cause.LEAVING, text, max(worth.historical, worth.current, 0.0))


def _from_festivals(book: Book, owner_id: Id | None, rules: Thresholds) -> Iterator[Candidate]:
    """A festival is everybody's: the most valuable ones are greeted, where the list has room."""
    near = [one for one in coming(book.day, rules.ahead.festival_days) if one.festival.greet]
    if not near:
        return
    left = (near[0].on - book.day).days
    name = near[0].festival.names[0]
    text = f"{'今天' if left == 0 else f'{left}天后'}是{name}，问候一声"
    mine = (id for id in book.worths if owner_id in {None, book.owners[id]})
    for id in heapq.nlargest(rules.today.most, mine, key=lambda one: book.worths[one].current):
        if book.standings[id].tier in rules.tiers.valuable:
            yield Candidate(id, Cause.FESTIVAL, text, stake(book, id) * 0.3, 0, name, left == 0)
