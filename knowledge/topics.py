"""What a refusal names instead: the headings nearest to a question, short enough to be read at a glance."""

import re
from collections.abc import Sequence

from knowledge.cleaning import restore_marks
from knowledge.ports import Passage

MOST = 3
LONGEST = 16
"""Characters of a topic; longer headings are cut."""
LEAST = 2

_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[章节篇讲单元]{1,2}|[\d.]+[.、)]?|[((]?[一二三四五六七八九十]+[))、.])\s*"
)
_ENDING = re.compile(r"\.(?:pptx?|docx?|pdf|xlsx?|txt|md|html?|csv)$", re.IGNORECASE)
_PAGES = re.compile(r"[((](?:PPT)?\s*\d+\s*页[))]$", re.IGNORECASE)


def topics(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return up to three topics of the best passages, best first, each once.

    A heading that is only a number (第一章, 3.2) or a whole list names nothing: the document's title is told.
    """
    found = (_topic(passage) for passage in passages)
    return tuple(dict.fromkeys(name for name in found if name))[:MOST]


def _topic(passage: Passage) -> str:
    heading = passage.heading.split(" › ")[-1]
    names = (_named(name) for name in (heading, passage.title))
    return next((name for name in names if name), "")


def _named(text: str) -> str:
    name = _PAGES.sub("", _ENDING.sub("", _NUMBER.sub("", text.strip()))).strip()
    if len(name) < LEAST or len(re.findall(r"\d[.、]", name)) > 1:
        return ""
    name = restore_marks(name)
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
