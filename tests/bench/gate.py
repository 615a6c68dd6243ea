"""The gate: figures in drafts for random customers, and both pairs of labelled sets."""

import time
from collections.abc import Sequence

from bot.services.briefs import Variant
from bot.services.gate import check
from tests.bench.figures import Figure, spread
from tests.generated_drafts import drafts, unaccounted
from tests.services.gate.gate_corpus import (
    CARDS,
    TODAY,
    Violation,
    brief_for,
    innocents,
    is_blind,
    variant_of,
    violations,
)

_SIZES = {"small": 300, "full": 1000}


async def gate(scale: str) -> list[Figure]:
    """Count untraced figures in generated drafts and what both sets of labelled lines come to."""
    made = list(drafts(_SIZES[scale]))
    loose = [text for brief, variant in made for text in unaccounted(brief, variant)]
    with_figures = sum(any(letter.isdigit() for letter in variant.text) for _, variant in made)
    second, plain = violations("second_violations.tsv"), innocents("second_innocent.tsv")
    blind, blind_plain = [v for v in second if is_blind(v.text)], [i for i in plain if is_blind(i[1])]
    taken: list[float] = []
    return [
        Figure(
            "untraced_figures", len(loose), "", f"{len(made)} drafts, {with_figures} of them with figures"
        ),
        Figure("violations_caught", _caught(violations(), taken), "", f"of {len(violations())}, first set"),
        Figure("innocent_passed", _passed(innocents(), taken), "", f"of {len(innocents())}, first set"),
        Figure("indirect_caught", _caught(second, taken), "", f"of {len(second)}, second set"),
        Figure("indirect_innocent_passed", _passed(plain, taken), "", f"of {len(plain)}, second set"),
        Figure("blind_caught", _caught(blind, taken), "", f"of {len(blind)} nobody tuned on"),
        Figure("blind_innocent_passed", _passed(blind_plain, taken), "", f"of {len(blind_plain)} blind"),
        *spread("gate_check", taken, "one line against its brief"),
    ]


def _caught(lines: Sequence[Violation], taken: list[float]) -> int:
    return sum(not _checked(variant_of(line), line.context, taken) for line in lines)


def _passed(lines: Sequence[tuple[str, str]], taken: list[float]) -> int:
    return sum(_checked(Variant(text=text, style="warm"), context, taken) for context, text in lines)


def _checked(variant: Variant, context: str, taken: list[float]) -> bool:
    brief = brief_for(context)
    start = time.perf_counter()
    verdict = check(variant, brief, today=TODAY, card_exists=CARDS.__contains__)
    taken.append(time.perf_counter() - start)
    return verdict.passed
