"""Typed orders: a new customer in one sentence, an erasure, a reminder without anything to remind of."""

import re
from dataclasses import dataclass

from bot.services.sentences_names import name_at_start
from bot.services.stating import may_be_a_name

_NEW = re.compile(
    r"^(?:(?:新建|新增|添加|录入|加|建|录)(?:一?[个位名])?(?:新?客户)|新客户|new customer"
    r"|add (?:a )?customer)(?P<gap>[：:，,\s]*)(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NEW_ALONE = re.compile(
    r"^(?:(?:来了?|有|建|加|录)(?:一?[个位名])?新?客户|(?:新建|新增|添加|录入)(?:一?[个位名])?新?客户|新客户"
    r"|new customer|add a customer)[。！!]?$",
    re.IGNORECASE,
)
_ERASE = re.compile(
    r"^(?:请|帮我)?(?:(?:彻底)?(?:删除|删掉|删了|删去)|(?:delete|erase) )\s*(?:掉|了)?"
    r"(?:客户|customer)?[：:\s]*(?P<name>[^，。！？,!?\n]{1,24}?)(?:这[个位]客户|的(?:资料|档案|信息))?[。！!]?$",
    re.IGNORECASE,
)
_ERASE_IT = re.compile(
    r"^(?:请|帮我)?把(?:客户)?(?P<name>[^，。！？,!?\n]{1,24}?)(?:这[个位]客户|的(?:资料|档案|信息))?"
    r"(?:给)?(?:彻底)?(?:删除|删掉|删了|删去)(?:吧|了)?[。！!]?$"
)
_REMIND = re.compile(
    r"^(?:(?:请|帮我)?(?:设|加|定|建)?(?:一?个)?提醒(?:我|一下|我一下|事项)?|remind(?: me)?"
    r"|(?:set|add) a reminder)[。.!！~～]?$",
    re.IGNORECASE,
)
_JUDGES = re.compile(r"[了吗呢吧啊呀嘛的]$|太|很|真|怎么|不")


@dataclass(frozen=True)
class NewCustomer:
    """A sentence that tells of a new customer, empty when it is still to come; not `sure`: ask first."""

    sentence: str
    sure: bool


@dataclass(frozen=True)
class Erasing:
    """Somebody is to be erased, after a confirmation."""

    name: str


@dataclass(frozen=True)
class Reminding:
    """A reminder is wanted; of what and when was not said."""


Order = NewCustomer | Erasing | Reminding


def read_order(text: str) -> Order | None:
    """Return what a typed line orders; None for anything else."""
    plain = text.strip()
    if _NEW_ALONE.match(plain):
        return NewCustomer("", sure=True)
    if _REMIND.match(plain):
        return Reminding()
    if found := _ERASE.match(plain) or _ERASE_IT.match(plain):
        return Erasing(found["name"].strip())
    return _new(plain)


def _new(plain: str) -> NewCustomer | None:
    """A name that everybody would take for one is sure; one that may be one is asked about."""
    found = _NEW.match(plain)
    if found is None:
        return None
    sentence = found["rest"].strip()
    if name_at_start(sentence):
        return NewCustomer(sentence, sure=True)
    first = re.split(r"[，,。；;\s]", sentence, maxsplit=1)[0]
    if not found["gap"] or not may_be_a_name(first) or _JUDGES.search(first):
        return None
    return NewCustomer(sentence, sure=False)
