"""Invented customers with purchases in any number, written straight into SQLite or PostgreSQL."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.bootstrap import open_core
from crm.people import Role, Salesperson, Team
from tests.bench.people import customers
from tests.bench.stage import CACHE, settings

TODAY = date(2026, 1, 5)
OWN = 5_000
"""Customers of the first seller; the others share the rest."""
_PRODUCTS = ("大米10公斤", "面粉5公斤", "食用油5升", "茶叶礼盒", "软米试吃装")
_PURCHASE = (
    "INSERT INTO purchase (id, customer_id, product, category, quantity, unit, amount, currency, margin,"
    " margin_currency, bought_on, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TOUCHPOINT = (
    'INSERT INTO touchpoint (id, customer_id, "by", kind, direction, channel, text, at)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


_CONTRACT = (
    "INSERT INTO contract (id, customer_id, product, amount, currency, months, margin, started_on, ends_on,"
    " state, note, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CONTRACT_EACH = 20
"""One customer in so many has a contract."""


def owner(number: int) -> str:
    """Return the seller of a customer: the first one has `OWN`, so that a long list is measured."""
    return "seller000" if number < OWN else f"seller{1 + number % 49:03d}"


async def prepared_buyers(count: int, each: int) -> Path:
    """Return a cached data folder with `count` customers of about `each` purchases, in order of time."""
    folder = CACHE / f"buyers-{count}-{each}"
    if (folder / "ready").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    async with open_core(settings(folder)) as core, core.database.write() as uow:
        now = datetime(2026, 1, 5, tzinfo=UTC)
        await uow.people.add_team(Team(id="team", name="Bench", created_at=now))
        for number in range(50):
            id = f"seller{number:03d}"
            await uow.people.add(
                Salesperson(id=id, team_id="team", name=id, role=Role.SALESPERSON, created_at=now)
            )
        await uow.customers.add(next(customers(1, "team", ("seller000",))))
        await uow.commit()
    await asyncio.to_thread(_fill, folder / "jinju.db", count, each)
    (folder / "ready").touch()
    return folder


def _fill(path: Path, count: int, each: int) -> None:
    """Write rows as the repositories write them (a few shapes are checked by the benchmark's reading)."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    with connection:
        found = connection.execute("SELECT * FROM customer")
        names = [column[0] for column in found.description]
        template = dict(zip(names, found.fetchone(), strict=True))
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO customer VALUES ({marks})", people_rows(template, count))
        connection.executemany(_PURCHASE, purchase_rows(count, each))
        connection.executemany(_TOUCHPOINT, touchpoint_rows(min(count, OWN)))
    connection.execute("ANALYZE")
    connection.close()


def add_contracts(folder: Path, count: int) -> int:
    """Give one customer in `CONTRACT_EACH` a contract in a copy of a prepared folder; return how many."""
    connection = sqlite3.connect(folder / "jinju.db")
    with connection:
        added = connection.executemany(_CONTRACT, contract_rows(count)).rowcount
    connection.execute("ANALYZE contract")
    connection.close()
    return added


def contract_rows(count: int) -> Iterator[tuple[object, ...]]:
    """Yield yearly contracts paid by the month, ending on each day of the coming year; one in ten noticed."""
    moment = f"{TODAY:%Y-%m-%d} 00:00:00.000000"
    for number in range(0, count, CONTRACT_EACH):
        end = TODAY + timedelta(days=number // CONTRACT_EACH % 365)
        state = "notice" if number // CONTRACT_EACH % 10 == 0 else "running"
        yield (
            f"a{number:09d}", f"bench{number:09d}", "商务宽带", 128 * 10_000, "CNY", 1, 40 * 10_000,
            (end - timedelta(days=364)).isoformat(), end.isoformat(), state, "", moment, moment,
        )  # fmt: skip


def people_rows(template: dict[str, object], count: int) -> Iterator[tuple[object, ...]]:
    """Yield rows like the template's, with their own number, id and owner."""
    for number in range(1, count):
        row = template | {"no": number + 1, "id": f"bench{number:09d}", "owner_id": owner(number)}
        yield tuple(row.values())


def purchase_rows(count: int, each: int) -> Iterator[tuple[object, ...]]:
    """Yield purchases of three years in order of time, as a shop writes them; one in fifty is a refund."""
    chance = np.random.default_rng(5)
    rate = chance.gamma(0.8, 1 / 0.8, count)
    total = count * each
    who = np.sort(chance.choice(count, total, p=rate / rate.sum()))
    life = np.minimum(1.0, chance.exponential(0.9, count))
    day = (chance.random(total) * life[who] * 1095).astype(np.int64)
    order = np.argsort(day, kind="stable")
    who, day = who[order], day[order]
    amount = np.round(np.exp(chance.normal(4.5, 0.7, total)), 2)
    back, known = chance.random(total) < 0.004, chance.random(total) < 0.5
    product = chance.integers(0, len(_PRODUCTS), total)
    days = [(TODAY - timedelta(days=1095 - n)).isoformat() for n in range(1096)]
    for n in range(total):
        whole = round(float(amount[n]) * 100) * 100
        name = _PRODUCTS[product[n]]
        margin = int(whole * 0.24) if known[n] else None
        sign = -1 if back[n] else 1
        yield (
            f"p{n:09d}", f"bench{who[n]:09d}", name, name[:2], sign * 1000, "件", sign * whole, "CNY",
            margin * sign if margin is not None else None, "CNY" if margin is not None else None,
            days[day[n]], "",
        )  # fmt: skip


def touchpoint_rows(count: int) -> Iterator[tuple[object, ...]]:
    """Yield three contacts each for the first customers, one in a hundred of them a complaint."""
    for number in range(count):
        for k in range(3):
            at = datetime(2026, 1, 5, 9) - timedelta(days=(number * 7 + k * 31) % 300 + 1)
            kind = "complaint" if (number + k) % 100 == 0 else "message"
            way = "in" if kind == "complaint" or k == 1 else "out"
            yield (f"t{number:07d}{k}", f"bench{number:09d}", "seller000", kind, way, None, "问候一句",
                   f"{at:%Y-%m-%d %H:%M:%S}.000000")  # fmt: skip
