"""Cards as a bridge: what customers say, authored per card, lends the card's textbook words to a question."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from knowledge import analysis
from knowledge.bm25 import Bm25Index, Entry
from knowledge.questions import Question, strip_filler
from knowledge.thesaurus import Expansion

SAYS_BOOST = 2.0
SUMMARY_BOOST = 0.5
MOST_CARDS = 2
LEAST_SHARE = 0.35
"""A card lends only when it explains this share of the question's weight."""
CLEAR_SHARE = 0.6
"""Share from which on a card may answer in its own name."""
UNKNOWN_IDF = 4.0
"""A term that no card holds counts against every card."""
FULL = 1.6
"""BM25 impact of a term that a card holds well (at most K1 + 1 = 2.2)."""
LENT_WEIGHT = 1.0


class BridgeCard(BaseModel):
    """What the knowledge package needs of a playbook card: plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    says: tuple[str, ...] = ()
    """Lines a customer says or a salesperson asks."""
    vocabulary: tuple[str, ...] = ()
    """Words and short phrases by which books treat the same thing."""
    summary: str = ""


class CardBridge:
    """Finds the cards a question touches and turns their vocabulary into expansions."""

    def __init__(self, cards: Sequence[BridgeCard]) -> None:
        """Index titles and said lines, boosted over the summary."""
        self._cards = {card.id: card for card in cards}
        entries = [Entry(card.id, _counts(card)) for card in self._cards.values()]
        self._index = Bm25Index().adding(entries)

    def lend(self, question: Question) -> list[Expansion]:
        """Return the vocabulary of the best matching cards, weighted by how well they match."""
        if not self._index.size:
            return []
        lent = []
        for id, share in self._match(question, MOST_CARDS):
            if share >= LEAST_SHARE and self._cards[id].vocabulary:
                card = self._cards[id]
                weight = LENT_WEIGHT * share / len(card.vocabulary) ** 0.5
                lent += [
                    Expansion(phrases=(analysis.fold(word),), weight=weight, because=card.title)
                    for word in card.vocabulary
                    if len(word) > 1
                ]
        return lent

    def nearest(self, question: Question) -> str | None:
        """Return the id of a card that explains most of a question, or None."""
        found = self._match(question, 1)
        return found[0][0] if found and found[0][1] >= CLEAR_SHARE else None

    def _match(self, question: Question, limit: int) -> list[tuple[str, float]]:
        """Return (card id, share 0–1 of the question's weight that it explains), best first."""
        informative = {t: w for t, w in question.terms.items() if len(t) > 1}
        most = sum(w * (self._index.idf(t) or UNKNOWN_IDF) for t, w in informative.items())
        if not most:
            return []
        return [(id, min(1.0, score / most / FULL)) for id, score in self._index.search(informative, limit)]


def _counts(card: BridgeCard) -> dict[str, float]:
    counts: dict[str, float] = {}
    parts = [(strip_filler(analysis.fold(line)), SAYS_BOOST) for line in card.says]
    parts += [(analysis.fold(card.title), SAYS_BOOST), (analysis.fold(card.summary), SUMMARY_BOOST)]
    for text, boost in parts:
        for term, count in analysis.terms(text).items():
            counts[term] = counts.get(term, 0.0) + boost * count
    return counts
