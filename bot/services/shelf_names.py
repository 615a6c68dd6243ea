"""Whether a file is a new version of a document, judged by what people call their files."""

import re
from pathlib import PurePath

from knowledge.analysis import fold

_VERSION = re.compile(
    r"v(?:er(?:sion)?)?[.\s]*\d[\d.]*|第?[0-9一二三四五六七八九十]+[版稿]|[最更]?新版?本?|修订版?|修改版?|更新版?|终稿|定稿|"
    r"正式版?|副本|copy|final|latest|new|updated|revised|[\d一二三四五六七八九十]+[年月日号季度]+|\d+|[上下]半年|[上下]旬"
)
_MARKS = re.compile(r"[\W_]+")
_REPLACES = re.compile(r"换|替|新版|更新|最新|修订|replace|new version|update|supersede")
LEAST = 2
"""Fewest letters of a name that say anything once dates and versions are gone."""


def core(name: str) -> str:
    """Return a file's name without suffix, dates, versions and marks: what the document is called."""
    stem = PurePath(name).stem if PurePath(name).suffix[1:].isalnum() else name
    return _MARKS.sub("", _VERSION.sub("", fold(stem)))


def likeness(name: str, caption: str, other: str, title: str) -> int:
    """Return how surely a file is a new version of a document: 2 its name says so, 1 its caption, 0 not.

    Args:
        name: of the file.
        caption: what was written beside it; it counts when it speaks of replacing.
        other: the document's file name.
        title: the document's title.
    """
    if len(core(name)) >= LEAST and core(name) == core(other):
        return 2
    if not _REPLACES.search(fold(caption)):
        return 0
    said = _MARKS.sub("", fold(caption))
    return int(any(len(called) >= LEAST and called in said for called in (core(other), core(title))))
