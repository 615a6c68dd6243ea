"""Whose wife, whose son: a relation named to the customer is the customer's (您爱人), never a bare 爱人."""

import re
from collections.abc import Mapping

PERSON_SLOTS = frozenset({"家人", "孙辈", "孩子", "爱人", "父母", "当家人", "商量人"})
"""The slots that may be filled with a relation."""
_SHE = (
    r"妈妈|母亲|女儿|闺女|孙女|外孙女|姐姐|妹妹|[表堂][姐妹]|婆婆|丈母娘|儿媳妇?|嫂子|姑姑|女朋友|家里老太太"
)
_HE = (
    r"爸爸|父亲|儿子|孙子|外孙|哥哥|弟弟|[表堂][哥弟]|公公|岳父|女婿|姐夫|小舅子|舅舅|叔叔|男朋友|家里老爷子"
)
_RELATION = re.compile(rf"爱人|老伴|爸妈|公婆|对象|家里那位|{_SHE}|{_HE}")
_PRONOUN = (("她", re.compile(_SHE)), ("他", re.compile(_HE)))
_SLOT = re.compile(r"\{([^{}]*)\}")
_ALREADY_WHOSE = re.compile(
    r"(?:\{您\}|[您你他])(?:家里?|的|回去|就|先|再|也|可以)*"
    r"(?:和|跟|同|带着?|带上|叫上|陪|拉上|约上?|喊上|问问?|请|让|给|替|帮)?$|家里?$|孩子$"
)
"""What stands right before and says whose it is: {您}跟, {您}带, 家里."""


def whose(text: str, fills: Mapping[str, str]) -> str:
    """Return the line with {您} set before each slot a bare relation will fill.

    A line that says whose it is ({您}带, 家里) stays as it is, and so do names, 孩子, 领导 and
    other words one says without an owner. From the second mention on it is 他 or 她, or the bare word.
    """
    named: set[str] = set()

    def owned(slot: re.Match[str]) -> str:
        name, fill = slot[1], fills.get(slot[1], "").strip()
        if name not in PERSON_SLOTS or not _RELATION.match(fill):
            return slot[0]
        if name in named:
            return next((word for word, kin in _PRONOUN if kin.fullmatch(fill)), slot[0])
        named.add(name)
        return slot[0] if _ALREADY_WHOSE.search(text[: slot.start()]) else "{您}" + slot[0]

    return _SLOT.sub(owned, text)
