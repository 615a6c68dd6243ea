"""Which of the 23 kinds of objection a customer's words hold, if any, and how sure that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.services.turns import Objection
from bot.services.understanding.cached import trained
from bot.services.understanding.lexis import Lexis
from bot.services.understanding.linear import Linear, softmax
from bot.services.understanding.normal import normal
from bot.services.understanding.rules import Rules, Vote
from playbooks.load import Library
from playbooks.terms import NO_OBJECTION

_GRAMS = 3
_RULE_SHARE = 0.5
"""How much a rule's weight counts beside the classifier's log odds; set by cross-validation."""
_SHARPNESS = 1.0
_SECONDARY = 0.18
_UNSURE = 0.35
"""Below it the second kind is always named, so that the salesperson can choose."""
_NOTHING = 0.09
"""Below it nothing speaks for any kind (of 24, chance is 0.04)."""
_HESITANT = 0.34
"""Below it "no objection" gives way to the likeliest kind: to offer a choice beats passing over a worry."""
_CLEAR = 0.6
"""Share a clause of its own needs to be named as the second kind."""
_CLAUSES = 24
_ASKS = re.compile(r"吗|[?]|多(?:少|远|久|大)|几|哪|什么|啥|有没有|是不是|怎么|能不能")
_WORD = re.compile(r"\w")
_CLAUSE = re.compile(r"[.,!?;:\n]+")
_STEP = re.compile(r"[.!?;\n]+|,(?=但|可|而且|还有|再说|另外|不过|就是|然后|并且)")


@dataclass(frozen=True)
class Judged:
    """The outcome with its grounds."""

    objection: Objection
    votes: tuple[Vote, ...]


class ObjectionReader:
    """Classifier over the library's utterances, corrected by the border rules."""

    def __init__(self, library: Library, lexis: Lexis, cache: Path | None = None) -> None:
        """Train on the cards' utterances, border examples, authored readings and phrases."""
        self._lexis = lexis
        self._rules = Rules(library.rules, "objection")
        examples = [*examples_of(library), *phrases_of(library)]
        self._said = {normal(text) for text, _ in examples}
        texts, kinds = zip(*examples, strict=True)
        self._linear: Linear = trained("objections", texts, kinds, self.grams, cache)
        self._column = {label: i for i, label in enumerate(self._linear.labels)}

    def grams(self, text: str) -> list[str]:
        """Return character n-grams of the words themselves and of the words with classes marked."""
        plain = normal(text)
        marked = self._lexis.classes(plain)
        grams = list(_ngrams(plain))
        if marked != plain:
            grams += [f"·{gram}" for gram in _ngrams(marked) if any(c in gram for c in "ⓟⓑⓡⓢⓖⓝ")]
        return grams

    def read(self, text: str) -> Judged:
        """Return the kinds of a customer's words; a long text is also read sentence by sentence."""
        if not _WORD.search(normal(text)):
            return Judged(Objection(primary=NO_OBJECTION), ())
        whole, votes = self._shares(text)
        parts = [part for part in _STEP.split(normal(text)) if len(part.strip()) > 1]
        if len(parts) > 1:
            shares = np.array([self._shares(part)[0] for part in parts])
            weights = np.array([1.0 - row[self._none] * 0.9 for row in shares])[:, None]
            whole = 0.5 * whole + 0.5 * (shares * weights).sum(axis=0) / weights.sum()
        objection = self._objection(whole, bool(_ASKS.search(normal(text))))
        if objection.primary == NO_OBJECTION and not votes and not self._familiar(text):
            return Judged(Objection(primary=NO_OBJECTION), ())
        if objection.secondary is None and objection.primary != NO_OBJECTION:
            objection = objection.model_copy(update={"secondary": self._beside(text, objection.primary)})
        return Judged(objection, tuple(votes))

    def _beside(self, text: str, primary: str) -> str | None:
        """Return the kind that another clause of the text clearly holds, if any."""
        clauses = [part for part in _CLAUSE.split(normal(text))[:_CLAUSES] if len(part.strip()) > 1]
        best, found = _CLEAR, None
        for clause in clauses if len(clauses) > 1 else ():
            shares = self._shares(clause)[0]
            first = int(np.argmax(shares))
            if shares[first] >= best and self._linear.labels[first] not in {primary, NO_OBJECTION}:
                best, found = float(shares[first]), self._linear.labels[first]
        return found

    def knows(self, text: str) -> bool:
        """Whether a short text is an authored utterance or a clause fires on it."""
        plain = normal(text)
        return plain in self._said or bool(self._rules.votes(self._lexis.classes(plain)))

    def _familiar(self, text: str) -> bool:
        """Whether two neighbouring characters occur in any example: else only the bias would speak."""
        plain = normal(text)
        pairs = (plain[i : i + 2] for i in range(len(plain) - 1))
        return len(plain) < 2 or any(pair in self._linear.numbers for pair in pairs)

    @property
    def _none(self) -> int:
        return self._column.get(NO_OBJECTION, 0)

    def _shares(self, text: str) -> tuple[npt.NDArray[np.float32], Sequence[Vote]]:
        scores = self._linear.scores(text).copy()
        votes = self._rules.votes(self._lexis.classes(normal(text)))
        votes += [v for v in self._rules.votes(normal(text)) if v not in votes]
        for vote in votes:
            if vote.label in self._column:
                scores[self._column[vote.label]] += _RULE_SHARE * vote.weight
        return softmax(_SHARPNESS * scores), votes

    def _objection(self, shares: npt.NDArray[np.float32], asks: bool) -> Objection:
        order = [(self._linear.labels[i], float(shares[i])) for i in np.argsort(-shares)]
        (first, sure), *others = order
        if sure < _NOTHING:
            return Objection(primary=NO_OBJECTION, confidence=round(sure, 3))
        if first == NO_OBJECTION and sure < _HESITANT and not asks and others[0][1] >= _NOTHING:
            (first, sure), *others = others
        second, share = next(pair for pair in others if pair[0] != NO_OBJECTION)
        keep = first != NO_OBJECTION and (share >= _SECONDARY or sure < _UNSURE)
        return Objection(primary=first, secondary=second if keep else None, confidence=round(sure, 3))


def examples_of(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (utterance, kind) for everything authored on objections."""
    for card in library.objections.values():
        yield from ((text, card.id.value) for text in card.customer_says)
        yield from ((negative.text, str(negative.kind)) for negative in card.not_this)
    for entry in library.utterances:
        if entry.about == "objection":
            yield from ((text, str(entry.label)) for text in entry.says)


def phrases_of(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (characteristic phrase, kind): too short to show how a customer talks."""
    for book in library.phrases:
        if book.about == "objection":
            yield from ((text, str(label)) for label, says in book.says.items() for text in says)


def _ngrams(text: str) -> Iterator[str]:
    marked = f"^{text}$"
    for size in range(1, _GRAMS + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]
