"""What to do with a typed message: advice, a look-up, a note; decided here, rendered elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import Clock, Database, Dialogue
from bot.services.advise import Adviser
from bot.services.briefs import Advice
from bot.services.customers import CustomerService
from bot.services.followups import earlier_advice, follow_up, refer, remembered, supplement
from bot.services.matching import Match, Matcher, Sender
from bot.services.offering import OfferingService
from bot.services.offering.wishes import tells_a_wish
from bot.services.stating import may_be_a_name, states_prices
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.base import Id
from crm.customers import Customer, CustomerKind
from crm.people import Actor
from crm.ports import CustomerHit

_NAME_LENGTH = 14
_GOES_ON = 40
"""Characters of the longest line that may go on about a named customer's last advice."""
_NOT_A_NAME = re.compile(r"[，。！？,!?;；:：\n]")
_OPENING_NAMES = (5, 4, 3, 2)
"""Lengths of a name that a sentence may open with, longest first."""
_SURE = 0.5
"""Score below which a typed word is no look-up: it only resembles a name."""
_TYPED_KEY = re.compile(r"[a-z]{2,12}|[0-9]{3,11}", re.IGNORECASE)
"""Pinyin, initials, or the end of a phone number."""


@dataclass(frozen=True)
class Advised:
    """An advice to show and to store with its turn."""

    turn: Turn
    advice: Advice


@dataclass(frozen=True)
class Found:
    """One customer was meant."""

    customer_id: Id


@dataclass(frozen=True)
class Several:
    """More than one customer fits; `turn` waits for the choice when there was more to do."""

    name: str
    hits: Sequence[CustomerHit]
    turn: Turn | None = None


@dataclass(frozen=True)
class Nobody:
    """No customer of that name."""

    name: str


@dataclass(frozen=True)
class NoteReady:
    """A note to be confirmed with one tap; without a customer it has to be asked for."""

    text: str
    customer: Customer | None


@dataclass(frozen=True)
class OfferWished:
    """Something is to be offered to a customer, and a catalogue knows what."""

    turn: Turn
    customer_id: Id


@dataclass(frozen=True)
class Stated:
    """The seller's own prices, with no advice they could belong to; they wait for the customer's words."""

    text: str


Answered = Advised | Found | Several | Nobody | NoteReady | Stated
Outcome = Answered | OfferWished


