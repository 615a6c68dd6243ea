"""Whether a question wants a list told, and which sentences have the shape of one.

What to do and why were tried the same way and left out: words of advice and
of reasons stand in too many sentences to tell them apart.
"""

import re

GAIN = 1.4
"""How many times more a sentence that lists things is worth to a question for a list."""

_MARKED = re.compile(r"[((](?:\d{1,2}|[一二三四五六七八九十])[))]|[①-⑳•●❖◆■]|(?<![\d.])\d{1,2}[.、)](?!\d)")
_PART = r"[^、,。;:]{2,12}"
_JOINED = re.compile(rf"{_PART}(?:、{_PART}){{2,}}")
_ASKED = re.compile(
    r"哪(?:些|几|[两二三四五六七八九十])|(?<!十)几(?:个|种|类|点|步|块|条|方面|大|部分)"
    r"|(?:都|包)(?:有|括|是|含)|[两二三四五六七八九十](?:个|种|类|点|步|块|条|大)|类型"
    r"|(?:啥|什么|哪个)(?:标准|步骤|类别|内容|好处|毛病)"
)


def wants_list(folded: str) -> bool:
    """Whether a folded question asks for the members of something: 哪些, 哪几种, 包括什么."""
    return _ASKED.search(folded) is not None


def lists(text: str) -> bool:
    """Whether a sentence lists things: two marked items, or three names joined by 、."""
    return len(_MARKED.findall(text)) > 1 or _JOINED.search(text) is not None
