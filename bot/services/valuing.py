"""Customer value over the store: a team's book, kept for a while, and one customer's portrait.

The book holds what has to be learnt from all customers (rates, order values, standings); a portrait is
computed from the customer's own records each time, so a purchase shows at once.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import JinjuError
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.values import Valued
from bot.services.assigning import remembered
from bot.services.valuing_book import (
    Book,
    cost_of,
    currency_of,
    kinds_of,
    model_reasons,
    subscription_reasons,
    subscriptions_of,
    summary_of,
    with_subscriptions,
)
from bot.services.valuing_learning import QUICK, Learner
from crm.base import Id
from crm.customers import Customer
from crm.errors import NotFound
from crm.people import Actor, Scope
from crm.ports import CustomerFile
from crm.value.lifetime import Worth, learn, values
from crm.value.numbers import FitUnavailable, special
from crm.value.portrait import Portrait, portrait, view_of, wallet_share
from crm.value.potential import Potential, potential
from crm.value.referrals import referrals_a_year
from crm.value.subscriptions import renewal, worth_ahead
from crm.value.thresholds import Thresholds
from crm.value.view import ValueView

log = logging.getLogger(__name__)
FRESH = timedelta(minutes=15)
"""How long a team's book is used before it is learnt again."""
MANY, FRESH_MANY = 10_000, timedelta(hours=1)
"""The same for a book of more than so many customers, which takes seconds of a processor."""
STALE = timedelta(hours=1)
"""How long an older one still serves while a new one is being learnt; after that one waits for it."""
OVERNIGHT = timedelta(hours=36)
"""The same for a book of more than `QUICK` customers, which would take longer to wait for."""
KEPT = timedelta(days=7)
"""How old a stored value may be and still shape an answer."""
_PAUSE = 0.3
"""Seconds between the screen that found a book old and learning the new one."""
_VIEWS = 5_000
"""How many drawn views are remembered between two turns."""


