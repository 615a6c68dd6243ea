"""Valuing everybody at once: read once, reckon in arrays, write in batches."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.values import Learnt, Valued
from bot.services.valuing_book import figures
from bot.services.valuing_lines import Everybody, Progress, all_lines, costs, everybody
from crm.base import Id, Record, new_id
from crm.contracts import Contract
from crm.history import Signal, SignalKind
from crm.value.columns import Buyers, Ints, Worths
from crm.value.contracts import ShiftedBetaGeometric
from crm.value.curve import Curve
from crm.value.ledger import Ledger, refunded, summed, without
from crm.value.lifetime import Worth, learn_from, worths
from crm.value.subscriptions import Subscription, renewal, split, worth_ahead
from crm.value.thresholds import Thresholds

BATCH = 20_000
"""Values written in one transaction: a salesperson's own writes wait for one batch at most."""
_MACHINE = "-"
"""Who assigned a tier when nobody looked."""


class BulkReport(Record):
    """What a recomputation did."""

    customers: int
    valued: int
    """Customers with purchases."""
    lines: int
    apart: int
    """Customers with refunds or subscriptions, reckoned line by line."""
    changed: int
    """Customers whose tier is another than before; kept in their history."""
    models: tuple[str, ...]
    """One line for each team and currency: method, customers, correlation of frequency and value."""


@dataclass
class _Group:
    """The customers of one team whose main currency is the same."""

    currency: str
    who: Ints
    buyers: Buyers
    worths: Worths
    learnt: Learnt
    rank: Ints
    team_id: Id


class _Read(NamedTuple):
    people: Everybody
    ledger: Ledger
    currencies: list[str]
    spent: "np.typing.NDArray[np.float64]"
    lines: int
    apart: int
    held: dict[tuple[int, int], tuple[Subscription, ...]]
    """Subscriptions by place of the customer and currency."""


async def recompute(
    database: Database, clock: Clock, day: date, rules: Thresholds, progress: Progress
) -> BulkReport:
    """Value every customer of every team anew as of a day; safe to run beside a working bot.

    Reading is one transaction, so all figures are of one moment. What is interrupted leaves earlier
    values in place, and running again finishes it.
    """
    async with database.read() as uow:
        read = await _read(uow, day, rules, progress)
        earlier = {id: tier async for block in uow.values.tiers() for id, tier in block}
    groups = await asyncio.to_thread(lambda: list(_groups(read, day, rules)))
    total = sum(len(group.who) for group in groups)
    done = changed = 0
    for group in groups:
        async with database.write() as uow:
            await uow.values.learn(group.team_id, group.currency, group.learnt)
            await uow.commit()
        for rows in _batches(group, read.people, day):
            async with database.write() as uow:
                await uow.values.put(rows)
                moved = _moved(rows, earlier, clock.now())
                await uow.books.add_signals(moved)
                await uow.commit()
            changed += len(moved)
            done += len(rows)
            progress("values", done, total)
    return BulkReport(
        customers=len(read.people.ids),
        valued=total,
        lines=read.lines,
        apart=read.apart,
        changed=changed,
        models=tuple(_said(group) for group in groups),
    )


async def _read(uow: BotUnitOfWork, day: date, rules: Thresholds, progress: Progress) -> _Read:
    people = await everybody(uow)
    lines, currencies = await all_lines(uow, people, day, progress)
    spent = await costs(uow, people, rules)
    fees = {*await uow.values.subscribers(tuple(rules.lifetime.fees)), *await uow.contracts.holders()}
    apart = np.unique(np.append(refunded(lines), [people.place[id] for id in sorted(fees)]).astype(np.int32))
    ids = [people.ids[n] for n in apart]
    plain = await asyncio.to_thread(
        lambda: summed(without(lines, apart, len(people.ids)), people.segment, people.segments)
    )
    count = len(lines.who)
    netted, held = await _netted(uow, ids, day, people, currencies, rules, progress)
    return _Read(people, _joined(plain, netted), currencies, spent, count, len(ids), held)


async def _netted(
    uow: BotUnitOfWork,
    ids: Sequence[Id],
    day: date,
    people: Everybody,
    currencies: list[str],
    rules: Thresholds,
    progress: Progress,
) -> tuple[Ledger, dict[tuple[int, int], tuple[Subscription, ...]]]:
    """Return the ledger of customers with refunds or subscriptions, reckoned line by line."""
    held: dict[tuple[int, int], tuple[Subscription, ...]] = {}
    code = {name: n for n, name in enumerate(currencies)}
    who: list[int] = []
    where: list[int] = []
    rows: list[tuple[float, ...]] = []
    for start in range(0, len(ids), 2000):
        part = await uow.values.whole_lines(ids[start : start + 2000], day)
        agreed: dict[tuple[Id, str], list[Contract]] = defaultdict(list)
        for one in await uow.contracts.of_many(ids[start : start + 2000]):
            agreed[one.customer_id, one.amount.currency].append(one)
        for id, currency in dict.fromkeys([*part, *agreed]):
            if currency not in code:
                code[currency] = len(currencies)
                currencies.append(currency)
            lines, contracts = part.get((id, currency), []), agreed.get((id, currency), [])
            who.append(people.place[id])
            where.append(code[currency])
            rest, found = split(lines, day, rules.lifetime, contracts)
            if found:
                held[people.place[id], code[currency]] = found
            rows.append(figures(rest, lines, day, rules, contracts))
        progress("refunds and subscriptions", min(start + 2000, len(ids)), len(ids))
    table = np.array(rows, dtype=np.float64).reshape(-1, 7).T
    places = np.array(who, dtype=np.int32)
    ledger = Ledger(
        places, np.array(where, dtype=np.int8), Buyers(people.segments, people.segment[places], *table)
    )
    return ledger, held


