"""What an answer rests on, as sources: a card's own summary, a passage's raw span (design 2b)."""

from bot.services.briefs import Source
from knowledge.ports import Passage
from playbooks.models import AnyCard, PersonalityCard


def card_source(card: AnyCard) -> Source:
    """Return a card as a source: its own summary, never a quotation, under a neutral title."""
    reference = "；".join(source.reference for source in card.sources)
    title = card.neutral if isinstance(card, PersonalityCard) else card.title
    return Source(title=title, doc=str(card.id), text=card.summary, is_card=True, reference=reference)


def passage_source(passage: Passage) -> Source:
    """Return a passage as a source: the raw span and the name(s) of its file(s)."""
    docs = passage.docs[0] if len(passage.docs) == 1 else passage.docs
    return Source(
        title=passage.title,
        doc=docs,
        text=passage.raw,
        heading=passage.heading,
        price_list=passage.price_list,
    )
