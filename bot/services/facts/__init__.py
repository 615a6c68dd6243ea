"""Facts: what may stand in a line, each with the role that decides how it may be used (design 2a)."""

from bot.services.facts.computing import computed_facts
from bot.services.facts.customer import facts_from_snapshot
from bot.services.facts.documents import facts_from_passage
from bot.services.facts.gathering import gather_facts
from bot.services.facts.seller import facts_from_seller_note
from bot.services.facts.words import facts_from_customer_words

__all__ = [
    "computed_facts",
    "facts_from_customer_words",
    "facts_from_passage",
    "facts_from_seller_note",
    "facts_from_snapshot",
    "gather_facts",
]
