"""Reading a wish for an offer: what is wanted, how many, and the budget. No amount becomes a price."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from pydantic import Field

from bot.services.figures import Figure, FigureKind, find_figures
from crm.base import Record
from crm.folding import fold
from crm.history import Purchase
from crm.offers.catalogue import Billing, Catalogue
from crm.offers.offering import Offering

_BUDGET = re.compile(r"预算|以内|不超过|最多|之内|budget|under|at most", re.IGNORECASE)
_THIRD_PERSON = re.compile(
    r"^(?:他|她|客户|顾客|对方|老人|人家|(?:the )?customer|he|she)(?:家|们)?(?:还|也|就|说)?"
    r"(?:想要|想办|想买|想换|要办|要买|要|想|需要|wants?|would like|needs?)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![a-z0-9])[a-z]{1,4}-?[0-9]{1,4}[a-z]{0,3}(?![a-z0-9])")
_BETWEEN = re.compile(
    r"[,，、+＋；;]|再加|外加|还要|另外|以及|加上|加|和|跟|与|\band\b|\bplus\b", re.IGNORECASE
)
_CHEAP = re.compile(r"便宜|实惠|省钱|划算|低一点|cheap|affordable", re.IGNORECASE)
_PIECE = "块"
_BY_NAME = 2
_MOST = Decimal(100_000)


class Wish(Record):
    """What a wish comes to in one catalogue."""

    catalogue: str
    wants: tuple[str, ...] = ()
    quantity: Decimal = Decimal(1)
    quantities: dict[str, Decimal] = Field(default_factory=dict)
    """How many of each want, where more than one is counted by itself."""
    monthly_budget: Decimal | None = None
    upfront_budget: Decimal | None = None
    thrifty: bool = False
    hits: int = 0
    """Words of the catalogue found in the wish; names of articles count more."""


def tells_a_wish(text: str) -> bool:
    """Whether a seller tells what a customer wants: 他想要便宜点的宽带加手机."""
    return _THIRD_PERSON.search(text.strip()) is not None


def read_wish(text: str, catalogues: Sequence[Catalogue]) -> Wish | None:
    """Return what a wish asks for from the catalogue that knows most of its words; None without any."""
    wishes = [wish_in(text, catalogue) for catalogue in catalogues]
    return max((wish for wish in wishes if wish.hits), key=lambda wish: wish.hits, default=None)


def wish_in(text: str, catalogue: Catalogue) -> Wish:
    """Return what a wish asks for from one catalogue."""
    wants, named = _wanted(text, catalogue)
    monthly, upfront = _budget(text, catalogue, wants)
    return Wish(
        catalogue=catalogue.id,
        wants=tuple(wants),
        quantity=_quantity(text, catalogue),
        quantities=_quantities(text, catalogue, wants),
        monthly_budget=monthly,
        upfront_budget=upfront,
        thrifty=_CHEAP.search(text) is not None,
        hits=len(wants) + named * _BY_NAME,
    )


def _wanted(text: str, catalogue: Catalogue) -> tuple[list[str], int]:
    """Return ids and categories a text names, and how many were named outright."""
    folded = fold(text)
    wants, taken = _named(folded, catalogue)
    named = len(wants)
    for category in catalogue.categories():
        words = {fold(word) for word in (category, *catalogue.words.get(category, ()))}
        found = [word for word in words if word and word in _without(folded, taken)]
        want = _narrowed(found, category, catalogue)
        if found and want not in wants:
            wants.append(want)
            taken += found
    return wants, named


def _narrowed(found: Sequence[str], category: str, catalogue: Catalogue) -> str:
    """Return the one article whose name holds the word used (头盔: 儿童头盔), else the category."""
    words = [word for word in found if word != fold(category)]
    named = {
        product.id
        for product in catalogue.products
        if product.category == category
        and not product.gift_only
        and any(word in fold(product.name) for word in words)
    }
    return named.pop() if len(named) == 1 else category


def _quantities(text: str, catalogue: Catalogue, wants: Sequence[str]) -> dict[str, Decimal]:
    """Return how many of each, when several wants are counted one by one (两辆A3加三个头盔)."""
    found: dict[str, Decimal] = {}
    counted = False
    for piece in _BETWEEN.split(text):
        inside, _ = _wanted(piece, catalogue)
        count = _quantity(piece, catalogue)
        counted = counted or (len(inside) == 1 and count != 1)
        found |= dict.fromkeys(inside, count if len(inside) == 1 else Decimal(1))
    return found if counted and len(found) > 1 and set(found) == set(wants) else {}


def _named(folded: str, catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """Return ids of articles and bundles named outright, longest names first, with the words used."""
    names = [
        (fold(name), product.id)
        for product in catalogue.products
        if not product.gift_only
        for name in (product.name, *product.aliases)
    ]
    names += [(fold(bundle.name), bundle.id) for bundle in catalogue.bundles]
    names += _codes(catalogue)
    wants: list[str] = []
    taken: list[str] = []
    for name, id in sorted(names, key=lambda pair: -len(pair[0])):
        if len(name) > 1 and name in _without(folded, taken) and id not in wants:
            wants.append(id)
            taken.append(name)
    return wants, taken


def _codes(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return model codes (a3 of 电动车A3) that only one article bears: customers say them alone."""
    found: dict[str, list[str]] = {}
    for product in catalogue.products:
        for code in _CODE.findall(fold(product.name)):
            found.setdefault(code, []).append(product.id)
    return [(code, ids[0]) for code, ids in found.items() if len(ids) == 1]


