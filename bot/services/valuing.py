"""Customer value over the store: a team's book, kept for a while, and one customer's portrait.

The book holds what has to be learnt from all customers (rates, order values, standings); a portrait is
computed from the customer's own records each time, so a purchase shows at once.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.valuing_book import (
    Book,
    cost_of,
    kinds_of,
    main_currencies,
    may_run_out,
    model_reasons,
    summary_of,
)
from crm.base import Id, new_id
from crm.errors import NotFound
from crm.history import Signal, SignalKind
from crm.people import Actor, Scope
from crm.ports import BuyingSummary, ContactSummary, CustomerFile
from crm.value import tiers
from crm.value.lifetime import Model, Worth, learn, values
from crm.value.orders import main_currency
from crm.value.portrait import Portrait, portrait, wallet_share
from crm.value.potential import CategorySpend, Market, Potential, potential
from crm.value.thresholds import SurveyItem, Thresholds

FRESH = timedelta(minutes=15)
"""How long a team's book is used before it is learnt again."""
_TEAM_SIZE = 50_000
"""Above so many customers a seller is compared with the own ones only, so that a screen stays quick."""
_EVER = datetime(1990, 1, 1, tzinfo=UTC)
_YEAR = timedelta(days=365)
DATE_WORDS = ("到期", "发工资", "发薪", "工资", "退休金", "养老金")
"""Words in tags and notes that may go with a date."""


