"""The circumstances a condition of a card is asked about, worked out once per turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bot.services.briefs import Fact, FactRole, Snapshot
from bot.services.choosing.fills import Fills, fill, has_open_complaint, open_subjects
from bot.services.turns import Reading
from bot.services.understanding.lexis import Lexis
from crm.customers import BuyingRole, CustomerKind, Personality, Segment
from crm.history import OpportunityState
from crm.value.view import ValueView
from playbooks.load import Library
from playbooks.terms import Known

_OLD_IN_USE = re.compile(r"修|旧|老(?:车|机|款|古董)|还能|凑合|凑活|将就|没坏|(?:骑|用|开)了.{1,4}年")
_AT_WORK = re.compile(
    r"技术部|财务部?|总部|采购|招标|领导|股东|董事|供应商|部门|我们(?:公司|单位|厂|学校|医院|店里|团队)|erp|停线|产线|交期",
    re.IGNORECASE,
)
_OURS = (FactRole.OUR_PRICE, FactRole.COMPUTED, FactRole.SELLER_STATED)


@dataclass(frozen=True)
class Circumstances:
    """What conditions may look at. Prices in yuan; None where nothing is known."""

    reading: Reading
    fills: Fills
    known: frozenset[Known]
    categories: tuple[str, ...]
    family: str
    """What the article has in common with others (吃用品, 通信 …), empty when unknown."""
    price: Decimal | None
    market_price: Decimal | None
    usual_price: tuple[int, int] | None
    """Usual band of the article's kind, low and high."""
    personality: Personality | None
    roles: frozenset[BuyingRole]
    segment: Segment | None
    kind: CustomerKind | None
    has_customer: bool
    spoken: frozenset[str] = frozenset()
    """Groups of people the customer's own words name (爱人, 孩子, 孙辈, 父母)."""
    value: ValueView | None = None
    """What the customer's value says, where it is known."""


def circumstances(
    reading: Reading, snapshot: Snapshot | None, facts: Sequence[Fact], library: Library
) -> Circumstances:
    """Return the circumstances of a turn."""
    lexis = _lexis(library)
    groups = lexis.relations(reading.customer_words) if reading.customer_words else frozenset()
    categories = _categories(reading, snapshot, facts, lexis)
    fills = fill(reading, snapshot, facts, sorted(groups))
    words = dict(fills.words)
    if categories:
        words.setdefault("品类", categories[0])
    comparable = _comparable(words.get("上次购买", ""), snapshot, categories, lexis)
    if not comparable:
        words.pop("上次购买", None)
    fills = replace(fills, words=words)
    same_kind = {Known.COMPARABLE} if comparable and reading.products and "上次购买" in words else set()
    customer = snapshot.customer if snapshot else None
    return Circumstances(
        reading=reading,
        fills=fills,
        known=fills.known
        | same_kind
        | _histories(snapshot)
        | _old(fills, reading)
        | _particular(reading, lexis),
        categories=categories,
        spoken=frozenset(groups),
        family=lexis.family_of.get(categories[0], "") if categories else "",
        price=_figure(facts, ("list_price", "price", "net_price")),
        market_price=_figure(facts, ("market_price",), any_role=True),
        usual_price=lexis.price_bands.get(categories[0]) if categories else None,
        personality=customer.observed_personality if customer else None,
        roles=_roles(reading, snapshot),
        segment=customer.segment if customer else None,
        kind=customer.kind if customer else _kind(reading),
        has_customer=customer is not None,
        value=snapshot.value if snapshot else None,
    )


@lru_cache(maxsize=2)
def _lexis_of(key: int) -> Lexis:
    return Lexis(_LIBRARIES[key])


_LIBRARIES: dict[int, Library] = {}


def _lexis(library: Library) -> Lexis:
    """The word lists of a library, built once (a library is immutable and lives as long as the process)."""
    _LIBRARIES[id(library)] = library
    return _lexis_of(id(library))


def _categories(
    reading: Reading, snapshot: Snapshot | None, facts: Sequence[Fact], lexis: Lexis
) -> tuple[str, ...]:
    """Kinds of the article in question: the turn's, else the facts', else the customer's open business."""
    if reading.products:
        return reading.products
    stated = " ".join(f.text for f in facts if f.slot in {"product", "category", "产品", "品类"})
    for text in (stated, *open_subjects(snapshot)):
        if found := lexis.products(text):
            return found
    return ()


def _comparable(bought: str, snapshot: Snapshot | None, categories: tuple[str, ...], lexis: Lexis) -> bool:
    """Whether the last purchase is of the kind in question: a parcel of flour says nothing about a line."""
    if not bought or not categories or snapshot is None:
        return True
    whole = next((p for p in snapshot.purchases if bought in p.product), None)
    kinds = lexis.products(f"{whole.category} {whole.product}") if whole else ()
    return categories[0] in kinds


def _old(fills: Fills, reading: Reading) -> frozenset[Known]:
    known = Known.OLD_THING in fills.known or _OLD_IN_USE.search(reading.customer_words)
    return frozenset({Known.OLD_IN_USE}) if known else frozenset()


def _particular(reading: Reading, lexis: Lexis) -> frozenset[Known]:
    words = reading.customer_words
    return frozenset({Known.VAGUE if not words or lexis.is_vague(words) else Known.DETAIL})


def _kind(reading: Reading) -> CustomerKind | None:
    """An unknown customer who speaks of departments and tenders is a company."""
    return CustomerKind.COMPANY if _AT_WORK.search(reading.customer_words) else None


def _histories(snapshot: Snapshot | None) -> frozenset[Known]:
    found = set()
    if has_open_complaint(snapshot):
        found.add(Known.OPEN_COMPLAINT)
    if snapshot and any(o.state is OpportunityState.OPEN for o in snapshot.opportunities):
        found.add(Known.OPPORTUNITY)
    return frozenset(found)


def _figure(facts: Sequence[Fact], slots: tuple[str, ...], *, any_role: bool = False) -> Decimal | None:
    for slot in slots:
        for fact in facts:
            if fact.slot == slot and fact.number is not None and (any_role or fact.role in _OURS):
                return fact.number
    return None


def _roles(reading: Reading, snapshot: Snapshot | None) -> frozenset[BuyingRole]:
    """Roles of the one spoken to: a contact named in the turn, else the only contact."""
    contacts = snapshot.customer.contacts if snapshot else ()
    named = [c for c in contacts if reading.customer_name and c.name == reading.customer_name]
    chosen = named or (contacts if len(contacts) == 1 else ())
    return frozenset(role for contact in chosen for role in contact.roles)
