"""English number words written as digits of the same meaning, so that one scanner reads both."""

import re
from collections.abc import Iterator
from decimal import Decimal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
)
_ONES += "sixteen seventeen eighteen nineteen".split()
_VALUES = {word: i for i, word in enumerate(_ONES)}
_VALUES |= {
    word: 10 * i for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_WORD = "|".join(sorted([*_VALUES, *_SCALES], key=len, reverse=True))
_NUMBER = re.compile(
    rf"\b(?:(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*|an?(?= (?:week|month|year|fortnight|hundred|"
    rf"thousand|dozen|day|hour|minute)\b)"
    rf"(?: (?:hundred|thousand|dozen))?|half price|half)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:an?|one|two|three) (third|quarter|fifth|tenth)s?"
    r"(?= (?:off|less|more|cheaper|lower|of the (?:price|cost)))",
    re.IGNORECASE,
)
"""A share of the price; a third person or the first quarter is none."""
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PRONOUN = re.compile(r"\s*(?:of|more|thing|or|another|else)\b|\s*$", re.IGNORECASE)


def english_numbers(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Yield (start, end, value) of number words; half is 50 (per cent), a third off 33."""
    for match in _SHARE.finditer(text):
        yield match.start(), match.end(), Decimal(100 // _PARTS[match[1].lower()])
    for match in _NUMBER.finditer(text):
        if _SHARE.match(text, match.start()):
            continue
        said = match.group().lower()
        if said in {"one", "half"} and (said == "half" or _PRONOUN.match(text, match.end())):
            continue
        yield match.start(), match.end(), Decimal(50) if said == "half price" else _value(said)


def _value(said: str) -> Decimal:
    total = current = 0
    for word in re.split(r"[ -]+", said):
        if word in _VALUES:
            current += _VALUES[word]
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word in {"a", "an"}:
            current = 1
    # "a hundred": the article is the one that is multiplied
    return Decimal(total + current)
