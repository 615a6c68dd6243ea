"""From a draft that passed the gate to the Advice every face shows: reasons, sources, notices, offers."""

from collections.abc import Iterable

from bot.services.briefs import Advice, Brief, Draft, Source, Variant
from bot.services.choosing.rank import UNSURE
from bot.services.grounding import card_source, passage_source
from bot.services.notices import notices
from bot.services.offering.previews import offers_of
from bot.services.shelf import ShelfService
from bot.services.texts import Texts
from bot.services.turns import Reading
from crm.base import new_id
from knowledge.ports import Retrieval
from playbooks.load import Library

_STATED = 6
"""Facts of the seller's own that are named for checking."""


class Finisher:
    """Puts an Advice together; holds no state between turns."""

    def __init__(self, library: Library, shelf: ShelfService, texts: Texts) -> None:
        """Keep the collaborators."""
        self._library, self._shelf, self._say = library, shelf, texts

    def topic(self, objection: str) -> str:
        """Return the short title of an objection kind in the person's language, empty for `none`."""
        card = self._library.objections.get(objection)
        english = self._library.in_english(objection) if card and self._say.locale == "en" else None
        return english.title if english else card.title if card else ""

    def advice(self, brief: Brief, draft: Draft, found: Retrieval, rejected: tuple[str, ...]) -> Advice:
        """Return the Advice of a draft; `rejected` are the lines the gate kept back, for --explain."""
        reading = brief.reading
        sources = self.sources_of(draft.variants)
        reasons = (
            *reading.reasons,
            *(f"{m.card_id}/{m.move_id} {m.score:.2f}: {'; '.join(m.reasons)}" for m in brief.moves),
        )
        own = dict.fromkeys(f"{f.label}{f.text}" for f in brief.facts if f.role == "seller_stated")
        stated = "，".join(list(own)[:_STATED]) + ("…" if len(own) > _STATED else "")
        return Advice(
            id=new_id(),
            kind=reading.kind.value,
            objection=reading.objection.model_dump(),
            variants=draft.variants,
            why=draft.why,
            next_step=draft.next_step,
            offers=offers_of(brief.snapshot),
            sources=sources or brief.sources[:2],
            chunks=brief.sources,
            refused=False,
            answer="\n".join(line.text for line in found.lines),
            writer=draft.writer,
            notice="\n".join(notices(brief, stated, self._say)),
            choices=self._choices(reading),
            reasons=(*reasons, *rejected),
        )

    def _choices(self, reading: Reading) -> tuple[str, ...]:
        """Two kinds to choose from when the reading is unsure and offers two."""
        first, second = reading.objection.primary, reading.objection.secondary
        if reading.objection.confidence >= UNSURE or not second or first == "none":
            return ()
        return tuple(f"{kind}|{self.topic(kind)}" for kind in (first, second))

    def sources_of(self, variants: Iterable[Variant]) -> tuple[Source, ...]:
        """Return what lines rest on: their cards, each with its passage where one is at hand."""
        cards = dict.fromkeys(variant.card_id for variant in variants if variant.card_id)
        return tuple(source for card_id in cards for source in self._card_sources(card_id))

    def _card_sources(self, card_id: str) -> list[Source]:
        card = self._library.card(card_id)
        passages = [passage_source(passage) for passage in self._shelf.passages_of(card_id)]
        return [card_source(card), *passages[:1]]
