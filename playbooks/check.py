"""Checks the content beyond its schema: cross references, slots, words a line must not hold.

`python -m playbooks.check` prints each finding as "card: field: what is wrong" and fails if there is one.
"""

import re
import sys
from collections.abc import Iterator, Sequence

from crm.value.priorities import Cause
from playbooks.english import english_findings
from playbooks.errors import ContentInvalid
from playbooks.load import Library, built_in
from playbooks.models import AnyCard, Conditions, Line, Move, ObjectionCard, Opening, PlayCard, Utterances
from playbooks.slots import SLOTS, replace_slots, slots_in
from playbooks.terms import NO_OBJECTION, Asked, Emotion, Known, ObjectionKind, TalkStage

LIMIT = 256
FEWEST_SAYINGS = 40
FEWEST_SPEAKING = 1
FEWEST_MOVES = 3
_FIGURE = re.compile(
    r"[0-9０-９%％]|百分之|[二三四五六七八九十百千万两几半]+(?:元|块|毛|折|成|倍|天|年|个月|周|小时|分钟|点钟|万|千|百)"
)
_FORBIDDEN = (
    "最好",
    "最便宜",
    "最低价",
    "最优惠",
    "最划算",
    "第一品牌",
    "全网",
    "绝对",
    "百分百",
    "保证",
    "唯一",
    "顶级",
    "史上",
    "最后机会",
    "仅此一",
    "卖完就没",
    "再不买",
    "错过今天",
    "名额有限",
    "不买后悔",
    "抠门",
    "小气",
    "摔",
    "拐",
    "更安全",
    "治疗",
    "无添加",
    "稳赚",
    "保本",
    "返点",
    "回扣",
)
_TURN_LABELS = {kind.value for kind in Asked}
_LABELS = {
    "turn": _TURN_LABELS,
    "objection": {kind.value for kind in ObjectionKind} | {NO_OBJECTION},
    "emotion": {kind.value for kind in Emotion},
    "buying_signal": {"yes", "no"},
    "stage": {stage.value for stage in TalkStage},
}


def findings(library: Library) -> list[str]:
    """Return every finding of the library; an empty list is a clean one."""
    found: list[str] = []
    for card in library.cards.values():
        found.extend(f"{card.id}: {text}" for text in _card(card, library))
    for entry in library.utterances:
        found.extend(f"{entry.id}: {text}" for text in _labels(entry))
    for book in library.rules:
        labels = _LABELS[book.about]
        found.extend(
            f"{book.id}: label: {rule.label} is none of {_list(labels)}"
            for rule in book.rules
            if rule.label not in labels
        )
    for opening in library.openings.values():
        found.extend(f"{opening.id}: {text}" for text in _opening(opening))
    found.extend(f"openings: none for {cause}" for cause in Cause if cause not in library.openings)
    for lines in library.english:
        worded = english_findings(lines, library.objections.get(lines.card.value))
        found.extend(f"{lines.id}: {text}" for text in worded)
    found.extend(_twice(library))
    return found


def _opening(opening: Opening) -> Iterator[str]:
    if opening.id != f"open_{opening.cause.value}":
        yield f"id: must be open_{opening.cause.value}, so that each cause has one"
    if len({line.tone for line in opening.lines}) < 3:
        yield "lines: at least three tones"
    for line in (*opening.lines, *opening.today):
        yield from (f"lines.{line.id}: {text}" for text in _line(line))


def _card(card: AnyCard, library: Library) -> Iterator[str]:
    if isinstance(card, ObjectionCard):
        yield from _objection(card)
    if isinstance(card, ObjectionCard | PlayCard):
        ids = [move.id for move in card.moves]
        if len(set(ids)) < len(ids):
            yield "moves: an id occurs twice"
        for move in card.moves:
            yield from (f"moves.{move.id}: {text}" for text in _move(move, library))
    if isinstance(card, PlayCard):
        yield from _conditions(card.when, library)


def _objection(card: ObjectionCard) -> Iterator[str]:
    if len(card.customer_says) < FEWEST_SAYINGS:
        yield f"customer_says: {len(card.customer_says)} of at least {FEWEST_SAYINGS}"
    if len(card.moves) < FEWEST_MOVES:
        yield f"moves: {len(card.moves)} of at least {FEWEST_MOVES}"
    for negative in card.not_this:
        if negative.kind == card.id:
            yield f"not_this: {negative.text!r} names the card's own kind"
    yield from _never_silent(card.moves)