class Conversation:
    """Takes a message of a member and decides what it is."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        adviser: Adviser,
        customers: CustomerService,
        offering: OfferingService | None = None,
    ) -> None:
        """Keep the collaborators."""
        self._offering = offering
        self._database, self._clock = database, clock
        self._adviser, self._customers = adviser, customers
        self.matcher = Matcher(database)

    async def take(
        self,
        actor: Actor,
        text: str,
        dialogue: Dialogue,
        *,
        speaker: Speaker = Speaker.UNKNOWN,
        seller_note: str = "",
        sender: Sender | None = None,
    ) -> Outcome:
        """Return what a message of at most 8,000 clean characters asks for.

        `sender` is who a forward came from; it beats the pinned customer. When it may be several, the
        lines are general and the question whose words they are stands beside them.
        """
        turn = Turn(
            text=text,
            speaker=speaker,
            seller_note=seller_note,
            customer_id=dialogue.pinned_customer_id,
            at=self._clock.now(),
        )
        if speaker is Speaker.UNKNOWN and (hits := await self._bare_name(actor, text)):
            return self._found(text, hits)
        if speaker is Speaker.UNKNOWN and (gone_on := await self._gone_on(actor, text, dialogue)):
            return gone_on
        if speaker is Speaker.UNKNOWN and states_prices(text):
            return await self._stated(actor, text, dialogue)
        match = await self.matcher.match(actor, sender, dialogue.pinned_customer_id) if sender else None
        if sender and match:
            known = {"customer_id": match.customer_id, "sender_name": sender.name, "sender_id": sender.id}
            turn = turn.model_copy(update=known)
        reading = self._adviser.read(turn)
        if reading.kind is TurnKind.LOOKUP and speaker is not Speaker.CUSTOMER:
            return await self.look_up(actor, reading.customer_name or text)
        outcome = await self.proceed(actor, turn, reading)
        return _asking(outcome, match) if match and (match.asks or match.colleagues) else outcome

    async def _gone_on(self, actor: Actor, text: str, dialogue: Dialogue) -> Advised | None:
        """Answer a line that goes on about an earlier advice; None when it stands on its own."""
        now, named, wanted = self._clock.now(), None, follow_up(text)
        if wanted is None:
            name = self._adviser.read(Turn(text=text, at=now)).customer_name if len(text) <= _GOES_ON else ""
            wanted = follow_up(f"他{text.removeprefix(name)}") if name and text.startswith(name) else None
            hits = await self._named(actor, name) if wanted else ()
            if wanted is None or len(hits) != 1:
                return None
            named = hits[0].id
        kept = await earlier_advice(self._database, actor, dialogue, named, now)
        referred = refer(wanted, kept, now) if kept else None
        if referred is None:
            return None
        reading = self._adviser.read(referred.turn)
        overruled = referred.objection if referred.objection != reading.objection.primary else None
        advice = await self._adviser.advise(
            actor, referred.turn, objection=overruled, tone=referred.tone, avoid=referred.avoid
        )
        return Advised(referred.turn, remembered(advice, referred.avoid))

    async def _stated(self, actor: Actor, text: str, dialogue: Dialogue) -> Advised | Stated:
        """Add the seller's prices to the last advice about a customer's words, as its button does."""
        now = self._clock.now()
        kept = await earlier_advice(self._database, actor, dialogue, None, now)
        supplemented = supplement(kept, text, now) if kept else None
        if supplemented is None:
            return Stated(text)
        reading = self._adviser.read(supplemented.turn)
        overruled = supplemented.objection if supplemented.objection != reading.objection.primary else None
        advice = await self._adviser.advise(actor, supplemented.turn, objection=overruled)
        return Advised(supplemented.turn, advice)

    async def look_up(self, actor: Actor, name: str) -> Outcome:
        """Find a customer by whatever was typed; a sentence that opens with a name means that customer."""
        hits = await self._customers.search(actor, name)
        if not hits and not may_be_a_name(name):
            for length in _OPENING_NAMES:
                if named := await self._named(actor, name[:length]):
                    return self._found(name[:length], named)
        return self._found(name, hits) if hits else Nobody(name)

    async def proceed(self, actor: Actor, turn: Turn, reading: Reading | None = None) -> Outcome:
        """Answer a turn whose customer is known, or named in it."""
        reading = reading or self._adviser.read(turn)
        if reading.customer_name:
            hits = await self._named(actor, reading.customer_name)
            if len(hits) > 1 and all(hit.id != turn.customer_id for hit in hits):
                return Several(reading.customer_name, hits, turn)
            if len(hits) == 1:
                turn = turn.model_copy(update={"customer_id": hits[0].id})
            if not hits and not await self._belongs(actor, reading.customer_name, turn.customer_id):
                turn = turn.model_copy(update={"customer_id": None})
        if reading.kind is TurnKind.NOTE:
            return await self._note(actor, turn, reading)
        if turn.customer_id and await self._in_a_catalogue(actor, turn, reading):
            return OfferWished(turn, turn.customer_id)
        return Advised(turn, await self._adviser.advise(actor, turn, reading=reading))

    async def _belongs(self, actor: Actor, name: str, customer_id: Id | None) -> bool:
        """Whether somebody without a file speaks for the customer in hand: a firm's people, a family.

        Anybody else is never answered with the facts of the customer in hand.
        """
        if customer_id is None:
            return True
        customer = await self._customers.get(actor, customer_id)
        if customer.kind is CustomerKind.COMPANY or customer.company:
            return True
        known = [*(one.name for one in customer.contacts), *(one.name for one in customer.household)]
        return any(one and (name in one or one in name) for one in known)

    async def _in_a_catalogue(self, actor: Actor, turn: Turn, reading: Reading) -> bool:
        """Whether a seller's wish names something a catalogue holds."""
        wish = reading.kind is TurnKind.OFFER or tells_a_wish(turn.text)
        if self._offering is None or turn.speaker is Speaker.CUSTOMER or not wish:
            return False
        async with self._database.read() as uow:
            return await self._offering.wish(uow, actor, turn.text) is not None

    async def _note(self, actor: Actor, turn: Turn, reading: Reading) -> NoteReady:
        customer = await self._customers.get(actor, turn.customer_id) if turn.customer_id else None
        return NoteReady(reading.note_text or turn.text, customer)

    async def _named(self, actor: Actor, name: str) -> Sequence[CustomerHit]:
        async with self._database.read() as uow:
            return await uow.customers.named([name], actor.scope)

    async def _bare_name(self, actor: Actor, text: str) -> Sequence[CustomerHit]:
        if len(text) > _NAME_LENGTH or _NOT_A_NAME.search(text):
            return ()
        if named := await self._named(actor, text.removeprefix("@").strip()):
            return named
        if _TYPED_KEY.fullmatch(text):
            return [hit for hit in await self._customers.search(actor, text) if hit.score >= _SURE]
        return ()

    @staticmethod
    def _found(name: str, hits: Sequence[CustomerHit]) -> Outcome:
        sure = len(hits) == 1 or (hits[0].score >= 1.0 > hits[1].score)
        return Found(hits[0].id) if sure else Several(name, hits)


def _asking(outcome: Outcome, match: Match) -> Outcome:
    """Return the outcome with the question whose words these are; not when the words named somebody."""
    if not isinstance(outcome, Advised) or outcome.turn.customer_id:
        return outcome
    if match.colleagues:
        return Advised(outcome.turn, outcome.advice.model_copy(update={"colleagues": match.colleagues}))
    who = (outcome.turn.sender_name, *(f"{hit.id}|{hit.name}" for hit in match.candidates))
    return Advised(outcome.turn, outcome.advice.model_copy(update={"who": who}))
