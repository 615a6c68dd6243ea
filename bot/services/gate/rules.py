"""Rules of words as data (`data/*.yaml`): patterns, what excuses them, which fact supports them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CLASS = r"\[(?:\\.|[^\]\\])*\]"
_QUANTIFIER = r"(?:\{[^}]*\}|[?*+])?"
_GROUP = r"\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)"
_LITERAL_RUN = re.compile(
    rf"{_CLASS}{_QUANTIFIER}|{_GROUP}{_QUANTIFIER}|\\.{_QUANTIFIER}|.(?:[?*]|\{{[^}}]*\}})|\.\+?|[$^|]|(.)\+?"
)


class Rewrite(BaseModel):
    """A replacement that keeps a line true; without `to` the whole clause goes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    said: str = Field(description="Regular expression for the words replaced")
    to: str = Field("", description="Words put in their place")


class WordRule(BaseModel):
    """One rule: words that must not stand in a line, unless excused or supported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,40}$")] = Field(description="Reason key")
    group: Literal["b", "c", "d", "f", "g", "form"] = Field(description="Letter of the rule group")
    sentence: str = Field(description="Said to the seller; {said} is the words found")
    patterns: tuple[str, ...] = Field(description="Regular expressions; the text is half-width, lower case")
    unless: tuple[str, ...] = Field((), description="Found in the same clause these excuse it")
    unless_sentence: tuple[str, ...] = Field((), description="Found in the same sentence these excuse it")
    questions_pass: bool = Field(False, description="Whether asking is no assertion")
    supported_by: tuple[str, ...] = Field(
        (), description="A fact of ours whose label or text holds one of these backs it; `$said` is the words"
    )
    companies_only: bool = Field(False, description="Only where the customer is an organisation")
    rewrites: tuple[Rewrite, ...] = Field((), description="Safe rewrites, first that fits")


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to run; each pattern with the characters it cannot do without."""

    rule: WordRule
    patterns: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    unless: re.Pattern[str] | None = None
    unless_sentence: re.Pattern[str] | None = None
    supported_by: re.Pattern[str] | None = None
    by_said: bool = field(default=False)


def load_rules(folder: Path = DATA) -> tuple[WordRule, ...]:
    """Return the rules of all files, by file name. Raises pydantic's ValidationError for a bad one."""
    return tuple(
        WordRule.model_validate(raw)
        for path in sorted(folder.glob("*.yaml"))
        for raw in yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)["rules"]  # noqa: S506 (safe)
    )


@cache
def compiled_rules() -> tuple[CompiledRule, ...]:
    """Return the built-in rules, compiled once."""
    return tuple(compile_rule(rule) for rule in load_rules())


def compile_rule(rule: WordRule) -> CompiledRule:
    """Compile one rule."""
    stems = tuple(stem for stem in rule.supported_by if stem != "$said")
    return CompiledRule(
        rule,
        tuple(
            (needed(part), re.compile(part)) for pattern in rule.patterns for part in alternatives(pattern)
        ),
        _any(rule.unless),
        _any(rule.unless_sentence),
        _any(stems),
        "$said" in rule.supported_by,
    )


def alternatives(pattern: str) -> list[str]:
    """Return the alternatives at the top of a pattern, so that each can be passed over by itself."""
    parts, depth, at = [""], 0, 0
    while at < len(pattern):
        token = re.compile(rf"{_CLASS}|\\.|.", re.DOTALL).match(pattern, at)
        said = token.group() if token else pattern[at]
        depth += (said == "(") - (said == ")")
        if said == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += said
        at += len(said)
    return parts


def needed(pattern: str) -> frozenset[str]:
    """Return characters without which a pattern without alternatives at its top cannot match.

    They let a text be passed over by one set comparison; a test holds that nothing is lost by it.
    """
    return frozenset(match[1] for match in _LITERAL_RUN.finditer(pattern) if match[1])


def matches(compiled: CompiledRule, text: str, letters: frozenset[str]) -> Iterator[re.Match[str]]:
    """Yield the matches of a rule's patterns; `letters` are the text's characters."""
    for characters, pattern in compiled.patterns:
        if characters <= letters:
            yield from pattern.finditer(text)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None
