"""The day's list: at most seven customers by value at stake × urgency, gathered from the whole store.

Gathering asks the database for what is due; nothing is loaded customer by customer.
"""

import heapq
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.contract_ends import contract_candidates
from bot.services.valuing import ValuingService
from bot.services.valuing_book import Book
from bot.services.win_rates import funnel_of
from crm.base import Id, Record
from crm.clocks import clock_rules, clocks
from crm.customers import Customer
from crm.errors import NotFound
from crm.festivals import coming, lunar_birthday, next_lunar
from crm.funnel import AlertKind, alerts
from crm.history import Direction, Opportunity, Stage, Touchpoint
from crm.people import Actor
from crm.ports import CustomerFile, Remarks
from crm.value.ahead import (
    collect_on,
    contract_ends,
    next_birthday,
    owes,
    payday,
)
from crm.value.churn import silent_days
from crm.value.portrait import coming_run_outs, heard
from crm.value.priorities import Candidate, Cause, Item, order

_SHORTLIST = 24
"""Customers whose files are read to make sure of dates and complaints."""
_ALERTS = {
    AlertKind.STUCK: Cause.STUCK,
    AlertKind.NO_NEXT_STEP: Cause.NO_NEXT_STEP,
    AlertKind.OVERDUE: Cause.STUCK,
}


class TodayItem(Record):
    """One line of the list, ready to show."""

    customer_id: Id
    customer: str
    cause: Cause
    texts: tuple[str, ...]
    subject: str = ""


