"""A Brief as the variables of the advice prompt: little, numbered, and without anybody's name."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from bot.llm.writing_masks import Mask
from bot.services.briefs import Brief, Fact, FactRole, MoveChoice
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import TurnKind
from playbooks.load import Library

PROFILE_SENT = frozenset(
    {
        "称呼",
        "家人",
        "家人名",
        "爱人",
        "孩子",
        "儿子",
        "女儿",
        "孙辈",
        "孙子",
        "孙女",
        "父母",
        "父亲",
        "母亲",
        "买过",
        "购买日期",
    }
)
"""Labels of the profile's facts a model gets (names as placeholders), besides the ages of the family.
Amounts paid, promises, contacts, employer, notes and histories are never sent."""
_AGE = re.compile(r"的年龄段?$")
_SENT_ROLES = {
    FactRole.OUR_PRICE: "我方价格",
    FactRole.COMPUTED: "已算好",
    FactRole.SELLER_STATED: "销售说明",
    FactRole.CUSTOMER_PROFILE: "客户情况",
    FactRole.CUSTOMER_SAID: "客户说的",
    FactRole.RIVAL: "别家的",
}
_MOST_FACTS, _MOST_MOVES, _MOST_AVOIDED = 16, 3, 4
_MOST_WORDS = 600
_TONES = {
    "softer": "更温和，多体谅",
    "shorter": "更短，一句不超过 40 字",
    "bolder": "更干脆，直接给结论",
    "warm": "温和",
    "direct": "干脆",
    "expert": "专业",
    "light": "轻松",
}
_SLOT = re.compile(r"\{([^{}]*)\}")
_NOTHING = "（无）"


def sendable(brief: Brief, *, profile: bool) -> tuple[Fact, ...]:
    """Return the facts a model may use: none disputed, no document's, of the profile the listed minimum."""
    kept = [fact for fact in brief.facts if fact.role in _SENT_ROLES and not fact.disputed and _minimal(fact)]
    if not profile:
        kept = [fact for fact in kept if fact.role is not FactRole.CUSTOMER_PROFILE]
    ids = {fact.id for fact in kept}
    kept = [fact for fact in kept if set(fact.basis) <= ids]
    return tuple(_once(kept)[:_MOST_FACTS])


def _minimal(fact: Fact) -> bool:
    if fact.role is not FactRole.CUSTOMER_PROFILE:
        return True
    return fact.label in PROFILE_SENT or _AGE.search(fact.label) is not None


def _once(facts: Sequence[Fact]) -> list[Fact]:
    """家人 and 孙女 may say the same; what is ours goes first, should there be too many."""
    first = {(fact.role, fact.text): fact for fact in reversed(facts)}
    ours = (FactRole.OUR_PRICE, FactRole.SELLER_STATED, FactRole.COMPUTED)
    return sorted(first.values(), key=lambda fact: (fact.role not in ours, facts.index(fact)))


def variables(
    brief: Brief, facts: Sequence[Fact], mask: Mask, library: Library, *, profile: bool
) -> Mapping[str, str]:
    """Return the values of the advice prompt, masked, with no tag inside that could end a fence."""
    words = {
        "facts": "\n".join(f"{fact.id} {_SENT_ROLES[fact.role]}｜{fact.label} {fact.text}" for fact in facts),
        "moves": "\n".join(_moves(brief, library)),
        "customer_words": brief.reading.customer_words[:_MOST_WORDS],
        "tone": _tone(brief, library, profile=profile),
        "avoid": "\n".join(said_before(brief)[:_MOST_AVOIDED]) if profile else "",
    }
    return {name: _fenced(mask.hide(text)) or _NOTHING for name, text in words.items()}


def said_before(brief: Brief) -> list[str]:
    """Return the lines not to offer again, latest first."""
    earlier = brief.snapshot.lines_sent if brief.snapshot else ()
    return list(dict.fromkeys((*brief.avoid, *earlier)))


def move_ids(brief: Brief) -> dict[str, MoveChoice]:
    """Return the moves offered to the model by the short ids it answers with."""
    return {f"m{number}": move for number, move in enumerate(brief.moves[:_MOST_MOVES], 1)}


def _moves(brief: Brief, library: Library) -> list[str]:
    samples: dict[tuple[str, str], str] = {}
    for variant in islice(PlaybookWriter(library).candidates(brief), 8):
        samples.setdefault((variant.card_id, variant.move_id), variant.text)
    lines = []
    for id, choice in move_ids(brief).items():
        move = library.move(choice.card_id, choice.move_id)
        steps = f"{move.steps.acknowledge}；{move.steps.reframe}；{move.steps.prove}；{move.steps.advance}"
        sample = samples.get((choice.card_id, choice.move_id))
        plain = _SLOT.sub(r"\1", steps)
        lines.append(f"{id} {move.play}：{plain}" + (f"\n  例：{sample}" if sample else ""))
    return lines


def _tone(brief: Brief, library: Library, *, profile: bool) -> str:
    wished = _TONES.get(brief.tone, "自然、亲切")
    if brief.reading.kind is TurnKind.COPY:
        wished += "；写成可以发给多位客户的短文案"
    observed = brief.snapshot.customer.observed_personality if brief.snapshot and profile else None
    card = library.personalities.get(observed.value) if observed else None
    return f"{wished}；对方{card.neutral}：{'、'.join(card.do[:2])}" if card else wished


def _fenced(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›").replace("{{", "{ {").strip()
