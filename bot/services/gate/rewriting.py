"""A safe rewrite of a rejected line, where there is one: softer words, or the clause left out.

It is an offer to the seller, who decides; `select` never sends a line with a piece cut out.
"""

import re
from collections.abc import Iterable
from datetime import date

from bot.services.briefs import Brief, Variant
from bot.services.gate.checking import inspect
from bot.services.gate.findings import key_of
from bot.services.gate.line import Line
from bot.services.gate.rules import CompiledRule, compiled_rules, matches

_SHORTEST = 8
_ENDS = re.compile(r"[，,；;、]\s*(?=[。！？!?]|$)")


def suggest(
    variant: Variant, findings: Iterable[str], brief: Brief | None = None, today: date | None = None
) -> Variant | None:
    """Return the line rewritten so that the findings are gone, or None when no safe rewrite exists.

    Figures are never rewritten, only wordings whose rule holds a rewrite. With a `brief` the result
    has passed the gate itself.
    """
    rules = {compiled.rule.id: compiled for compiled in compiled_rules() if compiled.rule.rewrites}
    text = variant.text
    for key in dict.fromkeys(key_of(finding) for finding in findings):
        if key in rules:
            text = _rewritten(text, rules[key])
        elif brief is None:
            return None  # a figure may stand in the clause left out; only the gate can tell
    text = _ENDS.sub("", text).strip("，,；; \n")
    if text == variant.text or len(text) < _SHORTEST:
        return None
    written = variant.model_copy(update={"text": text})
    if brief is not None and inspect(written, brief, today=today):
        return None
    return written


def _rewritten(text: str, compiled: CompiledRule) -> str:
    for rewrite in compiled.rule.rewrites:
        if rewrite.to:
            text = re.sub(rewrite.said, rewrite.to, text)
            continue
        text = _without_clause(text, compiled)
    return text


def _without_clause(text: str, compiled: CompiledRule) -> str:
    for _ in range(4):
        line = Line(text)
        found = next(matches(compiled, line.text, line.letters), None)
        if found is None:
            break
        start, end = line.clause(found.start())
        text = text[:start] + text[end:]
    return text
