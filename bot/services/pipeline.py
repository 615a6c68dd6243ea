"""The funnel at work (D28): the board, and what one does with an opportunity.

Use cases that write take the unit of work of the caller and do not commit. Each names the state it
leads to, so that pressing a button twice has one effect.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.customers import Renew
from bot.services.deal_words import expected_day, read_amount, read_deal
from bot.services.win_rates import funnel_of
from crm.base import Id, Record, new_id
from crm.funnel import (
    Alert,
    Coverage,
    Forecast,
    Week,
    alerts,
    coverage,
    currencies,
    forecast,
    outside,
    week,
    won_purchase_id,
)
from crm.history import Opportunity, OpportunityState, Purchase, Signal, SignalKind, Stage
from crm.money import Currency, Money
from crm.people import Actor, Scope
from crm.value.thresholds import FunnelRules, Thresholds

WON, LOST = "won", "lost"
_WEEKS = timedelta(days=31)


class Deal(Record):
    """An opportunity with what is needed to talk about it."""

    opportunity: Opportunity
    customer: str
    rate: float
    alerts: tuple[Alert, ...] = ()


class Board(Record):
    """All open opportunities in an actor's scope, and what they promise."""

    deals: tuple[Deal, ...]
    """From the last stage to the first, largest amount first."""
    forecasts: tuple[Forecast, ...]
    """One for each currency; never empty."""
    cover: Coverage | None
    """How well the open amount fills the gap to the target asked for, in the main currency."""
    this_week: Week
    last_week: Week
    outside_deals: int
    """Sales of this month that never stood in the funnel."""
    outside_amount: Decimal
    today: datetime


