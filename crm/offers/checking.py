"""From a file's content to a catalogue that can be trusted, or a list of what is wrong with it, by place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from crm.offers.calendars import WindowKind, named_windows
from crm.offers.catalogue import Bundle, Catalogue, Dated, Product
from crm.offers.conflicts import clash_within
from crm.offers.pricing import PriceBook

_LIMIT = 50
"""Problems told at once; more help nobody."""


@dataclass(frozen=True)
class Problem:
    """What is wrong: `key` names the sentence, `where` the thing, `value` what stands there."""

    key: str
    where: str
    value: str = ""
    blocks: bool = True
    """Whether the catalogue is refused; a warning otherwise."""


def checked(raw: Mapping[str, Any]) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """Return the catalogue of a file's content with warnings, or None with what must be mended."""
    problems = list(_plain_problems(raw))
    if not problems:
        try:
            catalogue = Catalogue.model_validate(_without_currencies(raw))
        except ValidationError as error:
            problems = [_translated(raw, detail) for detail in error.errors()]
        else:
            problems = list(catalogue_problems(catalogue))
            if not any(problem.blocks for problem in problems):
                return catalogue, tuple(problems[:_LIMIT])
    return None, tuple(problems[:_LIMIT])


def catalogue_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what is wrong with a well-formed catalogue: references, circles, validity, floors."""
    yield from _overlaps(catalogue)
    yield from _references(catalogue)
    circles = list(_circles(catalogue))
    yield from circles
    yield from _shape(catalogue)
    if not circles:
        yield from _floors(catalogue)


def _plain_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What people get wrong most, said before the shape is looked at."""
    listed = raw.get("products")
    products = (
        [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list | tuple) else []
    )
    if not products:
        yield Problem("empty", str(raw.get("name") or raw.get("id") or ""))
    stated = [str(entry["currency"]) for entry in (raw, *products) if entry.get("currency")]
    currencies = stated or ["CNY"]
    if len(set(currencies)) > 1:
        yield Problem("two_currencies", "", "、".join(dict.fromkeys(currencies)))
    for product in products:
        where = str(product.get("name") or product.get("id") or "?")
        for field in ("price", "cost"):
            number = _number(product.get(field))
            if number is None:
                yield Problem(f"missing_{field}", where, str(product.get(field) or ""))
            elif number < 0:
                yield Problem(f"negative_{field}", where, str(number))
            elif not number and field == "price":
                yield Problem("zero_price", where)
        stock = _number(product.get("stock"))
        if stock is not None and stock < 0:
            yield Problem("negative_stock", where, str(stock))


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip().replace(",", "")) if value is not None and value != "" else None
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None


def _without_currencies(raw: Mapping[str, Any]) -> dict[str, Any]:
    """One currency stands at the catalogue; rows of a table repeat it."""
    products = [{k: v for k, v in p.items() if k != "currency"} for p in raw["products"]]
    stated = next((p["currency"] for p in raw["products"] if p.get("currency")), raw.get("currency", "CNY"))
    return {**raw, "products": products, "currency": stated}


def _translated(raw: Mapping[str, Any], detail: Any) -> Problem:  # noqa: ANN401 - pydantic's own dict
    """One complaint of the model as a place and a value."""
    here: Any = raw
    names = []
    for step in detail["loc"]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("name") or here.get("id") if isinstance(here, Mapping) else None
        names.append(str(name) if name else str(step))
    key = {"extra_forbidden": "unknown_field", "missing": "missing_field"}.get(detail["type"], "bad_field")
    return Problem(key, " / ".join(names), "" if isinstance(here, Mapping | list) else str(here or ""))


def _overlaps(catalogue: Catalogue) -> Iterator[Problem]:
    for product in _repeated(catalogue.products):
        yield Problem("overlapping_validity", product.name, product.id)
    ids = (
        [b.id for b in catalogue.bundles]
        + [c.id for c in catalogue.campaigns]
        + [r.id for r in catalogue.rules]
    )
    for id in _doubles(ids):
        yield Problem("same_id", id)
    for id in {p.id for p in catalogue.products} & {b.id for b in catalogue.bundles}:
        yield Problem("same_id", id)
    parts: tuple[Dated, ...] = (*catalogue.products, *catalogue.bundles, *catalogue.campaigns)
    for part in parts:
        if part.valid_from and part.valid_until and part.valid_from > part.valid_until:
            yield Problem("ends_before_it_starts", getattr(part, "name", ""))


