"""Recognising how a Chinese customer is called: 张大伯, 王姐, 李总, 欧阳老师, 小陈, 王芳女士."""

import re
from typing import NamedTuple

from bot.services.sentences_words import (
    COMPOUND_SURNAMES,
    DESCRIPTIVE,
    GIVEN,
    KIN_HONORIFICS,
    NOT_NAMES,
    SURNAMES,
    TITLE_HONORIFICS,
    WORDLIKE_SURNAMES,
)

_HAN = r"[\u3400-\u9fff]"
_SURNAME = rf"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{''.join(sorted(SURNAMES))}])"
_HONORIFIC = "|".join(sorted(KIN_HONORIFICS + TITLE_HONORIFICS, key=len, reverse=True))
_CALLED = re.compile(rf"(?P<surname>{_SURNAME})(?P<given>{_HAN}{{0,2}}?)(?P<honorific>{_HONORIFIC})")
_FULL = re.compile(rf"(?P<surname>{_SURNAME})(?P<given>{_HAN}{{1,2}})")
_FAMILIAR = re.compile(rf"(?:[老小阿]{_HAN}|大刘|{_SURNAME}[老工])")
_PLAIN_ENGLISH = re.compile(
    r"(?P<title>(?:Mr|Mrs|Ms|Miss|Dr|Prof|Madam)\.? ?)?"
    r"(?P<name>[A-Z][\w'’-]{1,20}(?: [A-Z]\.?)?(?: [A-Z][\w'’-]{1,20}){0,2})"
)
_NOT_ENGLISH = frozenset(
    [
        "The",
        "This",
        "That",
        "His",
        "Her",
        "My",
        "Our",
        "He",
        "She",
        "They",
        "And",
        "With",
        "Has",
        "Have",
        "Uses",
        "Wife",
        "Husband",
    ]
)
_REDUPLICATED = re.compile(rf"(?:[小大阿]?({_HAN})\1|[小阿大老]{_HAN}{{1,2}}|{_HAN}[宝儿哥妞])")

_NICKNAME = re.compile(rf"{_HAN}{{2,4}}|[A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*){{0,2}}")
_REMARK = re.compile(
    r"[了吗呢吧的不太很没有要想买卖用钱价你我他她它好谢再么哪谁什怎是贵便宜老师]|^(?:ok|yes|no|hi|hello)$",
    re.IGNORECASE,
)


class Called(NamedTuple):
    """A name, how one speaks to its bearer, and how many characters of the text it took."""

    name: str
    address_as: str
    length: int


def name_at_start(text: str) -> Called | None:
    """Return the surname with a form of address that a text begins with (王姐的女儿 → 王姐)."""
    match = _CALLED.match(text)
    if match is None or match[0] in NOT_NAMES or match[0][:2] in NOT_NAMES:
        return None
    return _called(match)


def whole_name(text: str) -> Called | None:
    """Return the name a whole piece of text is, or None when it is something else."""
    if text in NOT_NAMES or text in DESCRIPTIVE:
        return None
    match = _CALLED.fullmatch(text)
    if match:
        return _called(match)
    full = _FULL.fullmatch(text)
    if full and (full["surname"] not in WORDLIKE_SURNAMES or set(full["given"]) <= GIVEN):
        return Called(text, "", len(text))
    if _FAMILIAR.fullmatch(text):
        return Called(text, text, len(text))
    return _english(text)


def may_be_name(text: str) -> bool:
    """Whether a short piece could be a nickname or an uncommon name; remarks (太贵了, 你好) are not."""
    if text in NOT_NAMES or text in DESCRIPTIVE or _REMARK.search(text):
        return False
    return bool(_NICKNAME.fullmatch(text))


def looks_like_given_name(text: str) -> bool:
    """Whether 1–3 characters after a relation are a name: 小米, 朵朵, 思雨, 王建国; not 可爱."""
    if not 1 < len(text) <= 3 or text in DESCRIPTIVE or text in NOT_NAMES or text[:2] in DESCRIPTIVE:
        return False
    if _REDUPLICATED.fullmatch(text) or all(character in GIVEN for character in text):
        return True
    return bool(_FULL.fullmatch(text)) and all(character in GIVEN for character in text[1:])


def _called(match: re.Match[str]) -> Called:
    surname, given, honorific = match["surname"], match["given"], match["honorific"]
    if not given:
        return Called(match[0], match[0], len(match[0]))
    return Called(surname + given, surname + honorific, len(match[0]))


def _english(text: str) -> Called | None:
    match = _PLAIN_ENGLISH.fullmatch(text.strip())
    if match is None or match["name"].split()[0] in _NOT_ENGLISH:
        return None
    title = (match["title"] or "").strip()
    address = f"{title} {match['name'].split()[-1]}" if title else ""
    return Called(match["name"], address, len(text))
