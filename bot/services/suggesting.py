"""Ready lines for the inline list: typed in any chat, answered at once, nothing stored."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.advise import Adviser
from bot.services.briefs import Advice, Variant
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turn_text import clean_text
from bot.services.turns import Speaker, Turn, TurnKind
from crm.base import Id, new_id
from crm.errors import CrmError
from crm.people import Actor
from playbooks.load import Library

MOST = 8
"""Lines offered at once: more do not fit on a phone above its keyboard."""
LINES_OF = "#"
"""A query `#ID` asks for the lines of one stored advice (the share button writes it)."""
_CASE_STAYS = timedelta(hours=12)
_NAME = 14
_APART = " \u3000，,：:"
_SPOKEN = frozenset({TurnKind.OBJECTION, TurnKind.OFFER})


@dataclass(frozen=True)
class Suggestion:
    """One line to send. `key` names the line's play, not its words or its customer."""

    key: str
    topic: str
    variant: Variant
    customer_id: Id | None = None


def line_key(variant: Variant) -> str:
    """Return 12 hexadecimal digits that name a line of the library."""
    named = "\n".join((variant.card_id, variant.move_id, variant.line_id))
    return hashlib.sha256(named.encode()).hexdigest()[:12]


class Suggester:
    """Finds lines for an inline query of one person."""

    def __init__(
        self, database: Database, clock: Clock, adviser: Adviser, library: Library, *, zone: ZoneInfo
    ) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._adviser = database, clock, adviser
        self._library, self._zone = library, zone
        self._writer = PlaybookWriter(library)

    async def suggest(self, actor: Actor, query: str, chat_id: int) -> Sequence[Suggestion]:
        """Return at most `MOST` lines; none when nothing fits.

        Empty: the lines of the last case in `chat_id`. `#ID`: those of a stored advice. `NAME words`:
        lines fitted to that customer. Words alone: general lines; a pinned customer is not used, for
        the chat in which one types may be anybody's.
        """
        text = clean_text(query) if query.strip() else ""
        if not text:
            return await self._last(actor, chat_id)
        if text.startswith(LINES_OF):
            return await self._stored(actor, text.removeprefix(LINES_OF).strip())
        customer_id, words = await self._addressed(actor, text)
        if customer_id and not words:
            async with self._database.read() as uow:
                kept = await uow.advices.latest(
                    actor.salesperson_id, customer_id, self._clock.now() - _CASE_STAYS
                )
            return self._shown(Advice.model_validate(kept.advice)) if kept else ()
        return await self._lines(actor, words, customer_id)

    async def chosen(self, actor: Actor, key: str, query: str, chat_id: int) -> Suggestion | None:
        """Return what a result that was sent had been; None for a key nobody made.

        The list is made again, which is cheap and gives the customer as well; when it has changed
        since, the key still names the line.
        """
        for one in await self.suggest(actor, query, chat_id):
            if one.key == key:
                return one
        variant = self._by_key().get(key)
        return Suggestion(key, "", variant) if variant else None

    def _by_key(self) -> dict[str, Variant]:
        known: dict[str, Variant] = {}
        for card_id in (*self._library.objections, *self._library.plays):
            for move in self._library.moves_of(card_id):
                for line in move.lines:
                    named = Variant(
                        text="", style=line.tone.value, card_id=card_id, move_id=move.id, line_id=line.id
                    )
                    known[line_key(named)] = named
        return known

    async def _last(self, actor: Actor, chat_id: int) -> Sequence[Suggestion]:
        async with self._database.read() as uow:
            dialogue = await uow.dialogues.get(chat_id, actor.salesperson_id)
        if dialogue is None or dialogue.last_advice_id is None:
            return ()
        return await self._stored(actor, dialogue.last_advice_id)

    async def _stored(self, actor: Actor, advice_id: Id) -> Sequence[Suggestion]:
        async with self._database.read() as uow:
            kept = await uow.advices.get(advice_id, actor.salesperson_id)
        return self._shown(Advice.model_validate(kept.advice)) if kept else ()

    def _shown(self, advice: Advice) -> Sequence[Suggestion]:
        topic = self._adviser.topic(str(advice.objection.get("primary") or ""))
        return tuple(
            Suggestion(line_key(variant), topic, variant, advice.customer_id)
            for variant in advice.variants[:MOST]
        )

    async def _addressed(self, actor: Actor, text: str) -> tuple[Id | None, str]:
        """Return the customer named at the head of the text, if it is exactly one, and the rest."""
        head = min((text.find(mark) for mark in _APART if mark in text), default=len(text))
        name, rest = text[:head], text[head:].strip(_APART)
        if 0 < len(name) <= _NAME and (found := await self._one(actor, name)):
            return found, rest
        named = self._adviser.read(self._turn(text, None)).customer_name
        found = await self._one(actor, named) if named else None
        return (found, text) if found else (None, text)

    async def _one(self, actor: Actor, name: str) -> Id | None:
        async with self._database.read() as uow:
            hits = await uow.customers.named([name], actor.scope)
        return hits[0].id if len(hits) == 1 else None

    async def _lines(self, actor: Actor, words: str, customer_id: Id | None) -> Sequence[Suggestion]:
        turn = self._turn(words, customer_id)
        reading = self._adviser.read(turn)
        if reading.kind not in _SPOKEN:
            return ()
        asked = Advice(id=new_id(), kind=reading.kind.value, objection=reading.objection.model_dump())
        try:
            brief = await self._adviser.brief_of(actor, turn, asked)
        except CrmError:  # erased or given away between two keystrokes
            return ()
        lines, _ = select(
            self._writer.candidates(brief),
            brief,
            wanted=MOST,
            today=turn.at.astimezone(self._zone).date(),
            card_exists=self._library.cards.__contains__,
        )
        topic = self._adviser.topic(reading.objection.primary)
        return tuple(Suggestion(line_key(line), topic, line, customer_id) for line in lines)

    def _turn(self, words: str, customer_id: Id | None) -> Turn:
        return Turn(text=words, speaker=Speaker.CUSTOMER, customer_id=customer_id, at=self._clock.now())
