"""A price list read off a picture: rows of an article and its price, matched with the catalogue in force.

The model only transcribes. Which characters are the price is decided here, and a row that could mean two
prices is named instead of guessed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.services.importing.cells import BadCell, money_of
from crm.base import Record
from crm.folding import fold

_ROW = re.compile(
    r"^\s*(?:\d{1,2}[.、)）]\s*)?(?P<name>.*?[^\W\d_].*?)[\s:：|,，、\t.…·\-—]*"
    r"(?:(?:目录|标准|零售|优惠|现|售|单|统一)?价(?:格|钱)?)?[\s:：|]*"
    r"(?P<price>[¥￥$]?\s*\d[\d,，]*(?:\.\d+)?\s*(?:万|千)?)\s*(?:元|块钱|块|rmb)?"
    r"(?:整)?\s*(?:(?:[/／每]|一)\s*\w{1,4})?\s*$",
    re.IGNORECASE,
)
_BARE_AMOUNT_AT_END = re.compile(r"(?:^|[\s:：|,，¥￥价])\d{2,}(?:\.\d+)?\s*(?:元|块)?$")
_MOST_ROWS = 300


class PriceRow(Record):
    """One line: the article as it stands there, and its price as plain digits in the list's currency."""

    name: str
    price: str


class ReadPrices(Record):
    """What a picture's text holds: rows, and lines in which no single price was found."""

    rows: tuple[PriceRow, ...] = ()
    unread: tuple[str, ...] = ()


class Matched(Record):
    """Rows that fit an article in force, by its id, and names that fit none."""

    prices: Mapping[str, str]
    unknown: tuple[str, ...] = ()


def read_prices(text: str) -> ReadPrices:
    """Return the rows of a transcribed price list. Lines without any digit are headings and are left out."""
    rows: list[PriceRow] = []
    unread: list[str] = []
    for line in text.splitlines()[:_MOST_ROWS]:
        if not re.search(r"\d", line):
            continue
        row = _row(line)
        if row is None:
            unread.append(line.strip())
        else:
            rows.append(row)
    return ReadPrices(rows=tuple(rows), unread=tuple(unread))


def _row(line: str) -> PriceRow | None:
    found = _ROW.match(line)
    if found is None or _BARE_AMOUNT_AT_END.search(found["name"]):
        return None
    try:
        money = money_of(found["price"].replace("，", ","))
    except BadCell:
        return None
    if money is None or money.amount <= 0:
        return None
    return PriceRow(name=found["name"].strip(), price=f"{money.amount:f}")


def matched(rows: Sequence[PriceRow], content: Mapping[str, Any]) -> Matched:
    """Return which articles of a catalogue's content the rows price; a name that fits two fits none."""
    ids: dict[str, set[str]] = {}
    for product in content.get("products", ()):
        for name in (product["name"], product["id"], *product.get("aliases", ())):
            ids.setdefault(_plain(str(name)), set()).add(str(product["id"]))
    prices: dict[str, str] = {}
    unknown: list[str] = []
    for row in rows:
        fits = ids.get(_plain(row.name), set())
        if len(fits) == 1:
            prices[next(iter(fits))] = row.price
        else:
            unknown.append(row.name)
    return Matched(prices=prices, unknown=tuple(unknown))


def repriced(content: Mapping[str, Any], prices: Mapping[str, str]) -> dict[str, Any]:
    """Return a catalogue's content with other prices; costs, rules, bundles and everything else stay."""
    products = [
        {**product, "price": prices[str(product["id"])]} if str(product["id"]) in prices else product
        for product in content.get("products", ())
    ]
    return {**content, "products": products}


def _plain(name: str) -> str:
    return re.sub(r"[\s\-—_·]", "", fold(name))