def _repeated(products: Iterable[Product]) -> Iterator[Product]:
    """Yield products of which two versions are in force on the same day."""
    seen: dict[str, list[Product]] = {}
    for product in products:
        for other in seen.setdefault(product.id, []):
            starts = max(product.valid_from or date.min, other.valid_from or date.min)
            if starts <= min(product.valid_until or date.max, other.valid_until or date.max):
                yield product
                break
        seen[product.id].append(product)


def _doubles(ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            yield id
        seen.add(id)


def _references(catalogue: Catalogue) -> Iterator[Problem]:
    products = {product.id for product in catalogue.products}
    bundles = {bundle.id for bundle in catalogue.bundles}
    known = products | bundles | {c.id for c in catalogue.campaigns} | set(catalogue.categories())
    for bundle in catalogue.bundles:
        moved = (bundle.transfer.give, bundle.transfer.bind) if bundle.transfer else ()
        used = (*(i.product for i in bundle.items), *(g.product for g in bundle.gifts), *moved)
        yield from (Problem("unknown_product", bundle.name, id) for id in used if id not in products)
        yield from (Problem("unknown_bundle", bundle.name, id) for id in bundle.includes if id not in bundles)
    for campaign in catalogue.campaigns:
        yield from (Problem("unknown_target", campaign.name, t) for t in campaign.targets if t not in known)
        gifts = (g.product for g in campaign.gifts)
        yield from (Problem("unknown_product", campaign.name, id) for id in gifts if id not in products)
        names = (w.name for w in campaign.windows if w.kind is WindowKind.NAMED)
        yield from (Problem("unknown_calendar", campaign.name, n) for n in names if n not in named_windows())
    for rule in catalogue.rules:
        named = (*rule.applies_to, *rule.against, *rule.requires.holds_any, *rule.requires.holds_none)
        yield from (Problem("unknown_target", rule.id, t) for t in named if t not in known and t != "*")
    for product in catalogue.products:
        others = (*product.substitutes, *product.complements)
        yield from (Problem("unknown_product", product.name, id) for id in others if id not in products)


def _circles(catalogue: Catalogue) -> Iterator[Problem]:
    done: set[str] = set()
    for bundle in catalogue.bundles:
        if path := _circle(catalogue, bundle, (), done):
            done |= set(path)
            yield Problem("circular_bundles", bundle.name, " → ".join(path))


def _circle(catalogue: Catalogue, bundle: Bundle, path: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    """Return the way round, empty when a bundle leads to no circle."""
    if bundle.id in path:
        return (*path[path.index(bundle.id) :], bundle.id)
    if bundle.id in done:
        return ()
    for id in bundle.includes:
        inner = catalogue.bundle(id)
        if inner and (found := _circle(catalogue, inner, (*path, bundle.id), done)):
            return found
    if not path:
        done.add(bundle.id)
    return ()


def _shape(catalogue: Catalogue) -> Iterator[Problem]:
    for bundle in catalogue.bundles:
        if not bundle.items and not bundle.includes and bundle.transfer is None:
            yield Problem("empty_bundle", bundle.name)
        products = [catalogue.any_product(item.product) for item in bundle.items]
        if any(item.price == 0 for item in bundle.items):
            yield Problem("zero_price", bundle.name)
        if (
            bundle.term_months
            and products
            and not bundle.transfer
            and all(p is not None and p.billing == "one_time" for p in products)
            and not bundle.includes
        ):
            yield Problem("term_without_monthly", bundle.name, str(bundle.term_months))
    if catalogue.policy.seller_limit > catalogue.policy.manager_limit:
        yield Problem("limits_reversed", catalogue.name)


def _floors(catalogue: Catalogue) -> Iterator[Problem]:
    """Warn of what could never be offered, or stands against its own conflict rule."""
    books: dict[date, PriceBook] = {}
    things: tuple[Product | Bundle, ...] = (*catalogue.products, *catalogue.bundles)
    for thing in things:
        on = thing.valid_from or date.max
        if on == date.max:
            on = _a_day(catalogue)
        book = books.setdefault(on, PriceBook(catalogue, on))
        priced = book.priced(thing.id)
        if priced is None:
            continue
        if not priced.above_floor:
            yield Problem(
                "below_floor", thing.name, f"{priced.net} < {priced.floor.normalize():f}", blocks=False
            )
        if clash_within(priced):
            yield Problem("conflict_in_itself", thing.name, blocks=False)


def _a_day(catalogue: Catalogue) -> date:
    """A day on which most of the catalogue is in force: the latest start of anything."""
    starts = [product.valid_from for product in catalogue.products if product.valid_from]
    return max(starts, default=date(2026, 1, 1))