class PipelineService:
    """Board, moves, won and lost."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        thresholds: Thresholds,
        *,
        zone: ZoneInfo,
        renew: Renew | None = None,
    ) -> None:
        """Keep the collaborators; `zone` decides when a month begins, `renew` values anew after a sale."""
        self._renew, self._database, self._clock, self._zone = renew, database, clock, zone
        self._thresholds = thresholds

    # --- reading ---

    async def board(self, actor: Actor, target: Decimal | None = None) -> Board:
        """Return the board of all the actor may see; `target` is of this month, in the main currency."""
        now = self._clock.now()
        today = now.astimezone(self._zone)
        async with self._database.read() as uow:
            records = await uow.books.opportunities(actor.scope, now - _WEEKS)
            sales = await uow.books.purchases(actor.scope, today.date().replace(day=1), today.date())
            names = await _names(uow, [o for o in records if _is_open(o)], actor.scope)
            rules = await funnel_of(uow, actor.team_id, self._thresholds.funnel)
        found = _by_deal(alerts(records, now, rules))
        deals = [_deal(o, names, found.get(o.id, ()), rules) for o in records if _is_open(o)]
        views = _forecasts(records, sales, rules)
        main = views[0].currency
        direct = [p for p in outside(sales, (o.id for o in records)) if p.amount.currency == main]
        return Board(
            deals=tuple(sorted(deals, key=_board_order)),
            forecasts=views,
            cover=coverage(views[0], target, rules) if target else None,
            this_week=week(records, now, main),
            last_week=week(records, now - timedelta(days=7), main),
            outside_deals=len(direct),
            outside_amount=sum((p.amount.amount for p in direct), Decimal(0)),
            today=today,
        )

    async def deal(self, actor: Actor, id: Id) -> Deal:
        """Return one opportunity or raise NotFound."""
        async with self._database.read() as uow:
            return await self.deal_in(uow, actor, id)

    async def deal_in(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Deal:
        """Return one opportunity as seen inside a running transaction, or raise NotFound."""
        record = await uow.books.opportunity(id, actor.scope)
        names = await _names(uow, [record], actor.scope)
        rules = await funnel_of(uow, actor.team_id, self._thresholds.funnel)
        return _deal(record, names, alerts([record], self._clock.now(), rules), rules)

    # --- writing ---

    async def add(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, sentence: str) -> Opportunity:
        """Store a new opportunity of a customer from a sentence like 「A3电动车 3800」.

        Raises NotFound outside the scope, InputRefused `deal-nothing` without a title.
        """
        await uow.customers.get(customer_id, actor.scope)
        title, amount = read_deal(sentence)
        if not title:
            raise InputRefused("deal-nothing")
        now = self._clock.now()
        made = Opportunity(
            id=new_id(), customer_id=customer_id, title=title, amount=amount, created_at=now, updated_at=now
        )
        await uow.histories.add_opportunities([made])
        await self._note(uow, actor, made, made.stage)
        return made

    async def move(self, uow: BotUnitOfWork, actor: Actor, id: Id, stage: Stage) -> Opportunity:
        """Put an opportunity into a stage; there already is no change.

        Raises NotFound, or InputRefused `deal-closed` for a closed one.
        """
        record = await self._open(uow, actor, id)
        if record.stage is stage:
            return record
        moved = await self._save(uow, record, {"stage": stage})
        await self._note(uow, actor, moved, stage)
        return moved

    async def win(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Purchase:
        """Close an opportunity as won; it becomes a purchase of today.

        Raises NotFound, InputRefused `deal-closed`, or `deal-no-amount` when it has none yet.
        """
        record = await self._open(uow, actor, id)
        if record.amount is None:
            raise InputRefused("deal-no-amount")
        await self._save(uow, record, {"state": OpportunityState.WON})
        await self._note(uow, actor, record, WON)
        purchase = Purchase(
            id=won_purchase_id(id),
            customer_id=record.customer_id,
            product=record.title,
            amount=record.amount,
            bought_on=self._clock.now().astimezone(self._zone).date(),
        )
        await uow.histories.add_purchases([purchase])
        if self._renew:
            await self._renew(uow, actor, record.customer_id)
        return purchase

    async def lose(self, uow: BotUnitOfWork, actor: Actor, id: Id, reason: str) -> Opportunity:
        """Close an opportunity as lost, with a reason class of D16 (or `other`)."""
        record = await self._open(uow, actor, id)
        lost = await self._save(uow, record, {"state": OpportunityState.LOST})
        await self._note(uow, actor, record, LOST)
        await self._note(uow, actor, record, reason, SignalKind.CHURN_REASON)
        return lost

    async def reopen(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Opportunity:
        """Take a lost opportunity up again; an open one stays as it is. A won one is a purchase."""
        record = await uow.books.opportunity(id, actor.scope)
        if record.state is OpportunityState.WON:
            raise InputRefused("deal-closed")
        if _is_open(record):
            return record
        opened = await self._save(uow, record, {"state": OpportunityState.OPEN})
        await self._note(uow, actor, opened, opened.stage)
        return opened

    async def set_next(self, uow: BotUnitOfWork, actor: Actor, id: Id, text: str) -> Opportunity:
        """Say which advance (D21) comes next; at most 120 characters."""
        record = await self._open(uow, actor, id)
        return await self._save(uow, record, {"next_advance": text.strip()[:120]})

    async def set_amount(self, uow: BotUnitOfWork, actor: Actor, id: Id, text: str) -> Opportunity:
        """Set the amount from words like 3800, 1.2万. Raises InputRefused `deal-bad-amount`."""
        record = await self._open(uow, actor, id)
        amount = read_amount(text)
        if amount is None:
            raise InputRefused("deal-bad-amount")
        currency = record.amount.currency if record.amount else "CNY"
        return await self._save(uow, record, {"amount": Money(amount=amount, currency=currency)})

    async def set_expected(self, uow: BotUnitOfWork, actor: Actor, id: Id, choice: str) -> Opportunity:
        """Set the day it is expected to close by one of `EXPECTED`. Raises InputRefused `old-button`."""
        record = await self._open(uow, actor, id)
        day = expected_day(choice, self._clock.now().astimezone(self._zone).date())
        return await self._save(uow, record, {"expected_on": day})

    async def _open(self, uow: BotUnitOfWork, actor: Actor, id: Id) -> Opportunity:
        record = await uow.books.opportunity(id, actor.scope)
        if not _is_open(record):
            raise InputRefused("deal-closed")
        return record

    async def _save(self, uow: BotUnitOfWork, record: Opportunity, changes: dict[str, object]) -> Opportunity:
        values = record.model_dump() | {"updated_at": self._clock.now()} | changes
        saved = Opportunity.model_validate(values)
        await uow.histories.update_opportunity(saved)
        return saved

    async def _note(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        record: Opportunity,
        text: str,
        kind: SignalKind = SignalKind.STAGE_MOVED,
    ) -> None:
        signal = Signal(
            id=new_id(),
            customer_id=record.customer_id,
            by=actor.salesperson_id,
            kind=kind,
            subject=record.id,
            text=str(text),
            at=self._clock.now(),
        )
        await uow.books.add_signals([signal])


def _deal(record: Opportunity, names: dict[Id, str], found: Sequence[Alert], rules: FunnelRules) -> Deal:
    rate = rules.win_rates[record.stage]
    return Deal(opportunity=record, customer=names[record.customer_id], rate=rate, alerts=tuple(found))


def _forecasts(
    records: Sequence[Opportunity], sales: Sequence[Purchase], rules: FunnelRules
) -> tuple[Forecast, ...]:
    wanted = currencies(records) or tuple(dict.fromkeys(p.amount.currency for p in sales)) or ("CNY",)
    return tuple(forecast(records, rules, closed=_closed(sales, one), currency=one) for one in wanted)


def _is_open(record: Opportunity) -> bool:
    return record.state is OpportunityState.OPEN


def _closed(sales: Iterable[Purchase], currency: Currency) -> Money:
    mine = (p.amount.amount for p in sales if p.amount.currency == currency)
    return Money(amount=sum(mine, Decimal(0)), currency=currency)


def _by_deal(found: Iterable[Alert]) -> dict[Id, list[Alert]]:
    groups: dict[Id, list[Alert]] = {}
    for alert in found:
        groups.setdefault(alert.opportunity_id, []).append(alert)
    return groups


def _board_order(deal: Deal) -> tuple[int, Decimal, Id]:
    amount = deal.opportunity.amount
    rank = -list(Stage).index(deal.opportunity.stage)
    return rank, -(amount.amount if amount else Decimal(0)), deal.opportunity.id


async def _names(uow: BotUnitOfWork, records: Iterable[Opportunity], scope: Scope) -> dict[Id, str]:
    hits = await uow.books.hits(list({o.customer_id for o in records}), scope)
    return {hit.id: hit.name for hit in hits}
