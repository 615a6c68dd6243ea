"""What a customer uses and spends a month, told in one sentence: 通话300分钟，流量20G，宽带在别家每月98元."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork
from bot.ports.offers import UsageProfile
from bot.services.figures.numerals import HAN_CLASS, read_numeral
from bot.services.offering.service import OfferingService
from bot.services.understanding.normal import simplified
from crm.base import Id
from crm.folding import fold
from crm.offers.catalogue import Catalogue
from crm.people import Actor

KEYS = ("minutes", "traffic_gb", "lines", "devices", "staff")
_NUMBER = rf"(?P<n>\d+(?:\.\d+)?|[{HAN_CLASS}]+)"
_SAID: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "minutes": (
        re.compile(rf"{_NUMBER}\s*(?:多)?分钟?|(?:通话|电话)\D{{0,4}}?{_NUMBER.replace('<n>', '<m>')}"),
    ),
    "traffic_gb": (
        re.compile(rf"{_NUMBER}\s*个?(?:g|gb)(?![a-z])|流量\D{{0,4}}?{_NUMBER.replace('<n>', '<m>')}"),
    ),
    "lines": (re.compile(rf"{_NUMBER}\s*(?:个号|张卡|条线|个卡)"),),
    "devices": (re.compile(rf"{_NUMBER}\s*(?:台|个设备|部)"),),
    "staff": (re.compile(rf"{_NUMBER}\s*(?:个人|人|名员工|个员工)"),),
}
_AMOUNT = rf"\D{{0,8}}?{_NUMBER}\s*(?:块|元|圆)?"
_LIMIT = Decimal(1_000_000)
_PIECES = re.compile(r"[,，。;；、\n]")


@dataclass(frozen=True)
class Told:
    """Use a month by key, and spend a month with others by category."""

    usage: dict[str, Decimal] = field(default_factory=dict)
    elsewhere: dict[str, Decimal] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not self.usage and not self.elsewhere


def read_usage(text: str, catalogues: Iterable[Catalogue]) -> Told:
    """Return what a sentence tells of use and of spending elsewhere; amounts are in whole units a month."""
    words = _categories(catalogues)
    told = Told()
    for piece in _PIECES.split(simplified(text)):
        if (spent := _spent(piece, words)) is not None:
            told.elsewhere[spent[0]] = spent[1]
            continue
        for key, patterns in _SAID.items():
            numbers = (_number(found) for pattern in patterns if (found := pattern.search(piece)))
            number = next((n for n in numbers if n is not None), None)
            if number is not None:
                told.usage[key] = number
    return told


class UsageService:
    """Shows and notes what a customer uses."""

    def __init__(self, offering: OfferingService) -> None:
        """Keep the service that knows the catalogues."""
        self._offering = offering

    async def of(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> UsageProfile | None:
        """Return what is known; raises NotFound outside the scope."""
        await uow.customers.get(customer_id, actor.scope)
        return await uow.offers.usage(customer_id)

    async def note(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, text: str) -> UsageProfile:
        """Note what a sentence tells, beside what was known; the caller commits.

        Raises InputRefused `usage-unclear` when it tells nothing, NotFound outside the scope.
        """
        known = await self.of(uow, actor, customer_id)
        opened = await self._offering.catalogues.of(uow, actor.team_id, self._offering.today())
        told = read_usage(text, [engine.catalogue for _, engine in opened.values()])
        if told.is_empty:
            raise InputRefused("usage-unclear")
        profile = UsageProfile(
            customer_id=customer_id,
            usage={**(known.usage if known else {}), **told.usage},
            elsewhere={**(known.elsewhere if known else {}), **told.elsewhere},
            as_of=self._offering.today(),
            stated_by=actor.salesperson_id,
        )
        await uow.offers.put_usage([profile])
        return profile


def _categories(catalogues: Iterable[Catalogue]) -> dict[str, str]:
    """Return categories by every word for them, longest words first."""
    words = {
        simplified(word): category
        for catalogue in catalogues
        for category in catalogue.categories()
        for word in (category, *catalogue.words.get(category, ()))
        if len(fold(word)) > 1
    }
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))


def _spent(piece: str, words: Mapping[str, str]) -> tuple[str, Decimal] | None:
    """Return a category and what is paid for it a month; only where an amount of money is told."""
    if not re.search(r"块|元|圆|花|付|交|月租|每月|一个月", piece):
        return None
    for word, category in words.items():
        at = piece.find(word)
        found = re.search(_AMOUNT, piece[at + len(word) :]) if at >= 0 else None
        number = _number(found) if found else None
        if number is not None:
            return category, number
    return None


def _number(found: re.Match[str]) -> Decimal | None:
    said = next((text for text in found.groupdict().values() if text), "")
    read = read_numeral(said)
    return read.value if read and read.low == read.high and 0 <= read.value <= _LIMIT else None
