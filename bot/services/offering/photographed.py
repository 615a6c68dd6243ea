"""Rows of a photographed price list laid over the catalogue in force: a photo shows a page, not all of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.services.importing.cells import BadCell, money_of
from bot.services.perceiving import PriceRow
from crm.base import Record
from crm.folding import fold
from crm.offers.catalogue import Billing, Catalogue, Product

_PER = re.compile(r"[/／每]\s*([^\d\s/／]{1,6})\s*$")
_MONTH = frozenset({"月", "个月", "每月", "month", "mo"})


class Laid(Record):
    """What came of the rows: a catalogue's content, unchecked, and what was left out of it."""

    content: dict[str, Any]
    taken: int = 0
    new: tuple[str, ...] = ()
    """Articles the catalogue did not know. A photo tells no cost: the price is theirs, nothing is let off."""
    unread: tuple[str, ...] = ()
    """Rows that hold no price, or one in another unit or currency than the catalogue's."""


class _Priced(Record):
    name: str
    price: Decimal
    currency: str
    unit: str
    note: str


def closest(rows: Sequence[PriceRow], catalogues: Iterable[Catalogue]) -> Catalogue | None:
    """Return the catalogue that knows most of the articles; the only one where none is known, else None."""
    known = list(catalogues)
    counted = [(sum(fold(row.name) in _names(one) for row in rows), one) for one in known]
    best = max(counted, key=lambda pair: pair[0], default=None)
    if best and best[0]:
        return best[1]
    return known[0] if len(known) == 1 else None


def laid_over(rows: Sequence[PriceRow], base: Catalogue | None, on: date, name: str) -> Laid:
    """Return the catalogue with the rows' prices in it; articles the photo does not show stay as they are."""
    read, unread = _read(rows, base.currency if base else None)
    content: dict[str, Any] = (
        base.model_dump(mode="json", exclude_defaults=True) if base else {"id": "main", "name": name}
    )
    products: list[dict[str, Any]] = list(content.get("products", ()))
    names = _names(base) if base else {}
    new, taken = [], 0
    for row in read:
        id = names.get(fold(row.name))
        if id is None:
            products.append(_article(row))
            new.append(row.name)
        elif base and (place := _place(base, id, on)) is not None and _fits(base.products[place], row):
            products[place] = {**products[place], "price": str(row.price)}
        else:
            unread.append(row.name)
            continue
        taken += 1
    if base is None and read:
        content["currency"] = read[0].currency
    content["products"] = products
    return Laid(content=content, taken=taken, new=tuple(new), unread=tuple(unread))


def _read(rows: Sequence[PriceRow], currency: str | None) -> tuple[list[_Priced], list[str]]:
    found: dict[str, _Priced] = {}
    unread: dict[str, str] = {}
    for place, row in enumerate(rows, 1):
        key, said = fold(row.name), row.name or row.price or str(place)
        priced = _priced(row) if key else None
        currency = currency or (priced.currency if priced else None)
        if priced is None or priced.currency != currency:
            unread.setdefault(key or said, said)
        elif key in found and found[key].price != priced.price:
            unread[key] = said  # two prices for one article: the person has to say which
        else:
            found[key] = priced
    return [one for key, one in found.items() if key not in unread], list(unread.values())


def _priced(row: PriceRow) -> _Priced | None:
    per = _PER.search(row.price)
    figure = row.price[: per.start()] if per else row.price
    unit = row.unit.strip().lstrip("/／每元").strip() or (per[1] if per else "")
    try:
        money = money_of(figure)
    except BadCell:
        return None
    if money is None or money.amount <= 0:
        return None
    return _Priced(
        name=row.name, price=money.amount.normalize(), currency=money.currency, unit=unit, note=row.note
    )


def _article(row: _Priced) -> dict[str, Any]:
    price = f"{row.price:f}"
    article: dict[str, Any] = {
        "id": fold(row.name)[:64],
        "name": row.name,
        "category": "其他",
        "price": price,
        "cost": price,
        "says": row.note,
    }
    if row.unit.lower() in _MONTH:
        article["billing"] = Billing.MONTHLY.value
    elif row.unit:
        article["unit"] = row.unit
    return article


def _fits(product: Product, row: _Priced) -> bool:
    """Whether a row's unit is the one the article is sold in; a price per box is none per piece."""
    monthly = row.unit.lower() in _MONTH
    if not row.unit:
        return True
    if monthly or product.billing is Billing.MONTHLY:
        return monthly and product.billing is Billing.MONTHLY
    # An article whose unit nobody stated bears the default one; what the photo says does not contradict it.
    return product.unit in (row.unit, Product.model_fields["unit"].default)


def _names(catalogue: Catalogue) -> Mapping[str, str]:
    """Return product ids by every folded name; a name that stands for two articles stands for none."""
    ids: dict[str, set[str]] = {}
    for product in catalogue.products:
        for name in (product.id, product.name, *product.aliases):
            ids.setdefault(fold(name), set()).add(product.id)
    return {name: next(iter(found)) for name, found in ids.items() if len(found) == 1}


def _place(catalogue: Catalogue, id: str, on: date) -> int | None:
    """Return where the version of an article in force stands, None when none is."""
    places = (i for i, one in enumerate(catalogue.products) if one.id == id and one.in_force(on))
    return next(places, None)