def _without(folded: str, taken: Sequence[str]) -> str:
    for word in taken:
        folded = folded.replace(word, " ")
    return folded


def _quantity(text: str, catalogue: Catalogue) -> Decimal:
    """The first count in a unit of the catalogue: 五袋, 两辆."""
    units = {product.unit for product in catalogue.products}
    for figure in find_figures(text):
        counts = figure.kind is FigureKind.QUANTITY or _are_pieces(text[figure.end :], figure, catalogue)
        if counts and figure.text[-1:] in units and 0 < figure.value <= _MOST:
            return figure.value
    return Decimal(1)


def _are_pieces(after: str, figure: Figure, catalogue: Catalogue) -> bool:
    """Whether 两块 counts pieces of what is named behind it (两块香皂), and is no amount."""
    if figure.kind is not FigureKind.MONEY or not figure.text.endswith(_PIECE):
        return False
    names = [p.name for p in catalogue.products if p.unit == _PIECE]
    return any(after.startswith((name, f"的{name}")) for name in names)


def _budget(text: str, catalogue: Catalogue, wants: Sequence[str]) -> tuple[Decimal | None, Decimal | None]:
    """A budget a month, and one to pay once. An amount without a period is read as what is wanted is paid."""
    if not _BUDGET.search(text):
        return None, None
    for figure in find_figures(text):
        if figure.kind in {FigureKind.MONEY, FigureKind.NUMBER} and figure.value > 0:
            by_month = figure.per == "month" or (not figure.per and _all_monthly(catalogue, wants))
            return (figure.value, None) if by_month else (None, figure.value)
    return None, None


def _all_monthly(catalogue: Catalogue, wants: Sequence[str]) -> bool:
    wanted = [p for p in catalogue.products if p.id in wants or p.category in wants]
    return bool(wanted) and all(product.billing is Billing.MONTHLY for product in wanted)


def names_of(offering: Offering) -> dict[str, str]:
    """Return titles by id."""
    catalogue = offering.catalogue
    names = {one.id: one.name for one in catalogue.products}
    names |= {one.id: one.name for one in catalogue.bundles}
    return names | {one.id: one.name for one in catalogue.campaigns}


def catalogue_for(text: str, offerings: Sequence[Offering], purchases: Sequence[Purchase]) -> str:
    """Return the catalogue a wish names, else the only one, else the one the customer buys from."""
    catalogues = [offering.catalogue for offering in offerings]
    if text and (wish := read_wish(text, catalogues)):
        return wish.catalogue
    if len(catalogues) == 1:
        return catalogues[0].id
    bought = {purchase.product for purchase in purchases} | {purchase.category for purchase in purchases}
    counts = {
        catalogue.id: sum(bool(bought & {p.name, p.category, *p.aliases}) for p in catalogue.products)
        for catalogue in catalogues
    }
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts.get(best) else ""


def catalogue_used(keys: Collection[str], offerings: Sequence[Offering]) -> str:
    """Return the one catalogue that knows the given kinds of use or categories, empty without one."""
    found = [
        offering.catalogue.id
        for offering in offerings
        if any(key in p.provides or key == p.category for p in offering.catalogue.products for key in keys)
    ]
    return found[0] if len(found) == 1 else ""
