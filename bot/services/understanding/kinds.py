"""What sort of request an unmarked text is: rules first, a small classifier for the rest."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.services.turns import TurnKind
from bot.services.understanding.cached import trained
from bot.services.understanding.linear import softmax
from bot.services.understanding.normal import normal
from bot.services.understanding.objections import examples_of
from bot.services.understanding.rules import Rules
from playbooks.load import Library

_RULE_SHARE = 1.0
_UNSEEN = -1.0
"""Score of a kind nobody wrote examples for."""


class KindReader:
    """Tells questions of a salesperson from a customer's words, notes, look-ups, copy wishes."""

    def __init__(self, library: Library, cache: Path | None = None) -> None:
        """Train on what customers say and salespeople ask, as the cards have it."""
        self._rules = Rules(library.rules, "turn")
        texts, labels = zip(*_examples(library), strict=True)
        self._linear = trained("kinds", texts, labels, _grams, cache)

    def read(self, text: str) -> tuple[TurnKind, float, tuple[str, ...]]:
        """Return the kind, its share of belief, and the clauses that decided."""
        plain = normal(text)
        scores = dict.fromkeys(TurnKind, _UNSEEN)
        for label, score in zip(self._linear.labels, self._linear.scores(text).tolist(), strict=True):
            scores[TurnKind(label)] = score
        votes = self._rules.votes(plain)
        for vote in votes:
            scores[TurnKind(vote.label)] += _RULE_SHARE * vote.weight
        shares = softmax(np.array(list(scores.values()), dtype=np.float32)).tolist()
        best, share = max(zip(scores, shares, strict=True), key=lambda pair: pair[1])
        return best, float(share), tuple(v.why for v in votes if v.label == best)


def _examples(library: Library) -> Iterator[tuple[str, str]]:
    yield from ((text, TurnKind.OBJECTION.value) for text, _ in examples_of(library))
    for card in library.cards.values():
        yield from ((text, TurnKind.QUESTION.value) for text in card.salesperson_asks)
    for entry in library.utterances:
        if entry.about == "turn":
            yield from ((text, str(entry.label)) for text in entry.says)


def _grams(text: str) -> list[str]:
    plain = f"^{normal(text)}$"
    return [plain[i : i + size] for size in (1, 2, 3) for i in range(len(plain) - size + 1)]
