"""Who should hear of a campaign: over 50,000 (full: 1,000,000) customers in the store."""

import random
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.bootstrap import SystemClock
from bot.services.offering import OfferingService
from bot.services.offering.audience import Audience
from bot.services.texts import Texts
from bot.storage.database import SqlDatabase
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import purchase
from crm.offers.checking import checked
from crm.people import Actor, Role, Salesperson, Team
from tests.bench.figures import Figure
from tests.bench.people import MOMENT

_BATCH = 10_000
_BOSS = Actor(salesperson_id="boss", team_id="team", role=Role.MANAGER, name="boss")


async def campaign(scale: str) -> list[Figure]:
    """Measure an open campaign with rules, and one on each customer's own anniversary."""
    count = 50_000 if scale == "small" else 1_000_000
    note = f"{count:,} customers on SQLite, three in four with a purchase"
    with tempfile.TemporaryDirectory() as folder:
        database = SqlDatabase(f"sqlite+aiosqlite:///{folder}/jinju.db", Path(folder))
        await database.migrate()
        clock = SystemClock()
        offering = OfferingService(clock, Texts("zh"), zone=ZoneInfo("Asia/Shanghai"))
        try:
            await _fill(database, count)
            async with database.write() as uow:
                await offering.catalogues.put(uow, _BOSS, _catalogue())
                await uow.commit()
            figures = []
            for name in ("rules", "anniversary"):
                start = time.perf_counter()
                async with database.read() as uow:
                    found = await Audience(offering).of(uow, _BOSS, "shop", name)
                taken = time.perf_counter() - start
                heard = len(found[1]) if found else 0
                figures.append(Figure(f"campaign_{name}", taken, "s", f"{note}; {heard:,} should hear"))
            return figures
        finally:
            await database.close()


def _catalogue():  # noqa: ANN202 - a catalogue
    found, problems = checked(
        {
            "id": "shop",
            "name": "目录",
            "products": [{"id": "a", "name": "甲", "category": "甲类", "price": "10", "cost": "5"}],
            "campaigns": [
                {"id": "rules", "name": "老客户", "targets": ["a"], "percent_off": "10"},
                {
                    "id": "anniversary",
                    "name": "周年",
                    "targets": ["a"],
                    "percent_off": "10",
                    "windows": [{"kind": "named", "name": "customer_anniversary"}],
                },
            ],
            "rules": [
                {
                    "id": "r",
                    "kind": "eligibility",
                    "applies_to": ["rules"],
                    "says": "满一年的公众客户，凭学生证",
                    "requires": {
                        "segments": ["public"],
                        "tenure_months": {"least": "12"},
                        "statuses": ["学生"],
                        "consent": True,
                    },
                },
            ],
        }
    )
    if found is None:
        raise ValueError(problems)
    return found


async def _fill(database: SqlDatabase, count: int) -> None:
    """Rows straight into the tables: the search keys have nothing to do with this."""
    chance = random.Random(3)
    today = MOMENT.date()
    async with database.write() as uow:
        await uow.people.add_team(Team(id="team", name="team", created_at=MOMENT))
        await uow.people.add(
            Salesperson(id="boss", team_id="team", name="boss", role=Role.MANAGER, created_at=MOMENT)
        )
        await uow.commit()
    for start in range(0, count, _BATCH):
        people, bought = [], []
        for n in range(start, min(start + _BATCH, count)):
            id = f"bench{n:09d}"
            channel = {"kind": "phone", "address": f"139{n:08d}"} | (
                {"consent": "refused"} if n % 17 == 0 else {}
            )
            people.append(
                {
                    "id": id,
                    "team_id": "team",
                    "owner_id": "boss",
                    "kind": "person",
                    "name": f"客户{n}",
                    "address_as": "",
                    "company": "",
                    "position": "",
                    "segment": chance.choice(["public", "business"]),
                    "address": "城西",
                    "birthday": None,
                    "do_not_contact": n % 50 == 0,
                    "phone_tail": "0000",
                    "profile": {"channels": [channel], "tags": ["学生"] if n % 3 == 0 else []},
                    "starts": "",
                    "created_at": MOMENT,
                    "updated_at": MOMENT,
                    "touched_at": MOMENT,
                    "version": 1,
                }
            )
            if n % 4:
                bought.append(
                    {
                        "id": f"b{n}",
                        "customer_id": id,
                        "product": "甲",
                        "category": "甲类",
                        "quantity": Decimal(1),
                        "unit": "件",
                        "amount": Decimal(10),
                        "currency": "CNY",
                        "margin": None,
                        "margin_currency": None,
                        "bought_on": today - timedelta(days=chance.randrange(1, 1500)),
                        "note": "",
                    }
                )
        async with database.write() as uow:
            await uow.session.run(insert(customer), people)
            await uow.session.run(insert(purchase), bought)
            await uow.commit()
