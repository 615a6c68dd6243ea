"""A clean passage as the sentences that an answer may show."""

import re
from collections.abc import Mapping, Sequence

from knowledge.cleaning import is_chrome

LINE = 110
"""Most characters of a sentence; longer ones are cut at commas."""
SHORT = 12
"""A sentence of fewer characters is shown together with the one before it, the way lists are read."""
LEAST = 6
SAID = 8
"""Characters from which on a sentence that stands in a passage twice is a slide's echo, kept once."""

_HAN = r"\u3400-\u9fff"
_MARK = (
    r"[((](?:\d{1,2}|[一二三四五六七八九十])[))]|[①-⑳●•❖➢¡◆■]|(?:\d{1,2}[..、)]){1,2}(?![\d)])"
    rf"|\b[lu] ?(?=[{_HAN}A-Z][^,。;]{{2,}})|STEP ?\d|第[一二三四五六七八九十][,,::](?!\d)|[【\[]\d[】\]]"
)
_ITEM = re.compile(rf"\s*(?:{_MARK})")
_STOP = re.compile(rf"(?<=[。!?!?;;\n])|(?<![\d.、(({_HAN}A-Za-z])(?={_MARK})|(?<=[{_HAN})”])(?={_MARK})")
_COMMA = re.compile(r"(?<=[,,、::\s])")
_LEADING = re.compile(
    r"^(?:[\s,,。.;;::、!?!?))】》”’…~·•●❖➢¡◆■–—_|/-]|[lu] (?=\S)|\d{1,2}(?=[一二三四五六七八九十]类))+"
)
_PAGE = re.compile(
    rf"^\d{{1,3}}(?=[{_HAN}])(?!\d*(?:[个种次分天年月日家倍笔元块人条点大类岁万亿成步期层级小课周号件本台位名张多余公斤克米度折位轮方项]))"
)
_TRAILING = re.compile(r"[\s((“‘【《、,,•●❖➢¡◆■–—_|/-]+$")
_REPEATED_MARK = re.compile(r"^(\d{1,2})[..、)]\s*\1(?=[..、)])")
_OUTLINE = re.compile(r"第[一二三四五六七八九十]+(?:单元|讲|章|节|篇|部分)|\d\.\d\.")
_TWICE = re.compile(rf"(?=.{{0,5}}[{_HAN}])(.{{6,80}}?)\1+")
_WORDLESS = re.compile(r"\W+")
_OPENS = re.compile(
    r"[::]$|包[括含]|分[为成]|如下|以下|主要有|几[点个种类方]|[两二三四五六七八九\d][大个种条点类步]{1,2}[^,,。]{0,12}$"
)


def split(text: str) -> list[str]:
    """Return the sentences of a clean passage, none longer than `LINE`, without chrome, none twice."""
    lines = [_TWICE.sub(r"\1", line) for line in _cut_at_marks(text)]
    bare = [_WORDLESS.sub("", line) for line in lines]
    first = {words: at for at, words in reversed(list(enumerate(bare)))}
    return [line for at, line in enumerate(lines) if len(bare[at]) < SAID or not _echo(bare, at, first)]


def _echo(bare: Sequence[str], at: int, first: Mapping[str, int]) -> bool:
    """Whether a sentence stood there before, or is how the next one, a longer one, begins."""
    behind = bare[at + 1] if at + 1 < len(bare) else ""
    return first[bare[at]] < at or (behind != bare[at] and behind.startswith(bare[at]))


def _cut_at_marks(text: str) -> list[str]:
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


def presentable(text: str) -> str:
    """Return a line fit to be shown: no mark, page number or broken bracket at its ends."""
    text = _REPEATED_MARK.sub(r"\1", text.strip())
    text = _PAGE.sub("", _LEADING.sub("", text))
    return _TRAILING.sub("", text)


def announces(text: str) -> bool:
    """Whether a sentence goes on in the next: it asks, introduces a list or is an item of one."""
    return asks(text) or text.endswith((":", ":", ";", ";", "、", ",", ",")) or len(text) < 20


def opens_list(text: str) -> bool:
    """Whether a sentence introduces the items that follow it."""
    return asks(text) or _OPENS.search(text) is not None


def is_item(text: str) -> bool:
    """Whether a sentence is a marked item of a list."""
    return _ITEM.match(text) is not None


def is_outline(text: str) -> bool:
    """Whether a line is a piece of a table of contents: three marks of chapters, and nothing told."""
    return len(_OUTLINE.findall(text)) >= 3


def asks(text: str) -> bool:
    """Whether a sentence is a question; its answer is in what follows."""
    return text.endswith(("?", "?"))
