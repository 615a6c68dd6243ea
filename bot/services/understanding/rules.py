"""Rules as data, compiled: what each clause of a border rule says about a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from playbooks.readings import Rule, RuleBook


@dataclass(frozen=True)
class Vote:
    """A clause that fired: what it speaks for, how much, and why."""

    label: str
    weight: float
    why: str


class Rules:
    """The compiled rules of one subject."""

    def __init__(self, books: Iterable[RuleBook], about: str) -> None:
        """Compile the rules of all books on the subject."""
        self._rules = [
            (rule, re.compile(rule.pattern), re.compile(rule.unless) if rule.unless else None)
            for book in books
            if book.about == about
            for rule in book.rules
        ]

    def votes(self, text: str) -> list[Vote]:
        """Return the clauses that fire on a normalised text, in the order of the files."""
        return [_vote(rule) for rule, hit, miss in self._rules if hit.search(text) and not _off(miss, text)]


def _off(miss: re.Pattern[str] | None, text: str) -> bool:
    return miss is not None and miss.search(text) is not None


def _vote(rule: Rule) -> Vote:
    return Vote(str(rule.label), rule.weight, rule.why)
