"""(f) A code of a model (A5, V8, HG8245) names an article: it traces to a fact or to what was said."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.services.briefs import Brief, Fact
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line

_CODE = re.compile(
    r"(?<![a-z0-9/.@])(?P<code>[a-z]{1,8}-?\d{1,5}[a-z]{0,3}|(?:iphone|galaxy|mate|nova|redmi) \d{1,3}"
    r"|\d{1,3}[a-z]\d{1,3}[a-z]?)(?![a-z0-9@]|\.\d)"
)
_COMMON = re.compile(
    r"(?:usb|type|wi-?fi|hdmi|ipv|mp|h|win|windows|office|excel|ios|android|pm|co|vitamin|pos|f|no|top"
    r"|step|part|day|week|q|ph|cat|gdp|iso|gb)[- ]?\d{0,5}[a-z]{0,3}"
    r"|[234]c|(?:rmb|cny|usd|eur|hkd)[- ]?\d+|[ap]m ?\d+|\d[a-z]\d"
)
"""Codes that name no article of ours: plugs, formats, standards, currencies."""
_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,5} ?\d+")
_PLAIN = re.compile(r"[- ]")


def untraced_names(line: Line, brief: Brief) -> Iterator[Finding]:
    """Yield a finding for each code of a model that neither a fact nor the talk holds."""
    if not any(letter.isdigit() for letter in line.letters):
        return
    for match in _CODE.finditer(line.text):
        code = match["code"]
        paper = line.text[match.end() : match.end() + 1] == "纸"
        if paper or _COMMON.fullmatch(code) or _MONTHS.fullmatch(code):
            continue
        if _PLAIN.sub("", code) not in _spoken(brief):
            said = line.original[match.start() : match.end()]
            sentence = f"“{said}”这个型号没有依据，资料和对话里都没有它。"
            yield Finding("untraced_model", "f", said, sentence, *match.span())


def _spoken(brief: Brief) -> str:
    """Return everything that may name an article, without blanks and hyphens, in lower case."""
    reading = brief.reading
    said = [reading.customer_words, reading.seller_note, *reading.products, _facts(brief.facts)]
    if brief.snapshot is not None:
        said += [purchase.product for purchase in brief.snapshot.purchases]
        said += [opportunity.title for opportunity in brief.snapshot.opportunities]
        said += [*brief.snapshot.customer.tags, *(note.text for note in brief.snapshot.customer.notes)]
    return _PLAIN.sub("", "\n".join(said)).lower()


@lru_cache(maxsize=128)
def _facts(facts: tuple[Fact, ...]) -> str:
    return "\n".join(f"{fact.label} {fact.text} {fact.source}" for fact in facts)
