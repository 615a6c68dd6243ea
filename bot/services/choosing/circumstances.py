"""The circumstances a condition of a card is asked about, worked out once per turn."""

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
from playbooks.load import Library
from playbooks.terms import Known

_OURS = (FactRole.OUR_PRICE, FactRole.COMPUTED, FactRole.SELLER_STATED)


@dataclass(frozen=True)
class Circumstances:
    """What conditions may look at. Prices in yuan; None where nothing is known."""

    reading: Reading
    fills: Fills
    known: frozenset[Known]
    categories: tuple[str, ...]
    price: Decimal | None
    market_price: Decimal | None
    usual_price: tuple[int, int] | None
    """Usual band of the article's kind, low and high."""
    personality: Personality | None
    roles: frozenset[BuyingRole]
    segment: Segment | None
    kind: CustomerKind | None
    has_customer: bool


def circumstances(
    reading: Reading, snapshot: Snapshot | None, facts: Sequence[Fact], library: Library
) -> Circumstances:
    """Return the circumstances of a turn."""
    lexis = _lexis(library)
    groups = lexis.relations(reading.customer_words) if reading.customer_words else frozenset()
    categories = _categories(reading, snapshot, facts, lexis)
    fills = fill(reading, snapshot, facts, sorted(groups))
    if categories and "品类" not in fills.words:
        fills = replace(fills, words={**fills.words, "品类": categories[0]})
    customer = snapshot.customer if snapshot else None
    return Circumstances(
        reading=reading,
        fills=fills,
        known=fills.known | _histories(snapshot),
        categories=categories,
        price=_figure(facts, ("list_price", "price", "net_price")),
        market_price=_figure(facts, ("market_price",), any_role=True),
        usual_price=lexis.price_bands.get(categories[0]) if categories else None,
        personality=customer.observed_personality if customer else None,
        roles=_roles(reading, snapshot),
        segment=customer.segment if customer else None,
        kind=customer.kind if customer else None,
        has_customer=customer is not None,
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