class TodayService:
    """Gathers what is due and orders it."""

    def __init__(self, database: Database, clock: Clock, valuing: ValuingService, *, zone: ZoneInfo) -> None:
        """Keep the collaborators."""
        self._database, self._clock = database, clock
        self._valuing, self._zone = valuing, zone
        self._rules = valuing.rules

    async def due(self, actor: Actor) -> tuple[TodayItem, ...]:
        """Return the actor's most pressing customers; nobody who asked not to be contacted."""
        async with self._database.read() as uow:
            book = await self._valuing.book(uow, actor)
            candidates = await self._candidates(uow, actor, book)
            sure = await self._made_sure(uow, actor, candidates, book)
            items = order(sure, self._rules.today)
            names = {h.id: h.name for h in await uow.books.hits([i.customer_id for i in items], actor.scope)}
        return tuple(_shown(item, names) for item in items if item.customer_id in names)

    async def customer(self, actor: Actor, customer_id: Id) -> tuple[Customer, Touchpoint | None]:
        """Return a customer and what it said last; raises NotFound outside the scope."""
        async with self._database.read() as uow:
            files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        said = {one.text for one in heard(files[0].touchpoints)}
        last = max((t for t in files[0].touchpoints if t.text in said), key=lambda t: t.at, default=None)
        return files[0].customer, last

    # --- gathering ---

    async def _candidates(self, uow: BotUnitOfWork, actor: Actor, book: Book) -> list[Candidate]:
        now, day, scope = self._clock.now(), book.day, actor.scope
        evening = datetime.combine(day + timedelta(days=1), time(), self._zone)
        promises = await uow.histories.due_promises(scope, evening)
        found = [
            Candidate(
                p.customer_id,
                Cause.PROMISE,
                f"答应过：{p.text}",
                _stake(book, p.customer_id),
                (day - p.due_at.astimezone(self._zone).date()).days if p.due_at else 0,
            )
            for p in promises
        ]
        records = await uow.books.opportunities(scope, now)
        funnel = await funnel_of(uow, actor.team_id, self._rules.funnel)
        found += self._from_funnel(records, now, book, funnel.win_rates)
        mine = (c for c in book.ending if scope.owner_id in {None, book.owners.get(c.customer_id)})
        agreed = list(mine)
        found += contract_candidates(agreed, day, self._rules, lambda id: _stake(book, id))
        found += self._from_rhythm(book, scope.owner_id)
        for one in book.remarks:
            if scope.owner_id in {None, one.owner_id}:
                found += self._from_remarks(one, book, {(c.customer_id, c.ends_on) for c in agreed})
        found += self._from_silence(book, scope.owner_id)
        found += self._from_festivals(book, scope.owner_id)
        return found

    def _from_funnel(
        self, records: Sequence[Opportunity], now: datetime, book: Book, rates: dict[Stage, float]
    ) -> Iterator[Candidate]:
        by_id = {one.id: one for one in records}
        for alert in alerts(records, now, self._rules.funnel):
            deal = by_id[alert.opportunity_id]
            rate = rates[deal.stage]
            stake = max(float(deal.amount.amount) * rate if deal.amount else 0.0, 0.0)
            words = {
                AlertKind.STUCK: f"「{deal.title}」{alert.days}天没动静",
                AlertKind.NO_NEXT_STEP: f"「{deal.title}」还没约下一步",
                AlertKind.OVERDUE: f"「{deal.title}」过了预计成交日{alert.days}天",
            }[alert.kind]
            both = max(stake, _stake(book, deal.customer_id) * rate)
            yield Candidate(deal.customer_id, _ALERTS[alert.kind], words, both, subject=deal.title)

    def _from_rhythm(self, book: Book, owner_id: Id | None) -> Iterator[Candidate]:
        """A rough look over all customers; the dates are made sure of from the file afterwards."""
        for one in book.repeats:
            if owner_id in {None, book.owners.get(one.customer_id)}:
                stake = _stake(book, one.customer_id)
                yield Candidate(one.customer_id, Cause.RUNNING_OUT, "", stake, subject=one.product)

    def _from_remarks(
        self, one: Remarks, book: Book, agreed: set[tuple[Id, date | None]]
    ) -> Iterator[Candidate]:
        rules, day = self._rules.ahead, book.day
        stake = _stake(book, one.customer_id)
        days = [("本人", "您", one.birthday)] if one.birthday else []
        days += [("家人", name or "家人", birthday) for _, name, birthday in one.household]
        coming_up = [(whose, name, next_birthday(birthday, day)) for whose, name, birthday in days]
        if lunar := lunar_birthday(one.texts):
            coming_up.append(("本人", "您", next_lunar(*lunar, day)))
        for whose, name, on in coming_up:
            left = (on - day).days
            if left <= rules.birthday_days:
                when = "今天" if left == 0 else f"{left}天后"
                text = f"{when}是{'' if whose == '本人' else name}生日"
                yield Candidate(one.customer_id, Cause.BIRTHDAY, text, stake * 0.5, subject=name)
        for end in contract_ends(one.texts):
            on_record = (one.customer_id, end) in agreed
            if 0 <= (end - day).days <= rules.contract_days and not on_record:
                text = f"合约{end:%m-%d}到期"
                yield Candidate(one.customer_id, Cause.CONTRACT_END, text, stake)
        paid = payday(one.texts)
        if paid and owes(one.texts) and collect_on(paid, day, rules) == day:
            yield Candidate(one.customer_id, Cause.PAYDAY, f"{paid}号发工资，今天可以对账", stake * 0.3)

    def _from_silence(self, book: Book, owner_id: Id | None) -> Iterator[Candidate]:
        """Look at the most valuable customers only: the others would not make the list."""
        rules = self._rules
        mine = (id for id in book.worths if owner_id in {None, book.owners[id]})
        for id in heapq.nlargest(_SHORTLIST * 5, mine, key=lambda one: book.worths[one].current):
            worth, standing, contact = book.worths[id], book.standings[id], book.contacts.get(id)
            if standing.tier not in rules.tiers.valuable:
                continue
            last = (
                contact.last_out_at.astimezone(self._zone).date() if contact and contact.last_out_at else None
            )
            late = silent_days(standing.tier, last, worth.last_on, book.day, rules.churn)
            if late:
                text = f"重点客户，{(book.day - (last or worth.last_on)).days}天没主动联系"
                yield Candidate(id, Cause.SILENCE, text, max(worth.current, 0.0))
            if worth.alive < 1 - rules.churn.high:
                text = "最近没来，比平时的节奏久多了"
                yield Candidate(id, Cause.LEAVING, text, max(worth.historical, worth.current, 0.0))

    def _from_festivals(self, book: Book, owner_id: Id | None) -> Iterator[Candidate]:
        """A festival is everybody's: the most valuable ones are greeted, where the list has room."""
        near = [one for one in coming(book.day, self._rules.ahead.festival_days) if one.festival.greet]
        if not near:
            return
        left = (near[0].on - book.day).days
        name = near[0].festival.names[0]
        text = f"{'今天' if left == 0 else f'{left}天后'}是{name}，问候一声"
        mine = (id for id in book.worths if owner_id in {None, book.owners[id]})
        for id in heapq.nlargest(self._rules.today.most, mine, key=lambda one: book.worths[one].current):
            if book.standings[id].tier in self._rules.tiers.valuable:
                yield Candidate(id, Cause.FESTIVAL, text, _stake(book, id) * 0.3, subject=name)

    async def _made_sure(
        self, uow: BotUnitOfWork, actor: Actor, candidates: Sequence[Candidate], book: Book
    ) -> list[Candidate]:
        """Read the files of the most pressing: exact dates, open complaints, no contact wanted."""
        rules, now = self._rules, self._clock.now()
        greeted = now - timedelta(days=rules.ahead.festival_days)
        wide = rules.today.model_copy(update={"most": _SHORTLIST})
        chosen = [item.customer_id for item in order(candidates, wide)]
        complained = await uow.books.complained(actor.scope, self._clock.now() - timedelta(days=60))
        files = await uow.books.files(list(dict.fromkeys([*chosen, *complained[:_SHORTLIST]])), actor.scope)
        wanted = {file.customer.id: file for file in files if not file.customer.do_not_contact}
        sure = [
            one
            for one in candidates
            if one.customer_id in wanted
            and one.cause is not Cause.RUNNING_OUT
            and not (one.cause is Cause.CONTRACT_END and one.subject)
            and not (one.cause is Cause.SILENCE and _contacted_since(wanted[one.customer_id], book.at))
            and not (one.cause is Cause.FESTIVAL and _contacted_since(wanted[one.customer_id], greeted))
        ]
        for id, file in wanted.items():
            stake = _stake(book, id)
            for run_out in coming_run_outs(file, book.day, rules):
                left = (run_out.on - book.day).days
                if left <= rules.ahead.deliver_before_days:
                    when = f"{run_out.on:%m-%d}左右该补了" if left >= 0 else f"{-left}天前就该补了"
                    text = f"{run_out.product} {when}（{run_out.reason}）"
                    sure.append(Candidate(id, Cause.RUNNING_OUT, text, stake, max(0, -left), run_out.product))
            sure += contract_candidates(file.contracts, book.day, rules, lambda id: _stake(book, id))
            for clock in clocks(file.touchpoints, rules, clock_rules(), self._zone)[:1]:
                days = _days(clock.complaint.at, book.day, self._zone)
                text = f"投诉{days}天了还没有处理记录"
                if not clock.passed(now):
                    local = clock.due_at.astimezone(self._zone)
                    act = "回话" if clock.step == "answer" else "处理好"
                    text = f"投诉答应{local:%m-%d %H:%M}前{act}"
                sure.append(Candidate(id, Cause.COMPLAINT, text, stake, days))
        return sure


def _contacted_since(file: CustomerFile, at: datetime) -> bool:
    """Whether somebody of ours made contact since (the book may have been learnt before)."""
    return any(t.direction is Direction.OUT and t.at >= at for t in file.touchpoints)


def _stake(book: Book, id: Id) -> float:
    worth = book.worths.get(id)
    return max(worth.current, 0.0) if worth else 0.0


def _days(at: datetime, day: date, zone: ZoneInfo) -> int:
    return max(0, (day - at.astimezone(zone).date()).days)


def _shown(item: Item, names: dict[Id, str]) -> TodayItem:
    return TodayItem(
        customer_id=item.customer_id,
        customer=names[item.customer_id],
        cause=item.cause,
        texts=item.texts,
        subject=item.subject,
    )
