"""Brief → Draft: candidates lazily, best first, each unlike the ones before it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.services.briefs import Brief, Draft, FactKind, FactRole, MoveChoice, Variant
from bot.services.choosing import Circumstances, circumstances, holds
from bot.services.choosing.rank import UNSURE
from bot.services.playbook_writer.realise import realise, units
from bot.services.playbook_writer.relations import whose
from playbooks.load import Library, built_in
from playbooks.models import Line, Move, PersonalityCard
from playbooks.slots import slots_in
from playbooks.terms import Emotion, Known, ObjectionKind, Tone

VARIANTS = 2
_FACT = 0.13
"""What each own fact of this customer in a line is worth (up to three)."""
_FIRST_TONES = (0.18, 0.1, 0.04)
"""What the personality's first, second and third tone are worth."""
_USUAL_TONES = {Tone.WARM: 0.08, Tone.DIRECT: 0.06, Tone.EXPERT: 0.05, Tone.LIGHT: -0.05}
"""Preference while nobody observed a personality."""
_SAME_MOVE, _SAME_TONE = 0.3, 0.2
"""What a candidate loses for each earlier one of its move or tone."""
_TAKEN_UP, _TAKEN_UP_LATER = 1.0, 0.4
"""What it is worth that a line was written for words which fell; less while a complaint comes first.

The first outweighs _SAME_MOVE and _SAME_TONE together: what was said is taken up before variety is sought.
"""
_PRICED = 1.1
"""What it is worth that a line carries a figure the seller has just stated, or what follows from it."""
_ENOUGH = 2
_ASKED = 1.0
_JITTER = 0.08
_PLAIN = frozenset({"您", "称呼"})
_KIN = frozenset({"家人", "家人名", "孙辈", "孩子", "爱人", "父母"})
_TONES_BY_WISH = {
    "softer": (Tone.WARM, Tone.LIGHT),
    "bolder": (Tone.DIRECT,),
    **{tone.value: (tone,) for tone in Tone},
}
_SERIOUS = frozenset(
    {
        ObjectionKind.PAST_GRIEVANCE,
        ObjectionKind.BILLING_DISPUTE,
        ObjectionKind.LEAVING,
        ObjectionKind.PRIVACY,
    }
)
_SHORT = 62
"""UTF-16 units up to which a line counts as short."""


@dataclass
class _Candidate:
    variant: Variant
    tone: Tone
    move: tuple[str, str]
    score: float
    written_for: bool
    """For words that fell, not for any of its kind."""


