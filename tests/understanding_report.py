"""How well turns are understood: figures on the independently written sentences, as Markdown.

`python -m tests.understanding_report` prints what stands in docs/understanding.md. The sentences of
tests/playbooks/data/independent_*.jsonl are split in two halves by a hash of their text: weak spots were
looked for in the *open* half only, the *closed* half is for measuring.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.services.turns import Speaker, Turn
from bot.services.understanding import Understander
from playbooks.terms import NO_OBJECTION

DATA = Path(__file__).parent / "playbooks" / "data"
AT = datetime(2026, 1, 1, tzinfo=UTC)

Pairs = list[tuple[str, str]]
"""(gold, read) per sentence."""


def half(name: str, part: str) -> list[dict[str, str]]:
    """Return the rows of `independent_<name>.jsonl` in the half `open` or `closed`."""
    with (DATA / f"independent_{name}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if _part(row["text"]) == part]


def fresh() -> list[dict[str, str]]:
    """Return the rows of `fresh_objections.jsonl`: frozen, never looked at sentence by sentence."""
    with (DATA / "fresh_objections.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _part(text: str) -> str:
    return "open" if hashlib.sha256(text.encode()).digest()[0] % 2 else "closed"


def objection_pairs(understander: Understander, rows: Sequence[dict[str, str]]) -> Pairs:
    """Read each sentence as a customer's words."""
    return [(row["primary"], _kind(understander, row["text"])) for row in rows]


def turn_pairs(understander: Understander, rows: Sequence[dict[str, str]]) -> Pairs:
    """Read each turn without being told who speaks."""
    return [(row["kind"], understander.read(Turn(text=row["text"], at=AT)).kind.value) for row in rows]


def _kind(understander: Understander, text: str) -> str:
    turn = Turn(text=text, speaker=Speaker.CUSTOMER, at=AT)
    return understander.read(turn).objection.primary


def accuracy(pairs: Pairs) -> float:
    """Return the share (0–1) of sentences read right."""
    return sum(gold == got for gold, got in pairs) / len(pairs)


def macro_f1(pairs: Pairs) -> float:
    """Return the mean of the F1 (0–1) of each label that occurs."""
    hit = Counter(gold for gold, got in pairs if gold == got)
    gold, got = Counter(g for g, _ in pairs), Counter(p for _, p in pairs)
    return sum(2 * hit[kind] / (gold[kind] + got[kind]) for kind in gold) / len(gold)


def precision(pairs: Pairs, label: str) -> float:
    """Return the share (0–1) of sentences read as `label` that are it."""
    said = [gold for gold, got in pairs if got == label]
    return said.count(label) / len(said) if said else 1.0


def confusion(pairs: Pairs) -> str:
    """Return a Markdown table: gold kinds in rows, what they were read as beside them."""
    lines = ["| kind | sentences | read right | read as something else |", "|---|---:|---:|---|"]
    for kind in sorted({gold for gold, _ in pairs}):
        read = Counter(got for gold, got in pairs if gold == kind)
        wrong = "，".join(f"{got} {n}" for got, n in read.most_common() if got != kind)
        lines.append(f"| `{kind}` | {read.total()} | {read[kind]} | {wrong} |")
    return "\n".join(lines)


def figures(pairs: Pairs) -> str:
    """Return accuracy, macro-F1 and the precision of `none` in one line."""
    return (
        f"{len(pairs)} sentences: accuracy {accuracy(pairs):.3f}, macro-F1 {macro_f1(pairs):.3f}, "
        f"precision of `none` {precision(pairs, NO_OBJECTION):.3f}"
    )


def main() -> None:
    """Print both halves, and the confusion of the closed one."""
    understander = Understander()
    for part in ("open", "closed"):
        print(f"objections, {part} half: {figures(objection_pairs(understander, half('objections', part)))}")
    for part in ("open", "closed"):
        pairs = turn_pairs(understander, half("turns", part))
        print(f"turns, {part} half: {len(pairs)} turns: accuracy {accuracy(pairs):.3f}")
    print(f"objections, fresh set: {figures(objection_pairs(understander, fresh()))}")
    print("\n" + confusion(objection_pairs(understander, half("objections", "closed"))))
    print("\n" + confusion(objection_pairs(understander, fresh())))
    print("\n" + confusion(turn_pairs(understander, half("turns", "closed"))))


if __name__ == "__main__":
    main()
