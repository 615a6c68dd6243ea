"""An invented catalogue of any size, the same one every time, and standings to ask it about."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from crm.customers import Segment
from crm.offers.catalogue import Catalogue
from crm.offers.checking import checked
from crm.offers.standing import Request, Standing

ON = date(2026, 2, 10)
CATEGORIES = tuple(f"类别{n}" for n in range(20))


def catalogue(products: int, bundles: int, rules: int, seed: int = 5) -> Catalogue:
    """Return a sound catalogue with 40 campaigns. Raises ValueError when the check finds something."""
    chance = random.Random(seed)
    articles = [_product(chance, n) for n in range(products)]
    ids = [str(article["id"]) for article in articles]
    sets = [_bundle(chance, n, articles) for n in range(bundles)]
    names = ids + [str(one["id"]) for one in sets]
    raw = {
        "id": "bench",
        "name": "目录",
        "products": articles,
        "bundles": sets,
        "campaigns": [
            {
                "id": f"c{n}",
                "name": f"活动{n}",
                "targets": chance.sample(names, 10),
                "percent_off": "5",
                "windows": [
                    {"kind": "named", "name": chance.choice(["spring_festival", "new_year", "birthday"])}
                ],
            }
            for n in range(40)
        ],
        "rules": [_rule(chance, n, names) for n in range(rules)],
        "policy": {"seller_limit": "3", "manager_limit": "8"},
    }
    found, problems = checked(raw)
    if found is None:
        raise ValueError(problems[:3])
    return found


def _product(chance: random.Random, number: int) -> dict[str, Any]:
    price = chance.randrange(20, 400)
    return {
        "id": f"p{number}",
        "name": f"产品{number}",
        "category": CATEGORIES[number % len(CATEGORIES)],
        "billing": "monthly" if number % len(CATEGORIES) < 14 else "one_time",
        "price": str(price),
        "cost": str(round(price * chance.uniform(0.4, 0.95), 2)),
        "tax_rate": "0.06",
        "provides": {"gb": str(chance.choice([5, 20, 60]))},
        "over": {"gb": "2"},
        "quality": chance.randrange(100),
    }


def _bundle(chance: random.Random, number: int, articles: list[dict[str, Any]]) -> dict[str, Any]:
    parts = chance.sample(articles, chance.choice([2, 2, 3]))
    monthly = any(part["billing"] == "monthly" for part in parts)
    return {
        "id": f"b{number}",
        "name": f"组合{number}",
        "items": [{"product": part["id"]} for part in parts],
        "term_months": chance.choice([0, 12, 24]) if monthly else 0,
        "percent_off": str(chance.choice([0, 5, 10])),
    }


def _rule(chance: random.Random, number: int, names: list[str]) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": f"r{number}",
        "says": "按公司公布的办法",
        "applies_to": chance.sample(names, 12),
    }
    kind = number % 4
    if kind == 0:
        return base | {"kind": "conflict", "against": chance.sample(names, 12)}
    if kind == 1:
        return base | {"kind": "volume", "tiers": [{"least": "5", "percent_off": "4"}]}
    wanted: list[dict[str, Any]] = [
        {"tenure_months": {"least": "12"}},
        {"segments": ["business"]},
        {"usage": {"gb": {"least": "30"}}},
        {"volume": {"least": "3"}},
        {"holds_any": [chance.choice(names)]},
    ]
    return base | {"kind": "eligibility", "requires": chance.choice(wanted)}


def questions(count: int, seed: int = 9) -> list[tuple[Standing, Request]]:
    """Return customers with one to four wants, some with a budget."""
    chance = random.Random(seed)
    asked = []
    for _ in range(count):
        wants = tuple(chance.sample(CATEGORIES, chance.choice([1, 2, 2, 3, 4])))
        spend = {c: Decimal(chance.randrange(50, 300)) for c in wants if chance.random() < 0.6}
        standing = Standing(
            segment=chance.choice([Segment.PUBLIC, Segment.BUSINESS]),
            tenure_months=chance.choice([0, 8, 30]),
            spend=spend,
            usage={"gb": Decimal(chance.randrange(0, 80))},
        )
        budget = Decimal(chance.randrange(60, 500)) if chance.random() < 0.4 else None
        asked.append((standing, Request(wants=wants, on=ON, monthly_budget=budget)))
    return asked
