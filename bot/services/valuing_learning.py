"""Learning a team's book: from all its records, or from what the bulk command stored."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from bot.ports import BotUnitOfWork, Clock
from bot.ports.values import Learnt
from bot.services.contract_ends import contracts_due
from bot.services.valuing_book import (
    SILENT_LOOK,
    Book,
    cost_of,
    main_currencies,
    may_run_out,
    only_contracts,
    paid_ahead,
    without_fees,
)
from crm.base import Id
from crm.contracts import Contract
from crm.people import Scope
from crm.ports import BuyingSummary, ContactSummary
from crm.value import tiers
from crm.value.curve import Curve
from crm.value.lifetime import Model, Worth, learn, values
from crm.value.orders import Line
from crm.value.potential import CategorySpend, Market
from crm.value.thresholds import Thresholds

Agreed = dict[tuple[Id, str], list[Contract]]
"""Contracts by customer and currency."""
QUICK = 2_000
"""Up to so many customers a team is learnt within the time of an answer."""
TEAM_SIZE = 50_000
"""Above so many customers a book rests on stored values, so that a screen stays quick."""
_MOST = 20_000
"""Stored values read into one book: the most valuable ones."""
_EVER = datetime(1990, 1, 1, tzinfo=UTC)
_YEAR = timedelta(days=365)
DATE_WORDS = ("到期", "发工资", "发薪", "工资", "退休金", "养老金", "农历", "阴历", "旧历")
"""Words in tags and notes that may go with a date."""
_COUNTED = timedelta(hours=1)


class Learner:
    """Learns books; remembers how large each team is and what was stored for it."""

    def __init__(self, clock: Clock, rules: Thresholds, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` decides which day it is."""
        self._clock, self._rules, self._zone = clock, rules, zone
        self._sizes: dict[Id | None, tuple[datetime, int]] = {}
        self._stored: dict[Id, tuple[datetime, Book | None]] = {}

    @property
    def today(self) -> date:
        """The seller's day."""
        return self._clock.now().astimezone(self._zone).date()

    def forget(self) -> None:
        """Count and read anew: much has been written."""
        self._sizes.clear()
        self._stored.clear()

    async def size(self, uow: BotUnitOfWork, team_id: Id | None) -> int:
        """Return how many customers a team has (all teams: None), counted once an hour."""
        now = self._clock.now()
        known = self._sizes.get(team_id)
        if known is None or now - known[0] > _COUNTED:
            known = (now, await uow.customers.count(Scope(team_id=team_id, owner_id=None)))
            self._sizes[team_id] = known
        return known[1]

    async def stored(self, uow: BotUnitOfWork, team_id: Id) -> Book | None:
        """Return a book of what the bulk command learnt: models and curves without single customers."""
        now = self._clock.now()
        known = self._stored.get(team_id)
        if known is None or now - known[0] > _COUNTED or known[1] is None or known[1].day != self.today:
            learnt = await uow.values.learnt(team_id)
            known = (now, self._bare(learnt) if learnt else None)
            self._stored[team_id] = known
        return known[1]

    async def book(self, uow: BotUnitOfWork, scope: Scope) -> tuple[Scope, Book]:
        """Return the scope the actor's customers are compared in, and its book.

        A team is compared as a whole; of a very large one the stored values of the actor's own
        customers are read, or, before the first bulk run, the own ones are learnt alone.
        """
        team = Scope(team_id=scope.team_id, owner_id=None)
        if not self.alone(await self.size(uow, scope.team_id)):
            return team, await self._learn(uow, team)
        return scope, await self.own(uow, scope)

    @staticmethod
    def alone(size: int) -> bool:
        """Whether a team of that size is too large to be compared as a whole."""
        return size > TEAM_SIZE

    async def own(self, uow: BotUnitOfWork, scope: Scope) -> Book:
        """Return a book of a scope alone: of what was stored, else learnt from its own records."""
        if scope.team_id and (bare := await self.stored(uow, scope.team_id)):
            return await self._read(uow, scope, bare)
        return await self._learn(uow, scope)

    def _bare(self, learnt: Mapping[str, Learnt]) -> Book:
        return Book(
            day=self.today,
            at=self._clock.now(),
            models={currency: one.model for currency, one in learnt.items()},
            curves={currency: one.curve for currency, one in learnt.items()},
            means={currency: one.mean_value for currency, one in learnt.items()},
            renewals={currency: one.renewal for currency, one in learnt.items()},
            worths={},
            standings={},
            contacts={},
            owners={},
            repeats=(),
            remarks=(),
        )

    async def _read(self, uow: BotUnitOfWork, scope: Scope, bare: Book) -> Book:
        """Return the book of the most valuable customers of a scope as they were stored."""
        worths: dict[Id, Worth] = {}
        standings: dict[Id, tiers.Standing] = {}
        owners: dict[Id, Id] = {}
        for one, owner_id in await uow.values.of(scope, _MOST):
            id, curve = one.worth.customer_id, bare.curves.get(one.worth.currency)
            worths[id], owners[id] = one.worth, owner_id
            size = curve.customers if curve else one.rank
            standings[id] = tiers.Standing(one.tier, one.rank, size, one.worth.current, 1.0)
        currency = Counter(w.currency for w in worths.values()).most_common(1)
        first = [*worths][:SILENT_LOOK]
        return await self._surrounded(
            uow,
            scope,
            bare,
            worths=worths,
            standings=standings,
            owners=owners,
            currency=currency[0][0] if currency else "CNY",
            contacts={one.customer_id: one for one in await uow.books.contacts(scope, _EVER, first)},
        )

    async def market(self, uow: BotUnitOfWork, scope: Scope, book: Book) -> Market:
        """Return what the customers of a book buy: it costs a third of a book, and only portraits ask."""
        sales = await uow.books.categories(scope, book.day - _YEAR, book.currency)
        return Market((CategorySpend(*one) for one in sales), self._rules.lifetime)

    async def _learn(self, uow: BotUnitOfWork, scope: Scope) -> Book:
        day = self.today
        held = await uow.contracts.held(scope)
        agreed: Agreed = defaultdict(list)
        for one in held:
            agreed[one.contract.customer_id, one.contract.amount.currency].append(one.contract)
        named = await uow.values.subscribers(tuple(self._rules.lifetime.fees), scope)
        ids = list(dict.fromkeys([*named, *(id for id, _ in agreed)]))
        fees = await uow.values.whole_lines(ids, day)
        buying = [self._apart(one, fees, agreed) for one in await uow.books.buying(scope, day)]
        buying += only_contracts(held, buying, day)
        contacts = {one.customer_id: one for one in await uow.books.contacts(scope, _EVER)}
        main = main_currencies(buying)
        currency = Counter(main.values()).most_common(1)[0][0] if main else "CNY"
        learnt, worths, standings = await asyncio.to_thread(
            self._value, day, buying, main, contacts, fees, agreed
        )
        return await self._surrounded(
            uow,
            scope,
            self._bare(learnt),
            worths=worths,
            standings=standings,
            owners={one.customer_id: one.owner_id for one in buying},
            currency=currency,
            contacts=contacts,
        )

    async def _surrounded(
        self,
        uow: BotUnitOfWork,
        scope: Scope,
        bare: Book,
        *,
        worths: Mapping[Id, Worth],
        standings: Mapping[Id, tiers.Standing],
        owners: Mapping[Id, Id],
        currency: str,
        contacts: Mapping[Id, ContactSummary],
    ) -> Book:
        """Add what else the day's list looks at."""
        day = bare.day
        repeats = await uow.books.repeats(scope, day - _YEAR, day)
        return Book(
            day=day,
            at=self._clock.now(),
            models=bare.models,
            curves=bare.curves,
            means=bare.means,
            renewals=bare.renewals,
            worths=worths,
            standings=standings,
            contacts=contacts,
            owners=owners,
            repeats=[one for one in repeats if may_run_out(one, day, self._rules)],
            remarks=await uow.books.remarks(scope, DATE_WORDS),
            ending=await contracts_due(uow, scope, day, self._rules),
            currency=currency,
        )

    def _apart(
        self, one: BuyingSummary, fees: Mapping[tuple[Id, str], Sequence[Line]], agreed: Agreed
    ) -> BuyingSummary:
        """Return the summary with periodic payments taken out of the orders."""
        who = (one.customer_id, one.currency)
        lines = fees.get(who)
        return without_fees(one, lines, self.today, self._rules, agreed.get(who, ())) if lines else one

    def _value(
        self,
        day: date,
        buying: Sequence[BuyingSummary],
        main: Mapping[Id, str],
        contacts: Mapping[Id, ContactSummary],
        fees: Mapping[tuple[Id, str], Sequence[Line]],
        agreed: Agreed,
    ) -> tuple[dict[str, Learnt], dict[Id, Worth], dict[Id, tiers.Standing]]:
        groups: dict[str, list[BuyingSummary]] = defaultdict(list)
        for one in buying:
            if main[one.customer_id] == one.currency:
                groups[one.currency].append(one)
        learnt: dict[str, Learnt] = {}
        worths: dict[Id, Worth] = {}
        standings: dict[Id, tiers.Standing] = {}
        for currency, members in groups.items():
            model: Model = learn(members, day, self._rules.lifetime)
            costs = {id: cost_of(one.kinds, currency, self._rules) for id, one in contacts.items()}
            found, renewing = paid_ahead(
                values(members, model, day, self._rules.lifetime, costs), fees, day, self._rules, agreed
            )
            worths |= {worth.customer_id: worth for worth in found}
            current = np.array([worth.current for worth in found])
            curve, _ = Curve.of(current, self._rules.tiers)
            learnt[currency] = Learnt(model, curve, float(current.mean()), renewing)
            standings |= tiers.rank({w.customer_id: w.current for w in found}, self._rules.tiers)
        return learnt, worths, standings