class PlaybookWriter:
    """Implements `Writer` with the library's lines; deterministic for a brief and its seed."""

    def __init__(self, library: Library | None = None) -> None:
        """Keep the library (default: the built-in one)."""
        self._library = library or built_in()

    def write(self, brief: Brief) -> Draft:
        """Return the first two candidates with reason and next step."""
        first: list[Variant] = []
        for variant in self.candidates(brief):
            first.append(variant)
            if len(first) == VARIANTS:
                break
        return self.explain(brief, first)

    def candidates(self, brief: Brief) -> Iterator[Variant]:
        """Yield lines best first; each next one prefers another move and another tone."""
        at = circumstances(brief.reading, brief.snapshot, brief.facts, self._library)
        main = [choice for choice in brief.moves if choice.card_id == brief.reading.objection.primary]
        pool = [c for choice in main or brief.moves for c in self._english(brief, choice, at)]
        pool = pool or [c for choice in brief.moves for c in self._english(brief, choice, at)]
        pool = pool or [c for choice in brief.moves for c in self._lines(brief, choice, at)]
        pool = self._to_the_point(pool, brief)
        moves: Counter[tuple[str, str]] = Counter()
        tones: Counter[Tone] = Counter()
        while pool:
            best = max(pool, key=lambda c: c.score - _SAME_MOVE * moves[c.move] - _SAME_TONE * tones[c.tone])
            pool.remove(best)
            moves[best.move] += 1
            tones[best.tone] += 1
            yield best.variant

    def _to_the_point(self, pool: list[_Candidate], brief: Brief) -> list[_Candidate]:
        """Leave out general lines on a kind that is only heard beside the main one, where enough are left."""
        beside = brief.reading.objection.secondary
        if brief.reading.objection.confidence < UNSURE and beside not in _SERIOUS:
            return pool  # it may well be the other kind that was meant; but no apology on a guess
        aside = self._answering(beside) - self._answering(brief.reading.objection.primary)
        kept = [c for c in pool if c.written_for or c.move[0] not in aside]
        return kept if len({c.variant.text for c in kept}) >= _ENOUGH else pool

    def _answering(self, objection: str | None) -> set[str]:
        return {str(card.id) for card in self._library.answering(objection)} if objection else set()

    def _takes_up(self, line: Line, choice: MoveChoice, brief: Brief) -> bool:
        """Whether the line was written for words that fell, or speaks of the household its move needs."""
        if choice.card_id in self._library.objections and choice.card_id != brief.reading.objection.primary:
            return False  # it is not what the customer mainly says
        needed = self._library.move(choice.card_id, choice.move_id).when.has
        return _written_for(line) or (Known.FAMILY in needed and not _KIN.isdisjoint(slots_in(line.text)))

    def explain(self, brief: Brief, variants: Sequence[Variant]) -> Draft:
        """Return the draft of these variants: why the first one, and which advance to ask for."""
        if not variants:
            return Draft()
        first = variants[0]
        book = self._library.in_english(first.card_id, brief.reading.objection.primary)
        if book and "en" in (brief.locale, brief.reading.language):
            return Draft(variants=tuple(variants), why=f"Because {book.why}.", next_step=book.advance)
        move = self._library.move(first.card_id, first.move_id)
        at = circumstances(brief.reading, brief.snapshot, brief.facts, self._library)
        why = f"因为{move.why}。{_by_value(brief, first)}"
        return Draft(variants=tuple(variants), why=why, next_step=self._advance(move, at))

    def _advance(self, move: Move, at: Circumstances) -> str:
        """Return the next step said to the seller; open slots become 客户 and the like."""
        words = {**_TO_SELLER, **at.fills.words, "您": "他"}
        said = realise(whose(move.advance.text, words), words, at.fills.short)
        return said.rstrip("。") + "。" if said else ""

    def _english(self, brief: Brief, choice: MoveChoice, at: Circumstances) -> Iterator[_Candidate]:
        """Yield English lines for who wrote in English, where the move has some."""
        if brief.reading.language == "en":
            yield from self._worded(
                brief, choice, at, self._library.english_lines(choice.card_id, choice.move_id)
            )

    def _lines(self, brief: Brief, choice: MoveChoice, at: Circumstances) -> Iterator[_Candidate]:
        move = self._library.move(choice.card_id, choice.move_id)
        yield from self._worded(brief, choice, at, move.lines)

    def _worded(
        self, brief: Brief, choice: MoveChoice, at: Circumstances, lines: Sequence[Line]
    ) -> Iterator[_Candidate]:
        card = self._library.personalities.get(at.personality.value) if at.personality else None
        said_before = {*brief.avoid, *(brief.snapshot.lines_sent if brief.snapshot else ())}
        words = {**at.fills.words, "您": brief.you} if brief.you else at.fills.words
        stated = _stated_figures(brief)
        taken_up = _TAKEN_UP_LATER if Known.OPEN_COMPLAINT in at.known else _TAKEN_UP
        for line in lines:
            if line.tone is Tone.LIGHT and _no_joking(at):
                continue
            text = realise(whose(line.text, words), words, at.fills.short) if holds(line.when, at) else None
            if text is None or text in said_before or not _suits(text, card):
                continue
            own = [n for n in slots_in(line.text) if n not in _PLAIN and words[n] != n]
            ids = tuple(dict.fromkeys(at.fills.fact_ids[n] for n in own if n in at.fills.fact_ids))
            variant = Variant(
                text=text,
                style=line.tone.value,
                card_id=choice.card_id,
                move_id=choice.move_id,
                line_id=line.id,
                fact_ids=ids,
            )
            score = choice.score + _FACT * min(3, len(own)) + _taste(line, text, card, brief)
            score += taken_up if self._takes_up(line, choice, brief) else 0.0
            score += _PRICED if stated & {*ids} else 0.0
            move = choice.card_id, choice.move_id
            yield _Candidate(variant, line.tone, move, score, _written_for(line))


