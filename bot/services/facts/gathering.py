"""All facts of one turn, in a fixed order, numbered f1, f2 and so on."""

from datetime import date

from bot.services.briefs import Fact, FactKind, FactRole, Snapshot, Source
from bot.services.facts.computing import computed_facts
from bot.services.facts.customer import facts_from_snapshot
from bot.services.facts.disputes import mark_disputes
from bot.services.facts.documents import facts_from_passage
from bot.services.facts.offers import offer_facts
from bot.services.facts.parts import numbered, text_fact
from bot.services.facts.seller import facts_from_seller_note
from bot.services.facts.words import facts_from_customer_words
from bot.services.turns import Reading, Speaker, Turn, TurnKind

_OWN_WORDS = frozenset({TurnKind.COPY, TurnKind.OFFER})


def gather_facts(
    turn: Turn,
    reading: Reading,
    snapshot: Snapshot | None,
    today: date,
    sources: tuple[Source, ...] = (),
) -> tuple[Fact, ...]:
    """Return the facts a Brief of this turn may hold: the record, what the seller states, what the
    customer said, what the given passages say, and what code computes from them.

    A wish for copy or an offer is the seller's own words; anything the customer said never is.
    """
    facts: tuple[Fact, ...] = facts_from_snapshot(snapshot, today) if snapshot else ()
    stated = facts_from_seller_note(_seller_words(turn, reading), today, len(facts) + 1)
    facts += tuple(fact for fact in stated if fact.role is not FactRole.COMPUTED)
    facts += _offered(snapshot, facts)
    facts += facts_from_customer_words(_customer_words(turn, reading), today, len(facts) + 1)
    for source in sources:
        facts += facts_from_passage(source, len(facts) + 1)
    facts = mark_disputes(_category(reading, facts))
    return (*facts, *computed_facts(facts, len(facts) + 1))


def _offered(snapshot: Snapshot | None, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The offer that stands open, else the fresh one, unless the seller states a price of today.

    A fresh price fills no slot of a line: the customer has not heard it, so the seller decides.
    """
    if snapshot is None or any(
        fact.role is FactRole.SELLER_STATED and fact.kind is FactKind.MONEY for fact in facts
    ):
        return ()
    if snapshot.open_offer is not None:
        return offer_facts(snapshot.open_offer, len(facts) + 1)
    fresh = snapshot.quoted.fresh
    found = offer_facts(fresh, len(facts) + 1) if fresh else ()
    return tuple(fact.model_copy(update={"slot": ""}) for fact in found)


def _seller_words(turn: Turn, reading: Reading) -> str:
    notes = dict.fromkeys(filter(None, (turn.seller_note, reading.seller_note)))
    if reading.kind in _OWN_WORDS and turn.speaker is not Speaker.CUSTOMER and not reading.customer_words:
        notes[turn.text] = None
    return "。".join(notes)


def _customer_words(turn: Turn, reading: Reading) -> str:
    if reading.customer_words:
        return reading.customer_words
    return turn.text if turn.speaker is Speaker.CUSTOMER else ""


def _category(reading: Reading, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The kind of article talked about; a word, never a claim."""
    if not reading.products:
        return facts
    fact = text_fact(FactRole.CUSTOMER_SAID, "品类", reading.products[0], slot="category")
    return (*facts, *numbered([fact], len(facts) + 1))
