"""Taking a merge out of a record again, leaving what was changed since; pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.ports.records import Merge
from crm.customers import Channel, Contact, Customer, HouseholdMember, Note

_PLAIN = ("name", "address_as", "company", "position", "segment", "address", "birthday", "do_not_contact")
_LISTS = ("channels", "household", "contacts", "personality", "tags", "notes")
_Item = TypeVar("_Item")


def without(now: Customer, merge: Merge, at: datetime) -> Customer:
    """Return the kept record as it would be without the merge.

    A field that still holds what the merge put there goes back; one changed since stays. Of the lists
    the merge's own additions go, unless they were edited since.
    """
    before, joined = merge.before, merge.joined
    fields: dict[str, object] = {
        name: getattr(before, name)
        for name in _PLAIN
        if getattr(now, name) == getattr(joined, name) != getattr(before, name)
    }
    for name in _LISTS:
        fields[name] = _list(getattr(now, name), getattr(before, name), getattr(joined, name))
    return now.model_copy(update={**fields, "updated_at": at})


def _list(now: Sequence[_Item], before: Sequence[_Item], joined: Sequence[_Item]) -> tuple[_Item, ...]:
    earlier = {_key(item): item for item in before}
    touched = {_key(item): item for item in joined}
    kept: list[_Item] = []
    for item in now:
        key = _key(item)
        if touched.get(key) != item:  # new, or edited since
            kept.append(item)
        elif key in earlier:
            kept.append(earlier[key])
    return tuple(_unique(kept))


def _key(item: object) -> object:
    """Return what makes an entry the same entry, however its other fields change."""
    if isinstance(item, Channel):
        return item.kind, item.address
    if isinstance(item, HouseholdMember | Contact | Note):
        return item.id
    return item


def _unique(items: Iterable[_Item]) -> Iterable[_Item]:
    return {_key(item): item for item in items}.values()
