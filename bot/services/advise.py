"""advise(): the way of one turn, the same for every face.

Turn → Reading → Snapshot → Passages → Facts → Moves → Brief → Draft → Gate → Advice (design 2).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.ports.preferences import Preferences
from bot.services.answers import Answers, asks_the_material, is_impersonal
from bot.services.briefs import Advice, Brief, Snapshot, Source, Variant, ViewPort
from bot.services.choosing import choose
from bot.services.copywriting_studio import CopyStudio
from bot.services.facts import gather_facts
from bot.services.facts.withheld import without_offers
from bot.services.finishing import Finisher
from bot.services.gate import select
from bot.services.grounding import passage_source
from bot.services.notices import lacks_play
from bot.services.offering.previews import asks_for_price
from bot.services.playbook_writer import PlaybookWriter
from bot.services.shelf import ShelfService
from bot.services.snapshots import QuotePort, Snapshots
from bot.services.texts import Texts
from bot.services.turns import Objection, Reading, Turn, TurnKind
from bot.services.understanding import Understander
from bot.services.understanding.lexis import Lexis
from crm.base import Id
from crm.errors import NotFound
from crm.people import Actor, Role
from knowledge.ports import Retrieval
from playbooks.load import Library

PASSAGES = 10
"""How many passages an advice carries for evaluation; a screen shows fewer."""
_SPOKEN = frozenset({TurnKind.OBJECTION, TurnKind.OFFER})


_NOTHING = Retrieval(passages=(), refused=True)
_NOBODY = Actor(salesperson_id="-", team_id="-", role=Role.SALESPERSON)


class Adviser:
    """Answers turns without any model; holds no state between turns."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        library: Library,
        shelf: ShelfService,
        texts: Texts,
        *,
        zone: ZoneInfo,
        cache: Path | None = None,
        view: ViewPort | None = None,
        quote: QuotePort | None = None,
    ) -> None:
        """Keep the collaborators; the understander is trained on the library, or read from `cache`."""
        self._database, self._clock, self._shelf = database, clock, shelf
        self._snapshots = Snapshots(database, clock, view, quote, zone=zone)
        self._say, self._zone = texts, zone
        self.library = library
        self._understander = Understander(library, cache)
        self._writer = PlaybookWriter(library)
        self._answers = Answers(library, shelf, texts)
        self._finisher = Finisher(library, shelf, texts)
        self.copy = CopyStudio(database, clock, library, self._understander.lexis, texts)

    def read(self, turn: Turn) -> Reading:
        """Return what a turn is."""
        return self._understander.read(turn)

    @property
    def lexis(self) -> Lexis:
        """The word lists of the library, ready for use."""
        return self._understander.lexis

    def warm(self) -> None:
        """Run everything once, so that the first real turn does not pay for first times."""
        turn = Turn(text=self._say("start-sample"), at=self._clock.now())
        reading = self.read(turn)
        found = self._shelf.find(reading.customer_words, limit=PASSAGES)
        self._lines(_NOBODY, turn, reading, None, found, Preferences(), ())

    async def warm_sources(self, quiet: Callable[[], Awaitable[None]]) -> None:
        """Find the passages behind every play once, card by card, each after a quiet moment.

        The passages not in a thread: one that computes makes every answer beside it wait for the interpreter.
        First what a slip of the keyboard needs: mostly one import, 0.2 s that the first slip would wait for.
        """
        await asyncio.to_thread(self._shelf.warm)
        await asyncio.to_thread(self._answers.warm)
        for card_id in (*self.library.objections, *self.library.plays):
            await quiet()
            self._shelf.passages_of(card_id)

    def topic(self, objection: str) -> str:
        """Return the short title of an objection kind, empty for `none`."""
        return self._finisher.topic(objection)

    async def advise(
        self,
        actor: Actor,
        turn: Turn,
        *,
        reading: Reading | None = None,
        objection: str | None = None,
        tone: str = "",
        avoid: tuple[str, ...] = (),
        documents_only: bool = False,
    ) -> Advice:
        """Answer a turn. `objection` overrules the reading; `documents_only` keeps cards from answering.

        Raises NotFound when the turn's customer is outside the actor's scope.
        """
        start = time.perf_counter()
        reading = reading or self.read(turn)
        if objection is not None:
            reading = _decided(reading, objection)
        snapshot = await self._snapshot(actor, turn, reading)
        if reading.kind is TurnKind.COPY and not documents_only:
            return await self._copy(actor, turn, reading, snapshot, tone, avoid)
        found = await self._shelf.search(
            reading.customer_words or turn.text, limit=PASSAGES, team_id=actor.team_id
        )
        advice = None
        asks = asks_the_material(turn, reading)
        known = bool(found.lines) and not found.refused
        if asks and not known and is_impersonal(turn.text):
            reading = reading.model_copy(update={"kind": TurnKind.QUESTION})
        if reading.kind in _SPOKEN and not documents_only and not (asks and known):
            liked = await self._liked(actor)
            liked = liked.model_copy(update={"tone": tone or liked.tone})
            advice = self._lines(actor, turn, reading, snapshot, found, liked, avoid)
            if advice and asks and not advice.notice:
                advice = advice.model_copy(update={"notice": self._say("answer-refused")})
        if advice is None:
            advice = self._answers.answer(turn, reading, found, documents_only=documents_only)
        elapsed = round((time.perf_counter() - start) * 1000, 1)
        named = (
            {
                "customer": snapshot.customer.display_name,
                "customer_id": snapshot.customer.id,
                "sells": snapshot.quoted.sells,
            }
            if snapshot
            else {}
        )
        return advice.model_copy(update={**named, "elapsed_ms": elapsed})

    def know_how(self, turn: Turn, cards: Sequence[Id]) -> Advice:
        """Answer a how-to question by the first of some built-in cards, the others offered beside it.

        Raises UnknownCard.
        """
        return self._answers.by_card(self.read(turn), cards)

    async def _copy(
        self,
        actor: Actor,
        turn: Turn,
        reading: Reading,
        snapshot: Snapshot | None,
        tone: str,
        avoid: tuple[str, ...],
    ) -> Advice:
        start = time.perf_counter()
        wish = await self.copy.wish(actor, "\n".join(filter(None, (turn.text, turn.seller_note))))
        advice = await self.copy.advice(
            actor, wish, snapshot=snapshot, shorter=tone == "shorter", avoid=avoid, reasons=reading.reasons
        )
        elapsed = round((time.perf_counter() - start) * 1000, 1)
        return advice.model_copy(update={"elapsed_ms": elapsed})

    async def _snapshot(self, actor: Actor, turn: Turn, reading: Reading) -> Snapshot | None:
        if turn.customer_id is None:
            return None
        return await self._snapshots.of(actor, turn.customer_id, asks_for_price(turn, reading))

    async def snapshot_of(self, actor: Actor, customer_id: Id) -> Snapshot:
        """Return what is known of a customer now; raises NotFound outside the actor's scope."""
        return await self._snapshots.of(actor, customer_id)

    async def _liked(self, actor: Actor) -> Preferences:
        async with self._database.read() as uow:
            return await uow.preferences.of(actor.salesperson_id)

    def _today(self, turn: Turn) -> datetime:
        return turn.at.astimezone(self._zone)

    # --- lines for the customer ---

    def _lines(
        self,
        actor: Actor,
        turn: Turn,
        reading: Reading,
        snapshot: Snapshot | None,
        found: Retrieval,
        liked: Preferences,
        avoid: tuple[str, ...],
    ) -> Advice | None:
        """Return lines for the customer; None when no play fits, so that the material may answer."""
        brief = self._brief(actor, turn, reading, snapshot, found, liked, avoid)
        variants, verdicts = select(
            self._writer.candidates(brief),
            brief,
            liked.lines,
            today=self._today(turn).date(),
            card_exists=self.library.cards.__contains__,
        )
        if not variants and not avoid:
            return None
        left = "" if variants else self._say("no-more")
        draft = self._writer.explain(brief, variants)
        rejected = tuple(
            f"rejected {v.variant.line_id}: {', '.join(v.findings)}" for v in verdicts if not v.passed
        )
        advice = self._finisher.advice(brief, draft, found, rejected)
        if lacks_play(advice):
            left = "\n".join(filter(None, (self._say("advice-no-play"), advice.notice)))
        return advice.model_copy(update={"notice": left}) if left else advice

    def _brief(
        self,
        actor: Actor,
        turn: Turn,
        reading: Reading,
        snapshot: Snapshot | None,
        found: Retrieval,
        liked: Preferences,
        avoid: tuple[str, ...],
    ) -> Brief:
        sources = tuple(passage_source(passage) for passage in found.passages)
        priced = tuple(source for source in sources if source.price_list)
        facts = gather_facts(turn, reading, snapshot, self._today(turn).date(), priced)
        if snapshot and snapshot.barring:
            facts = without_offers(facts)
        return Brief(
            reading=reading,
            snapshot=snapshot,
            facts=facts,
            moves=tuple(choose(reading, snapshot, facts, self.library)),
            sources=sources,
            locale=self._say.locale,
            seed=actor.salesperson_id,
            tone=liked.tone,
            you=liked.address,
            discreet=liked.covered,
            avoid=avoid,
        )

    async def brief_of(
        self, actor: Actor, turn: Turn, advice: Advice, *, tone: str = "", avoid: tuple[str, ...] = ()
    ) -> Brief:
        """Return the Brief behind an advice with lines, as it stands now; for a writer that comes later.

        Raises NotFound when the turn's customer is outside the actor's scope, or erased since.
        """
        reading = self.read(turn).model_copy(
            update={"kind": TurnKind(advice.kind), "objection": Objection.model_validate(advice.objection)}
        )
        snapshot = await self._snapshot(actor, turn, reading)
        liked = await self._liked(actor)
        liked = liked.model_copy(update={"tone": tone or liked.tone})
        return self._brief(actor, turn, reading, snapshot, _NOTHING, liked, avoid)

    def sources_of(self, variants: Iterable[Variant]) -> tuple[Source, ...]:
        """Return what these lines rest on: their cards, each with its passage where one is at hand."""
        return self._finisher.sources_of(variants)


def _decided(reading: Reading, objection: str) -> Reading:
    chosen = reading.objection.model_copy(update={"primary": objection, "secondary": None, "confidence": 1.0})
    return reading.model_copy(update={"kind": TurnKind.OBJECTION, "objection": chosen})


__all__ = ["PASSAGES", "Adviser", "NotFound"]
