"""How one speaks to a customer when nobody wrote it down: by a name that is one, or by the position."""

from bot.services.sentences_names import whole_name
from bot.services.sentences_words import COMPOUND_SURNAMES, SURNAMES
from crm.customers import Customer, CustomerKind

_SPOKEN_TITLES = {
    "总经理": "总",
    "董事长": "董",
    "经理": "经理",
    "主任": "主任",
    "校长": "校长",
    "院长": "院长",
    "厂长": "厂长",
    "店长": "店长",
    "局长": "局长",
    "处长": "处长",
    "科长": "科长",
    "老师": "老师",
    "教授": "教授",
    "医生": "医生",
    "护士长": "护士长",
    "会计": "会计",
    "律师": "律师",
    "老板": "老板",
    "师傅": "师傅",
    "工程师": "工",
}
"""End of a position → what one adds to the surname; longer ends first where they overlap."""


def address_of(customer: Customer) -> str:
    """Return 张大伯, 欧阳经理, Mr. Smith, David; empty when any guess could be wrong.

    A full Chinese name without sex or title gives nothing: 先生 and 女士 are not guessed, and a
    company is not spoken to by its firm's name.
    """
    if customer.address_as or customer.kind is CustomerKind.COMPANY:
        return customer.address_as
    name = customer.name.strip()
    if not name:
        return ""
    if name.isascii():
        return _english(name)
    return _by_position(name, customer.position) or _named_so(name)


def _english(name: str) -> str:
    words = name.split()
    titled = words[0].rstrip(".").lower() in {"mr", "mrs", "ms", "miss", "dr", "prof", "madam"}
    return name if titled or len(words) == 1 else words[0]


def _by_position(name: str, position: str) -> str:
    surname = surname_of(name)
    title = next((said for end, said in _SPOKEN_TITLES.items() if position.endswith(end)), "")
    return f"{surname}{title}" if surname and title and len(name) <= len(surname) + 2 else ""


def _named_so(name: str) -> str:
    called = whole_name(name)
    return called.address_as if called is not None and called.address_as == name else ""


def surname_of(name: str) -> str:
    """Return the surname of a Chinese name, two syllables where it has two (欧阳志远 → 欧阳)."""
    if name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[:1] if name[:1] in SURNAMES else ""
