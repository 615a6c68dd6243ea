"""Knowing when not to answer: the topic is absent, or the asked figure is.

Everyday questions share few words with books, so little coverage alone proves nothing. A refusal
needs one of: nothing in common at all; a Latin word that the material never uses; a word of another
field of life (weather, shares, plumbing) that the material never uses; a question for
a figure (money, a date, a count, a phone number) that no passage holds near the question's words,
or one that names a figure (a tariff of 129, a contract sum) the material does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge import analysis
from knowledge.bm25 import Bm25Index
from knowledge.coverage import Need, covered, need_of, without_figures
from knowledge.evidence import PHRASE, Exhibit
from knowledge.questions import Asked, Question, everyday, named_figure, of_the_moment
from knowledge.thesaurus import Expansion

LOOKED_AT = 5
NOTHING = 0.02
"""Coverage under which a question has nothing in common with the material."""
STRANGE = 0.25
"""Share of a question's characters in pairs nobody knows from which on the question may be a strange one,"""
FAR = 0.25
"""when the best passage covers less of it than this and no word of it is in the thesaurus."""
NEAR = 0.18
"""Coverage a few sentences need for a figure in them to be the asked one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to refuse, how sure (0–1) the material holds an answer, and the reason of a refusal."""

    refused: bool
    confidence: float
    reason: str = ""


def judge(
    index: Bm25Index,
    question: Question,
    expansions: Sequence[Expansion],
    exhibits: Sequence[Exhibit],
    known: frozenset[str] = frozenset(),
) -> Verdict:
    """Return whether the best passages can answer the question.

    `known` holds pairs of characters that are words of the trade though the material may not use them.

    A customer's own words (`question.spoken`) are no question to the material: they are refused only
    when nothing is in common.
    """
    if not exhibits:
        return Verdict(True, 0.0, "empty")
    need = need_of(index, question, expansions)
    looked_at = exhibits[:LOOKED_AT]
    understood = need_of(index, question, expansions, seams=False)
    confidence = max(covered(understood, _whole(item)) for item in looked_at)
    reason = _reason(index, question, need, looked_at, confidence)
    if not (reason or question.spoken or expansions) and confidence < FAR:
        reason = "unfamiliar" if unfamiliar(index, question, known) >= STRANGE else ""
    return Verdict(bool(reason), round(confidence, 3), reason)


def _reason(
    index: Bm25Index, question: Question, need: Need, exhibits: Sequence[Exhibit], confidence: float
) -> str:
    if confidence < NOTHING and max(item.best for item in exhibits) < PHRASE:
        return "nothing_in_common"
    if question.spoken:
        return ""
    strange = _strange(index, question, need)
    if strange or question.asked is None:
        return strange
    return "" if _holds(need, question.asked, exhibits) else "no_such_figure"


def _strange(index: Bm25Index, question: Question, need: Need) -> str:
    """Return the reason why a question speaks of things that the material never names, "" when none."""
    unknown = [word for word in question.exact if not index.df(word) and word not in need.stands_for]
    if any(not word[0].isdigit() for word in unknown):
        return "unknown_word"
    if any(not _used(index, word) and word not in need.stands_for for word in everyday(question.folded)):
        return "elsewhere"
    if of_the_moment(question.folded):
        return "of_the_moment"
    if question.asked is None:
        return ""
    named = named_figure(question.folded)
    return "unknown_figure" if unknown or (named and not _known(index, need, named)) else ""


def unfamiliar(index: Bm25Index, question: Question, known: frozenset[str]) -> float:
    """Return the share (0–1) of the Chinese characters of a question that stand in no known pair.

    A pair is known that stands somewhere in the material or in `known`; characters of filler and runs of
    one character do not count.
    """
    total = strange = 0
    for token in analysis.tokens(question.core):
        if not analysis.is_chinese(token) or len(token) < 2:
            continue
        met = [bool(index.df(a + b)) or a + b in known for a, b in pairwise(token)]
        total += len(token)
        strange += sum(not (before or behind) for before, behind in pairwise([False, *met, False]))
    return strange / total if total else 0.0


def _known(index: Bm25Index, need: Need, pair: str) -> bool:
    return bool(index.df(pair)) or pair in need.stands_for


def _used(index: Bm25Index, word: str) -> bool:
    """Whether the material may hold a word: every pair of its characters stands somewhere."""
    return all(index.df(a + b) for a, b in pairwise(word))


def _whole(exhibit: Exhibit) -> str:
    passage = exhibit.passage
    return analysis.fold(f"{passage.title} {passage.heading}\n{passage.clean}")


def _holds(need: Need, asked: Asked, exhibits: Sequence[Exhibit]) -> bool:
    """Whether some passage has the asked sort of answer within a sentence of the question's words.

    Figures of the question do not count as its words: 200 stands in many places.
    """
    need = without_figures(need)
    for exhibit in exhibits:
        lines = [analysis.fold(line) for line in (exhibit.passage.heading, *exhibit.texts)]
        for i, line in enumerate(lines):
            around = " ".join(lines[max(0, i - 1) : i + 2])
            if asked.answer.search(line) and covered(need, around) >= NEAR:
                return True
    return False
