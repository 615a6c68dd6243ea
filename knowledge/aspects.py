"""Whether a question wants a list told, and which sentences have the shape of one.

What to do and why were tried the same way and left out: words of advice and
of reasons stand in too many sentences to tell them apart.
"""

import re

from knowledge.thesaurus import Expansion

GAIN = 1.4
"""How many times more a sentence that lists things is worth to a question for a list."""

COUNTED = 0.5
"""What it is worth that a text names the number of things asked for: 哪五样 and 5个因素."""
MOST_COUNTED = 10

_MARKED = re.compile(r"[((](?:\d{1,2}|[一二三四五六七八九十])[))]|[①-⑳•●❖◆■]|(?<![\d.])\d{1,2}[.、)](?!\d)")
_PART = r"[^、,。;:]{2,12}"
_JOINED = re.compile(rf"{_PART}(?:、{_PART}){{2,}}")
_ASKED = re.compile(
    r"哪(?:些|几|[两二三四五六七八九十])|(?<!十)几(?:个|种|类|点|步|块|条|方面|大|部分)"
    r"|(?:都|包)(?:有|括|是|含)|[两二三四五六七八九十](?:个|种|类|点|步|块|条|大)|类型"
    r"|(?:啥|什么|哪个)(?:标准|步骤|类别|内容|好处|毛病)"
)

_NUMBERS = "一二三四五六七八九十"
_NUMBERED = re.compile(
    r"(?<![第0-9零百十])([两二三四五六七八九十]|\d{1,2})"
    r"(?:个|种|类|样|块|条|段|步|层|点|招|拨|项|大|方面|部分|关|句|道|股|头|方|套|码)(?![钱月天年])"
)
_COUNTERS = ("个", "种", "大", "类", "点", "项", "方面", "部分", "步", "层", "条", "阶段", "句")


def counted(folded: str) -> list[Expansion]:
    """Return how a text may name the number of things that a folded question asks for, or nothing."""
    found = _NUMBERED.search(folded)
    if found is None:
        return []
    number = found.group(1).replace("两", "二")
    size = int(number) if number.isdigit() else _NUMBERS.index(number) + 1
    if not 2 <= size <= MOST_COUNTED:
        return []
    forms = (str(size), _NUMBERS[size - 1], *(["两"] if size == 2 else []))
    phrases = tuple(form + counter for form in forms for counter in _COUNTERS)
    return [Expansion(phrases=phrases, weight=COUNTED, because=found.group())]


def wants_list(folded: str) -> bool:
    """Whether a folded question asks for the members of something: 哪些, 哪几种, 包括什么."""
    return _ASKED.search(folded) is not None


def lists(text: str) -> bool:
    """Whether a sentence lists things: two marked items, or three names joined by 、."""
    return len(_MARKED.findall(text)) > 1 or _JOINED.search(text) is not None
