"""Whether a draft nobody authored presses, shames or frightens in words no rule knows: a small classifier.

The rules of `data/pressure.yaml` know words; a model finds others (就您还在翻本子). The classifier is
trained on `examples/pressing.yaml` and takes the library's own lines as ordinary ones, so it judges only
drafts of a model or a person: a line of the library was read when it was written.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from bot.services.gate.findings import Finding
from bot.services.understanding.linear import Linear, train
from bot.services.understanding.normal import normal
from playbooks.load import built_in

KEY = "pressing_tone"
_EXAMPLES = Path(__file__).parent / "examples" / "pressing.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PRESSING, _ORDINARY = "pressing", "ordinary"
SURE = 1.0
"""Difference of the two log odds from which a sentence counts: there three of a thousand unseen sentences
of the library were stopped, and 46 of 100 unseen pressing ones (five-fold cross-validation, docs/gate.md)."""
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_CALL = re.compile(r"\{称呼\}[，,]?")
_SLOT = re.compile(r"\{[^{}]*\}")
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"\w")
_SHORTEST = 4


def pressing(text: str) -> Iterator[Finding]:
    """Yield the sentence of a text that presses the most, if one surely does."""
    found = max(
        ((pressure_of(part.group()), part) for part in _sentences(text)),
        key=lambda pair: pair[0],
        default=None,
    )
    if found and found[0] >= SURE:
        part = found[1]
        yield Finding(
            KEY,
            "b",
            part.group().strip(),
            "这句听着像在催人、让人难为情或吓人，换句平和的",
            part.start(),
            part.end(),
        )


def pressure_of(sentence: str) -> float:
    """Return by how much a sentence is more pressing than ordinary, in log odds."""
    linear = _classifier()
    scores = linear.scores(sentence)
    at = {label: float(score) for label, score in zip(linear.labels, scores, strict=True)}
    return at[_PRESSING] - at[_ORDINARY]


def warm() -> None:
    """Train ahead of the first draft; takes a moment, so not on the loop."""
    _classifier()


def examples() -> dict[str, list[str]]:
    """Return the authored sentences by label."""
    raw = yaml.load(_EXAMPLES.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (safe)
    return {label: [text for texts in groups.values() for text in texts] for label, groups in raw.items()}


def grams(text: str) -> list[str]:
    """Return character 1- to 3-grams; every number counts as the same one."""
    marked = f"^{_DIGITS.sub('0', normal(text))}$"
    return [marked[at : at + size] for size in (1, 2, 3) for at in range(len(marked) - size + 1)]


def library_sentences() -> list[str]:
    """Return the sentences of the library's lines and of its copy, each once, without their slots."""
    plain = (_SLOT.sub("", _CALL.sub("", text).replace("{您}", "您")) for text in _authored())
    return sorted({part.group().strip() for text in plain for part in _sentences(text)})


def _authored() -> Iterator[str]:
    library = built_in()
    for card_id in (*library.objections, *library.plays):
        for move in library.moves_of(card_id):
            yield from (line.text for line in (*move.lines, *library.english_lines(card_id, move.id)))
    for sheet in library.copy_sheets:
        yield from (template.text for angle in sheet.templates.values() for template in angle)
    for occasion in library.occasions:
        yield from (line.text for line in occasion.lines)
    for opening in library.openings.values():
        yield from (line.text for line in opening.lines)


@cache
def _classifier() -> Linear:
    authored = examples()
    ordinary = [*authored[_ORDINARY], *library_sentences()]
    texts = [*authored[_PRESSING], *ordinary]
    labels = [_PRESSING] * len(authored[_PRESSING]) + [_ORDINARY] * len(ordinary)
    return train(texts, labels, grams)


def _sentences(text: str) -> Iterator[re.Match[str]]:
    return (part for part in _SENTENCE.finditer(text) if len(_LETTER.findall(part.group())) >= _SHORTEST)