class ValuingService:
    """Values of a team's customers."""

    def __init__(self, database: Database, clock: Clock, rules: Thresholds, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` decides which day it is."""
        self._database, self._clock, self._zone = database, clock, zone
        self.rules = rules
        self._books: dict[Scope, Book] = {}

    @property
    def today(self) -> date:
        """The seller's day."""
        return self._clock.now().astimezone(self._zone).date()

    async def book(self, uow: BotUnitOfWork, actor: Actor) -> Book:
        """Return the book the actor's customers are compared in, learnt again when old."""
        scope = await self._compared(uow, actor)
        known = self._books.get(scope)
        if known and known.day == self.today and self._clock.now() - known.at < FRESH:
            return known
        book = await self._learn(uow, scope)
        self._books[scope] = book
        return book

    async def portrait(self, actor: Actor, customer_id: Id) -> Portrait:
        """Return a customer's portrait or raise NotFound."""
        async with self._database.read() as uow:
            return await self.portrait_in(uow, actor, customer_id)

    async def portrait_in(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> Portrait:
        """Return the portrait as seen inside a running transaction, or raise NotFound."""
        files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        return self.draw(files[0], await self.book(uow, actor))

    def draw(self, file: CustomerFile, book: Book) -> Portrait:
        """Return the portrait of a loaded customer against a book."""
        currency = main_currency(file.purchases)
        model = book.models.get(currency) or learn((), book.day, self.rules.lifetime)
        worth = values(
            [summary_of(file, currency, book.day)],
            model,
            book.day,
            self.rules.lifetime,
            {file.customer.id: cost_of(kinds_of(file), currency, self.rules)},
        )[0]
        standing = self._standing(worth, book)
        return portrait(
            file,
            worth,
            standing,
            self._potential(file, worth, book),
            book.same_tier(standing.tier),
            book.day,
            self.rules,
            model_reasons(model, self.rules),
        )

    # --- changes ---

    async def remember(self, uow: BotUnitOfWork, actor: Actor, seen: Portrait) -> tuple[str, ...]:
        """Keep the history of tier, quadrant, stage and phase; return what changed since the last time."""
        earlier: dict[str, str] = {}
        for signal in await uow.books.signals(seen.customer_id, SignalKind.ASSIGNED):
            earlier.setdefault(signal.subject, signal.text)
        now = {"tier": seen.tier, "quadrant": seen.quadrant, "stage": seen.stage}
        if seen.phase:
            now["phase"] = seen.phase
        changed = {name: found for name, found in now.items() if earlier.get(name) != found.value}
        await uow.books.add_signals(
            [
                self._signal(actor, seen.customer_id, SignalKind.ASSIGNED, name, found.value)
                for name, found in changed.items()
            ]
        )
        return tuple(name for name in changed if name in earlier)

    @property
    def survey(self) -> tuple[SurveyItem, ...]:
        """The short survey: the first question of each driver."""
        first: dict[str, SurveyItem] = {}
        for item in self.rules.survey:
            first.setdefault(item.driver, item)
        return tuple(first.values())

    async def answer(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, number: int, score: int
    ) -> None:
        """Store the answer (1–5) to a question of the short survey; the same one twice on a day is one.

        Raises NotFound outside the scope, InputRefused `old-button` for a question that does not exist.
        """
        if not (0 <= number < len(self.survey) and 1 <= score <= 5):
            raise InputRefused("old-button")
        await uow.customers.get(customer_id, actor.scope)
        item = self.survey[number].item
        for known in await uow.books.signals(customer_id, SignalKind.SURVEY):
            if known.subject == item and known.at.astimezone(self._zone).date() == self.today:
                if known.value == score:
                    return
                break
        made = self._signal(actor, customer_id, SignalKind.SURVEY, item, "", Decimal(score))
        await uow.books.add_signals([made])

    def _signal(
        self,
        actor: Actor,
        customer_id: Id,
        kind: SignalKind,
        subject: str,
        text: str,
        value: Decimal | None = None,
    ) -> Signal:
        return Signal(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=kind,
            subject=subject,
            value=value,
            text=text,
            at=self._clock.now(),
        )

    # --- learning ---

    async def _compared(self, uow: BotUnitOfWork, actor: Actor) -> Scope:
        team = Scope(team_id=actor.scope.team_id, owner_id=None)
        if actor.scope == team:
            return team
        return team if await uow.customers.count(team) <= _TEAM_SIZE else actor.scope

    async def _learn(self, uow: BotUnitOfWork, scope: Scope) -> Book:
        day = self.today
        buying = await uow.books.buying(scope, day)
        contacts = {one.customer_id: one for one in await uow.books.contacts(scope, _EVER)}
        main = main_currencies(buying)
        currency = Counter(main.values()).most_common(1)[0][0] if main else "CNY"
        sales = await uow.books.categories(scope, day - _YEAR, currency)
        market = Market((CategorySpend(*one) for one in sales), self.rules.lifetime)
        models, worths, standings = await asyncio.to_thread(self._value, day, buying, main, contacts)
        return Book(
            day=day,
            at=self._clock.now(),
            models=models,
            worths=worths,
            standings=standings,
            contacts=contacts,
            market=market,
            owners={one.customer_id: one.owner_id for one in buying},
            repeats=[
                one
                for one in await uow.books.repeats(scope, day - _YEAR, day)
                if may_run_out(one, day, self.rules)
            ],
            remarks=await uow.books.remarks(scope, DATE_WORDS),
        )

    def _value(
        self,
        day: date,
        buying: Sequence[BuyingSummary],
        main: Mapping[Id, str],
        contacts: Mapping[Id, ContactSummary],
    ) -> tuple[dict[str, Model], dict[Id, Worth], dict[Id, tiers.Standing]]:
        groups: dict[str, list[BuyingSummary]] = defaultdict(list)
        for one in buying:
            if main[one.customer_id] == one.currency:
                groups[one.currency].append(one)
        models: dict[str, Model] = {}
        worths: dict[Id, Worth] = {}
        standings: dict[Id, tiers.Standing] = {}
        for currency, members in groups.items():
            models[currency] = learn(members, day, self.rules.lifetime)
            costs = {id: cost_of(one.kinds, currency, self.rules) for id, one in contacts.items()}
            found = values(members, models[currency], day, self.rules.lifetime, costs)
            worths |= {worth.customer_id: worth for worth in found}
            standings |= tiers.rank({w.customer_id: w.current for w in found}, self.rules.tiers)
        return models, worths, standings

    def _standing(self, worth: Worth, book: Book) -> tiers.Standing:
        """Return the kept standing, or rank again when the customer's value has moved."""
        kept = book.worths.get(worth.customer_id)
        if kept and abs(kept.current - worth.current) < 0.5:
            return book.standings[worth.customer_id]
        others = {w.customer_id: w.current for w in book.worths.values() if w.currency == worth.currency}
        return tiers.rank(others | {worth.customer_id: worth.current}, self.rules.tiers)[worth.customer_id]

    def _potential(self, file: CustomerFile, worth: Worth, book: Book) -> Potential:
        segment = file.customer.segment.value if file.customer.segment else ""
        known = [w.current for w in book.worths.values() if w.currency == worth.currency]
        return potential(
            book.market.gaps(file.customer.id, segment),
            spend_a_year=worth.orders_a_year * worth.order_value,
            share=wallet_share(file),
            referrals_a_year=0.0,
            new_customer_value=sum(known) / len(known) if known else 0.0,
            margin_rate=worth.margin_rate,
            rules=self.rules.lifetime,
        )