def _sayable(line: Line, words: Known, *, always: bool = False) -> bool:
    """Whether a line needs nothing but that the customer's words are vague, or name something.

    Words that speak against it do not count, unless it has to be sayable `always`.
    """
    when = line.when if always else line.when.model_copy(update={"unless": ()})
    return when in (Conditions(), Conditions(has=(words,))) and _always_fills(line)


def _never_silent(moves: Sequence[Move]) -> Iterator[str]:
    """Whatever the customer says, one move at least has a line."""
    for words in (Known.VAGUE, Known.DETAIL):
        ready = (m for m in moves if m.when == Conditions() and not any(rule.says for rule in m.not_when))
        speaking = [m for m in ready if any(_sayable(line, words, always=True) for line in m.lines)]
        if len(speaking) < FEWEST_SPEAKING:
            yield f"moves: {len(speaking)} can be said to any {words} words, {FEWEST_SPEAKING} at least"


def _move(move: Move, library: Library) -> Iterator[str]:
    if move.why.startswith("因为") or move.why.endswith(("。", "，")):
        yield "why: reads on after 因为, without it and without a full stop"
    if len({line.tone for line in move.lines}) < 3:
        yield "lines: at least three tones"
    if len({line.id for line in move.lines}) < len(move.lines):
        yield "lines: an id occurs twice"
    yield from (f"advance: unknown slot {name}" for name in slots_in(move.advance.text) if name not in SLOTS)
    for weight in (*move.raises, *move.lowers):
        yield from _conditions(weight.when, library)
    yield from _conditions(move.when, library)
    for line in move.lines:
        yield from (f"lines.{line.id}: {text}" for text in _line(line))
        yield from _conditions(line.when, library)
    given = move.when.has or move.when.any_of
    for words in (Known.VAGUE, Known.DETAIL):
        if not given and not any(_sayable(line, words) for line in move.lines):
            yield f"lines: none can be said to {words} words without a fact (beyond those the move asks for)"


def _always_fills(line: Line) -> bool:
    return all(not SLOTS[name].by_fact for name in slots_in(line.text) if name in SLOTS)


def _line(line: Line) -> Iterator[str]:
    unknown = [name for name in slots_in(line.text) if name not in SLOTS]
    if unknown:
        yield f"unknown slot {', '.join(unknown)}; valid: {_list(SLOTS)}"
        return
    longest = replace_slots(line.text, {name: "字" * slot.longest for name, slot in SLOTS.items()})
    if len(longest.encode("utf-16-le")) // 2 > LIMIT:
        yield f"{len(longest)} characters with the longest fills, at most {LIMIT}"
    bare = replace_slots(line.text, dict.fromkeys(SLOTS, "□"))
    if figure := _FIGURE.search(bare):
        yield f"figure {figure.group()!r}; figures come from slots"
    if re.search(r"[您你]", bare):
        yield "bare 您 or 你; write {您}"
    if half := re.search(r"[,?!;:()]", bare):
        yield f"half-width {half.group()!r}"
    yield from (f"forbidden word {word}" for word in _FORBIDDEN if word in bare)


def _conditions(conditions: Conditions, library: Library) -> Iterator[str]:
    kinds = [kind for lexicon in library.lexicons for kind in lexicon.products]
    known = {kind.name for kind in kinds} | {kind.family for kind in kinds if kind.family}
    for name in conditions.category:
        if known and name not in known:
            yield f"category: unknown {name}; valid: {_list(known)}"


def _labels(entry: Utterances) -> Iterator[str]:
    if entry.label not in _LABELS[entry.about]:
        yield f"label: {entry.label} is none of {_list(_LABELS[entry.about])}"


def _twice(library: Library) -> Iterator[str]:
    """The same words under two kinds teach nothing."""
    seen: dict[str, str] = {}
    labelled = [(c.id.value, c.customer_says) for c in library.objections.values()]
    labelled += [(str(e.label), e.says) for e in library.utterances if e.about == "objection"]
    for label, says in labelled:
        for text in says:
            if seen.setdefault(text, label) != label:
                yield f"{label}: customer_says: {text!r} also stands under {seen[text]}"


def _list(names: object) -> str:
    return ", ".join(sorted(str(name) for name in names))  # type: ignore[attr-defined]


def main() -> int:
    """Print the findings; return 1 if there is one."""
    try:
        found = findings(built_in())
    except ContentInvalid as error:
        found = list(error.findings)
    print("\n".join(found) if found else f"content is clean: {len(built_in().cards)} cards")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
