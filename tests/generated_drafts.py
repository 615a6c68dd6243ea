"""Drafts for random customers, and an account of their figures kept apart from the gate's own."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.choosing import choose
from bot.services.facts import gather_facts
from bot.services.figures import find_figures
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Speaker, Turn
from crm.customers import (
    BuyingRole,
    Contact,
    Customer,
    CustomerKind,
    HouseholdMember,
    Personality,
    PersonalityObservation,
    Relation,
    Segment,
)
from crm.history import Promise, Purchase, Touchpoint, TouchpointKind
from crm.money import Money
from playbooks.load import built_in
from tests.understander import shared_understander

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
_TONES = ("", "", "softer", "bolder", "shorter", "warm", "expert")
_ARTICLES = ("电动车A3", "五常大米10斤", "宽带套餐", "冰箱", "净水器", "进销存系统", "耳机Pro2")
_CALLED = ("张大伯", "王姐", "小陈", "李总", "欧阳老师", "", "Mr. Hill", "赵阿姨")
_CHILDREN = ("小米", "朵朵", "乐乐", "", "Lily")


def drafts(count: int, seed: int = 1) -> Iterator[tuple[Brief, Variant]]:
    """Yield so many lines that would be sent, each with the brief it was written from."""
    chance = random.Random(seed)
    said = [words for card in LIBRARY.objections.values() for words in card.customer_says]
    made = 0
    while made < count:
        brief = _brief(chance, chance.choice(said))
        for variant in select(WRITER.candidates(brief), brief, 2, today=NOW.date())[0][: count - made]:
            made += 1
            yield brief, variant


def unaccounted(brief: Brief, variant: Variant) -> list[str]:
    """Return the figures of a line whose value no fact of its brief holds; the gate has no say in it."""
    values = {fact.number for fact in brief.facts if fact.number is not None}
    days: set[date] = {fact.on for fact in brief.facts if fact.on is not None}
    for fact in brief.facts:
        for figure in find_figures(fact.text, NOW.date()):
            values |= {figure.value, figure.low, figure.high}
            days |= {figure.on} if figure.on else set()
    return [
        figure.text
        for figure in find_figures(variant.text, NOW.date())
        if not figure.soft and figure.value not in values and figure.on not in days
    ]


def _brief(chance: random.Random, words: str) -> Brief:
    price = chance.randrange(20, 9000)
    off = chance.randrange(5, max(6, price // 4))
    heard = chance.randrange(10, 9000)
    if chance.random() < 0.5:
        words += chance.choice((f"，隔壁才卖{heard}", f"，我预算就{heard}", f"，别家便宜{off}块", ""))
    note = chance.choice(
        (
            "",
            f"在售{chance.choice(_ARTICLES)}，目录价{price}，旧的抵{off}",
            f"{chance.choice(_ARTICLES)}现价{price}元，保修{chance.randrange(1, 5)}年",
            f"到手{price}，活动到{chance.randrange(23, 30)}号，送{chance.randrange(1, 4)}个赠品",
            f"每月{price // 10 + 9}，{chance.choice((100, 300, 500))}兆",
        )
    )
    snapshot = _snapshot(chance) if chance.random() < 0.85 else None
    turn = Turn(text=words, speaker=Speaker.CUSTOMER, seller_note=note, at=NOW)
    reading = shared_understander().read(turn).model_copy(update={"seller_note": note})
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    moves = tuple(choose(reading, snapshot, facts, LIBRARY))
    return Brief(
        reading=reading,
        snapshot=snapshot,
        facts=facts,
        moves=moves,
        seed=str(chance.random()),
        tone=chance.choice(_TONES),
    )


def _snapshot(chance: random.Random) -> Snapshot:
    company = chance.random() < 0.25
    customer = Customer(
        id="c",
        team_id="t",
        owner_id="o",
        kind=CustomerKind.COMPANY if company else CustomerKind.PERSON,
        name="宏远贸易" if company else chance.choice(("王丽", "欧阳志远", "", "Anna Hill")),
        address_as=chance.choice(_CALLED),
        segment=chance.choice((None, *Segment)),
        contacts=(Contact(id="k", name="陈总", roles=(chance.choice(list(BuyingRole)),)),) if company else (),
        household=() if company else _household(chance),
        personality=(
            PersonalityObservation(
                personality=chance.choice(list(Personality)), observed_on=NOW.date(), observed_by="o"
            ),
        ),
        created_at=NOW,
        updated_at=NOW,
    )
    return Snapshot(
        customer=customer,
        purchases=(_purchase(chance),) if chance.random() < 0.6 else (),
        touchpoints=(_complaint(),) if chance.random() < 0.2 else (),
        promises=(_promise(chance),) if chance.random() < 0.3 else (),
    )


def _household(chance: random.Random) -> tuple[HouseholdMember, ...]:
    return tuple(
        HouseholdMember(
            id=str(place),
            relation=chance.choice(list(Relation)),
            name=chance.choice(_CHILDREN),
            birthday=NOW.date() - timedelta(days=chance.randrange(300, 20000)),
            has_say=chance.random() < 0.3,
        )
        for place in range(chance.randrange(0, 4))
    )


def _purchase(chance: random.Random) -> Purchase:
    return Purchase(
        id="p",
        customer_id="c",
        product=chance.choice(_ARTICLES),
        amount=Money(amount=Decimal(chance.randrange(20, 9000))),
        bought_on=NOW.date() - timedelta(days=chance.randrange(1, 900)),
    )


def _complaint() -> Touchpoint:
    return Touchpoint(
        id="x",
        customer_id="c",
        by="o",
        kind=TouchpointKind.COMPLAINT,
        at=NOW - timedelta(days=4),
        text="没修好",
    )


def _promise(chance: random.Random) -> Promise:
    return Promise(
        id="w",
        customer_id="c",
        by="o",
        text=chance.choice(("周五前送到", "补一个头盔", "3天内回电话", "查清那笔扣费")),
        created_at=NOW - timedelta(days=9),
        due_at=NOW - timedelta(days=chance.randrange(1, 6)),
    )
