"""Runs the rules of words over a line: pressure, promises, claims, benefits, placeholders."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.services.briefs import Brief, Fact, FactRole
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line
from bot.services.gate.rules import CompiledRule, compiled_rules, matches
from crm.customers import CustomerKind

_BACKING = frozenset({FactRole.OUR_PRICE, FactRole.SELLER_STATED, FactRole.DOCUMENT})
_NEGATED = re.compile(
    r"(?:不敢|没法|不能|没有|并非|不是|绝不|从不|决不|不搞|不说|不讲|不靠|不会|不|没|别|无法|谁也?不)[^,。;!?]{0,4}$"
)
_WORD = re.compile(r"[一-鿿a-z0-9]{2,}")


def worded(line: Line, brief: Brief) -> Iterator[Finding]:
    """Yield what the rules of words find, each rule at most once."""
    company = brief.snapshot is not None and brief.snapshot.customer.kind is CustomerKind.COMPANY
    backing = backing_words(brief.facts)
    for compiled in compiled_rules():
        if compiled.rule.companies_only and not company:
            continue
        for match in matches(compiled, line.text, line.letters):
            if not _excused(compiled, line, match, backing):
                yield _finding(compiled, line, match)
                break


@lru_cache(maxsize=128)
def backing_words(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """Return label and words of each fact that may back a claim; disputed ones back nothing."""
    return tuple(
        f"{fact.label} {fact.text}".lower() for fact in facts if fact.role in _BACKING and not fact.disputed
    )


def _excused(compiled: CompiledRule, line: Line, match: re.Match[str], backing: tuple[str, ...]) -> bool:
    at, rule = match.start(), compiled.rule
    if rule.questions_pass and line.asks(at):
        return True
    start, end = line.clause(at)
    clause = line.text[start:end]
    if compiled.unless and compiled.unless.search(clause):
        return True
    if compiled.unless_sentence and compiled.unless_sentence.search(line.sentence_text(at)):
        return True
    if rule.questions_pass and _NEGATED.search(line.text[start:at]):
        return True
    return _is_backed(compiled, match.group(), clause, backing)


def _is_backed(compiled: CompiledRule, said: str, clause: str, backing: tuple[str, ...]) -> bool:
    """Whether a fact holds the words themselves, or one of the stems the rule names and the line says."""
    if compiled.by_said and any(said in words for words in backing):
        return True
    if compiled.supported_by is None:
        return False
    stems = {match.group() for match in compiled.supported_by.finditer(clause)} | {
        match.group() for match in compiled.supported_by.finditer(said)
    }
    return any(stem in words for stem in stems for words in backing)


def _finding(compiled: CompiledRule, line: Line, match: re.Match[str]) -> Finding:
    said = line.original[match.start() : match.end()]
    rule = compiled.rule
    sentence = rule.sentence.replace("{said}", said)
    return Finding(rule.id, rule.group, said, sentence, match.start(), match.end())
