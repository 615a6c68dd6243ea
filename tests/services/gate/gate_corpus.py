"""The two labelled sets and the briefs they are judged against."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.facts import gather_facts
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.customers import Contact, Customer, CustomerKind, HouseholdMember, Relation
from crm.history import Purchase
from crm.money import Money

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CARDS = frozenset({"no_need", "price_too_high", "guilt_removal"})


@dataclass(frozen=True)
class Violation:
    """A line that must be rejected, with the letter of the rule it breaks."""

    group: str
    context: str
    text: str
    extra: str = ""


def violations(name: str = "violations.tsv") -> list[Violation]:
    """Return the hand-made violations of a set."""
    return [Violation(*row) for row in _rows(name)]


def innocents(name: str = "innocent.tsv") -> list[tuple[str, str]]:
    """Return (context, line) of the innocent lines of a set."""
    return [(row[0], row[1]) for row in _rows(name)]


def is_blind(text: str) -> bool:
    """Whether a line of the second sets belongs to the third nobody looks at while tuning."""
    return hashlib.blake2b(text.encode(), digest_size=4).digest()[0] % 3 == 0


def variant_of(violation: Violation) -> Variant:
    """Return the variant, with the card or fact it cites."""
    kind, _, id = violation.extra.partition("=")
    return Variant(
        text=violation.text,
        style="warm",
        card_id=id if kind == "card" else "",
        fact_ids=(id,) if kind == "fact" else (),
    )


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


_NOTES = {
    "ebike": "在售A3，目录价3800，旧车抵300，续航65公里，整车保修两年，活动到25号，送头盔一个",
    "telecom": "宽带套餐每月138，300兆",
    "food": "五常大米128元一袋，一袋10斤，买二送一",
    "bank": "三年期定存利率2.6%，5万起存",
    "b2b": "进销存系统36000元一年，含上门培训两次",
    "bare": "",
}
_WORDS = {
    "ebike": "隔壁才卖3300，我预算就3000，三千以内",
    "telecom": "移动那边每月99，你们信号太差",
    "food": "超市才89，太贵了",
    "bank": "别家利率有3%",
    "b2b": "预算只有3万，要陈总批",
    "bare": "我再想想",
}
_SAID_TO = {"ebike": "张大伯", "telecom": "王姐", "food": "李阿姨", "bank": "周先生", "b2b": "陈总"}


@cache
def brief_for(context: str) -> Brief:
    """Return the brief of a context, its facts gathered as in a real turn."""
    reading = Reading(kind=TurnKind.OBJECTION, customer_words=_WORDS[context], seller_note=_NOTES[context])
    turn = Turn(text=_WORDS[context], speaker=Speaker.CUSTOMER, seller_note=_NOTES[context], at=NOW)
    snapshot = _snapshot(context)
    return Brief(reading=reading, snapshot=snapshot, facts=gather_facts(turn, reading, snapshot, TODAY))


def _snapshot(context: str) -> Snapshot | None:
    if context not in _SAID_TO:
        return None
    company = context == "b2b"
    customer = Customer(
        id=context,
        team_id="t",
        owner_id="o",
        kind=CustomerKind.COMPANY if company else CustomerKind.PERSON,
        name="明达贸易" if company else "",
        address_as=_SAID_TO[context],
        contacts=(Contact(id="c", name="陈总"),) if company else (),
        household=_household(context),
        created_at=NOW,
        updated_at=NOW,
    )
    return Snapshot(customer=customer, purchases=_purchases(context))


def _household(context: str) -> tuple[HouseholdMember, ...]:
    if context == "ebike":
        member = HouseholdMember(
            id="h", relation=Relation.GRANDDAUGHTER, name="小米", birthday=date(2020, 3, 1)
        )
        return (member,)
    if context == "telecom":
        return (HouseholdMember(id="h", relation=Relation.DAUGHTER, name="朵朵"),)
    return ()


def _purchases(context: str) -> tuple[Purchase, ...]:
    if context != "ebike":
        return ()
    money = Money(amount=Decimal(2600))
    return (
        Purchase(id="p", customer_id=context, product="A2电动车", amount=money, bought_on=date(2023, 5, 2)),
    )