def _written_for(line: Line) -> bool:
    return bool(line.when.says or Known.CONSULTED in line.when.has)


def _stated_figures(brief: Brief) -> set[str]:
    """Return the ids of our figures once the seller stated one: who types a price wants to see it."""
    ours = [
        fact
        for fact in brief.facts
        if fact.kind is FactKind.MONEY
        and fact.role in {FactRole.SELLER_STATED, FactRole.COMPUTED}
        and fact.slot != "price_gap"
    ]
    return {fact.id for fact in ours} if any(f.role is FactRole.SELLER_STATED for f in ours) else set()


def _taste(line: Line, text: str, card: PersonalityCard | None, brief: Brief) -> float:
    """Return what tone, style, the wish of a button and the seller's own seed add."""
    added = _JITTER * _draw(brief.seed, line.id, text)
    if brief.tone == "shorter":
        added += _ASKED * (1.0 if line.short or units(text) <= _SHORT else -units(text) / 256)
    elif line.tone in _TONES_BY_WISH.get(brief.tone, ()):
        added += _ASKED
    if card is None:
        return added + _USUAL_TONES[line.tone]
    rank = card.tones.index(line.tone) if line.tone in card.tones else len(_FIRST_TONES)
    added += _FIRST_TONES[rank] if rank < len(_FIRST_TONES) else -0.1
    return added + (0.05 if set(card.styles) & set(line.styles) else 0.0)


def _by_value(brief: Brief, first: Variant) -> str:
    """Return what the customer's value had us do, without the quadrant's name; often nothing.

    The customer may look at the phone: what we do for them may be read, how they are sorted may not.
    """
    if brief.discreet or brief.snapshot is None or brief.snapshot.value is None:
        return ""
    label = brief.snapshot.value.quadrant_label
    chosen = (m for m in brief.moves if (m.card_id, m.move_id) == (first.card_id, first.move_id))
    raised = (reason for move in chosen for reason in move.reasons if "（+" in reason)
    said = next((reason for reason in raised if label and reason.startswith(f"「{label}」")), "")
    return f"{said.split('（+')[0].removeprefix(f'「{label}」')}。" if said else ""


def _suits(text: str, card: PersonalityCard | None) -> bool:
    if card is None:
        return True
    return units(text) <= card.max_length and not any(word in text for word in card.avoid_words)


def _no_joking(at: Circumstances) -> bool:
    """A light tone is no answer to anger, to worry about a charge, or to an unsettled complaint."""
    return (
        at.reading.emotion == Emotion.ANGRY
        or at.reading.objection.primary in _SERIOUS
        or Known.OPEN_COMPLAINT in at.known
    )


def _draw(*parts: str) -> float:
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32


_TO_SELLER = {
    "您": "他",
    "称呼": "客户",
    "家人": "家里人",
    "家人名": "家里人",
    "孙辈": "家里小的",
    "孩子": "孩子",
    "爱人": "爱人",
    "父母": "老人",
    "当家人": "说了算的人",
    "决策人": "能拍板的人",
    "商量人": "他要问的那位",
    "产品": "产品",
    "品类": "东西",
    "旧物": "旧的",
    "公司": "他们公司",
    "上次购买": "上次买的东西",
    "对手": "那一家",
}
