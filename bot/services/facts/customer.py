"""What the customer's record holds, as facts."""

import re
from collections.abc import Iterator
from datetime import date

from bot.services.briefs import Fact, FactKind, FactRole, Snapshot
from bot.services.facts.parts import figure_fact, money_fact, numbered, plain, text_fact
from bot.services.figures import find_figures
from crm.customers import AgeBand, BuyingRole, Customer, HouseholdMember, Relation
from crm.history import Promise, PromiseState, Purchase

_RELATIONS = {
    Relation.SPOUSE: "爱人",
    Relation.CHILD: "孩子",
    Relation.SON: "儿子",
    Relation.DAUGHTER: "女儿",
    Relation.GRANDCHILD: "孙辈",
    Relation.GRANDSON: "孙子",
    Relation.GRANDDAUGHTER: "孙女",
    Relation.PARENT: "父母",
    Relation.FATHER: "父亲",
    Relation.MOTHER: "母亲",
    Relation.SIBLING: "兄弟姐妹",
    Relation.COMPANION: "同来的人",
    Relation.OTHER: "家人",
}
_SLOTS = {
    Relation.SPOUSE: "spouse",
    Relation.GRANDCHILD: "grandchild",
    Relation.GRANDSON: "grandchild",
    Relation.GRANDDAUGHTER: "grandchild",
    Relation.CHILD: "child",
    Relation.SON: "child",
    Relation.DAUGHTER: "child",
    Relation.PARENT: "parent",
    Relation.FATHER: "parent",
    Relation.MOTHER: "parent",
}
_BANDS = {
    AgeBand.INFANT: "婴幼儿",
    AgeBand.PRESCHOOL: "学龄前",
    AgeBand.SCHOOL: "上小学",
    AgeBand.TEEN: "上中学",
    AgeBand.SENIOR: "老人",
}
_PROFILE = FactRole.CUSTOMER_PROFILE
_PURCHASES = 3
_ABOUT_THE_CUSTOMER = re.compile(r"[他她]|客户|对方")


def facts_from_snapshot(snapshot: Snapshot, today: date, first: int = 1) -> tuple[Fact, ...]:
    """Return who the customer is, the household, the latest purchases and our open promises.

    Notes, touchpoints, margins and opportunities stay out: they are for the seller's eyes.
    """
    customer = snapshot.customer
    facts = [
        *_address(customer),
        *(fact for member in customer.household for fact in _member(member, today)),
        *_purchases(snapshot.purchases),
        *_promises(snapshot, today),
    ]
    return numbered(_first_fills(facts), first)


def _address(customer: Customer) -> Iterator[Fact]:
    said = customer.address_as or customer.name
    if said:
        yield text_fact(_PROFILE, "称呼", said, slot="address_as")
    if customer.company:
        yield text_fact(_PROFILE, "公司", customer.company, slot="company")
    for contact in customer.contacts:
        slot = "decision_maker" if BuyingRole.ECONOMIC in contact.roles else ""
        if contact.name:
            yield text_fact(_PROFILE, "联系人", contact.name, slot=slot)


def _member(member: HouseholdMember, today: date) -> Iterator[Fact]:
    relation = _RELATIONS[member.relation]
    spoken = relation + member.name
    yield text_fact(_PROFILE, "家人", spoken, slot="companion" if member.has_say else "family")
    if member.relation in _SLOTS:
        yield text_fact(_PROFILE, relation, spoken, slot=_SLOTS[member.relation])
    if member.name:
        yield text_fact(_PROFILE, "家人名", member.name, slot="family_name")
    if member.birthday and (age := age_on(member.birthday, today)) >= 0:
        yield Fact(
            id="f0", role=_PROFILE, kind=FactKind.QUANTITY, label=f"{spoken}的年龄", text=f"{age}岁",
            number=age, unit="岁",
        )  # fmt: skip
    elif member.age_band in _BANDS:
        yield text_fact(_PROFILE, f"{spoken}的年龄段", _BANDS[member.age_band])


def age_on(birthday: date, today: date) -> int:
    """Return completed years of age."""
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))


def _purchases(purchases: tuple[Purchase, ...]) -> Iterator[Fact]:
    bought = [p for p in purchases if p.amount.amount > 0 and p.quantity > 0]
    for purchase in sorted(bought, key=lambda p: p.bought_on, reverse=True)[:_PURCHASES]:
        when = purchase.bought_on
        yield text_fact(_PROFILE, "买过", purchase.product, slot="last_purchase")
        yield Fact(
            id="f0", role=_PROFILE, kind=FactKind.DATE, label="购买日期",
            text=f"{when.year}年{when.month}月{when.day}日", on=when,
        )  # fmt: skip
        yield money_fact(_PROFILE, "当时金额", purchase.amount.amount, currency=purchase.amount.currency)
        if purchase.quantity != 1 and purchase.unit:
            said = f"{plain(purchase.quantity)}{purchase.unit}"
            yield from (figure_fact(_PROFILE, "购买数量", figure) for figure in find_figures(said))


def _promises(snapshot: Snapshot, today: date) -> Iterator[Fact]:
    for promise in snapshot.promises:
        if promise.state is PromiseState.OPEN:
            fact = text_fact(_PROFILE, "已答应", promise.text, slot=_promise_slot(promise, today))
            yield fact.model_copy(update={"on": promise.due_at.date() if promise.due_at else None})


def _promise_slot(promise: Promise, today: date) -> str:
    """Only what should be done by now is brought up, in words that can be said to the customer."""
    due = promise.due_at.date() if promise.due_at else promise.created_at.date()
    said = len(promise.text) <= 30 and not _ABOUT_THE_CUSTOMER.search(promise.text)
    return "promise" if said and due < today else ""


def _first_fills(facts: list[Fact]) -> list[Fact]:
    """Of several facts for one slot the first one fills it; the rest stay known."""
    seen: set[str] = set()
    kept = []
    for fact in facts:
        kept.append(fact.model_copy(update={"slot": ""}) if fact.slot in seen else fact)
        seen.add(fact.slot)
    return kept
