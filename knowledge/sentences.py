"""A clean passage as the sentences that an answer may show."""

import re

from knowledge.cleaning import is_chrome

LINE = 90
"""Most characters of a sentence; longer ones are cut at commas."""
SHORT = 12
"""A sentence of fewer characters is shown together with the one before it, the way lists are read."""
LEAST = 6

_STOP = re.compile(r"(?<=[。!?!?;;\n])|(?<=[^\d])(?=[((]\d{1,2}[))])|(?=[①-⑳●•])")
_COMMA = re.compile(r"(?<=[,,、::\s])")


def split(text: str) -> list[str]:
    """Return the sentences of a clean passage, none longer than `LINE`, without chrome."""
    found: list[str] = []
    for part in _STOP.split(text):
        sentence = " ".join(part.split())
        if not sentence or is_chrome(sentence):
            continue
        if found and len(sentence) < SHORT and len(found[-1]) + len(sentence) <= LINE:
            found[-1] += sentence
        else:
            found += [sentence] if len(sentence) <= LINE else _cut(sentence)
    return [line for line in found if sum(c.isalnum() for c in line) >= LEAST]


def _cut(sentence: str) -> list[str]:
    found, line = [], ""
    for clause in _COMMA.split(sentence):
        if len(line) + len(clause) > LINE and line:
            found.append(line)
            line = ""
        line += clause
        while len(line) > LINE:
            found.append(line[:LINE])
            line = line[LINE:]
    return [*found, line]


def announces(text: str) -> bool:
    """Whether a sentence goes on in the next: it asks, introduces a list or is an item of one."""
    return asks(text) or text.endswith((":", ":", ";", ";", "、", ",", ",")) or len(text) < 20


def asks(text: str) -> bool:
    """Whether a sentence is a question; its answer is in what follows."""
    return text.endswith(("?", "?"))
