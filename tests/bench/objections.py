"""How well objections and kinds of turns are read, on the closed half of the independent sentences."""

import time

from bot.services.turns import Speaker, Turn
from bot.services.understanding import Understander
from playbooks.terms import NO_OBJECTION
from tests.bench.figures import Figure, spread
from tests.understanding_report import (
    AT,
    accuracy,
    fresh,
    half,
    macro_f1,
    objection_pairs,
    precision,
    turn_pairs,
)


async def objections(scale: str) -> list[Figure]:
    """Measure accuracy, macro-F1, precision of `none`, and the time of a reading; `scale` changes nothing."""
    start = time.perf_counter()
    understander = Understander()
    built = time.perf_counter() - start
    rows, turns = half("objections", "closed"), half("turns", "closed")
    taken = []
    for row in rows:
        start = time.perf_counter()
        understander.read(Turn(text=row["text"], speaker=Speaker.CUSTOMER, at=AT))
        taken.append(time.perf_counter() - start)
    pairs, kinds = objection_pairs(understander, rows), turn_pairs(understander, turns)
    unseen = objection_pairs(understander, fresh())
    fresh_note = f"{len(unseen)} sentences of the frozen fresh set"
    note = f"{len(pairs)} sentences of the closed half"
    return [
        Figure("objection_accuracy", accuracy(pairs), "", note),
        Figure("objection_macro_f1", macro_f1(pairs), "", note),
        Figure("objection_none_precision", precision(pairs, NO_OBJECTION), "", note),
        Figure("fresh_accuracy", accuracy(unseen), "", fresh_note),
        Figure("fresh_macro_f1", macro_f1(unseen), "", fresh_note),
        Figure("fresh_none_precision", precision(unseen, NO_OBJECTION), "", fresh_note),
        Figure("turn_accuracy", accuracy(kinds), "", f"{len(kinds)} turns of the closed half"),
        Figure("understander_training", built, "s", "without cache"),
        *spread("reading", taken, note),
    ]