def _joined(one: Ledger, other: Ledger) -> Ledger:
    return Ledger(
        np.concatenate([one.who, other.who]),
        np.concatenate([one.currency, other.currency]),
        one.buyers.joined(other.buyers),
    )


def _groups(read: _Read, day: date, rules: Thresholds) -> Iterator[_Group]:
    """Yield the customers team by team and currency by currency, each with its main currency only."""
    main = _main(read.ledger)
    team = read.people.team[read.ledger.who]
    for number, team_id in enumerate(read.people.teams):
        for code, currency in enumerate(read.currencies):
            mine = np.flatnonzero(main & (team == number) & (read.ledger.currency == code))
            if len(mine):
                yield _group(read, mine, team_id, currency, day, rules)


def _group(
    read: _Read,
    mine: "np.typing.NDArray[np.int64]",
    team_id: Id,
    currency: str,
    day: date,
    rules: Thresholds,
) -> _Group:
    buyers, who = read.ledger.buyers.only(mine), read.ledger.who[mine]
    spent = read.spent[who] if currency == rules.lifetime.cost_currency else np.zeros(len(who))
    model = learn_from(buyers, day, rules.lifetime)
    found = worths(buyers, model, day, rules.lifetime, spent)
    found, buyers, renewing = _subscribed(read, who, currency, buyers, found, rules)
    curve, rank = Curve.of(found.current, rules.tiers)
    learnt = Learnt(model, curve, float(found.current.mean()), renewing)
    return _Group(currency, who, buyers, found, learnt, rank, team_id)


def _subscribed(
    read: _Read,
    who: Ints,
    currency: str,
    buyers: Buyers,
    found: Worths,
    rules: Thresholds,
) -> tuple[Worths, Buyers, ShiftedBetaGeometric]:
    """Add what subscriptions still bring, as `valuing_book.with_subscriptions` does for one customer."""
    code = read.currencies.index(currency)
    held = {n: read.held[place, code] for n, place in enumerate(who.tolist()) if (place, code) in read.held}
    model = renewal((one for each in held.values() for one in each), rules.lifetime)
    for n, each in held.items():
        ahead = worth_ahead(each, model, float(found.margin_rate[n]), rules.lifetime)
        paid = sum(one.payments for one in each)
        last = max(one.last_on for one in each).toordinal()
        buyers.last[n] = max(buyers.last[n], last) if buyers.orders[n] else last
        buyers.orders[n] += paid
        found.current[n] += ahead
        found.alive[n] = max(found.alive[n], 1.0 if ahead > 0 else 0.0)
        found.sure[n] = max(found.sure[n], paid / (paid + 12))
    return found, buyers, model


def _main(ledger: Ledger) -> "np.typing.NDArray[np.bool_]":
    """Mark each customer's currency with most orders; of equals the one that occurred first."""
    order = np.lexsort((ledger.currency, -ledger.buyers.orders, ledger.who))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(ledger.who[order]) != 0
    mask = np.zeros(len(order), dtype=bool)
    mask[order[first]] = True
    return mask


def _batches(group: _Group, people: Everybody, day: date) -> Iterator[list[Valued]]:
    tiers = group.learnt.curve.tiers(group.worths.current)
    for start in range(0, len(group.who), BATCH):
        rows = slice(start, start + BATCH)
        part = zip(
            group.who[rows].tolist(),
            tiers[rows].tolist(),
            group.rank[rows].tolist(),
            group.buyers.orders[rows].tolist(),
            group.buyers.last[rows].tolist(),
            *(column[rows].tolist() for column in group.worths),
            strict=True,
        )
        yield [
            Valued(
                Worth._make((people.ids[who], group.currency, *figures, "", 0, 0.0, int(orders), _day(last))),
                tier,
                rank,
                day,
            )
            for who, tier, rank, orders, last, *figures in part
        ]


def _day(ordinal: float) -> date:
    return date.fromordinal(int(ordinal))


def _moved(rows: Sequence[Valued], earlier: dict[Id, str], now: datetime) -> list[Signal]:
    return [
        Signal(
            id=new_id(),
            customer_id=one.worth.customer_id,
            by=_MACHINE,
            kind=SignalKind.ASSIGNED,
            subject="tier",
            text=one.tier,
            at=now,
        )
        for one in rows
        if earlier.get(one.worth.customer_id, one.tier) != one.tier
    ]


def _said(group: _Group) -> str:
    model = group.learnt.model
    related = "-" if model.correlation is None else f"{model.correlation:.2f}"
    cuts = " ".join(f"{tier}≥{lowest:.0f}" for tier, lowest in group.learnt.curve.cuts)
    return (
        f"{group.team_id} {group.currency}: {model.method}, {model.customers} customers, "
        f"correlation of frequency and value {related}, {cuts}{', ' + model.why if model.why else ''}"
    )
