"""The day's list: at most seven customers by value at stake × urgency, gathered from the whole store.

Gathering asks the database for what is due; nothing is loaded customer by customer.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.contract_ends import contract_candidates
from bot.services.today_rough import Rough, rough, stake
from bot.services.valuing import ValuingService
from bot.services.valuing_book import Book
from bot.services.win_rates import funnel_of
from crm.base import Id, Record
from crm.clocks import clock_rules, clocks
from crm.customers import Customer
from crm.errors import NotFound
from crm.funnel import AlertKind, alerts
from crm.history import Direction, Opportunity, Stage, Touchpoint
from crm.people import Actor, Scope
from crm.ports import Watched
from crm.value.ahead import RunOut, run_outs_of
from crm.value.events import told
from crm.value.portrait import heard
from crm.value.priorities import Candidate, Cause, Item, order

_SHORTLIST = 24
"""Customers whose records are read at once, to make sure of dates and complaints."""
_LOOKS = 3
"""So often the next ones are read while the list is not full."""
_ALERTS = {
    AlertKind.STUCK: Cause.STUCK,
    AlertKind.NO_NEXT_STEP: Cause.NO_NEXT_STEP,
    AlertKind.OVERDUE: Cause.STUCK,
}

_FROM_SILENCE = frozenset({Cause.SILENCE, Cause.LEAVING})


class TodayItem(Record):
    """One line of the list, ready to show."""

    customer_id: Id
    customer: str
    cause: Cause
    texts: tuple[str, ...]
    subject: str = ""
    on_day: bool = False
    """Whether a birthday or festival is today."""


class TodayService:
    """Gathers what is due and orders it."""

    def __init__(self, database: Database, clock: Clock, valuing: ValuingService, *, zone: ZoneInfo) -> None:
        """Keep the collaborators."""
        self._database, self._clock = database, clock
        self._valuing, self._zone = valuing, zone
        self._rules = valuing.rules
        self._rough: dict[Scope, tuple[Book, Rough]] = {}

    async def due(self, actor: Actor) -> tuple[TodayItem, ...]:
        """Return the actor's most pressing customers; nobody who asked not to be contacted."""
        async with self._database.read() as uow:
            book = await self._valuing.first_book(uow, actor)
            candidates = await self._candidates(uow, actor, book)
            sure = await self._made_sure(uow, actor, candidates, book)
        items = order((one for _, causes in sure.values() for one in causes), self._rules.today)
        return tuple(_shown(item, sure[item.customer_id][0]) for item in items)

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
                stake(book, p.customer_id),
                (day - p.due_at.astimezone(self._zone).date()).days if p.due_at else 0,
            )
            for p in promises
        ]
        records = await uow.books.opportunities(scope, now)
        funnel = await funnel_of(uow, actor.team_id, self._rules.funnel)
        found += self._from_funnel(records, now, book, funnel.win_rates)
        return self._known(book, scope).beside(found)

    def _known(self, book: Book, scope: Scope) -> Rough:
        """Return what the book alone says, worked out once for each book and scope."""
        kept = self._rough.get(scope)
        if kept is None or kept[0] is not book:
            kept = book, rough(book, scope.owner_id, self._rules, self._zone, _SHORTLIST * _LOOKS)
            self._rough[scope] = kept
        return kept[1]

    def _from_funnel(
        self, records: Sequence[Opportunity], now: datetime, book: Book, rates: dict[Stage, float]
    ) -> Iterator[Candidate]:
        by_id = {one.id: one for one in records}
        for alert in alerts(records, now, self._rules.funnel):
            deal = by_id[alert.opportunity_id]
            rate = rates[deal.stage]
            amount = max(float(deal.amount.amount) * rate if deal.amount else 0.0, 0.0)
            words = {
                AlertKind.STUCK: f"「{deal.title}」{alert.days}天没动静",
                AlertKind.NO_NEXT_STEP: f"「{deal.title}」还没约下一步",
                AlertKind.OVERDUE: f"「{deal.title}」过了预计成交日{alert.days}天",
            }[alert.kind]
            both = max(amount, stake(book, deal.customer_id) * rate)
            yield Candidate(deal.customer_id, _ALERTS[alert.kind], words, both, subject=deal.title)

    async def _made_sure(
        self, uow: BotUnitOfWork, actor: Actor, candidates: Sequence[Candidate], book: Book
    ) -> dict[Id, tuple[Customer, list[Candidate]]]:
        """Read the records of the most pressing: exact dates, open complaints, no contact wanted.

        Where a rough look was wrong about too many of them, the next ones are read too.
        """
        since = min(self._clock.now() - timedelta(days=clock_rules().look_back_days), book.at)
        wide = self._rules.today.model_copy(update={"most": _SHORTLIST * _LOOKS})
        chosen = [item.customer_id for item in order(candidates, wide)]
        complained = await uow.books.complained(actor.scope, since)
        fresh = self._clock.now() - timedelta(days=self._rules.events.fresh_days)
        telling = await uow.books.telling(actor.scope, fresh, self._rules.events.words)
        ids = [*chosen[:_SHORTLIST], *complained[:_SHORTLIST], *telling[:_SHORTLIST]]
        sure: dict[Id, tuple[Customer, list[Candidate]]] = {}
        for look in range(1, _LOOKS + 1):
            wanted = [id for id in dict.fromkeys(ids) if id not in sure]
            sure |= await self._certain_of(uow, actor, wanted, candidates, book, since)
            ids = chosen[look * _SHORTLIST : (look + 1) * _SHORTLIST]
            if not ids or sum(bool(causes) for _, causes in sure.values()) >= self._rules.today.most:
                break
        return sure

    async def _certain_of(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        ids: Sequence[Id],
        candidates: Sequence[Candidate],
        book: Book,
        since: datetime,
    ) -> dict[Id, tuple[Customer, list[Candidate]]]:
        """Return some customers with the causes that still stand; nobody who wants no contact."""
        causes: dict[Id, list[Candidate]] = {id: [] for id in ids}
        for one in candidates:
            if one.customer_id in causes:
                causes[one.customer_id].append(one)
        found = {}
        for file in await uow.books.watched(ids, actor.scope, since):
            id = file.customer.id
            if not file.customer.do_not_contact:
                standing = [one for one in causes[id] if self._holds(one, file, book)]
                found[id] = (file.customer, [*standing, *self._certain(file, book)])
        return found

    def _holds(self, one: Candidate, file: Watched, book: Book) -> bool:
        """Whether a cause still stands; what is told exactly by the records comes from there."""
        if one.cause in _FROM_SILENCE:
            # Whoever bought since the book was learnt was served, contact on record or not.
            learnt_on = book.at.astimezone(self._zone).date()
            bought = any(line.on >= learnt_on for line in file.bought)
            return not bought and not (one.cause is Cause.SILENCE and _contacted_since(file, book.at))
        if one.cause is Cause.FESTIVAL:
            greeted = self._clock.now() - timedelta(days=self._rules.ahead.festival_days)
            return not _contacted_since(file, greeted)
        return one.cause is not Cause.RUNNING_OUT and not (one.cause is Cause.CONTRACT_END and one.subject)

    def _certain(self, file: Watched, book: Book) -> Iterator[Candidate]:
        """Yield what a customer's own records say: run-outs, contracts, the first clock of a complaint."""
        rules, id = self._rules, file.customer.id
        value = stake(book, id)
        for run_out in run_outs_of(file.customer, file.bought, file.purchase_notes, book.day, rules.ahead):
            left = (run_out.on - book.day).days
            if left <= rules.ahead.deliver_before_days:
                text = _due_text(run_out, left)
                yield Candidate(id, Cause.RUNNING_OUT, text, value, max(0, -left), run_out.product)
        yield from contract_candidates(file.contracts, book.day, rules, lambda id: stake(book, id))
        fresh = book.day - timedelta(days=rules.events.fresh_days)
        for event in told(file.touchpoints, fresh, rules.events)[:1]:
            if not any(t.direction is Direction.OUT and t.at.date() >= event.on for t in file.touchpoints):
                yield Candidate(id, Cause.EVENT, event.text, value)
        for clock in clocks(file.touchpoints, rules, clock_rules(), self._zone)[:1]:
            days = _days(clock.complaint.at, book.day, self._zone)
            text = f"投诉{days}天了还没有处理记录"
            if not clock.passed(self._clock.now()):
                local = clock.due_at.astimezone(self._zone)
                act = "回话" if clock.step == "answer" else "处理好"
                text = f"投诉答应{local:%m-%d %H:%M}前{act}"
            yield Candidate(id, Cause.COMPLAINT, text, value, days)


def _contacted_since(file: Watched, at: datetime) -> bool:
    """Whether somebody of ours made contact since (the book may have been learnt before)."""
    return any(t.direction is Direction.OUT and t.at >= at for t in file.touchpoints)


def _due_text(one: RunOut, left: int) -> str:
    name, reason = one.product, one.reason
    if one.service:
        when = f"{one.on:%m-%d}左右该做了" if left >= 0 else f"{-left}天前就该做了"
    else:
        when = f"{one.on:%m-%d}左右该补了" if left >= 0 else f"{-left}天前就该补了"
    return f"{name} {when}（{reason}）"


def _days(at: datetime, day: date, zone: ZoneInfo) -> int:
    return max(0, (day - at.astimezone(zone).date()).days)


def _shown(item: Item, customer: Customer) -> TodayItem:
    return TodayItem(
        customer_id=item.customer_id,
        customer=customer.display_name,
        cause=item.cause,
        texts=item.texts,
        subject=item.subject,
        on_day=item.on_day,
    )