class ValuingService:
    """Values of a team's customers."""

    def __init__(self, database: Database, clock: Clock, rules: Thresholds, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` decides which day it is."""
        self._database, self._clock, self._zone = database, clock, zone
        self.rules = rules
        self._books: dict[Scope, Book] = {}
        self._first: dict[Scope, Book] = {}
        self._views: dict[Id, tuple[datetime, ValueView]] = {}
        self._preparing: dict[Scope, asyncio.Task[None]] = {}
        self._learner = Learner(clock, rules, zone=zone)

    @property
    def today(self) -> date:
        """The seller's day."""
        return self._clock.now().astimezone(self._zone).date()

    def warm(self) -> None:
        """Load what the first value would have to wait for: special functions take a quarter second."""
        with suppress(FitUnavailable):
            special()

    async def first_book(self, uow: BotUnitOfWork, actor: Actor) -> Book:
        """Return a book for the day's list: of a large team that is not learnt yet the own customers alone.

        Tiers among the own customers order a list well enough; the team's book is learnt beside.
        """
        known = self._at_hand(actor)
        size = await self._learner.size(uow, actor.scope.team_id)
        if known or size <= QUICK or self._learner.alone(size):
            return await self.book(uow, actor, market=False)
        first = self._first.get(actor.scope)
        if first is None or first.day != self.today:
            first = self._first[actor.scope] = await self._learner.own(uow, actor.scope)
        self.prepare(actor, after=_PAUSE)
        return first

    async def book(self, uow: BotUnitOfWork, actor: Actor, *, market: bool = True) -> Book:
        """Return the book the actor's customers are compared in, learnt again when old.

        An older one serves while the new one is learnt beside other work. `market` says whether what
        look-alikes buy is needed too.
        """
        scope, book = self._at_hand(actor) or await self._learner.book(uow, actor.scope)
        if market:
            return await self._with_market(uow, scope, book)
        self._books[scope] = book
        return book

    def _at_hand(self, actor: Actor) -> tuple[Scope, Book] | None:
        for scope in (Scope(team_id=actor.scope.team_id, owner_id=None), actor.scope):
            known = self._books.get(scope)
            age = self._clock.now() - known.at if known else STALE
            if known is None or age >= (OVERNIGHT if len(known.owners) > QUICK else STALE):
                continue
            if known.day != self.today and len(known.owners) <= QUICK:
                continue
            fresh = FRESH_MANY if len(known.owners) > MANY else FRESH
            if age >= fresh or known.day != self.today:
                self.prepare(actor, after=_PAUSE)
            return scope, known.on(self.today)
        return None

    def prepare(self, actor: Actor, *, after: float = 0.0) -> None:
        """Learn the actor's book beside other work, so that the next screen does not wait for it.

        `after` so many seconds: the screen that found the book old is to be out before.
        """
        if actor.scope not in self._preparing:
            task = asyncio.create_task(self._prepared(actor, after))
            self._preparing[actor.scope] = task
            task.add_done_callback(lambda _: self._preparing.pop(actor.scope, None))

    async def outdated(self, actor: Actor) -> None:
        """Forget what was learnt of a team after an import, and learn it anew beside other work."""
        team_id = actor.scope.team_id
        for scope in list(self._books):
            if team_id is None or scope.team_id in {None, team_id}:
                del self._books[scope]
        self._views.clear()
        self._first.clear()
        self._learner.forget()
        self.prepare(actor)

    async def settled(self) -> None:
        """Wait until nothing is learnt in the background."""
        await asyncio.gather(*self._preparing.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop learning in the background."""
        for task in list(self._preparing.values()):
            task.cancel()
        await self.settled()

    async def _prepared(self, actor: Actor, after: float) -> None:
        try:
            await asyncio.sleep(after)
            async with self._database.read() as uow:
                scope, book = await self._learner.book(uow, actor.scope)
            self._books[scope] = book
            self._first.pop(actor.scope, None)
        except JinjuError:
            log.warning("values could not be learnt beforehand", exc_info=True)

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
        currency = currency_of(file)
        model = book.models.get(currency) or learn((), book.day, self.rules.lifetime)
        worth = values(
            [summary_of(file, currency, book.day, self.rules)],
            model,
            book.day,
            self.rules.lifetime,
            {file.customer.id: cost_of(kinds_of(file), currency, self.rules)},
        )[0]
        subscriptions = subscriptions_of(file, currency, book.day, self.rules)
        renewing = book.renewals.get(currency) or renewal((), self.rules.lifetime)
        ahead = worth_ahead(subscriptions, renewing, worth.margin_rate, self.rules.lifetime)
        paid = sum(one.payments for one in subscriptions)
        last = max((one.last_on for one in subscriptions), default=book.day)
        worth = with_subscriptions(worth, ahead, paid, last)
        standing = book.standing(worth)
        return portrait(
            file,
            worth,
            standing,
            self._potential(file, worth, book),
            book.same_tier(standing.tier),
            book.day,
            self.rules,
            (
                *model_reasons(model, self.rules),
                *subscription_reasons(subscriptions, renewing, self.rules),
            ),
        )

    # --- changes ---

    async def remember(self, uow: BotUnitOfWork, actor: Actor, seen: Portrait) -> tuple[str, ...]:
        """Keep the history of tier, quadrant, stage and phase; return what changed since the last time."""
        return await remembered(uow, actor.salesperson_id, seen, self._clock.now())

    # --- for answers and after changes ---

    async def view(self, uow: BotUnitOfWork, customer: Customer) -> ValueView | None:
        """Return the value of a customer as an answer may depend on it, at the cost of one row.

        What was stored is taken, even of some days ago: the answer must not wait. Where nothing is
        stored it is drawn now, unless a large team would have to be learnt for it; then there is none.
        The caller has made sure of the scope.
        """
        stored = await uow.values.get(customer.id)
        if stored and stored.view and self.today - stored.computed_on < KEPT:
            return stored.view
        known = self._views.get(customer.id)
        if known and self._clock.now() - known[0] < FRESH:
            return known[1]
        book = await self._quick_book(uow, customer.team_id)
        if book is None:
            return None
        files = await uow.books.files([customer.id], Scope(team_id=customer.team_id, owner_id=None))
        seen = view_of(self.draw(files[0], book))
        if len(self._views) > _VIEWS:
            self._views.clear()
        self._views[customer.id] = (self._clock.now(), seen)
        return seen

    async def renew(self, actor: Actor, customer_id: Id) -> Portrait | None:
        """Reckon one customer anew and store it; see `renew_in`."""
        async with self._database.write() as uow:
            seen = await self.renew_in(uow, actor, customer_id)
            await uow.commit()
        return seen

    async def renew_in(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> Portrait | None:
        """Reckon one customer anew inside a running transaction, so that both are saved or none.

        None for a large team before its first bulk run. Raises NotFound outside the scope.
        """
        files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        book = await self._quick_book(uow, files[0].customer.team_id)
        if book is None:
            return None
        seen = self.draw(files[0], book)
        standing = book.standing(seen.worth)
        await uow.values.put([Valued(seen.worth, standing.tier, standing.rank, self.today, view_of(seen))])
        self._views.pop(customer_id, None)
        return seen

    async def _quick_book(self, uow: BotUnitOfWork, team_id: Id) -> Book | None:
        """Return a book that is at hand or cheap to have; None where a large team would have to be learnt."""
        team = Scope(team_id=team_id, owner_id=None)
        known = self._books.get(team)
        if known and known.day == self.today:
            return await self._with_market(uow, team, known)
        if await self._learner.size(uow, team_id) > QUICK:
            return await self._learner.stored(uow, team_id)
        return await self._with_market(uow, *await self._learner.book(uow, team))

    async def _with_market(self, uow: BotUnitOfWork, scope: Scope, book: Book) -> Book:
        if book.market is None:
            book = replace(book, market=await self._learner.market(uow, scope, book))
        self._books[scope] = book
        return book

    def _potential(self, file: CustomerFile, worth: Worth, book: Book) -> Potential:
        segment = file.customer.segment.value if file.customer.segment else ""
        return potential(
            book.market.gaps(file.customer.id, segment) if book.market else (),
            spend_a_year=worth.orders_a_year * worth.order_value,
            share=wallet_share(file),
            referrals_a_year=referrals_a_year(file, book.day),
            new_customer_value=book.means.get(worth.currency, 0.0),
            margin_rate=worth.margin_rate,
            rules=self.rules.lifetime,
        )
