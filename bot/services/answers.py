"""Answers for the salesperson: from the material, from a built-in card, or that there is none."""

import re
from collections.abc import Sequence

from bot.services.briefs import Advice
from bot.services.grounding import card_source, passage_source
from bot.services.know_how import LIKELY, KnowHow, short_title, told
from bot.services.shelf import ShelfService
from bot.services.texts import Texts
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.base import Id, new_id
from knowledge.ports import Retrieval
from playbooks.load import Library
from playbooks.terms import NO_OBJECTION

_ASKS = re.compile(r"[?？]\s*$|[吗呢么]$|怎么|如何|什么|哪|几|多少|多久|多长|是否|能不能|有没有|谁")
_THANKS = re.compile(r"谢|\bthank|\bthx\b", re.IGNORECASE)

FAINT = 0.2
"""Confidence under which the material only touches a question: little of it is shown, and said to be so."""
FAINT_LINES = 2

_ADDRESSED = re.compile(r"[你您我咱]|^(?:能|可以|可不可以|行不行)")
"""A question that speaks to somebody may be the customer's; one about a rule of the house is ours."""


class Answers:
    """Answers questions; holds no state between turns."""

    def __init__(self, library: Library, shelf: ShelfService, texts: Texts) -> None:
        """Keep the collaborators."""
        self._library, self._shelf, self._say = library, shelf, texts
        self._know_how = KnowHow(library)

    def answer(self, turn: Turn, reading: Reading, found: Retrieval, *, documents_only: bool) -> Advice:
        """Return the answer of the material, of a built-in card, or the honest word that there is none."""
        passages = tuple(passage_source(passage) for passage in found.passages)
        base = Advice(
            id=new_id(),
            kind=reading.kind.value,
            objection=reading.objection.model_dump(),
            chunks=passages,
            reasons=reading.reasons,
        )
        if reading.kind is TurnKind.SMALL_TALK and not documents_only:
            thanked = _THANKS.search(turn.text)
            return base.model_copy(
                update={"notice": self._say("small-talk-thanks" if thanked else "small-talk")}
            )
        if _faint(found) and not documents_only:
            if general := self._general(turn, reading, least=LIKELY):
                return general.model_copy(update={"id": base.id, "chunks": passages, "refused": True})
            return self._touching(base, found)
        if not found.refused and found.lines:
            told = None if documents_only else self._told(base, turn, reading, found)
            return told or self._quoted(base, found)
        nearest = self._say("answer-nearest", topics="、".join(found.nearest)) if found.nearest else ""
        if not documents_only and (general := self._general(turn, reading)):
            return general.model_copy(update={"id": base.id, "chunks": passages, "refused": True})
        if self._shelf.is_empty:
            nearest = self._say("answer-no-documents")
        return base.model_copy(update={"refused": found.refused or not passages, "notice": nearest})

    @staticmethod
    def _quoted(base: Advice, found: Retrieval) -> Advice:
        cited = tuple(passage_source(line.passage) for line in found.lines)
        answer = "\n".join(line.text for line in found.lines)
        return base.model_copy(update={"answer": answer, "sources": tuple(dict.fromkeys(cited))})

    def _told(self, base: Advice, turn: Turn, reading: Reading, found: Retrieval) -> Advice | None:
        """Return our own summary of the passages found, where a card is one; None otherwise.

        A slide read aloud is no answer: the card that refers to the very passages says it in sentences,
        the best lines follow, and the passages stand behind the button.
        """
        card = self._shelf.nearest_card(reading.customer_words or turn.text)
        meant = {passage.chunk_id for passage in self._shelf.passages_of(card)} if card else set()
        agreed = [passage for passage in found.passages if passage.chunk_id in meant]
        if card is None or not agreed:
            return None
        lines = [line.text for line in found.lines if line.passage.chunk_id in meant][:FAINT_LINES]
        shown = self._library.card(card)
        sources = (card_source(shown), *(passage_source(passage) for passage in agreed))
        return base.model_copy(
            update={
                "answer": "\n".join((shown.summary, *lines)),
                "notice": self._say("answer-told"),
                "sources": tuple(dict.fromkeys(sources)),
            }
        )

    def _touching(self, base: Advice, found: Retrieval) -> Advice:
        """Return the nearest lines, said to be no more: a long quotation would pass for an answer."""
        lines = sorted(found.lines, key=lambda line: -line.passage.score)[:FAINT_LINES]
        return base.model_copy(
            update={
                "answer": "\n".join(line.text for line in lines),
                "notice": self._say("nearest-only"),
                "sources": tuple(dict.fromkeys(passage_source(line.passage) for line in lines)),
            }
        )

    def _general(self, turn: Turn, reading: Reading, *, least: float = 0.0) -> Advice | None:
        """Answer from a built-in card, labelled as general knowledge; None when none fits as surely."""
        asked = reading.customer_words or turn.text
        near, confidence = self._know_how.near(asked)
        if not near or confidence < least:
            return None
        told = self.by_card(reading, near)
        if confidence >= LIKELY:
            return told
        return told.model_copy(update={"notice": self._say("answer-general-near"), "nearest": True})

    def by_card(self, reading: Reading, near: Sequence[Id]) -> Advice:
        """Return what the first of some built-in cards says, and the others as what may have been meant.

        Raises UnknownCard when there is no such card.
        """
        card, *others = (self._library.card(id) for id in near)
        return Advice(
            id=new_id(),
            kind=reading.kind.value,
            objection=reading.objection.model_dump(),
            answer=told(card, self._say),
            notice=self._say("answer-general"),
            sources=(card_source(card),),
            near=tuple(f"{other.id}|{short_title(other)}" for other in others),
            reasons=reading.reasons,
            refused=True,
        )

    def warm(self) -> None:
        """Make ready what the first how-to question would otherwise wait for."""
        self._know_how.near(self._say("start-sample"))


def _faint(found: Retrieval) -> bool:
    return bool(found.lines) and not found.refused and found.confidence < FAINT


def is_impersonal(text: str) -> bool:
    """Whether a question addresses nobody: 「停车证怎么办」, 「保修范围包括哪些」."""
    return _ADDRESSED.search(text) is None


def asks_the_material(turn: Turn, reading: Reading) -> bool:
    """Whether the turn may as well be the salesperson's question: unmarked, no objection, and it asks.

    「电池保修多久」 can come from either side; when the material knows, the answer helps both.
    """
    unmarked = turn.speaker is not Speaker.CUSTOMER and reading.customer_words.strip() == turn.text.strip()
    plain = reading.kind is TurnKind.OBJECTION and reading.objection.primary == NO_OBJECTION
    return plain and unmarked and _ASKS.search(turn.text) is not None
