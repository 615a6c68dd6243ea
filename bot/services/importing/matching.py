"""Finding the same customer twice: by number, or by name together with company or address."""

from collections.abc import Iterable, Sequence

from bot.ports import BotUnitOfWork
from crm.base import Id
from crm.customers import Customer
from crm.errors import NotFound
from crm.folding import fold, fold_number
from crm.people import Scope
from crm.ports import CustomerHit

EVERYTHING = Scope(team_id=None, owner_id=None)
_BATCH = 200


def keys_of(customer: Customer) -> tuple[str, ...]:
    """Return what makes two records the same customer; none for a name alone."""
    phones = [f"p{fold_number(phone)}" for phone in customer.phones]
    name = fold(customer.name)
    beside = (fold(customer.company), fold(customer.address)) if name else ()
    return (*phones, *(f"{kind}{name}|{text}" for kind, text in zip("ca", beside, strict=False) if text))


class FileMatcher:
    """Knows which keys an earlier row of the file had."""

    def __init__(self) -> None:
        """Start knowing none."""
        self._seen: dict[str, Id] = {}

    def match(self, customer: Customer) -> Id | None:
        """Return the id of the earlier row about the same customer, and remember this one's keys."""
        keys = keys_of(customer)
        known = next((self._seen[key] for key in keys if key in self._seen), None)
        for key in keys:
            self._seen.setdefault(key, known or customer.id)
        return known


async def stored_matches(
    uow: BotUnitOfWork, customers: Sequence[Customer], scope: Scope, ignore: Iterable[Id] = ()
) -> dict[Id, Id]:
    """Return for each given customer the id of a stored one that is the same, where there is one.

    `ignore` are ids that were stored by the same import.
    """
    ignored = set(ignore)
    found: dict[Id, Id] = {}
    for start in range(0, len(customers), _BATCH):
        batch = customers[start : start + _BATCH]
        stored = await _keys_in_store(uow, batch, scope, ignored)
        for customer in batch:
            same = next((stored[key] for key in keys_of(customer) if key in stored), None)
            if same and same != customer.id:
                found[customer.id] = same
    return found


async def known_ids(uow: BotUnitOfWork, customers: Sequence[Customer], scope: Scope) -> dict[Id, Id]:
    """Return the ids among the given customers' that exist in the scope, each mapped to itself."""
    if not customers or not await uow.customers.count(scope):
        return {}
    found = {}
    for customer in customers:
        try:
            await uow.customers.get(customer.id, scope)
        except NotFound:
            continue
        found[customer.id] = customer.id
    return found


async def _keys_in_store(
    uow: BotUnitOfWork, batch: Sequence[Customer], scope: Scope, ignored: set[Id]
) -> dict[str, Id]:
    phones = {phone for customer in batch for phone in customer.phones}
    names = {c.name for c in batch if c.name and (c.company or c.address)}
    keys: dict[str, Id] = {}
    hits: dict[Id, CustomerHit] = {}
    if phones:
        hits |= {hit.id: hit for hit in await uow.customers.by_phones(sorted(phones), scope)}
    for id in hits.keys() - ignored:
        try:
            known = await uow.customers.get(id, scope)
        except NotFound:
            continue
        for phone in known.phones:
            keys.setdefault(f"p{fold_number(phone)}", id)
    if names:
        for hit in await uow.customers.named(sorted(names), scope):
            if hit.id not in ignored:
                _add_name_keys(keys, hit)
    return keys


def _add_name_keys(keys: dict[str, Id], hit: CustomerHit) -> None:
    for kind, text in (("c", fold(hit.company)), ("a", fold(hit.address))):
        if text:
            keys.setdefault(f"{kind}{fold(hit.name)}|{text}", hit.id)
