"""reading × snapshot → ranked moves, each with the reasons that raised or lowered it."""

from collections.abc import Iterable, Iterator, Sequence

from bot.services.briefs import Fact, MoveChoice, Snapshot
from bot.services.choosing.circumstances import Circumstances, circumstances
from bot.services.choosing.conditions import holds
from bot.services.choosing.rules import always
from bot.services.turns import Reading
from playbooks.load import Library
from playbooks.models import Move, ObjectionCard, PlayCard
from playbooks.terms import Known, ObjectionKind

MOST = 8
"""How many moves a brief carries."""
_PLAY = 0.9
_SECONDARY = 0.55
_ORDER = 0.03
"""Moves of a card stand in order of general usefulness; each place costs this much."""
UNSURE = 0.35
"""Confidence below which the seller is asked which of two kinds was meant."""
_ANSWERED_FIRST = frozenset({ObjectionKind.PAST_GRIEVANCE, ObjectionKind.PRIVACY})
"""Kinds whose own card leads even with a complaint open: the grievance itself, and "stop calling me"."""
_BRIDGE = "complaint_bridge"
"""The card that takes up what the customer said before it turns to what is not settled."""


def choose(
    reading: Reading, snapshot: Snapshot | None, facts: Sequence[Fact], library: Library
) -> tuple[MoveChoice, ...]:
    """Return the moves that may answer, best first; empty when no card fits.

    Pure: the same reading, snapshot, facts and library always give the same order.
    """
    at = circumstances(reading, snapshot, facts, library)
    seen: dict[tuple[str, str], MoveChoice] = {}
    for card, base, reason in _cards(reading, at, library):
        for choice in _moves(card, base, reason, at):
            seen.setdefault((choice.card_id, choice.move_id), choice)
    ranked = sorted(seen.values(), key=lambda c: (-c.score, c.card_id, c.move_id))
    return tuple(ranked[:MOST])


def _cards(
    reading: Reading, at: Circumstances, library: Library
) -> Iterator[tuple[ObjectionCard | PlayCard, float, str]]:
    primary, secondary = reading.objection.primary, reading.objection.secondary
    grievance = ObjectionKind.PAST_GRIEVANCE.value
    if Known.OPEN_COMPLAINT in at.known and primary not in _ANSWERED_FIRST:
        bridge = library.plays.get(_BRIDGE)
        first = bridge if bridge and primary in bridge.answers else library.objections.get(grievance)
        if first is not None:
            yield first, 1.2, "有投诉还没了结，先把它办妥再谈别的"
    for card in library.answering(primary):
        own = isinstance(card, ObjectionCard)
        yield card, 1.0 if own else _PLAY, f"对应「{library.card(card.id).title}」"
    if secondary:
        base = 0.9 if reading.objection.confidence < UNSURE else _SECONDARY
        for card in library.answering(secondary):
            yield card, base, f"话里也带着「{card.title}」"


def _moves(
    card: ObjectionCard | PlayCard, base: float, reason: str, at: Circumstances
) -> Iterator[MoveChoice]:
    if isinstance(card, PlayCard) and not _applies(card, at):
        return
    for place, move in enumerate(card.moves):
        if not _applies(move, at):
            continue
        score, reasons = base - _ORDER * place, [reason]
        for change, because in (*_weights(move, at), *always(card, move, at)):
            score += change
            reasons.append(f"{because}（{change:+.2f}）")
        yield MoveChoice(
            card_id=str(card.id), move_id=move.id, score=round(score, 3), why=move.why, reasons=tuple(reasons)
        )


def _applies(part: Move | PlayCard, at: Circumstances) -> bool:
    return holds(part.when, at) and not any(holds(forbidden, at) for forbidden in part.not_when)


def _weights(move: Move, at: Circumstances) -> Iterable[tuple[float, str]]:
    for weight in move.raises:
        if holds(weight.when, at):
            yield weight.by, weight.because
    for weight in move.lowers:
        if holds(weight.when, at):
            yield -weight.by, weight.because
